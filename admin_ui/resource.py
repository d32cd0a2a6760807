"""A resource of the API: routes that declare their access, what they take and what they answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import g
from flask_smorest import Blueprint
from marshmallow import Schema

from admin_ui.access import View
from admin_ui.body import StrictParser, takes_file, takes_more, takes_raw
from admin_ui.call import current_call
from admin_ui.quick_dump import quick


class _Blueprint(Blueprint):  # type: ignore[misc]
    ARGUMENTS_PARSER = StrictParser()


_FILE = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
                "required": ["file"],
            }
        }
    },
}


@dataclass(frozen=True)
class Answer:
    """A body with a status or headers of its own."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] | None = None


class Resource:
    """Collects the routes of one file in ``admin_ui/api``; the file exposes it as ``RESOURCE``."""

    def __init__(self, name: str, description: str) -> None:
        self.blueprint = _Blueprint(name, f"admin_ui.api.{name}", url_prefix="/api/v1", description=description)

    def route(
        self,
        method: str,
        rule: str,
        *,
        query: type[Schema] | None = None,
        body: type[Schema] | None = None,
        answer: type[Schema] | None = None,
        many: bool = False,
        status: int = 200,
        upload: int | None = None,
        largest: int | None = None,
        raw: int | None = None,
    ) -> Callable[[View], View]:
        """Serves ``view(call, [query values], [body values], **path values)``.

        ``upload``: it takes a file of at most so many bytes; the view gets the bytes in the place of body values.
        ``raw``: the same for a body of any type, of at most so many bytes, which the view must distrust.
        ``largest``: its JSON body may have so many bytes, more than others. What the view returns (or the body of its
        ``Answer``) is cut to the ``answer`` schema.
        """

        def decorate(view: View) -> View:
            if upload is not None:
                takes_file(view, upload)
            if largest is not None:
                takes_more(view, largest)
            if raw is not None:
                takes_raw(view, raw)

            @wraps(view)
            def endpoint(*arguments: Any, **path: Any) -> Any:
                came = (g.upload,) if upload is not None or raw is not None else ()
                found = view(current_call(), *arguments, *came, **path)
                if isinstance(found, Answer):
                    return found.body, found.status, dict(found.headers or {})
                return found

            served: Any = endpoint
            shape = answer(many=many) if answer else None
            served = self.blueprint.response(status, quick(shape) if shape is not None and many else shape)(served)
            # Applied from the inside out: the outermost decorator's values come first.
            if body is not None:
                served = self.blueprint.arguments(body, location="json")(served)
            if upload is not None:
                served = self.blueprint.doc(requestBody=_FILE)(served)
            if query is not None:
                served = self.blueprint.arguments(query, location="query")(served)
            self.blueprint.route(rule, methods=[method])(served)
            return view

        return decorate

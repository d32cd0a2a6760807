"""What may come in at all: JSON read strictly and once, within a size, without characters no field can hold."""

from __future__ import annotations

from typing import Any

from flask import Response, g, request
from webargs import missing
from webargs.flaskparser import FlaskParser
from werkzeug.wrappers import Request

from admin_ui.problems import problem
from engine.base.text import both
from engine.definitions.scan import scan

MAX_BODY = 1_000_000
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class StrictParser(FlaskParser):
    """Takes the body that ``check`` has read."""

    def _raw_load_json(self, req: Request) -> Any:
        return g.get("body", missing)


def check() -> Response | None:
    """Reads the body into ``g.body``; a problem answer where it, or the address, is not fit to be looked at."""
    for text in (request.path, request.query_string.decode("latin-1"), *request.args.keys(), *request.args.values()):
        if "\0" in text or len(text) > 4_000:
            return problem(
                400, both("地址含有不可用的字符或过长", "the address holds unusable characters or is too long")
            )
    if request.method not in _UNSAFE:
        return None
    raw = request.get_data(cache=True)  # bounded by MAX_CONTENT_LENGTH
    if not raw:
        return None
    if request.mimetype != "application/json":
        return problem(415)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return problem(400, both("请求内容不是 UTF-8", "the body is not UTF-8"))
    found = scan(text)
    if found.issues:
        return problem(400, found.issues[0].message, found.issues)
    g.body = found.value
    return None

"""What may come in at all: JSON read strictly and once, within a size, without characters no field can hold.

A file comes in only where the view says so (``Resource.route(upload=…)``), as the one part ``file`` of a multipart
body and nothing else: no name, path or type that came with it is ever used.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

from flask import Response, current_app, g, request
from webargs import missing
from webargs.flaskparser import FlaskParser
from werkzeug.wrappers import Request

from admin_ui.problems import problem
from engine.base.text import both
from engine.definitions.scan import scan

MAX_BODY = 1_000_000
MAX_UPLOAD = 10_000_000
_FRAME = 10_000  # boundaries and headers around a file
_UPLOAD, _LARGE, _RAW = "navmark_upload", "navmark_large", "navmark_raw"
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class StrictParser(FlaskParser):
    """Takes the body that ``check`` has read."""

    def _raw_load_json(self, req: Request) -> Any:
        return g.get("body", missing)


def takes_file(view: Callable[..., Any], largest: int) -> None:
    """The view takes a file of at most ``largest`` bytes, and no JSON."""
    setattr(view, _UPLOAD, largest)


def takes_more(view: Callable[..., Any], largest: int) -> None:
    """The view takes a JSON body of up to ``largest`` bytes."""
    setattr(view, _LARGE, largest)


def takes_raw(view: Callable[..., Any], largest: int) -> None:
    """The view takes a body of up to ``largest`` bytes as it comes, whatever its type: it reads it itself."""
    setattr(view, _RAW, largest)


def check() -> Response | None:
    """Reads the body into ``g.body``; a problem answer where it, or the address, is not fit to be looked at."""
    for text in (request.path, request.query_string.decode("latin-1"), *request.args.keys(), *request.args.values()):
        if "\0" in text or len(text) > 4_000:
            return problem(
                400, both("地址含有不可用的字符或过长", "the address holds unusable characters or is too long")
            )
    if request.method not in _UNSAFE:
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    if (largest := getattr(view, _UPLOAD, None)) is not None:
        return _file(largest)
    if (largest := getattr(view, _RAW, None)) is not None:
        request.max_content_length = largest
        g.upload = request.get_data()
        return None
    request.max_content_length = getattr(view, _LARGE, MAX_BODY)
    raw = request.get_data(cache=True)  # bounded
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


def _file(largest: int) -> Response | None:
    """Reads the file into ``g.upload``."""
    if request.mimetype != "multipart/form-data":
        return problem(415, both("须以 multipart/form-data 上传一个文件", "upload one file as multipart/form-data"))
    request.max_content_length = largest + _FRAME
    request.max_form_parts = 2
    if set(request.files) != {"file"} or len(request.files.getlist("file")) != 1 or request.form:
        request.close()
        return problem(400, both("上传内容须只有一个名为 file 的文件", "the body holds one part, a file called file"))
    with closing(request.files["file"].stream) as stream:
        data = stream.read(largest + 1)
    if len(data) > largest:
        return problem(413, both(f"最多 {largest // 1_000_000} MB", f"at most {largest // 1_000_000} MB"))
    if not data:
        return problem(400, both("文件是空的", "the file is empty"))
    g.upload = data
    return None

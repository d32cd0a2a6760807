"""Serves the built web client; addresses that are no file are the client's own and get its first page: that of the
phone under /m/, that of the desk elsewhere."""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Response, request, send_from_directory
from werkzeug.exceptions import HTTPException

STATIC = Path(__file__).parent / "static"
_NOT_BUILT = """<!doctype html>
<html lang="zh"><meta charset="utf-8"><title>Navmark 航标</title>
<body>
<h1>页面资源尚未构建</h1>
<p>接口可用：<a href="/api/v1/openapi.json">/api/v1/openapi.json</a>。运行 <code>./run demo</code> 以构建页面。</p>
<h1 lang="en">Assets not built</h1>
<p lang="en">The API works. Run <code>./run demo</code> to build the pages.</p>
</body></html>
"""


def page(path: str, static: Path | None = None) -> Response:
    """The file at ``path``, else the first page of desk or phone; a plain page where the client is not built.

    Files under ``/assets/`` carry their content's hash in their name, so browsers keep them; the rest is asked anew.
    """
    home = static or STATIC
    name = path.lstrip("/")
    if name:
        try:
            answer = send_from_directory(home, name)
        except HTTPException:  # no such file, or not inside the folder
            pass
        else:
            kept = "public, max-age=31536000, immutable" if name.startswith("assets/") else "no-cache"
            if name.startswith("assets/") and name.endswith((".js", ".css")):
                answer = _packed_answer(home / name, answer)
            answer.headers["Cache-Control"] = kept
            return answer
    if name.startswith("assets/"):
        return Response("not found", status=404, mimetype="text/plain")
    if name == "m":  # the phone's service worker rules over /m/ and below
        search = f"?{request.query_string.decode(errors='replace')}" if request.query_string else ""
        return Response(status=308, headers={"Location": f"/m/{search}", "Cache-Control": "no-cache"})
    first = "phone.html" if name.startswith("m/") else "index.html"
    if not (home / first).is_file():
        return Response(_NOT_BUILT, status=503, mimetype="text/html", headers={"Cache-Control": "no-store"})
    answer = send_from_directory(home, first)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _packed_answer(file: Path, plain: Response) -> Response:
    """Script and style as gzip for whoever takes it: the first look is counted in packed bytes."""
    if not request.accept_encodings.quality("gzip"):
        plain.headers["Vary"] = "Accept-Encoding"
        return plain
    plain.close()
    headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(_packed(file, file.stat().st_mtime_ns), content_type=plain.content_type, headers=headers)


@lru_cache(512)
def _packed(file: Path, changed: int) -> bytes:
    """Packed once per process and content (``changed`` is its time)."""
    return gzip.compress(file.read_bytes(), 9, mtime=0)

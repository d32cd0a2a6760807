"""What machines ask: is the process alive (``/healthz``), should it get requests (``/readyz``), figures (``/metrics``).

These stand before the application: no session, no release and no database is needed to say that one is alive. They
tell nobody's data: ``/readyz`` gives names of reasons, and ``/metrics`` opens with NAVMARK_METRICS_TOKEN, or without
one to this machine only, and never to a request that a proxy has passed on.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
import logging
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa

from admin_ui import metrics
from admin_ui.web import STATIC
from engine.base.settings import Settings
from engine.base.text import Text, both
from engine.storage.database import reading
from engine.storage.migrate import revision_of, standing
from engine.storage.tables import pointer

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
log = logging.getLogger("navmark.api")
_PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
_JSON = "application/json"


class Probes:
    """Answers the three addresses, and hands everything else on."""

    def __init__(self, inner: Wsgi, database: sa.Engine, settings: Settings) -> None:
        self._inner, self._database, self._settings = inner, database, settings

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        found = {"/healthz": self._alive, "/readyz": self._ready, "/metrics": self._metrics}.get(
            environ.get("PATH_INFO", "")
        )
        if found is None:
            return self._inner(environ, start)
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            status, kind, body = "405 Method Not Allowed", _JSON, _text({"ok": False})
        else:
            status, kind, body = found(environ)
        sent = b"" if environ["REQUEST_METHOD"] == "HEAD" else body
        start(
            status,
            [
                ("Content-Type", kind),
                ("Content-Length", str(len(body))),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
                *([("Allow", "GET, HEAD")] if status.startswith("405") else []),
            ],
        )
        return [sent]

    def _alive(self, environ: dict[str, Any]) -> tuple[str, str, bytes]:
        return "200 OK", _JSON, _text({"ok": True})

    def _ready(self, environ: dict[str, Any]) -> tuple[str, str, bytes]:
        stops, notes = readiness(self._database)
        body = {
            "ok": not stops,
            "reasons": [{"name": name, "words": words} for name, words in stops.items()],
            "notes": [{"name": name, "words": words} for name, words in notes.items()],
        }
        return ("200 OK" if not stops else "503 Service Unavailable"), _JSON, _text(body)

    def _metrics(self, environ: dict[str, Any]) -> tuple[str, str, bytes]:
        if not self._may_measure(environ):
            return "404 Not Found", _JSON, _text({"ok": False})
        return "200 OK", metrics.CONTENT_TYPE, metrics.text(self._database)

    def _may_measure(self, environ: dict[str, Any]) -> bool:
        token = self._settings.metrics_token
        if token is not None:
            given = environ.get("HTTP_AUTHORIZATION", "")
            return hmac.compare_digest(given.encode("latin-1", "replace"), f"Bearer {token}".encode())
        if any(name in environ for name in _PASSED_ON):
            return False
        try:
            return ipaddress.ip_address(environ.get("REMOTE_ADDR", "")).is_loopback
        except ValueError:
            return False


def readiness(database: sa.Engine) -> tuple[dict[str, Text], dict[str, Text]]:
    """Why this process should get no requests, and what is worth knowing besides, by name. Both may be empty.

    A schema newer than the program is no reason: while machines are upgraded one by one, the old ones go on.
    """
    stops: dict[str, Text] = {}
    notes: dict[str, Text] = {}
    if not (STATIC / "index.html").is_file():
        notes["client"] = both("网页没有构建", "the web client is not built")
    try:
        with reading(database) as connection:
            schema = standing(revision_of(connection))
            if schema == "older":
                stops["schema"] = both("表结构还没有升级", "the tables have not been brought up to this program")
                return stops, notes
            if schema == "newer":
                notes["schema"] = both("表结构比程序新，正在滚动升级", "the tables are newer than this program")
            if connection.scalar(sa.select(sa.func.count()).select_from(pointer)) == 0:
                notes["release"] = both("还没有发布任何定义", "nothing has been published yet")
    except sa.exc.SQLAlchemyError as fault:
        log.warning("not ready: %s", type(fault).__name__)
        stops["database"] = both("数据库没有应答", "the database does not answer")
    return stops, notes


def _text(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"

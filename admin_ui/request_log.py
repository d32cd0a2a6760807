"""Every request has a name (``X-Request-Id``, taken from a proxy or made), one line in the log, and is counted.

The line says route, method, status, milliseconds and who; never an address as it was asked, which may hold names.
"""

from __future__ import annotations

import logging
import re
import secrets

from flask import Flask, Response, g, request

from admin_ui import metrics
from engine.base import clock, logs, tracing

HEADER = "X-Request-Id"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
log = logging.getLogger("navmark.request")
#: Whose pages ask for these every few seconds: their lines would bury the others.
_QUIET = frozenset({"/api/v1/health"})


def register(app: Flask) -> None:
    """Must be registered before everything else: so it begins first and ends last."""

    def begin() -> None:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
        g.began = clock.monotonic()
        logs.bind()
        logs.bind(request_id=g.request_id)
        g.span = tracing.begin(f"{request.method} {_route()}", {"http.request.method": request.method})

    def end(answer: Response) -> Response:
        if "request_id" in g:
            answer.headers[HEADER] = g.request_id
            _tell(answer.status_code)
        return answer

    def forget(error: BaseException | None) -> None:
        if (span := g.pop("span", None)) is not None:
            span.end()
        logs.bind()

    app.before_request(begin)
    app.after_request(end)
    app.teardown_request(forget)


def _tell(status: int) -> None:
    route, seconds = _route(), clock.monotonic() - g.began
    metrics.request_seen(route, request.method, status, seconds)
    if g.get("span") is not None:
        g.span.note({"http.route": route, "http.response.status_code": status})
    call = g.get("call")
    actor = call.found_actor if call is not None else None
    fields = {
        "user": actor.user_id if actor is not None else None,
        "method": request.method,
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 1),
    }
    if route not in _QUIET:
        log.info("request", extra={logs.FIELDS: fields})


def _route() -> str:
    """The rule, not the address: ``/api/v1/units/<unit>``; files and pages of the client are one."""
    return request.url_rule.rule if request.url_rule is not None else "(page)"

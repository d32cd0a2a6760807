"""A small HTTP server per sample system: routes, the settable clock, and a handle to stop it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import TracebackType

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from engine.base import clock
from plugins.sample_sources.faults import Faults
from plugins.sample_sources.tills import LOCAL

_RELEASE = time(6)


class ServerClock:
    """The system's own time: real, or set so that a test can walk through the days."""

    def __init__(self, now: datetime | None = None) -> None:
        self._set = now

    def now(self) -> datetime:
        """The present instant of the system, aware."""
        return self._set or clock.now()

    def set(self, now: datetime | None) -> None:
        """Stops the clock at an aware instant; None lets it follow real time again."""
        if now is not None and now.tzinfo is None:
            raise ValueError("an aware datetime is needed")
        self._set = now

    @property
    def last(self) -> date:
        """The last released business day: a day is released at 06:00 of the next morning, local time."""
        return self.now().astimezone(LOCAL).date() - timedelta(days=1 if self._after_release() else 2)

    @property
    def as_of(self) -> str:
        """When the last release was made (UTC)."""
        return utc(datetime.combine(self.last + timedelta(days=1), _RELEASE, LOCAL))

    def _after_release(self) -> bool:
        return self.now().astimezone(LOCAL).time() >= _RELEASE


def utc(at: datetime) -> str:
    """``2026-11-22T13:05:09Z``"""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class BadRequest(Exception):
    """Answered with 400 and its words."""


Route = Callable[[Request], Response]


@dataclass
class System:
    """One sample system as a WSGI application. ``key`` opens its ``/admin`` routes (header ``X-Admin-Key``)."""

    key: str
    clock: ServerClock
    routes: Mapping[str, Route]
    signed_in: Callable[[Request], bool]
    open_routes: Mapping[str, Route] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)

    def __call__(self, environ: dict[str, object], start: Callable[..., object]) -> Iterable[bytes]:
        answer = self._answer(Request(environ))
        return answer(environ, start)  # type: ignore[arg-type]

    def _answer(self, request: Request) -> Response:
        if request.path.startswith("/admin/"):
            return self._admin(request)
        if request.path in self.open_routes:
            return self.open_routes[request.path](request)
        if request.path not in self.routes:
            return say(404, "no such path")
        if not self.signed_in(request):
            return say(401, "not signed in, or the token has expired")
        fault = self.faults.take(request)
        if (early := self.faults.instead(fault)) is not None:
            return early
        try:
            return self.faults.spoil(fault, self.routes[request.path](request))
        except BadRequest as error:
            return say(400, str(error))

    def _admin(self, request: Request) -> Response:
        if request.headers.get("X-Admin-Key") != self.key:
            return say(403, "the admin key is missing or wrong")
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            return say(400, "a JSON object is needed")
        try:
            if request.path == "/admin/clock":
                self.clock.set(datetime.fromisoformat(body["now"]) if body.get("now") else None)
                return answer({"now": utc(self.clock.now()), "last_day": self.clock.last.isoformat()})
            if request.path == "/admin/faults":
                self.faults.plan(str(body["kind"]), int(body.get("count", 1)), str(body.get("path", "/")))
                return answer({"planned": body})
        except (KeyError, ValueError, TypeError) as error:
            return say(400, f"{type(error).__name__}: {error}")
        return say(404, "no such path")


def answer(value: object, **headers: str) -> Response:
    """A JSON answer."""
    return Response(json.dumps(value, ensure_ascii=False), mimetype="application/json", headers=headers)


def joined(parts: Mapping[str, object], name: str, rows: Iterable[str], status: int = 200) -> Response:
    """A JSON answer whose list ``name`` is made of ready-made JSON texts."""
    head = json.dumps(parts, ensure_ascii=False)
    comma = ", " if parts else ""
    text = f'{head[:-1]}{comma}"{name}": [{", ".join(rows)}]}}'
    return Response(text, status=status, mimetype="application/json")


def say(status: int, words: str) -> Response:
    """A refusal."""
    return Response(json.dumps({"error": words}), status=status, mimetype="application/json")


def window(request: Request, last: date) -> tuple[date, date]:
    """The business days asked for (``from``, ``to``, both inclusive), not beyond the last released one."""
    try:
        first, final = (date.fromisoformat(request.args[name]) for name in ("from", "to"))
    except (KeyError, ValueError):
        raise BadRequest("from and to are needed, as YYYY-MM-DD") from None
    if (final - first).days > 400:
        raise BadRequest("at most 400 days at a time")
    return first, min(final, last)


def days_between(first: date, final: date) -> list[date]:
    """All days of a window; none where it is empty."""
    return [first + timedelta(days=n) for n in range((final - first).days + 1)]


def number(request: Request, name: str, default: int, most: int) -> int:
    """A whole query parameter from 0 to ``most``."""
    text = request.args.get(name, str(default))
    if not text.isdecimal() or int(text) > most:
        raise BadRequest(f"{name} must be a whole number from 0 to {most}")
    return int(text)


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Tests and demonstrations want no line per request."""


class Handle:
    """A running system. ``url`` has no slash at the end; ``stop()`` ends the server and its thread."""

    def __init__(self, system: System, host: str, port: int) -> None:
        self.system = system
        self._server: BaseWSGIServer = make_server(host, port, system, threaded=True, request_handler=_Quiet)
        self.url = f"http://{host}:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name=self.url, daemon=True)
        self._thread.start()

    @property
    def clock(self) -> ServerClock:
        return self.system.clock

    def fault(self, kind: str, count: int = 1, path: str = "/") -> None:
        """The next ``count`` requests to paths that begin so go wrong (see ``faults.KINDS``)."""
        self.system.faults.plan(kind, count, path)

    def stop(self) -> None:
        self.system.faults.wake()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Handle:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

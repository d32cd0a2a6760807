"""The HTTP side of the local WeCom: three addresses, one thread per request."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from engine.base import clock
from plugins.wecom_local.calling import Calling
from plugins.wecom_local.page import page
from plugins.wecom_local.state import LostAnswer, State, error

LARGEST = 1_000_000  # bytes of a request


class Server:
    """A running local WeCom. ``state`` gives what it received and takes faults; stop it with ``stop()`` or ``with``."""

    def __init__(self, state: State, host: str, port: int) -> None:
        self.state = state
        handler = type("Handler", (_Handler,), {"state": state})
        self._http = _Http((host, port), handler)
        self.url = f"http://{host}:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), name="wecom-local", daemon=True)
        self._thread.start()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends it and frees the port."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(5)

    @property
    def received(self) -> list[dict[str, Any]]:
        """What members' phones show, in order: user, msgtype, message, request, at."""
        return list(self.state.received)


def start(
    *,
    corp_id: str,
    agents: Mapping[int, str],
    host: str = "127.0.0.1",
    port: int = 0,
    members: Iterable[str] | None = None,
    unlicensed: Iterable[str] = (),
    store: Path | None = None,
    now: Callable[[], datetime] = clock.now,
    robots: Mapping[str, str] | None = None,
    calling: Calling | None = None,
) -> Server:
    """Starts a local WeCom in a thread. ``agents``: agent id → secret; ``port`` 0 = any free one; ``members`` None =
    everybody is a member; ``store``: a JSON-lines file that is read at start and appended to; ``robots``: key of a
    group's robot → the group's name; ``calling``: whom to call when somebody presses a button."""
    if not corp_id or not agents or not all(agents.values()):
        raise ValueError("corp id and secrets must be given")
    known = None if members is None else frozenset(members)
    state = State(corp_id, dict(agents), known, frozenset(unlicensed), store, now)
    state.robots, state.calling = dict(robots or {}), calling
    return Server(state, host, port)


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away (killed in a test) is no news."""


class _Handler(BaseHTTPRequestHandler):
    state: State
    protocol_version = "HTTP/1.1"
    server_version = "wecom-local"

    def do_GET(self) -> None:
        """gettoken, the page, and what it shows as JSON."""
        address = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(address.query).items()}
        if address.path == "/cgi-bin/gettoken":
            self._json(self.state.token(query.get("corpid", ""), query.get("corpsecret", "")))
        elif address.path == "/":
            self._write(200, "text/html; charset=utf-8", page(list(self.state.received)).encode())
        elif address.path == "/messages.json":
            self._json({"messages": list(self.state.received)})
        else:
            self._write(404, "text/plain; charset=utf-8", "没有这个地址\n".encode())

    def do_POST(self) -> None:
        """message/send, webhook/send, and a button pressed on the page."""
        address = urlsplit(self.path)
        length = int(self.headers.get("Content-Length", "0") or 0)
        if length > LARGEST:
            self.close_connection = True
            return self._json(error(45001, "too large"))
        raw = self.rfile.read(length)
        if address.path == "/cgi-bin/webhook/send":
            return self._json(self.state.robot(parse_qs(address.query).get("key", [""])[-1], raw))
        if address.path == "/press":
            given = {name: values[-1] for name, values in parse_qs(raw.decode("utf-8", "replace")).items()}
            self.state.press(given.get("msgid", ""), given.get("user", ""), given.get("key", ""))
            return self._write(303, "text/plain; charset=utf-8", b"", ("Location", "/"))
        if address.path != "/cgi-bin/message/send":
            return self._write(404, "text/plain; charset=utf-8", "没有这个地址\n".encode())
        token = parse_qs(address.query).get("access_token", [""])[-1]
        try:
            return self._json(self.state.send(token, raw))
        except LostAnswer:
            self.close_connection = True  # worked on; the answer is lost on the way
            return None

    def _json(self, answer: Mapping[str, Any]) -> None:
        self._write(200, "application/json; charset=utf-8", json.dumps(answer, ensure_ascii=False).encode())

    def _write(self, status: int, kind: str, body: bytes, *more: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (
            *more,
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the address holds the token."""

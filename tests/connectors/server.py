"""A real HTTP server in a thread whose answers each test scripts, faults included."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Given:
    """An answer. ``cut``: bytes after which the connection breaks; ``drip``: seconds between bytes; ``endless``."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    drip: float | None = None
    drip_headers: float | None = None
    endless: bool = False
    wait: float = 0.0


def as_json(value: Any, status: int = 200, **headers: str) -> Given:
    """A JSON answer; underscores in header names become hyphens."""
    plain = {name.replace("_", "-"): text for name, text in headers.items()}
    return Given(json.dumps(value).encode(), status, {"Content-Type": "application/json", **plain})


def gzipped(body: bytes) -> Given:
    """A packed answer."""
    return Given(gzip.compress(body), headers={"Content-Encoding": "gzip", "Content-Type": "application/json"})


Answerer = Callable[[Asked], Given]


@dataclass
class Box:
    """The server as a test sees it: ``routes`` by path, ``asked`` in order of arrival."""

    port: int
    routes: dict[str, Answerer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.key}"

    def in_turn(self, path: str, *answers: Given) -> None:
        """Each request to ``path`` gets the next answer; the last one stays."""
        waiting = list(answers)
        self.routes[path] = lambda asked: waiting.pop(0) if len(waiting) > 1 else waiting[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    box: Box

    def _serve(self) -> None:
        url = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        query = {name: values[-1] for name, values in parse_qs(url.query, keep_blank_values=True).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, url.path, query, headers, self.rfile.read(length))
        self.box.asked.append(asked)
        route = self.box.routes.get(url.path)
        try:
            self._give(route(asked) if route else Given(b"", 404))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_GET = do_POST = _serve

    def _give(self, given: Given) -> None:
        time.sleep(given.wait)
        if given.drip_headers is not None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while True:
                self.wfile.write(b"X-Slow: 1\r\n"[:1])
                self.wfile.flush()
                time.sleep(given.drip_headers)
        self.send_response(given.status)
        for name, value in given.headers.items():
            self.send_header(name, value)
        if given.endless:
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            while True:
                self.wfile.write(b" " * 65536)
        if given.status != 204:
            self.send_header("Content-Length", str(len(given.body)))
        self.end_headers()
        body = given.body if given.cut is None else given.body[: given.cut]
        if given.drip is not None:
            for byte in body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(given.drip)
        else:
            self.wfile.write(body)
        if given.cut is not None:
            self.wfile.flush()
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        return


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        return


@contextmanager
def running() -> Iterator[Box]:
    """The server, until the end of the block."""
    handler = type("Handler", (_Handler,), {})
    server = _Server(("127.0.0.1", 0), handler)
    handler.box = box = Box(server.server_address[1])  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

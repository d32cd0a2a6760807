"""A small HTTP server on loopback that keeps what it is sent and answers as it is told."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Call:
    """One request."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


@dataclass
class Listener:
    """``calls``: everything that came. ``faults``: "lost" keeps the request and closes without an answer, "senseless"
    is answered with noise; any other is handed to ``answer``, which gives status and JSON (a text: where it leads)."""

    answer: Callable[[Call, str | None], tuple[int, Any]]
    calls: list[Call] = field(default_factory=list)
    faults: deque[str] = field(default_factory=deque)
    url: str = ""


@contextmanager
def listening(answer: Callable[[Call, str | None], tuple[int, Any]]) -> Iterator[Listener]:
    """``answer(call, fault)`` gives status and JSON."""
    found = Listener(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            at = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(at.query).items()}
            call = Call(at.path, query, {k.lower(): v for k, v in self.headers.items()}, raw)
            found.calls.append(call)
            fault = found.faults.popleft() if found.faults else None
            status, said = (
                (200, None) if fault == "senseless" else found.answer(call, None if fault == "lost" else fault)
            )
            if fault == "lost":
                self.close_connection = True
                return
            data = b"<html>\xff" if said is None else json.dumps(said).encode()
            self.send_response(status)
            if isinstance(said, str):
                self.send_header("Location", said)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

"""The source system of the chain: a day of rows in pages over HTTP, made beforehand, so that only we take time."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benchmarks.server.app import PAGE
from engine.base import clock


class Till:
    """``url`` is its address; ``first_page_at``, ``last_page_at``: monotonic seconds at which those pages were given
    away, None before."""

    def __init__(self) -> None:
        self._pages: list[bytes] = []
        self.first_page_at: float | None = None
        self.last_page_at: float | None = None
        handler = type("Handler", (_Handler,), {"till": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def fill(self, rows: Sequence[dict[str, Any]]) -> None:
        """What it will give away."""
        pages = [rows[start : start + PAGE] for start in range(0, len(rows), PAGE)]
        self._pages = [json.dumps({"total": len(rows), "rows": page}).encode() for page in pages]

    def page(self, number: int) -> bytes:
        """Page ``number``, from 1; an empty one after the last."""
        if self.first_page_at is None:
            self.first_page_at = clock.monotonic()
        if number == len(self._pages):
            self.last_page_at = clock.monotonic()
        return self._pages[number - 1] if 1 <= number <= len(self._pages) else b'{"total": 0, "rows": []}'

    def stop(self) -> None:
        """Frees the port."""
        self._http.shutdown()
        self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    till: Till
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """``/rows?page=n``."""
        query = parse_qs(urlsplit(self.path).query)
        body = self.till.page(int(query.get("page", ["1"])[0]))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""

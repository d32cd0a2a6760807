"""The home screen through HTTP, against a bare Flask route with one indexed query on the same kind of server."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from benchmarks.package import LAST
from benchmarks.world import World
from engine.access import accounts
from engine.base import clock
from engine.storage.database import writing
from plugins.demo.state import any_free

KEY = "bench-8fJ2kQ0zL5xWvN7tRbY3cM6hGdPaS9eU"
WORDS = "correct horse battery bench"


def home(world: World, requests: int) -> dict[str, float]:
    """Median and 95th percentile ms, interleaved: bare route, home of the head and of a chief."""
    with_words(world)
    with served(world) as (ours, bare):
        clients = {login: _Client(ours, login) for login in ("head", "chief", "keeper")}
        plain = _Client(bare, None)
        paths = {login: f"/api/v1/home?day={LAST.isoformat()}" for login in clients}
        for login, client in clients.items():  # warm
            for _ in range(10):
                client.get(paths[login])
        for _ in range(10):
            plain.get("/row")
        spent: dict[str, list[float]] = {"bare": [], **{login: [] for login in clients}}
        for _ in range(requests):
            spent["bare"].append(plain.get("/row"))
            for login, client in clients.items():
                spent[login].append(client.get(paths[login]))
    found = {name: median(times) for name, times in spent.items()}
    return found | {f"{name} p95": quantiles(times, n=20)[-1] for name, times in spent.items()}


def with_words(world: World) -> None:
    """Gives the people of the world a password."""
    with writing(world.database) as connection:
        for login in ("head", "chief", "keeper"):
            account = accounts.find(connection, login)
            assert account is not None
            accounts.set_password(connection, account, WORDS, by="bench", cost="test")


class _Client:
    def __init__(self, port: int, login: str | None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = {"Accept": "application/json"}
        if login is not None:
            body = json.dumps({"login": login, "password": WORDS})
            head = {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{port}"}
            self._connection.request("POST", "/api/v1/session", body, head)
            answer = self._connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            self._headers["Cookie"] = (answer.getheader("Set-Cookie") or "").split(";")[0]

    def get(self, path: str) -> float:
        begun = clock.monotonic()
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        return (clock.monotonic() - begun) * 1000


@contextmanager
def served(world: World) -> Iterator[tuple[int, int]]:
    """The ports of our server and of the bare one, over the world's database."""
    ports = (any_free(), any_free())
    with tempfile.TemporaryDirectory() as folder:
        shared = {
            **os.environ,
            "NAVMARK_DATA": folder,
            "NAVMARK_KEY": KEY,
            "NAVMARK_DATABASE": world.url,
            "NAVMARK_PUBLIC_URL": f"http://127.0.0.1:{ports[0]}",
        }
        facts = world.model.tables["daily"].facts
        bare = {**shared, "BENCH_TABLE": facts.name, "BENCH_UNIT": facts.c.unit.name, "BENCH_DAY": facts.c.day.name}
        root = str(Path(__file__).parents[1])
        ours = [sys.executable, "-m", "engine.cli", "serve", "--port", str(ports[0]), "--no-jobs"]
        plain = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{ports[1]}", "-k", "gthread", "--threads", "4"]
        children = [
            subprocess.Popen(ours, env=shared, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL),
            subprocess.Popen(
                [*plain, "benchmarks.bare:app()"],
                env=bare,
                cwd=root,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ),
        ]
        try:
            for port in ports:
                _wait(port)
            yield ports
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(20)


def _wait(port: int) -> None:
    until = clock.monotonic() + 40
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        except OSError:
            if clock.monotonic() > until:
                raise

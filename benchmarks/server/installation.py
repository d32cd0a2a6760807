"""A whole installation in server mode on this machine, published, filled and running; taken down whatever happens."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa

from benchmarks.package import Size
from benchmarks.server.app import SOURCE_ADDRESS, write
from benchmarks.server.fill import fill_facts
from benchmarks.server.till import Till
from benchmarks.world import World
from engine.access import accounts
from engine.base import clock
from engine.base.settings import Settings
from engine.definitions.publish import publish
from engine.definitions.read import read_folder
from engine.storage import secrets as kept_secrets
from engine.storage.database import writing
from engine.storage.installation import opened
from engine.storage.model import fresh_model
from plugins.demo.databases import Missing, both
from plugins.demo.state import answers, any_free
from plugins.wecom_local import start

WORDS = "correct horse battery bench"
SECRET, CORP, AGENT = "bench-secret-20-letters", "ww1", 1
#: As an installation of this size would have it on a machine with 4 GB for PostgreSQL; safe as by default (fsync on,
#: every commit on disk).
POSTGRES = {
    "shared_buffers": "1GB",
    "effective_cache_size": "3GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
}
WEBS = ("web", "web")
CREW = (*WEBS, "worker", "worker", "scheduler")


@dataclass
class Installation:
    """``world``: as the other benchmarks have it. ``outside``: the source system ("till") and the local
    WeCom ("wecom"). ``spent``: seconds of each part of setting up."""

    world: World
    settings: Settings
    folder: Path
    environment: dict[str, str]
    outside: dict[str, Any]
    ports: list[int] = field(default_factory=list)
    pids: dict[str, list[int]] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)

    def sign_in(self, login: str) -> dict[str, str]:
        """Headers of a session of that person."""
        connection = http.client.HTTPConnection("127.0.0.1", self.ports[0], timeout=30)
        body = json.dumps({"login": login, "password": WORDS})
        connection.request("POST", "/api/v1/session", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        found = json.loads(answer.read())
        if answer.status != 200:
            raise RuntimeError(f"{login}: {answer.status} {found}")
        connection.close()
        cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        return {"Cookie": cookie, "X-CSRF-Token": str(found.get("csrf", ""))}


def asked(path: str, headers: dict[str, str], body: Any = None) -> bytes:
    """A whole request as it goes over the wire."""
    text = b"" if body is None else json.dumps(body).encode()
    given = {"Host": "127.0.0.1", "Accept": "application/json", **headers}
    if text:
        given |= {"Content-Type": "application/json", "Content-Length": str(len(text))}
    listed = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value)
    return f"{'POST' if text else 'GET'} {path} HTTP/1.1\r\n{listed}\r\n".encode() + text


@contextmanager
def installation(size: Size) -> Iterator[Installation]:
    """Everything but the processes of the product."""
    with ExitStack() as held:
        wecom = held.enter_context(start(corp_id=CORP, agents={AGENT: SECRET}))
        till = Till()
        held.callback(till.stop)
        folder = Path(
            held.enter_context(tempfile.TemporaryDirectory(prefix="navmark-bench-", ignore_cleanup_errors=True))
        )
        folder.chmod(0o755)  # PostgreSQL may run as another user
        postgres, valkey = held.enter_context(both(folder, POSTGRES))
        addresses = {"NAVMARK_WECOM_URL": wecom.url, SOURCE_ADDRESS: till.url}
        settings = Settings(
            data=folder / "data",
            database=postgres.url,
            key=secrets.token_urlsafe(48),
            public_url="http://127.0.0.1:8700",
            allow_hosts=frozenset(url.removeprefix("http://") for url in addresses.values()),
            redis_url=valkey.url,
            values=addresses,
        )
        settings.data.mkdir()
        database = opened(settings)
        held.callback(database.dispose)
        spent: dict[str, float] = {}
        world = _published(database, settings, size, folder, spent)
        environment = {
            **os.environ,
            **addresses,
            "NAVMARK_DATA": str(settings.data),
            "NAVMARK_DATABASE": settings.database,
            "NAVMARK_KEY": settings.require_key(),
            "NAVMARK_PUBLIC_URL": settings.public_url,
            "NAVMARK_ALLOW_HOSTS": ",".join(sorted(settings.allow_hosts)),
            "NAVMARK_REDIS_URL": settings.redis_url or "",
        }
        yield Installation(world, settings, folder, environment, {"till": till, "wecom": wecom}, spent=spent)


def _published(database: sa.Engine, settings: Settings, size: Size, folder: Path, spent: dict[str, float]) -> World:
    documents, files, issues = read_folder(write(size, folder / "app"))
    assert not issues, issues
    began = clock.monotonic()
    with writing(database) as connection:
        release = publish(connection, documents, files, author="bench", reason="bench")
    spent["publish"] = clock.monotonic() - began
    with writing(database) as connection:
        kept_secrets.put(connection, "s", SECRET, settings)
        cheap = replace(settings, password_cost="test").password_cost
        for login in ("head", "keeper", *("chief" + (str(n) if n else "") for n in range(8))):
            account = accounts.find(connection, login)
            assert account is not None
            accounts.set_password(connection, account, WORDS, by="bench", cost=cheap)
    began = clock.monotonic()
    with writing(database) as connection:
        model = fresh_model(connection, release)
        leaves = fill_facts(connection, model, release, size)
    spent["fill"] = clock.monotonic() - began
    began = clock.monotonic()
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))
        connection.execute(sa.text("CHECKPOINT"))
    spent["vacuum"] = clock.monotonic() - began
    return World(size, database, settings.database, release, model, leaves)


@contextmanager
def crew(made: Installation, roles: Sequence[str] = CREW) -> Iterator[Installation]:
    """The processes of the product: as ``navmark serve``, ``worker`` and ``scheduler`` start them."""
    children: list[subprocess.Popen[bytes]] = []
    try:
        for number, role in enumerate(roles):
            words = [role]
            if role == "web":
                made.ports.append(any_free())
                words = ["serve", "--no-jobs", "--port", str(made.ports[-1])]
            with (made.folder / f"{role}-{number}.log").open("wb") as out:
                children.append(_child([sys.executable, "-m", "engine.cli", *words], made.environment, out))
            made.pids.setdefault(role, []).append(children[-1].pid)
        _wait(made.ports, children)
        yield made
    finally:
        _end(children)
        made.ports.clear()
        made.pids.clear()


@contextmanager
def bare(made: Installation, given: dict[str, Any]) -> Iterator[list[int]]:
    """The bare routes: two processes, served as the product is; their ports."""
    ports, children = [any_free(), any_free()], list[subprocess.Popen[bytes]]()
    environment = {**made.environment, "BENCH_BARE": json.dumps(given)}
    try:
        for port in ports:
            words = ["-m", "gunicorn", "-b", f"127.0.0.1:{port}", "-k", "gthread", "--threads", "4"]
            with (made.folder / "bare.log").open("ab") as out:
                command = [sys.executable, *words, "benchmarks.server.bare:app()"]
                children.append(_child(command, environment, out))
        _wait(ports, children)
        yield ports
    finally:
        _end(children)


def _child(command: list[str], environment: dict[str, str], out: IO[bytes]) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).parents[2])
    return subprocess.Popen(command, env=environment, cwd=root, stdout=out, stderr=out, start_new_session=True)


def _wait(ports: Sequence[int], children: Sequence[subprocess.Popen[bytes]]) -> None:
    end = clock.monotonic() + 90
    while not all(answers(port) for port in ports):
        if any(child.poll() is not None for child in children) or clock.monotonic() > end:
            raise Missing("a process did not come up; its log is in the folder of the run")
        time.sleep(0.1)


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    end = clock.monotonic() + 15
    for child in children:
        try:
            child.wait(max(0.1, end - clock.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

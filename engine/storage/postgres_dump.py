"""PostgreSQL's own tools for a dump and for reading it back. The password goes by environment, never by argument."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from engine.base.issue import Issue, IssueError
from engine.base.masking import masked
from engine.base.text import both
from engine.storage.database import open_database


def dump(url: str, target: Path, snapshot: str) -> None:
    """``pg_dump`` in its own format, of an exported snapshot. Raises IssueError (N903) where it is missing or fails."""
    _run(
        "pg_dump",
        url,
        ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"],
    )


def load(url: str, source: Path) -> None:
    """``pg_restore`` in one transaction into an empty database. Raises IssueError (N903) where it holds tables."""
    require_empty(url)
    _run("pg_restore", url, ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(source)])


def require_empty(url: str) -> None:
    """Raises IssueError (N903) where the database holds tables."""
    database = open_database(url)
    names = sa.inspect(database).get_table_names()
    database.dispose()
    if names:
        words = both("目标数据库不是空的", "the database to restore into is not empty")
        raise IssueError([Issue("N903", words)])


@contextmanager
def temporary(url: str) -> Iterator[str]:
    """A new, empty database on the same server, gone afterwards. Raises IssueError (N903) where none may be made."""
    name = f"navmark_verify_{secrets.token_hex(6)}"
    server = open_database(url, isolation_level="AUTOCOMMIT")
    try:
        try:
            with server.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
        except sa.exc.DBAPIError as fault:
            words = both("不能在这台服务器上建临时数据库", "no temporary database can be made on this server")
            hint = both("给账号 CREATEDB 权限", "give the account the right CREATEDB")
            raise IssueError([Issue("N903", words, hint=hint)]) from fault
        try:
            yield sa.make_url(url).set(database=name).render_as_string(hide_password=False)
        finally:
            with server.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    finally:
        server.dispose()


def _run(tool: str, url: str, arguments: list[str]) -> None:
    binary = shutil.which(tool)
    if binary is None:
        words = both(f"需要 PostgreSQL 的 {tool}", f"PostgreSQL's {tool} is needed")
        raise IssueError([Issue("N903", words, hint=both("安装 postgresql-client", "install postgresql-client"))])
    parts = sa.make_url(url)
    environment = {**os.environ, "PGPASSWORD": parts.password or ""}
    place = parts.set(drivername="postgresql", password=None).render_as_string()
    done = subprocess.run(
        [binary, f"--dbname={place}", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = masked(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else str(done.returncode))
        raise IssueError([Issue("N903", both(f"{tool} 失败：{said}", f"{tool} failed: {said}"))])

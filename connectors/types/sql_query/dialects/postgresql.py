"""PostgreSQL: the library connects to the address that was tested, in a transaction that can only read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa

from connectors.addresses import judge
from connectors.tcp import check_place
from connectors.types.sql_query.dialect import Dialect, Target, failed, refused
from engine.base.text import both

PORT = 5432
MOST_ADDRESSES = 3
_MODES = ("prefer", "require", "verify-full")


@contextmanager
def _connect(target: Target) -> Iterator[sa.Connection]:
    url = target.url
    if not url.host or not url.database:
        raise refused("数据库地址要写主机和库名", "the URL of the database needs a host and a database")
    port = url.port or PORT
    place, addresses = check_place(url.host, port, ports={PORT}, allow=target.door.allow, resolver=target.door.resolver)
    failure: sa.exc.OperationalError | None = None
    for address in addresses[:MOST_ADDRESSES]:
        try:
            connection = _opened(target, url.host, port, address)
            break
        except sa.exc.OperationalError as error:
            failure = error
    else:
        hint = both("检查账号、密码、库名与加密方式（sslmode）", "check user, password, database and sslmode")
        words = str(failure.orig if failure else "").partition("\n")[0][:200]
        raise failed("N627", f"连不上 {place.key}：{words}", f"{place.key} cannot be used: {words}", hint)
    with connection:
        connection = connection.execution_options(postgresql_readonly=True)
        limit = str(int(target.statement_seconds * 1000))
        for name in ("statement_timeout", "lock_timeout"):
            connection.execute(sa.select(sa.func.set_config(name, limit, True)))
        yield connection


def _opened(target: Target, host: str, port: int, address: str) -> sa.Connection:
    url = target.url
    return sa.create_engine(
        sa.URL.create("postgresql+psycopg", url.username, url.password, host, port, url.database),
        connect_args={
            "hostaddr": address,
            "connect_timeout": 10,
            "application_name": "navmark",
            **_encryption(target, address),
        },
        poolclass=sa.NullPool,  # nothing is kept: closing the connection is the end
        hide_parameters=True,
    ).connect()


def _encryption(target: Target, address: str) -> dict[str, Any]:
    """Beyond the company's own network never in the clear."""
    public = not judge(address)[0]
    mode = target.url.query.get("sslmode", "require" if public else "prefer")
    if mode not in _MODES:
        raise refused(f"sslmode 只能是 {'、'.join(_MODES)}", f"sslmode is one of {', '.join(_MODES)}")
    return {"sslmode": mode, **({"sslrootcert": target.door.ca_bundle or "system"} if mode == "verify-full" else {})}


def _timed_out(error: BaseException) -> bool:
    return isinstance(error, psycopg.errors.QueryCanceled | psycopg.errors.LockNotAvailable)


DIALECT = Dialect(("postgresql", "postgresql+psycopg"), frozenset({"sslmode"}), _connect, _timed_out)

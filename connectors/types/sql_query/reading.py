"""Reads a query page by page over one connection, in one transaction that can only read.

The days of the window come in as bound parameters, either where the query says ``:name`` (``request.params``) or as
bounds on a column of its result (``request.watermark``). No value ever becomes part of the SQL.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

import sqlalchemy as sa

from connectors.contract import Page, Run
from connectors.records import Record
from connectors.types.sql_query.dialect import Dialect, Target, dialects, failed, refused
from connectors.window import INSTANTS, PLACEHOLDER, Span, said
from engine.base import clock, masking
from engine.base.issue import Issue
from engine.base.text import both

ROWS = 1000
STATEMENT_SECONDS = 120.0
DEADLINE_SECONDS = 1800.0


def pages(run: Run) -> Iterator[Page]:
    """Every row of every span. Raises IssueError: N626 the URL, N601–N606 its address, N627 the database, N628 time,
    N629 the columns."""
    settings, request = run.source.connection, run.source.request
    url = _url(run.fill(settings["url"]))
    dialect = dialects()[url.drivername]
    with run.http(deadline=float(settings.get("deadline_seconds", DEADLINE_SECONDS))) as door:
        seconds = min(float(settings.get("timeout_seconds", STATEMENT_SECONDS)), door.deadline)
        end = clock.monotonic() + door.deadline
        with dialect.connect(Target(url, door, run.inbox, seconds)) as connection:
            for span in run.spans:
                for chunk in _chunks(connection, dialect, statement(request, span, run), end):
                    yield Page((chunk,) * len(run.source.into))


def _url(text: str) -> sa.URL:
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        hint = both("例如 postgresql://账号:密码@主机:5432/库名", "e.g. postgresql://user:password@host:5432/database")
        raise refused("密钥里不是数据库地址", "the secret is not the URL of a database", hint) from None
    if url.password:
        masking.learn(str(url.password))
    dialect = dialects().get(url.drivername)
    if dialect is None:
        known = ", ".join(sorted(dialects()))
        raise refused(f"不支持数据库 {url.drivername[:40]}（支持 {known}）", f"no such database here; known: {known}")
    odd = set(url.query) - dialect.options
    if odd or not all(isinstance(value, str) for value in url.query.values()):
        shown = ", ".join(sorted(odd))[:80]
        raise refused(f"数据库地址里不能有参数 {shown}", f"the URL of the database must not say {shown}")
    return url


def statement(request: Mapping[str, Any], span: Span | None, run: Run) -> sa.Executable:
    """The query with everything bound; bounds on the watermark column go around it."""
    bound = [_bind(name, value, span, run) for name, value in request.get("params", {}).items()]
    query = sa.text(request["query"]).bindparams(*bound)
    mark = request.get("watermark")
    if mark is None or span is None:
        return query
    column: sa.ColumnClause[Any] = sa.column(mark["column"])
    low, high = ("from_instant", "to_instant") if mark.get("by") == "instant" else ("from", "after")
    pattern = f":{mark['pattern']}" if "pattern" in mark else ""
    return (
        sa.select(sa.literal_column("*"))
        .select_from(query.columns(column).subquery("pulled"))
        .where(
            column >= _bind("pulled_from", f"{{window.{low}{pattern}}}", span, run),
            column < _bind("pulled_to", f"{{window.{high}{pattern}}}", span, run),
        )
    )


def _bind(name: str, value: Any, span: Span | None, run: Run) -> sa.BindParameter[Any]:
    """A day as a day, an instant as an instant; what has a pattern, as text."""
    whole = PLACEHOLDER.fullmatch(value) if isinstance(value, str) else None
    if whole is None or whole[2] or span is None:
        plain = said(value, span, run.zone, run.cutoff_hours)
        return sa.bindparam(name, plain, type_=sa.types.NullType() if isinstance(plain, str) else None)
    text = said(value, span, run.zone, run.cutoff_hours)
    if whole[1] in INSTANTS:
        at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        return sa.bindparam(name, at, type_=sa.DateTime(timezone=True))
    return sa.bindparam(name, date.fromisoformat(text), type_=sa.Date())


def _chunks(
    connection: sa.Connection, dialect: Dialect, query: sa.Executable, end: float
) -> Iterator[tuple[Record, ...]]:
    options = {"stream_results": True, "yield_per": ROWS}
    try:
        with connection.execute(query, execution_options=options) as result:
            names = list(result.keys())
            twins = sorted({name for name in names if names.count(name) > 1})
            if twins:
                shown = ", ".join(twins)
                hint = both("用 AS 起不同的名字", "give them names of their own with AS")
                raise failed("N629", f"查询里有同名的列：{shown}", f"columns of one name: {shown}", hint)
            for part in result.partitions():
                if clock.monotonic() > end:
                    raise failed("N628", "整次读取超过总时限", "the whole run took longer than its deadline")
                yield tuple(_record(names, row) for row in part)
    except sa.exc.DBAPIError as error:
        cause = error.orig or error
        if dialect.timed_out(cause):
            hint = both("缩小 window，或给列加索引", "make the window smaller, or index the column")
            raise failed("N628", "查询超过时限", "the query took longer than its time-out", hint) from None
        words = str(cause).partition("\n")[0][:200]  # the rest is about our cursor
        raise failed("N627", f"数据库不接受这个查询：{words}", f"the database refused the query: {words}") from None


def _record(names: list[str], row: sa.Row[Any]) -> Record:
    issues: list[Issue] = []
    return Record.of({name: _plain(name, value, issues) for name, value in zip(names, row, strict=True)}, issues)


def _plain(name: str, value: Any, issues: list[Issue]) -> Any:
    """A value as JSON knows it: numbers exact, moments as ISO 8601, anything else as text."""
    if value is None or isinstance(value, str | bool | int | dict | list):
        return value
    if isinstance(value, float | Decimal):
        if not isfinite(value):
            words = both(f"{name} 不是数（{value}）", f"{name} is not a number ({value})")
            issues.append(Issue("N621", words))
            return str(value)
        return Decimal(repr(value)) if isinstance(value, float) else value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)

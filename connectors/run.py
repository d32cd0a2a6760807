"""One run of a source: window → pages → rows staged → published whole, or nothing at all.

A run that fails, for whatever reason, leaves the last good data as they were; its staging is swept. One that brings
far fewer rows than usual is held: its staging waits for a person (``connectors.holding``).
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, Literal

import sqlalchemy as sa

from connectors.contract import Connector, Page, Run
from connectors.deliveries import arrived
from connectors.history import newest_day, read_before, usual_rows, void_held
from connectors.http import Http
from connectors.inbox import inbox_of
from connectors.kinds.source.compile import CompiledSource
from connectors.kinds.source.model import SourceModel
from connectors.mapping import Mapped
from connectors.registry import connectors
from connectors.rest_fields import SETTING
from connectors.window import Span, last_whole_day, next_span
from engine.base import clock, masking
from engine.base.issue import Issue, IssueError
from engine.base.settings import Settings, current
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.facts import LoadResult, begin_load, fail_load, publish_load, stage
from engine.storage import secrets
from engine.storage.database import reading, writing
from engine.storage.tables import load

log = logging.getLogger("navmark.pull")
MOST_MARKS = 5_000
Reason = Literal["schedule", "manual", "catch-up", "replay"]


@dataclass
class Watch:
    """Told how a run goes on, for a progress bar. The default tells nobody."""

    on_page: Callable[[int, int], None] = lambda pages, rows: None
    on_note: Callable[[Issue], None] = lambda note: None


@dataclass
class _Came:
    """What has been staged so far."""

    pages: int = 0
    rows: int = 0
    records: Counter[int] = field(default_factory=Counter)
    names: dict[int, Counter[str]] = field(default_factory=dict)
    source_time: datetime | None = None
    read: list[str] = field(default_factory=list)


def pull(
    database: sa.Engine,
    release: Any,
    source: str,
    *,
    reason: Reason = "schedule",
    settings: Settings | None = None,
    window: Span | None = None,
    now: datetime | None = None,
    accept_drop: bool = False,
    watch: Watch | None = None,
    http: Callable[..., Http] = Http,
) -> LoadResult:
    """Runs a source of the release. The result's ``state`` is published, failed or held, with ``error`` in words.

    ``window``: business days instead of those after the watermark. ``accept_drop``: few rows are right this time.
    Raises IssueError (N673) only where there is no such source; crashes of our own are recorded, then raised.
    """
    compiled = require(release, source)
    settings = settings or current()
    now = now or clock.now()
    with reading(database) as connection:
        known = newest_day(connection, source)
        before = read_before(connection, source)
    span = window if compiled.model.window else None
    if span is None and compiled.model.window is not None:
        plan = compiled.model.window
        newest = last_whole_day(now, release.app.time_zone, release.app.day_cutoff_hours)
        span = next_span(known, newest, overlap_days=plan.overlap_days, first_days=plan.first_days)
    with writing(database) as connection:
        first, last = (span.first, span.last) if span else (None, None)
        load_id = begin_load(connection, source, reason, first, last, release.number)
    try:
        run = replace(run_for(database, release, compiled.model, span, settings, now, http), read=before)
        came = _stage_all(database, load_id, compiled, run, watch or Watch())
        lost = [
            issue for i, m in enumerate(compiled.mappers) if came.records[i] for issue in m.never_came(came.names[i])
        ]
        if lost:
            raise IssueError(lost)
        mark = _watermark(known, span, [*before, *came.read])
        no_news = bool(before) and not came.read and not came.rows
        short = None if accept_drop or no_news else _drop(database, compiled, span, came.rows)
        if short is not None:
            return _hold(database, load_id, short, came, mark)
        result = publish_load(database, load_id, release=release, source_time=came.source_time, watermark=mark)
        with writing(database) as connection:
            void_held(connection, source, load_id)
    except IssueError as error:
        return _fail(database, load_id, source, error)
    except Exception as crash:
        words = both(f"程序出错（{type(crash).__name__}）", f"the program failed ({type(crash).__name__})")
        _fail(database, load_id, source, IssueError([Issue("N699", words)]))
        raise
    log.info("%s: published %d rows, %d refused", source, result.rows_in, result.refused)
    return result


def require(release: Any, source: str) -> CompiledSource:
    """The source, ready. Raises IssueError (N673) where the release has none of that name."""
    known = {model.name for model in release.all("source")}
    if source not in known:
        words = both(f"没有数据来源 “{source}”", f'there is no source "{source}"')
        raise IssueError([Issue("N673", words, hint=did_you_mean(source, known))])
    found: CompiledSource = release.compiled("source", source)
    return found


def run_for(
    database: sa.Engine,
    release: Any,
    model: SourceModel,
    span: Span | None,
    settings: Settings,
    now: datetime,
    http: Callable[..., Http],
) -> Run:
    """What the connector is given: secrets and deployment settings are filled in where it asks for them."""

    def fill(value: Any) -> Any:
        if isinstance(value, dict):
            if set(value) == {"secret"}:
                with reading(database) as connection:
                    return secrets.reveal(connection, value["secret"], settings)
            return {key: fill(part) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [fill(part) for part in value]
        return SETTING.sub(lambda match: _setting(settings, match[1]), value) if isinstance(value, str) else value

    most = model.window.max_days if model.window else None
    return Run(
        model,
        tuple(span.chunks(most)) if span else (None,),
        lambda **limits: http(allow=settings.allow_hosts, ca_bundle=settings.values.get("NAVMARK_CA_BUNDLE"), **limits),
        fill,
        release.files,
        inbox_of(settings),
        release.app.time_zone,
        release.app.day_cutoff_hours,
        last_whole_day(now, release.app.time_zone, release.app.day_cutoff_hours),
        arrived=partial(arrived, database, model.name),
    )


def _setting(settings: Settings, name: str) -> str:
    if not settings.values.get(name):
        words = both(f"部署设置 {name} 没有设", f"the deployment setting {name} is not set")
        raise IssueError(
            [
                Issue(
                    "N671", words, hint=both(f"设环境变量 {name}=https://…", f"set {name}=https://… in the environment")
                )
            ]
        )
    return settings.values[name]


def _stage_all(database: sa.Engine, load_id: int, compiled: CompiledSource, run: Run, watch: Watch) -> _Came:
    """Every page goes into staging in a transaction of its own: the database is never held while the network is."""
    came = _Came()
    connector: Connector = connectors()[compiled.model.connector]
    for page in connector.pages(run):
        came.pages += 1
        rows = [_mapped(compiled, came, i, page) for i in range(len(compiled.mappers))]
        with writing(database) as connection:
            for mapper, part in zip(compiled.mappers, rows, strict=True):
                if part:
                    came.rows += stage(connection, load_id, mapper.into.dataset, part)
        if page.source_time and (came.source_time is None or page.source_time < came.source_time):
            came.source_time = page.source_time
        came.read += page.read
        for note in page.notes:
            log.warning("%s: %s", compiled.model.name, note.line_of_text())
            watch.on_note(note)
        watch.on_page(came.pages, came.rows)
    return came


def _mapped(compiled: CompiledSource, came: _Came, i: int, page: Page) -> list[Mapped]:
    names = came.names.setdefault(i, Counter())
    rows = []
    for record in page.records[i]:
        if not record.issues:
            came.records[i] += 1
            names.update(record.values.keys())
        row = compiled.mappers[i].row(record, came.records[i])
        if row is not None:
            rows.append(row)
    return rows


def _watermark(known: Any, span: Span | None, read: list[str]) -> dict[str, Any] | None:
    """The last day up to which everything has come: a run further on must not hide the days it skipped; and what has
    been read (the newest marks)."""
    marks = {"read": read[-MOST_MARKS:]} if read else {}
    if span is None:
        return marks or None
    if known is None or (span.first - known).days <= 1:
        return {"day": max(span.last, known or span.last).isoformat(), **marks}
    return {"day": known.isoformat(), **marks}


def _drop(database: sa.Engine, compiled: CompiledSource, span: Span | None, rows: int) -> Issue | None:
    hold = compiled.model.hold
    with reading(database) as connection:
        usual = usual_rows(connection, compiled.model.name, span.days if span else None, hold.runs)
    if usual is None or rows >= usual * hold.below:
        return None
    words = both(
        f"本次只有 {rows} 行，通常约 {usual:g} 行：先扣住，请确认",
        f"only {rows} rows came, usually about {usual:g}: held for you to decide",
    )
    hint = both(
        "确认无误后发布；否则等对方补齐再取", "publish it if that is right; else pull again when the source is whole"
    )
    return Issue("N670", words, hint=hint)


def _hold(database: sa.Engine, load_id: int, issue: Issue, came: _Came, mark: dict[str, Any] | None) -> LoadResult:
    with writing(database) as connection:
        kept = {"source_time": came.source_time, "watermark": mark, "rows_in": came.rows}
        connection.execute(sa.update(load).where(load.c.id == load_id).values(**kept))
        return fail_load(connection, load_id, issue, state="held")


def _fail(database: sa.Engine, load_id: int, source: str, error: IssueError) -> LoadResult:
    """Up to three causes in one issue; no secret survives into it."""
    first, more = error.issues[0], error.issues[1:3]
    zh = "；".join(issue.message["zh"] for issue in [first, *more])
    en = "; ".join(issue.message["en"] for issue in [first, *more])
    hint = first.hint and both(masking.masked(first.hint["zh"]), masking.masked(first.hint["en"]))
    issue = replace(Issue(first.code, both(masking.masked(zh), masking.masked(en))), hint=hint)
    log.warning("%s: %s", source, issue.line_of_text())
    with writing(database) as connection:
        return fail_load(connection, load_id, issue)

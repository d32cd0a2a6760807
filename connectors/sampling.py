"""A source tried out: its first page through the one door, mapped and judged, and nothing stored."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from connectors.call import Answer, Ask
from connectors.contract import Page, Run
from connectors.http import Http
from connectors.kinds.source.model import IntoModel
from connectors.mapping import Formula, Mapper
from connectors.payload import read_json
from connectors.records import Record
from connectors.registry import connectors
from engine.base import masking
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.facts import Minor
from engine.facts.accept import Acceptor

#: Of one try: seconds in all, tries of one request, bytes of one answer.
SECONDS, RETRIES, BYTES = 20.0, 1, 20_000_000
MOST_ROWS, MOST_PLACES = 50, 20


@dataclass(frozen=True)
class SampleRow:
    """``raw`` as it came, ``fields`` by the names of formulas, ``mapped`` by column; ``left_out`` by ``where``."""

    raw: str
    fields: Mapping[str, Any]
    mapped: Mapping[str, Any]
    left_out: bool
    issues: tuple[Issue, ...]


@dataclass(frozen=True)
class SampleInto:
    """What came for one entry of ``into``: how many records on the page, the first of them, the fields they have."""

    dataset: str
    records: int
    fields: tuple[str, ...]
    rows: tuple[SampleRow, ...]
    issues: tuple[Issue, ...] = ()


@dataclass
class Sample:
    """``fault`` None: the source answered. ``places``: where in the answer lists of records are."""

    into: tuple[SampleInto, ...] = ()
    source_time: datetime | None = None
    notes: tuple[Issue, ...] = ()
    places: tuple[str, ...] = ()
    fault: tuple[Issue, ...] = ()


@dataclass
class Listening:
    """Makes doors with short limits that remember the last answer."""

    http: Callable[..., Http] = Http
    last: Answer | None = field(default=None, repr=False)

    def __call__(self, **limits: Any) -> Http:
        bounded = {
            "deadline": min(limits.pop("deadline", SECONDS), SECONDS),
            "timeout": min(limits.pop("timeout", SECONDS), SECONDS),
            "retries": min(limits.pop("retries", RETRIES), RETRIES),
            "max_bytes": min(limits.pop("max_bytes", BYTES), BYTES),
        }
        door = self.http(**limits, **bounded)
        send = door.send

        def remembered(ask: Ask) -> Answer:
            self.last = send(ask)
            return self.last

        door.send = remembered  # type: ignore[method-assign]
        return door


def sample(
    run: Run, listening: Listening, mappers: Iterable[Mapper], acceptors: Mapping[str, Acceptor], rows: int
) -> Sample:
    """The first page of a run. Never raises IssueError: what went wrong is ``fault``, without secrets in it."""
    found = Sample()
    page: Page | None = None
    try:
        page = next(_first(run), None)
    except IssueError as error:
        found.fault = tuple(_masked(issue) for issue in error.issues[:5])
    if listening.last is not None:
        with suppress(IssueError):  # not JSON: the connector has said so in its own words
            found.places = tuple(places(read_json(listening.last, run.source.request.get("encoding"))))
    if page is None:
        if not found.fault:
            found.notes = (Issue("N879", both("来源没有返回任何记录", "the source gave no records"), level="warning"),)
        return found
    found.source_time, found.notes = page.source_time, tuple(_masked(note) for note in page.notes)
    most = min(rows, MOST_ROWS)
    found.into = tuple(
        _into(mapper, page.records[i], acceptors.get(mapper.into.dataset), most) for i, mapper in enumerate(mappers)
    )
    return found


def _first(run: Run) -> Iterator[Page]:
    """Pages until one has records: an empty page says nothing about the mapping."""
    pages = connectors()[run.source.connector].pages(run)
    last = None
    for _, page in zip(range(3), pages, strict=False):
        last = page
        if any(page.records):
            break
    if last is not None:
        yield last


def _into(mapper: Mapper, records: tuple[Record, ...], acceptor: Acceptor | None, most: int) -> SampleInto:
    seen: Counter[str] = Counter()
    for record in records:
        seen.update(record.values.keys())
    shown = []
    for ordinal, record in enumerate(records[:most], start=1):
        mapped = mapper.row(record, ordinal)
        left_out = mapped is None
        values = dict(mapped[1] or {}) if mapped else {}
        issues = list(mapped[2]) if mapped else []
        if acceptor is not None and mapped is not None and not issues:
            issues += acceptor(values)[1]
        shown.append(
            SampleRow(record.raw, record.values, {c: _plain(v) for c, v in values.items()}, left_out, tuple(issues))
        )
    lost = mapper.never_came(seen) if records else []
    return SampleInto(mapper.into.dataset, len(records), tuple(seen), tuple(shown), tuple(lost))


def lenient(into: IntoModel, source: str) -> tuple[Mapper, list[Issue]]:
    """A mapper of those columns whose formulas can be read, and what is wrong with the others."""
    good, issues = {}, []
    for column, text in into.map.items():
        try:
            Formula.of(column, text)
            good[column] = text
        except IssueError as error:
            issues += [replace(issue, path=f"$.{column}") for issue in error.issues]
    where = into.where
    try:
        if where:
            Formula.of("where", where)
    except IssueError as error:
        where, issues = None, issues + [replace(issue, path="$.where") for issue in error.issues]
    return Mapper.of(replace(into, map=good, where=where), source), issues


def places(body: Any, path: str = "", depth: int = 0) -> Iterator[str]:
    """Paths of the lists of objects in an answer (``data[*].lines[*]``), the outermost first."""
    if depth > 6:
        return
    if isinstance(body, list):
        rows = [row for row in body[:5] if isinstance(row, dict)]
        if rows:
            yield f"{path}[*]"
            keys = dict.fromkeys(key for row in rows for key in row)
            for key in list(keys)[:50]:
                inner = next((row[key] for row in rows if isinstance(row.get(key), list) and row[key]), None)
                if inner is not None:
                    yield from places(inner, f"{path}[*].{key}", depth + 1)
    elif isinstance(body, dict):
        for key in list(body)[:50]:
            yield from places(body[key], f"{path}.{key}" if path else key, depth + 1)


def _plain(value: Any) -> Any:
    if isinstance(value, Minor):
        return value.units / 100
    if value is None or isinstance(value, (str, int, bool)):
        return value
    return value.isoformat() if isinstance(value, date) else float(value)


def _masked(issue: Issue) -> Issue:
    hint = issue.hint and both(masking.masked(issue.hint["zh"]), masking.masked(issue.hint["en"]))
    return replace(
        issue, message=both(masking.masked(issue.message["zh"]), masking.masked(issue.message["en"])), hint=hint
    )


def shortened(raw: str) -> str:
    """A raw record for a screen."""
    try:
        text = json.dumps(json.loads(raw), ensure_ascii=False)
    except ValueError:
        text = raw
    return text if len(text) <= 4_000 else text[:4_000] + "…"

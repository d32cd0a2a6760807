"""Whether the data of a day can be trusted to judge by: nothing is there, a feed is late, or there is far too little.

Decided from the facts and the loads on record, whoever loaded them. In doubt a rule is held: one notice about the data,
never an alert about business; once the data is in, the days that were held are judged like any other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine import measure
from engine.base.text import Text, both
from engine.facts.feeds import feeds_of
from engine.storage.tables import load, rule_run
from rule_builder.candidates import Look
from rule_builder.conditions.contract import AboutData
from rule_builder.figures import system_door
from rule_builder.run import Run

#: Less than this share of what is usual is suspect.
FAR_BELOW = 0.5
#: Days judged before that say what is usual, and how many there must be of them.
USUAL, LEAST = 8, 4
#: So many days in a row are held as suspect; then it is how things are.
MOST = 3


@dataclass(frozen=True)
class Doubt:
    """Why a day is not judged. ``facts``: what the notice remembers, JSON."""

    why: Literal["nothing", "late", "suspect"]
    words: Text
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Of the run's issue."""
        return {"nothing": "N952", "late": "N801", "suspect": "N802"}[self.why]


@dataclass(frozen=True)
class Volume:
    """What was there of a day: units on duty, those of them with data, and rows where units have many a day."""

    expected: int
    known: int
    rows: int | None

    def as_json(self) -> dict[str, int | None]:
        """As a run keeps it."""
        return {"expected": self.expected, "known": self.known, "rows": self.rows}


def volume_of(run: Run, look: Look) -> Volume:
    """At most one statement, and none where units have one row a day."""
    rows = None
    if run.series is measure.leaf_series and look.expected:
        rows = measure.rows_on(system_door(run.connection, run.release, run.day), run.rule.indicator, run.day)
    return Volume(look.expected, look.known, rows)


def doubt(run: Run, seen: Volume) -> Doubt | None:
    """Why the day must not be judged yet; None where it may. A rule about data is only held where nothing came."""
    if not seen.expected:
        return None
    title = run.release.get("indicator", run.rule.indicator).title
    if not seen.known:
        words = both(
            f"{title['zh']}的数据整体未到（应有 {seen.expected} 个单元）",
            f"no data at all for {title['en']} ({seen.expected} units expected)",
        )
        return Doubt("nothing", words, {"expected": seen.expected})
    if isinstance(run.test, AboutData) and run.test.about_data:
        return None
    late = _late(run) if seen.known < seen.expected and run.series is measure.leaf_series else None
    return late or _suspect(run, seen, title)


def _late(run: Run) -> Doubt | None:
    """The first feed of the indicator's datasets that should have brought the day and has not."""
    datasets = {one.dataset for one in run.release.compiled("indicator", run.rule.indicator).measures}
    sources = {source.name: source for source in run.release.all("source")}
    feeds = dict.fromkeys(
        name for dataset, names in feeds_of(run.release).items() if dataset in datasets for name in names
    )
    for name in feeds:
        source = sources.get(name)
        if source is None:  # filled in by people: whoever is missing is told about as a unit
            continue
        newest, lags = _arrivals(run, name)
        if newest is not None and newest < run.day and _was_due(run, getattr(source, "sla", None), lags):
            words = both(
                f"来源“{source.title['zh']}”的数据迟到（最新到 {newest}）",
                f'data of the source "{source.title["en"]}" is late (it reaches to {newest})',
            )
            return Doubt("late", words, {"source": name, "newest": newest.isoformat()})
    return None


def _arrivals(run: Run, source: str) -> tuple[date | None, list[int]]:
    """The newest day that a source has brought, and how many days after its newest day each of its loads came."""
    c = load.c
    zone = ZoneInfo(run.release.app.time_zone)
    mine = sa.select(c.data_date, c.ended_at).where(c.source == source, c.state == "published")
    rows = run.connection.execute(mine.where(c.data_date.is_not(None)).order_by(c.id.desc()).limit(USUAL)).all()
    newest = run.connection.scalar(
        sa.select(sa.func.max(c.data_date)).where(c.source == source, c.state == "published")
    )
    return newest, [(row.ended_at.astimezone(zone).date() - row.data_date).days for row in rows if row.ended_at]


def _was_due(run: Run, sla: Any, lags: list[int]) -> bool:
    """Whether the day should be there by now: as the source promises, else as it usually comes."""
    now = run.now.astimezone(ZoneInfo(run.release.app.time_zone))
    if sla is not None:
        promised = datetime.combine(run.day + timedelta(days=sla.lag_days), time.fromisoformat(sla.by))
        return now.replace(tzinfo=None) >= promised
    return len(lags) >= LEAST and (now.date() - run.day).days >= median(lags)


def _suspect(run: Run, seen: Volume, title: Text) -> Doubt | None:
    if seen.known == seen.expected and seen.rows is None:
        return None
    before, held = _before(run)
    if len(before) < LEAST or held >= MOST:
        return None
    share = seen.known / seen.expected
    usual = median(one.known / one.expected for one in before.values())
    if share < FAR_BELOW * usual:
        words = both(
            f"{title['zh']}只有 {seen.known}/{seen.expected} 个单元有数据，平时约 {usual:.0%}",
            f"only {seen.known} of {seen.expected} units have data for {title['en']}, usually about {usual:.0%}",
        )
        return Doubt("suspect", words, seen.as_json() | {"usual": round(usual, 4)})
    rows = {day: one.rows for day, one in before.items() if one.rows is not None}
    if seen.rows is None or len(rows) < LEAST:
        return None
    alike = [count for day, count in rows.items() if day.weekday() == run.day.weekday()]
    most = min(median(rows.values()), median(alike or rows.values()))  # a quiet weekday is not suspect
    if seen.rows < FAR_BELOW * most:
        words = both(
            f"{title['zh']}的数据只有 {seen.rows} 行，平时约 {most:.0f} 行",
            f"only {seen.rows} rows of data for {title['en']}, usually about {most:.0f}",
        )
        return Doubt("suspect", words, seen.as_json() | {"usual": most})
    return None


def _before(run: Run) -> tuple[dict[date, Volume], int]:
    """What was there on the last days judged, the newest first, and how many days since are held as suspect."""
    r = rule_run.c
    mine = sa.select(r.day, r.state, r.detail).where(r.rule == run.rule.name, r.day < run.day)
    found: dict[date, Volume] = {}
    held: set[date] = set()
    for day, state, detail in run.connection.execute(mine.order_by(r.id.desc()).limit(5 * USUAL)):
        seen = detail.get("seen")
        if state == "done" and seen and seen["expected"]:
            found.setdefault(day, Volume(**seen))
        elif state == "held" and detail.get("why") == "suspect" and not found:
            held.add(day)
    return dict(list(found.items())[:USUAL]), len(held)

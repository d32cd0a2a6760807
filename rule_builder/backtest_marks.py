"""A back-test against what people said of the incidents there were: which of the useful ones it finds, which false
alarms it would raise again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from engine.storage.tables import incident, incident_event
from rule_builder.backtest import Firing

#: The event by which somebody says so: data {"useful": bool}.
USEFUL = "useful"


@dataclass(frozen=True)
class Mark:
    """An incident that somebody has judged: by saying so, else useful where it was closed with a reason."""

    unit_id: int
    first_day: date
    last_day: date
    useful: bool


@dataclass(frozen=True)
class Score:
    """``useful``, ``false``: judged incidents in the days; ``found_*``: those that the back-test finds. ``precision``:
    useful among the judged ones it finds; ``recall``: found among the useful ones (None: nothing to divide by)."""

    useful: int
    false: int
    found_useful: int
    found_false: int

    @property
    def precision(self) -> float | None:
        found = self.found_useful + self.found_false
        return round(self.found_useful / found, 6) if found else None

    @property
    def recall(self) -> float | None:
        return round(self.found_useful / self.useful, 6) if self.useful else None


def marks_of(connection: sa.Connection, rule: str, first: date, last: date) -> list[Mark]:
    """The judged incidents of a rule that fired from ``first`` to ``last``. Two statements."""
    i, e = incident.c, incident_event.c
    mine = sa.and_(i.rule == rule, i.fired_day >= first, i.fired_day <= last)
    said = (
        sa.select(e.incident_id, e.data)
        .join(incident, i.id == e.incident_id)
        .where(mine, e.event == USEFUL)
        .order_by(e.id)
    )
    verdicts = {row.incident_id: bool(row.data.get("useful")) for row in connection.execute(said)}
    columns = (i.id, i.unit_id, i.first_day, i.fired_day, i.ended_day, i.reason_code, i.closed_at)
    found: list[Mark] = []
    for row in connection.execute(sa.select(*columns).where(mine).order_by(i.id)):
        closed = True if row.closed_at is not None and row.reason_code is not None else None
        verdict = verdicts.get(row.id, closed)
        if verdict is not None:
            end = max(row.fired_day, row.ended_day or row.fired_day)
            found.append(Mark(row.unit_id, row.first_day, end, verdict))
    return found


def score(marks: Sequence[Mark], firings: Sequence[Firing]) -> Score:
    """How the firings stand against the marks: the same unit, and days in common. Pure."""
    spans: dict[int, list[tuple[date, date]]] = {}
    for one in firings:
        spans.setdefault(one.unit_id, []).append((one.first_day, max(one.fired_day, one.resolved_day or one.fired_day)))
    hit = [
        any(first <= mark.last_day and mark.first_day <= last for first, last in spans.get(mark.unit_id, ()))
        for mark in marks
    ]
    useful = [met for mark, met in zip(marks, hit, strict=True) if mark.useful]
    false = [met for mark, met in zip(marks, hit, strict=True) if not mark.useful]
    return Score(len(useful), len(false), sum(useful), sum(false))

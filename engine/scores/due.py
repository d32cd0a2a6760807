"""What is due to be scored anew: after a load the units it reached, after a publication every unit of every card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.plan.shape import datasets_of
from engine.storage.bulk import insert_rows
from engine.storage.tables import load, score_due
from engine.storage.types import Instant
from engine.targets.days import Days

_COLUMNS = ("scorecard", "unit_id", "day", "load_id", "at")


def note_loaded(
    connection: sa.Connection, release: Any, places: Mapping[str, Iterable[tuple[int, int]]], load_id: int
) -> None:
    """Notes, in the load's own transaction, which units of which periods its rows reach.

    ``places``: dataset → (unit id, ordinal day) pairs whose sums may have changed. Nothing is read of what others have
    noted, so two loads at once never wait for one another.
    """
    cards = release.all("scorecard")
    if not cards or not any(places.values()):
        return
    began = connection.scalar(sa.select(load.c.started_at).where(load.c.id == load_id)) or clock.now()
    came = Instant().process_bind_param(began, connection.dialect)
    days = Days(release.get("calendar", release.app.calendar))
    firsts: dict[tuple[str, int], int] = {}

    def first(period: str, day: int) -> int:
        known = firsts.get((period, day))
        if known is None:
            known = firsts[period, day] = days.period(period, date.fromordinal(day)).first.toordinal()
        return known

    for model in cards:
        card = release.compiled("scorecard", model.name)
        measures = [m for name in card.indicators for m in release.compiled("indicator", name).measures]
        touched = {place for dataset in datasets_of(measures) for place in places.get(dataset, ())}
        due = sorted({(unit, first(card.period, day)) for unit, day in touched})
        if due:
            rows = ((card.name, unit, day, load_id, came) for unit, day in due)
            insert_rows(connection, score_due, _COLUMNS, rows)


def note_all(connection: sa.Connection, release: Any, day: date) -> None:
    """Notes, in the publishing transaction, every unit of every card for the period that ``day`` lies in: definitions,
    targets or the tree may have changed. Where that changes no score, nothing is written later."""
    days = Days(release.get("calendar", release.app.calendar))
    rows = [
        {
            "scorecard": model.name,
            "unit_id": None,
            "day": days.period(release.compiled("scorecard", model.name).period, day).first,
            "load_id": None,
            "release": release.number,
            "at": clock.now(),
        }
        for model in release.all("scorecard")
    ]
    if rows:
        connection.execute(sa.insert(score_due), rows)

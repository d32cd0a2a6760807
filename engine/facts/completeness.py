"""Which units have delivered which days of a dataset: one letter per unit and day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from engine.plan.shape import EXPECTED, PLAN
from engine.storage.model import Model

#: What a letter means. "p": rows have come, but the dataset that confirms them has not said that these are all.
HAVE, MISSING, PARTIAL, CLOSED, NOTHING = "hmpc."


def completeness(
    connection: sa.Connection, model: Model, dataset: str, leaves: Sequence[int], first: date, last: date
) -> dict[int, str]:
    """Unit id → a letter per day from ``first`` to ``last``; at most three statements, whatever the number of units.

    A day counts as delivered when a row came, and where the dataset is confirmed by another when that has spoken.
    """
    start, end = first.toordinal(), last.toordinal()
    low, high = (min(leaves), max(leaves)) if leaves else (0, -1)
    wanted = set(leaves)
    model_of_rows = model.shapes[dataset].dataset.model
    rows = _places(connection, model, dataset, start, end, low, high)
    whole = (
        _places(connection, model, model_of_rows.confirmed_by, start, end, low, high)
        if model_of_rows.confirmed_by
        else rows
    )
    plan = model.tables[PLAN].facts
    query = sa.select(plan.c.unit, plan.c.day, plan.c[EXPECTED])
    expected = {
        (unit, day): bool(due)
        for unit, day, due in connection.execute(
            query.where(plan.c.day.between(start, end), plan.c.unit.between(low, high))
        )
        if unit in wanted
    }
    return {
        unit: "".join(_letter((unit, day), rows, whole, expected) for day in range(start, end + 1)) for unit in leaves
    }


def _letter(
    place: tuple[int, int], rows: set[tuple[int, int]], whole: set[tuple[int, int]], expected: dict[Any, bool]
) -> str:
    if place in whole and (expected.get(place, True) or place in rows):
        return HAVE
    if place in rows:
        return PARTIAL
    due = expected.get(place)
    if due is None:
        return NOTHING
    return MISSING if due else CLOSED


def _places(
    connection: sa.Connection, model: Model, dataset: str, start: int, end: int, low: int, high: int
) -> set[tuple[int, int]]:
    unit, day = model.tables[dataset].place
    query = sa.select(unit, day).where(day.between(start, end), unit.between(low, high)).distinct()
    return {(row[0], row[1]) for row in connection.execute(query)}


def per_day(letters: Iterable[str], first: date) -> list[dict[str, Any]]:
    """Per day: how many leaves delivered (``have``), and how many were to (``expected``)."""
    columns = zip(*letters, strict=True)
    return [
        {
            "day": first + timedelta(days=at),
            "have": sum(letter == HAVE for letter in column),
            "expected": sum(letter in (HAVE, MISSING, PARTIAL) for letter in column),
        }
        for at, column in enumerate(columns)
    ]

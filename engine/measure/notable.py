"""Whom a job has to look at: the units of a level that are in breach or without data, found in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Literal

import sqlalchemy as sa

from engine.access.door import Door
from engine.base.issue import IssueError
from engine.measure.read import Reader, reader_of
from engine.sql.notable import MARGIN, Asked, notable_days


@dataclass(frozen=True)
class Notable:
    """``units``: at least all those with an attainment (or value) beyond the line, or expected and without data, on one
    of the days (a few more may be among them). ``expected``, ``known``: units of the last day on duty, and those of
    them with data; ``without_target``: unit-days with a value but nothing to compare it with."""

    units: frozenset[int]
    expected: int
    known: int
    without_target: int


def notable(
    door: Door,
    indicator: str,
    level: int,
    first: date,
    last: date,
    line: float,
    *,
    of: Literal["attainment", "value"] = "attainment",
    side: Literal["below", "above"] = "below",
) -> Notable | None:
    """The open units of a level (0 = top) that stand out from ``first`` to ``last``: one statement. ``line``: an
    attainment, or a value in the unit of the facts (money in minor units).

    None where the database cannot tell: attainment without targets, a formula that SQL does not speak.
    Raises ValueError for a door that is not the system's: nothing here is scoped.
    """
    if not door.system:
        raise ValueError("only jobs look at all units")
    reader = reader_of(door.connection, door.release)
    make = partial(_statement, reader, indicator, level, of, side)
    try:
        statement = reader.model.prepare(door.connection, ("notable", indicator, level, of, side), make)
    except (IssueError, LookupError):
        return None
    days = {"first": first.toordinal(), "last": last.toordinal()}
    units: list[int] = []
    counts = (0, 0, 0)
    rows: Any = statement(door.connection, **days, line=line + (MARGIN if side == "below" else -MARGIN))
    for unit, expected, known, without in rows:
        if unit is None:
            counts = (expected or 0, known or 0, without or 0)
        else:
            units.append(unit)
    return Notable(frozenset(units), *counts)


def _statement(reader: Reader, indicator: str, level: int, of: str, side: str) -> sa.Select[Any]:
    figure = reader.figure(indicator)
    if figure.need is None and of == "attainment":
        raise LookupError(f"{indicator} has no targets")
    compiled = figure.compiled
    asked = Asked(
        tree=compiled.tree,
        cap=figure.model.cap,
        direction=figure.model.direction,
        columns=figure.columns,
        home=figure.home,
        need=figure.need,
        tier=figure.tier,
        of=of,
        side=side,
    )
    return notable_days(reader.model, asked, level, level == reader.leaf_level)

"""Columns that a dataset looks up in another one, as SQL.

``take`` finds the one row that matches (the newest in force); ``exists`` says whether the list in force for that
unit and day names the row: true, false, or null where no list is in force at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.kinds.dataset.compile import CompiledDataset
from engine.storage.dataset_tables import DatasetTables
from engine.storage.tables import org_link

Columns = dict[str, sa.ColumnElement[Any]]
#: Narrows a query to some units and days: given the unit and day columns, a condition.
Narrow = Callable[[sa.ColumnElement[Any], sa.ColumnElement[Any]], sa.ColumnElement[bool]]


@dataclass(frozen=True)
class LookedUp:
    """What to select from, and the dataset's own columns and lookups by name."""

    source: sa.FromClause
    columns: Columns


def look_up(
    dataset: CompiledDataset,
    tables: Mapping[str, DatasetTables],
    narrow: Narrow | None = None,
    wanted: Iterable[str] | None = None,
) -> LookedUp:
    """The dataset's rows with its lookups (a lookup may match on an earlier one), or with those ``wanted`` only.

    ``narrow`` is the condition that the caller puts on unit and day: lists are laid out for those days only.
    """
    mine = tables[dataset.name]
    source: sa.FromClause = mine.facts
    columns: Columns = {name: mine.facts.c[name] for name in dataset.columns}
    needed = _needed(dataset, wanted)
    for lookup in dataset.lookups:
        if lookup.name not in needed:
            continue
        theirs = tables[lookup.from_dataset]
        other = theirs.facts.alias()
        if lookup.take == "exists":
            columns[lookup.name] = _listed(lookup, mine, columns, other, narrow)
            continue
        matches = sa.and_(*(other.c[name] == columns[ours] for name, ours in lookup.match.items()))
        if set(lookup.match) == set(theirs.key):
            source = source.outerjoin(other, matches)
            columns[lookup.name] = other.c[lookup.take]
            continue
        day = columns[dataset.day_column] if dataset.day_column else None
        found = sa.select(other.c[lookup.take]).where(matches, *_in_force(lookup, day, other)).correlate_except(other)
        newest = [other.c[lookup.valid_from].desc()] if lookup.valid_from else []
        columns[lookup.name] = found.order_by(*newest).limit(1).scalar_subquery()
    return LookedUp(source, columns)


def _needed(dataset: CompiledDataset, wanted: Iterable[str] | None) -> set[str]:
    """The wanted names and those of the lookups that they are looked up by: a join less for each of the others."""
    if wanted is None:
        return {lookup.name for lookup in dataset.lookups}
    needed = set(wanted)
    for lookup in reversed(dataset.lookups):
        if lookup.name in needed:
            needed |= set(lookup.match.values())
    return needed


def _listed(
    lookup: Any, mine: DatasetTables, columns: Columns, other: sa.FromClause, narrow: Narrow | None
) -> sa.ColumnElement[Any]:
    """The lists in force are laid out once over the unit-days asked for, and the rows looked up in that."""
    unit, day = mine.place
    facts = mine.facts.alias()
    places = sa.select(facts.c[unit.key].label("unit"), facts.c[day.key].label("day")).distinct()
    if narrow is not None:
        places = places.where(narrow(facts.c[unit.key], facts.c[day.key]))
    place = places.subquery()
    joined = place.join(other, sa.and_(sa.true(), *_in_force(lookup, place.c.day, other)))
    if lookup.within_unit:
        above, own = org_link.alias(), org_link.alias()
        joined = joined.join(above, _holds(above, other.c[lookup.within_unit], place.c.day))
        below = sa.and_(own.c.path >= above.c.path, own.c.path < above.c.path_end)
        joined = joined.join(own, sa.and_(_holds(own, place.c.unit, place.c.day), below))
    names, ours = list(lookup.match), [columns[name] for name in lookup.match.values()]
    rows = sa.select(place.c.unit, place.c.day, *(other.c[name] for name in names)).select_from(joined)
    some = sa.select(place.c.unit, place.c.day).select_from(joined)
    named = sa.tuple_(unit, day, *ours).in_(rows.correlate(None))
    return sa.case((named, sa.true()), (sa.tuple_(unit, day).in_(some.correlate(None)), sa.false()))


def _holds(link: sa.FromClause, unit: sa.ColumnElement[Any], day: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.and_(link.c.unit_id == unit, link.c.valid_from <= day, link.c.valid_to > day)


def _in_force(lookup: Any, day: sa.ColumnElement[Any] | None, other: sa.FromClause) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if lookup.valid_from and day is not None:
        conditions.append(other.c[lookup.valid_from] <= day)
    if lookup.valid_to and day is not None:
        conditions.append(sa.or_(other.c[lookup.valid_to].is_(None), other.c[lookup.valid_to] > day))
    return conditions

"""Evidence from the rows of datasets: a cause's query for many incidents at once, as SQLAlchemy Core.

Rows belong to an incident's unit or below it, by the tree of their own day. Values are parameters, names are physical
ones of the release's tables, formulas are written by the engine's set evaluator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from engine.access.door import Door
from engine.expressions import Aggregate, Tree, aggregate_sql, to_sql
from engine.expressions.tree import Logic
from engine.sql.lookups import look_up
from engine.storage.model import Model, model_of
from engine.storage.tables import fact_history, org_link
from rule_builder.kinds.cause.compile import Cell, CompiledQuery

Sql = sa.ColumnElement[Any]
Range = tuple[date, date]
#: Units of one statement.
CHUNK = 500


@dataclass(frozen=True)
class Sums:
    """The query's measures over all its rows, and how many days have rows of the dataset at all."""

    values: Mapping[str, int | float | None]
    days: int


@dataclass(frozen=True)
class Rows:
    """The first rows of a unit's evidence in plain JSON (days as text, units as their code and title); ``count``: how
    many there are."""

    rows: Sequence[Sequence[Any]]
    count: int


@dataclass(frozen=True)
class _Placed:
    """Rows of a dataset with the incident's unit that they belong to."""

    source: sa.FromClause
    columns: Mapping[str, Sql]
    subject: Sql
    where: tuple[sa.ColumnElement[bool], ...]
    day: Sql


@dataclass(frozen=True)
class Evidence:
    """Reads evidence through a door that sees the units asked for."""

    door: Door

    def totals(self, query: CompiledQuery, units: Sequence[int], days: Range) -> dict[int, Sums]:
        """The query's measures over the rows of each unit: 0 where no row counts; units without any row of the
        dataset are left out. A statement per ``CHUNK`` units."""
        found: dict[int, Sums] = {}
        for some in self._chunks(units):
            placed = self._placed(query.dataset, some, days, _read(query.where, query.sums))
            made = [aggregate_sql(_narrowed(cell, query.where), placed.columns) for cell in query.sums]
            named = [one.label(f"m{i}") for i, one in enumerate(made)]
            count = sa.func.count(sa.distinct(placed.day)).label("days")
            select = sa.select(placed.subject.label("subject"), count, *named).select_from(placed.source)
            select = select.where(*placed.where).group_by(placed.subject)
            for row in self.door.connection.execute(select):
                values = {cell.name: row._mapping[f"m{i}"] for i, cell in enumerate(query.sums)}
                found[row.subject] = Sums(values, row.days)
        return found

    def rows(self, query: CompiledQuery, units: Sequence[int], days: Range, usual: Range) -> dict[int, Rows]:
        """The first rows of each unit by the query's order. A statement per ``CHUNK`` units, and one that names units
        where they stand in the rows."""
        found: dict[int, list[Any]] = {}
        counts: dict[int, int] = {}
        for some in self._chunks(units):
            for row in self.door.connection.execute(self._ranked(query, some, days, usual)):
                found.setdefault(row.subject, []).append(row[2 : 2 + len(query.cells)])
                counts[row.subject] = row.total
        places = [i for i, cell in enumerate(query.cells) if cell.type == "unit"]
        named = self.door.units({row[i] for rows in found.values() for row in rows for i in places}) if places else {}
        return {
            unit: Rows(
                [[_plain(c, v, named) for c, v in zip(query.cells, row, strict=True)] for row in rows], counts[unit]
            )
            for unit, rows in found.items()
        }

    def corrected(self, datasets: Sequence[str], units: Sequence[int], days: Range) -> dict[int, list[date]]:
        """The days of which rows were replaced after they had come, by unit. One statement per ``CHUNK`` units."""
        found: dict[int, list[date]] = {}
        h = fact_history.c
        for some in self._chunks(units):
            source, subject, where = self._subject(fact_history, h.unit_id, h.day, some)
            select = sa.select(subject.label("subject"), h.day.label("day")).distinct().select_from(source)
            select = select.where(*where, h.dataset.in_(datasets), h.day.between(*days)).order_by(h.day)
            for row in self.door.connection.execute(select):
                found.setdefault(row.subject, []).append(row.day)
        return found

    # --- inside -------------------------------------------------------------------------------------------------

    def _chunks(self, units: Sequence[int]) -> Iterator[list[int]]:
        """Raises AccessError for a unit that the door does not open."""
        self.door.require_units(units)
        ordered = sorted(set(units))
        for start in range(0, len(ordered), CHUNK):
            yield ordered[start : start + CHUNK]

    def _leaves(self, units: Sequence[int]) -> bool:
        lowest = len(self.door.release.get("org", self.door.release.app.org).levels) - 1
        return set(self.door.levels(units).values()) == {lowest}

    def _subject(
        self, source: sa.FromClause, unit: Sql, day: Sql, units: Sequence[int]
    ) -> tuple[sa.FromClause, Sql, tuple[sa.ColumnElement[bool], ...]]:
        if self._leaves(units):
            return source, unit, (unit.in_(units),)
        above, own = org_link.alias(), org_link.alias()
        below = sa.and_(own.c.unit_id == unit, own.c.path >= above.c.path, own.c.path < above.c.path_end)
        joined = source.join(above, _holds(above, day)).join(own, sa.and_(below, _holds(own, day)))
        return joined, above.c.unit_id, (above.c.unit_id.in_(units), self.door.scope(own.c.path))

    def _placed(self, dataset: str, units: Sequence[int], days: Range, names: Iterable[str]) -> _Placed:
        model: Model = model_of(self.door.connection, self.door.release)
        unit, day = model.tables[dataset].place
        first, last = days[0].toordinal(), days[1].toordinal()
        compiled = model.shapes[dataset].dataset
        found = look_up(compiled, model.tables, lambda _, at: at.between(first, last), names)
        source, subject, where = self._subject(found.source, unit, day, units)
        conditions = [*where, day.between(first, last)]
        if by := compiled.model.confirmed_by:  # rows of a day that nobody has confirmed are no evidence
            theirs, at = model.tables[by].place
            conditions.append(sa.exists().where(theirs == unit, at == day))
        return _Placed(source, found.columns, subject, tuple(conditions), day)

    def _ranked(self, query: CompiledQuery, units: Sequence[int], days: Range, usual: Range) -> sa.Select[Any]:
        inner = self._grouped(query.dataset, query.where, query.groups, query.sums, units, days).subquery()
        names = {cell.name: inner.c[f"g{i}"] for i, cell in enumerate(query.groups)}
        names |= {cell.name: inner.c[f"m{i}"] for i, cell in enumerate(query.sums)}
        source: sa.FromClause = inner
        if beside := query.beside:
            by = {cell.name: cell for cell in query.groups}
            groups = [by[name] for name in beside.match]
            period = usual if beside.usual else days
            side = self._grouped(beside.dataset, beside.where, groups, beside.cells, units, period).subquery()
            same = [side.c[f"g{i}"] == names[name] for i, name in enumerate(beside.match)]
            source = inner.outerjoin(side, sa.and_(side.c.subject == inner.c.subject, *same))
            names |= {cell.name: side.c[f"m{i}"] for i, cell in enumerate(beside.cells)}
        order: list[Sql] = [
            names[name].desc().nulls_last() if down else names[name].asc().nulls_last() for name, down in query.order
        ]
        order += [names[cell.name].asc().nulls_last() for cell in query.groups]
        place = sa.func.row_number().over(partition_by=inner.c.subject, order_by=order or None)
        total = sa.func.count().over(partition_by=inner.c.subject)
        shown = [names[cell.name].label(f"v{i}") for i, cell in enumerate(query.cells)]
        ranked = sa.select(inner.c.subject, total.label("total"), *shown, place.label("place")).select_from(source)
        every = ranked.subquery()
        return sa.select(every).where(every.c.place <= query.limit).order_by(every.c.subject, every.c.place)

    def _grouped(
        self,
        dataset: str,
        where: Tree | None,
        groups: Sequence[Cell],
        sums: Sequence[Cell],
        units: Sequence[int],
        days: Range,
    ) -> sa.Select[Any]:
        placed = self._placed(dataset, units, days, _read(where, (*groups, *sums)))
        columns = [placed.columns[cell.name] for cell in groups]
        made = [aggregate_sql(cell.aggregate, placed.columns) for cell in sums if cell.aggregate is not None]
        select = sa.select(
            placed.subject.label("subject"),
            *(one.label(f"g{i}") for i, one in enumerate(columns)),
            *(one.label(f"m{i}") for i, one in enumerate(made)),
        ).select_from(placed.source)
        conditions = [*placed.where, *([] if where is None else [to_sql(where, placed.columns)])]
        return select.where(*conditions).group_by(placed.subject, *columns)


def _read(where: Tree | None, cells: Iterable[Cell]) -> set[str]:
    """The columns that are read."""
    return {*(where.names if where else ()), *(name for cell in cells for name in cell.reads)}


def _narrowed(cell: Cell, where: Tree | None) -> Aggregate:
    """The measure over the rows that the query keeps, so that a unit with none of them has 0 and not nothing."""
    own = cell.aggregate
    assert own is not None
    if where is None:
        return own
    both = where if own.where is None else Tree.of(where.text, Logic("and", (where.root, own.where.root)))
    return Aggregate(own.function, own.argument, both)


def _holds(link: sa.FromClause, day: Sql) -> sa.ColumnElement[bool]:
    return sa.and_(link.c.valid_from <= day, link.c.valid_to > day)


def _plain(cell: Cell, value: Any, units: Mapping[int, Any]) -> Any:
    """A cell as JSON has it: money in minor units."""
    if value is None:
        return None
    if cell.type in ("day", "date"):
        return date.fromordinal(value).isoformat()
    if cell.type == "timestamp":
        return datetime.fromtimestamp(value, UTC).isoformat()
    if cell.type == "unit":
        unit = units.get(value)
        return None if unit is None else {"unit": unit.code, **unit.title}
    return value

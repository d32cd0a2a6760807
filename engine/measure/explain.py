"""Why this number: the formula in words, every measure with its filter and value, the loads and rows behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine.access.door import Door
from engine.base.text import LANGUAGES, Text, pick
from engine.expressions import to_sql
from engine.measure.adjusted import adjustments_behind
from engine.measure.read import Reader, reader_of, value_and_sums
from engine.measure.steps import Step, steps_of
from engine.measure.value import Value
from engine.org.tree import Unit
from engine.plan.formulas import written
from engine.plan.over_time import NAMES
from engine.sql.lookups import look_up
from engine.sql.over_time import last_days
from engine.storage.tables import load, org_link, org_unit
from engine.targets.days import Period

SAMPLE = 20


@dataclass(frozen=True)
class Explanation:
    """All that is behind one figure. ``as_json`` is its shape in the API."""

    value: Value
    period: Period
    formula: str
    words: Text
    measures: list[dict[str, Any]]
    loads: list[dict[str, Any]]
    steps: list[Step]
    adjustments: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        """Money in minor units, days ISO: the API converts."""
        return {
            "indicator": self.value.indicator,
            "period": {"kind": self.period.kind, "first": self.period.first, "last": self.period.last},
            "formula": self.formula,
            "words": dict(self.words),
            "actual": self.value.actual,
            "targets": dict(self.value.targets),
            "attainment": self.value.attainment,
            "light": self.value.light,
            "reason": dict(self.value.reason),
            "have": self.value.have,
            "expected": self.value.expected,
            "data_day": self.value.data_day,
            "synced_at": self.value.synced_at,
            "measures": self.measures,
            "loads": self.loads,
            "steps": [step.as_json() for step in self.steps],
            "adjustments": self.adjustments,
        }


def explain(door: Door, unit_id: int, indicator: str, period: Period) -> Explanation:
    """Explains an indicator at a unit over a period, down to the rows.

    Raises AccessError for a unit or an indicator that the actor may not see.
    """
    value, sums = value_and_sums(door, unit_id, period, indicator)
    reader = reader_of(door.connection, door.release)
    figure = reader.figure(indicator)
    unit = door.units([unit_id])[unit_id]
    hides = not all(door.shows(model.name, unit_id) for model in door.release.all("indicator"))
    measures = []
    for measure in figure.compiled.measures:
        row = _Rows(door, reader, unit, period, measure, hides=hides)
        measures.append({**row.as_json(), "value": sums[measure.name]})
    loads = _loads(door, _rows_by_load(measures))
    model = figure.model
    steps = steps_of(figure, sums, value, door.release.app.money_digits)
    words = words_of(door.release, model.formula)
    marked = adjustments_behind(door, unit, period, figure.compiled.measures)
    return Explanation(value, period, model.formula, words, measures, loads, steps, marked)


def _rows_by_load(measures: list[dict[str, Any]]) -> dict[int, int]:
    """Load → fact rows it brought: per dataset the widest measure's, since filters of one dataset overlap."""
    widest: dict[tuple[str, int], int] = {}
    for measure in measures:
        for number, count in measure.pop("loads").items():
            key = (measure["dataset"], number)
            widest[key] = max(widest.get(key, 0), count)
    found: dict[int, int] = {}
    for (_, number), count in widest.items():
        found[number] = found.get(number, 0) + count
    return found


def words_of(release: Any, formula: str) -> Text:
    """A formula with the titles of its measures and indicators in place of their names."""
    titles: dict[str, Text] = {name: measure.title for name, measure in release.measures().items()}
    titles |= {model.name: model.title for model in release.all("indicator")}

    def in_language(lang: str) -> str:
        return re.sub(
            r"[a-z_][a-z0-9_]*",
            lambda m: f"[{pick(titles[m.group()], lang)}]" if m.group() in titles else m.group(),
            formula,
        )

    return {lang: in_language(lang) for lang in LANGUAGES}


class _Rows:
    """The fact rows behind one measure at a unit over a period: of the leaves that were below it on each day.

    ``hides``: the actor may not see some indicator there, so rows show no more than the measure itself is made of.
    """

    def __init__(
        self, door: Door, reader: Reader, unit: Unit, period: Period, measure: Any, *, hides: bool = False
    ) -> None:
        self._door, self._measure, self._period, self._hides = door, measure, period, hides
        self._shape = reader.model.shapes[measure.dataset]
        self._tables = reader.model.tables[measure.dataset]
        place, day = self._tables.place
        first, last = period.first.toordinal(), period.last.toordinal()
        found = look_up(self._shape.dataset, reader.model.tables, lambda _, at: at.between(first, last))
        self._columns = found.columns
        self._given: dict[str, Any] = {}
        source: sa.FromClause = found.source
        at: sa.ColumnElement[Any] = day
        if not measure.additive:  # each leaf counts as a whole, where it stood on its last day with data
            ends = last_days(reader.model, measure.dataset, reader.leaf_level).subquery()
            self._given = {"units": [unit.id], "first": first, "last": last}
            source, at = source.join(ends, ends.c.unit == place), ends.c["~at"]
        link, top = org_link.alias(), org_link.alias()
        self._from = (
            source.join(link, sa.and_(link.c.unit_id == place, link.c.valid_from <= at, link.c.valid_to > at))
            .join(top, sa.and_(top.c.unit_id == unit.id, top.c.valid_from <= at, top.c.valid_to > at))
            .join(org_unit, org_unit.c.id == place)
        )
        self._where = [
            day.between(first, last),
            link.c.path >= top.c.path,
            link.c.path < top.c.path_end,
        ]
        if measure.over_time == "last":
            self._where.append(day == at)
        if measure.aggregate.where is not None:
            self._where.append(to_sql(measure.aggregate.where, self._columns))

    def as_json(self) -> dict[str, Any]:
        measure, parts = self._measure, self._measure.aggregate
        return {
            "name": measure.name,
            "title": dict(measure.title),
            "dataset": measure.dataset,
            "aggregate": parts.function,
            "argument": written(parts.argument.root) if parts.argument else None,
            "where": written(parts.where.root) if parts.where else None,
            "rows": 0 if parts.function == "expected" else self._count(),
            "sample": [] if parts.function == "expected" else self._sample(),
            "loads": {} if parts.function == "expected" else self._loads(),
            "type": measure.period_type,
            "over_time": measure.over_time,
            "rule": dict(NAMES[measure.over_time]),
        }

    def _count(self) -> int:
        query = sa.select(sa.func.count()).select_from(self._from).where(*self._where)
        return self._door.connection.scalar(query, self._given) or 0

    def _sample(self) -> list[dict[str, Any]]:
        """Rows of units in scope today: one that has moved away still counts, but is not shown."""
        facts, dataset = self._tables.facts, self._shape.dataset
        place, day = self._tables.place
        parts = self._measure.aggregate
        used = {*dataset.key, *(name for tree in (parts.argument, parts.where) if tree for name in tree.names)}
        columns: list[sa.ColumnElement[Any]] = [
            org_unit.c.code.label(name) if facts.c[name] is place else facts.c[name].label(name)
            for name in dataset.columns
            if not self._hides or name in used
        ]
        where = [*self._where, place.in_(self._door.visible_units())]
        rest = [facts.c[name] for name in dataset.key if facts.c[name] is not place and facts.c[name] is not day]
        query = (
            sa.select(*columns).select_from(self._from).where(*where).order_by(day.desc(), place, *rest).limit(SAMPLE)
        )
        kept = {column.key for column in columns}
        dates = [name for name, c in dataset.columns.items() if c.type in ("day", "date") and name in kept]
        found = [dict(row._mapping) for row in self._door.connection.execute(query, self._given)]
        for row in found:
            row |= {n: date.fromordinal(row[n]).isoformat() for n in dates if row[n] is not None}
        return found

    def _loads(self) -> dict[int, int]:
        number = self._tables.facts.c["~load"]
        query = sa.select(number, sa.func.count()).select_from(self._from).where(*self._where).group_by(number)
        return {row[0]: row[1] for row in self._door.connection.execute(query, self._given)}


def _loads(door: Door, counts: dict[int, int]) -> list[dict[str, Any]]:
    """The loads that brought the rows, newest first."""
    query = sa.select(load).where(load.c.id.in_(sorted(counts))).order_by(load.c.id.desc()).limit(50)
    return [
        {
            "public_id": row.public_id,
            "source": row.source,
            "ended_at": row.ended_at,
            "source_time": row.source_time,
            "rows": counts[row.id],
        }
        for row in door.connection.execute(query)
    ]

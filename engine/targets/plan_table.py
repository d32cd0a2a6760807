"""Writes the plan table: for each leaf and day whether it is expected, and its targets. From definitions alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.expressions import to_sql
from engine.org import OrgTree, Unit, units_on
from engine.org.sync import rows_of
from engine.plan.shape import EXPECTED, PLAN, PlanColumn, plan_columns
from engine.storage.bulk import insert_rows
from engine.storage.dataset_tables import DatasetTables
from engine.targets.allocate import ImpossibleLock
from engine.targets.breakdown import over_days, over_units
from engine.targets.days import Days

DayTargets = dict[date, int | float]


def horizon(release: Any, today: date) -> tuple[date, date]:
    """The days the plan table covers: all target plans; without one, a year back and a month ahead."""
    plans = release.all("target_plan")
    if not plans:
        return today - timedelta(days=366), today + timedelta(days=31)
    return min(plan.from_ for plan in plans), max(plan.to for plan in plans)


def write_plan(connection: sa.Connection, release: Any, tables: dict[str, DatasetTables]) -> None:
    """Replaces the whole plan table. Raises IssueError (N450) for locks that cannot hold."""
    table = tables[PLAN].facts
    columns = plan_columns(release)
    connection.execute(sa.delete(table))
    names = ["unit", "day", EXPECTED, *(column.name for column in columns), "~load"]
    # Read before writing: while PostgreSQL's COPY takes the rows, the connection can answer nothing else.
    first, last = horizon(release, clock.today(release.app.time_zone))
    tree = units_on(connection, max(first, min(last, clock.today(release.app.time_zone))))
    insert_rows(connection, table, names, _rows(release, columns, tree))
    close_days(connection, release, tables)


def _rows(release: Any, columns: list[PlanColumn], tree: OrgTree) -> Iterator[tuple[Any, ...]]:
    first, last = horizon(release, clock.today(release.app.time_zone))
    calendar = Days(release.get("calendar", release.app.calendar))
    leaf_level = len(release.get("org", release.app.org).levels) - 1
    plans = [Plan(release, plan, tree, leaf_level) for plan in release.all("target_plan")]
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    duty = [(day, day.toordinal(), int(calendar.duty(day))) for day in days]
    leaves = [unit for unit in tree.by_id.values() if unit.level == leaf_level]
    return (row for leaf in leaves for row in _leaf_rows(leaf, plans, columns, duty))


def _leaf_rows(
    leaf: Unit, plans: list[Plan], columns: list[PlanColumn], duty: list[tuple[date, int, int]]
) -> Iterator[tuple[Any, ...]]:
    targets: dict[str, DayTargets] = {}
    for plan in plans:
        for name, values in plan.of(leaf).items():
            targets.setdefault(name, {}).update(values)
    by_column = [targets.get(column.name, {}) for column in columns]
    for day, ordinal, expected in duty:
        if leaf.open_on(day):
            yield (leaf.id, ordinal, expected, *(values.get(day) for values in by_column), 0)


class Plan:
    """One target plan, broken down leaf by leaf."""

    def __init__(self, release: Any, model: Any, tree: OrgTree, leaf_level: int) -> None:
        self._release, self._model, self._tree = release, model, tree
        self._days = Days(release.get("calendar", model.calendar or release.app.calendar))
        self._amounts: dict[tuple[str, str], tuple[Any, dict[int, int]]] = {}
        self._rates: dict[tuple[str, str], tuple[Any, float, dict[str, float]]] = {}
        self._months: dict[str, list[int] | None] = {}
        span = [model.from_ + timedelta(days=n) for n in range((model.to - model.from_).days + 1)]
        by_calendar = dict(zip(span, _whole([self._days.weight(day) for day in span]), strict=True))
        self._weights = {"calendar": by_calendar, "equal": dict.fromkeys(span, 1)}
        self._span = span
        for line in model.lines:
            if line.spread == "amount":
                self._spread(line, leaf_level)
            else:
                self._copy(line)

    def _digits(self, indicator: str) -> int:
        kind = self._release.compiled("indicator", indicator).type
        return int(self._release.app.money_digits) if kind == "money" else 0

    def _spread(self, line: Any, leaf_level: int) -> None:
        weights = None
        if not isinstance(line.over_units, str):
            rows = rows_of(self._release.files[line.over_units.weights])
            weights = {row["unit"]: Fraction(row["weight"]) for row in rows}
        months = line.over_time.months
        given = [1] * 12 if months == "equal" else months
        self._months[line.indicator] = None if months == "days" else _whole([Fraction(str(w)) for w in given])
        scale = 10 ** self._digits(line.indicator)
        for tier, total in line.total.items():
            locked = {k.unit: int(Decimal(str(k.amount)) * scale) for k in line.locks or () if k.tier in (None, tier)}
            whole = int(Decimal(str(total)) * scale)
            try:
                amounts = over_units(whole, self._tree, leaf_level, weights, locked, self._ever_open)
            except ImpossibleLock as error:
                gap = Decimal(error.gap) / scale
                words = both(f"锁定金额无法平账，差额 {gap}", f"the locked amounts cannot be balanced, gap {gap}")
                raise IssueError([Issue("N450", words, "$.lines.locks", file=f"{self._model.name}")]) from error
            self._amounts[line.indicator, tier] = (line, amounts)

    def _ever_open(self, leaf: Unit) -> bool:
        first, last = self._model.from_, self._model.to
        return (leaf.opened is None or leaf.opened <= last) and (leaf.closed is None or first < leaf.closed)

    def _copy(self, line: Any) -> None:
        scale = 10 ** self._digits(line.indicator)
        rows = rows_of(self._release.files[line.own]) if line.own else []
        for tier, value in line.value.items():
            own = {row["unit"]: float(row["value"]) * scale for row in rows if row["tier"] == tier}
            self._rates[line.indicator, tier] = (line, float(value) * scale, own)

    def of(self, leaf: Unit) -> dict[str, DayTargets]:
        """Plan column → day → target of a leaf."""
        first, last = self._model.from_, self._model.to
        found: dict[str, DayTargets] = {}
        for (indicator, tier), (line, amounts) in self._amounts.items():
            weight = self._weights[line.over_time.days]
            months = self._months[indicator]
            parts = over_days(amounts.get(leaf.id, 0), first, last, months, weight.__getitem__, leaf.open_on)
            found[f"{indicator}:{tier}"] = dict(parts)
        for (indicator, tier), (_, value, own) in self._rates.items():
            mine = self._own(leaf, own, value)
            found[f"{indicator}:{tier}"] = dict.fromkeys(self._span, mine)
        return found

    def _own(self, leaf: Unit, own: dict[str, float], value: float) -> float:
        """A leaf's own rate target: its own row's, else the nearest unit's above, else the plan's."""
        if not own:
            return value
        for unit in (leaf, *self._tree.ancestors(leaf.id)):
            if unit.code in own:
                return own[unit.code]
        return value


def _whole(weights: list[Fraction]) -> list[int]:
    """Weights in the same proportions as whole numbers: splitting by integers is many times faster."""
    scale = lcm(*(weight.denominator for weight in weights))
    return [int(weight * scale) for weight in weights]


def close_days(
    connection: sa.Connection,
    release: Any,
    tables: dict[str, DatasetTables],
    places: Iterable[tuple[int, int]] | None = None,
) -> list[tuple[int, int]]:
    """Takes the expectation from the unit-days that the calendar's closures dataset says were closed.

    With ``places`` (unit id, ordinal) only those are looked at, and a day that is no longer closed is expected
    again. Returns the places whose expectation changed.
    """
    model = release.get("calendar", release.app.calendar)
    if not model.closures:
        return []
    calendar = Days(model)
    closures = tables[model.closures.dataset]
    unit, day = closures.place
    dataset = release.compiled("dataset", model.closures.dataset)
    when = to_sql(
        release.compiled("calendar", release.app.calendar).closures,
        {name: closures.facts.c[name] for name in dataset.columns},
    )
    plan = tables[PLAN].facts
    joined = sa.and_(plan.c.unit == unit, plan.c.day == day)
    query = sa.select(unit, day, when, plan.c[EXPECTED]).join(plan, joined)
    wanted = None if places is None else set(places)
    if wanted is not None:
        days = {place[1] for place in wanted}
        query = query.where(day >= min(days, default=0), day <= max(days, default=0))
    changed = []
    for unit_id, ordinal, closed, expected in connection.execute(query).all():
        if wanted is not None and (unit_id, ordinal) not in wanted:
            continue
        right = 0 if closed else int(calendar.duty(date.fromordinal(ordinal)))
        if right != expected:
            changed.append((unit_id, ordinal))
            here = sa.and_(plan.c.unit == unit_id, plan.c.day == ordinal)
            connection.execute(sa.update(plan).where(here).values({EXPECTED: right}))
    return changed

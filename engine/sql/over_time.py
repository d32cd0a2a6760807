"""Sums over units of what each leaf is worth over a whole range of days, where that is not the sum of its days.

A rollup cannot answer this: it has added the leaves up already, day by day. So the leaves below the units are read,
each by itself, and then summed. A leaf that has moved counts where it stood on its last day with data, so that the
units below always add up to the one above.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engine.expressions import aggregate_sql
from engine.plan.over_time import Rule
from engine.plan.shape import EXPECTED, PLAN
from engine.sql.leaves import leaf_rows
from engine.sql.lookups import Narrow, look_up
from engine.sql.parameters import FIRST, LAST, LEAVES, UNITS
from engine.storage.model import Model
from engine.storage.tables import org_link, org_unit


def sums_over_time(
    model: Model, dataset: str, rules: Mapping[str, Rule], level: int, branches: bool, leaves: bool
) -> sa.Select[Any]:
    """``unit`` and the columns, for the parameters' units and range. ``rules``: column → its rule, never "sum".
    ``level``: the number of the leaves' level."""
    worth = leaf_periods(model, dataset, rules, _chosen(level, branches, leaves)).subquery()
    if not branches:
        return sa.select(worth.c.unit, *(_typed(model, dataset, c, rule, worth.c[c]) for c, rule in rules.items()))
    own, top = org_link.alias(), org_link.alias()
    source = worth.join(own, sa.and_(own.c.unit_id == worth.c.unit, _holds(own, worth.c["~at"]))).join(
        top, sa.and_(_asked(top, leaves), _holds(top, worth.c["~at"]), _below(own, top))
    )
    made = [_typed(model, dataset, c, rule, sa.func.sum(worth.c[c])) for c, rule in rules.items()]
    return sa.select(top.c.unit_id.label("unit"), *made).select_from(source).group_by(top.c.unit_id)


def last_days(model: Model, dataset: str, level: int) -> sa.Select[Any]:
    """``unit`` and ``~at`` of the leaves below the parameter ``units``: where they count, and rule "last" their day."""
    return leaf_periods(model, dataset, {}, _chosen(level, branches=True, leaves=False))


def leaf_periods(model: Model, dataset: str, rules: Mapping[str, Rule], chosen: Narrow) -> sa.Select[Any]:
    """A row per leaf with data: ``unit``, ``~at`` (its last day with data) and each column over the range."""
    shape = model.shapes[dataset]
    days = _days(model, dataset, chosen).subquery().c
    measures = [m for m in shape.measures if m.aggregate.function != "expected"] or shape.measures
    seen = sa.case((sa.or_(*(days[m.name].is_not(None) for m in measures)), days.day))
    # "distinct" first asks whether there is anything to count: a day's count is null where it is not known
    worth = {c: sa.func.avg(days[c]) if rule == "average" else sa.func.max(days[c]) for c, rule in rules.items()}
    made = [value.label(c) for c, value in worth.items() if rules[c] != "last"]
    # a leaf that was expected and never heard of still counts to what was expected
    at = sa.func.coalesce(sa.func.max(seen), sa.func.max(days.day)).label("~at")
    found = sa.select(days.unit, at, *made).group_by(days.unit).cte()
    source: sa.FromClause = found
    columns: dict[str, sa.ColumnElement[Any]] = {c: found.c[c] for c in rules if c in found.c}
    if "last" in rules.values():
        ends = sa.select(found.c.unit, found.c["~at"])
        ending = _days(
            model, dataset, lambda unit, day: sa.and_(chosen(unit, day), sa.tuple_(unit, day).in_(ends))
        ).subquery()
        source = source.outerjoin(ending, ending.c.unit == found.c.unit)
        columns |= {c: ending.c[c] for c, rule in rules.items() if rule == "last"}
    counted = [c for c, rule in rules.items() if rule == "distinct"]
    if counted:
        different = _different(model, dataset, counted, chosen).subquery()
        source = source.outerjoin(different, different.c.unit == found.c.unit)
        columns |= {
            c: sa.case((columns[c].is_not(None), sa.func.coalesce(different.c[c], 0))).label(c) for c in counted
        }
    return sa.select(found.c.unit, found.c["~at"], *(columns[c].label(c) for c in rules)).select_from(source)


def _days(model: Model, dataset: str, chosen: Narrow) -> sa.Select[Any]:
    """``unit``, ``day`` and the rollup's columns of leaves, from wherever their rows are."""
    shape = model.shapes[dataset]
    if shape.plain:
        return leaf_rows(shape, model.tables, model.tables[PLAN], chosen)
    rollup = model.tables[dataset].sums
    return sa.select(*rollup.c).where(chosen(rollup.c.unit, rollup.c.day))


def _different(model: Model, dataset: str, names: list[str], chosen: Narrow) -> sa.Select[Any]:
    """Different values of each leaf over the whole range, from its rows; of those days only that count as data."""
    shape, tables = model.shapes[dataset], model.tables[dataset]
    unit, day = tables.place
    rows = look_up(shape.dataset, model.tables, chosen)
    source = rows.source
    if shape.dataset.model.confirmed_by:
        at, on = model.tables[shape.dataset.model.confirmed_by].place
        source = source.join(at.table, sa.and_(at == unit, on == day))
    elif shape.counts_expected:
        p = model.tables[PLAN].facts.c
        source = source.join(p.unit.table, sa.and_(p.unit == unit, p.day == day, p[EXPECTED] > 0))
    made = [aggregate_sql(m.aggregate, rows.columns).label(m.name) for m in shape.measures if m.name in names]
    return sa.select(unit.label("unit"), *made).select_from(source).where(chosen(unit, day)).group_by(unit)


def _chosen(level: int, branches: bool, leaves: bool) -> Narrow:
    """The leaves asked for and those that were below a unit asked for at some time of the range."""
    if not branches:
        return lambda unit, day: sa.and_(unit.in_(LEAVES), day.between(FIRST, LAST))
    own, top = org_link.alias(), org_link.alias()
    inside = (
        sa.select(own.c.unit_id)
        .join(org_unit, sa.and_(org_unit.c.id == own.c.unit_id, org_unit.c.level == level))
        .join(top, sa.and_(_asked(top, leaves), _meets(top), _below(own, top)))
        .where(_meets(own))
    )
    return lambda unit, day: sa.and_(unit.in_(inside), day.between(FIRST, LAST))


def _asked(link: sa.FromClause, leaves: bool) -> sa.ColumnElement[bool]:
    units = link.c.unit_id.in_(UNITS)
    return sa.or_(units, link.c.unit_id.in_(LEAVES)) if leaves else units


def _below(own: sa.FromClause, top: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(own.c.path >= top.c.path, own.c.path < top.c.path_end)


def _meets(link: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(link.c.valid_from <= LAST, link.c.valid_to > FIRST)


def _holds(link: sa.FromClause, day: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.and_(link.c.valid_from <= day, link.c.valid_to > day)


def _typed(model: Model, dataset: str, column: str, rule: Rule, value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A mean of money is whole minor units again; another mean has fractions."""
    kind = model.tables[dataset].sums.c[column].type
    if rule == "average":
        money = any(m.name == column and m.type == "money" for m in model.shapes[dataset].measures)
        value, kind = (sa.func.round(value), sa.BigInteger()) if money else (value, sa.Double())
    return sa.cast(value, kind).label(column)

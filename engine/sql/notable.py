"""Which units of a level stand out over a few days, found by the database: one statement, few rows come back.

It finds too many rather than too few (a quotient is compared with a margin, a day of which only a part has data always
counts): whoever asks looks at the days of those units and judges them exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.expressions import Tree, to_sql
from engine.plan.shape import PLAN, TargetNeed
from engine.sql.leaves import row_value
from engine.sql.parameters import LAST
from engine.sql.sums import ALL, day_rows, sized
from engine.storage.model import Model
from engine.storage.tables import org_unit

#: The line beyond which a day stands out; wider by ``MARGIN`` when it is bound.
LINE: sa.BindParameter[float] = sa.bindparam("line", type_=sa.Double)
#: More than the 9th digit, at which quotients are rounded before they are compared.
MARGIN = 1e-8


@dataclass(frozen=True)
class Asked:
    """An indicator, as far as it matters. ``columns``: dataset → rollup columns; ``home``: whose coverage counts;
    ``need``: None where it has no targets. ``of``: what stands out, its "attainment" or its "value"; ``side``: what is
    "below" or "above" the line."""

    tree: Tree
    cap: float | None
    direction: str
    columns: Mapping[str, Sequence[str]]
    home: str
    need: TargetNeed | None
    tier: str
    of: str = "attainment"
    side: str = "below"


def notable_days(model: Model, asked: Asked, level: int, leaves: bool) -> sa.Select[Any]:
    """Rows (unit, null, null, null) for units that stand out, and one (null, expected, known, without target).

    Parameters: first, last, line. ``expected`` and ``known`` count the units of the last day.
    """
    days = _days(model, asked, leaves).cte("days")
    c = days.c
    nothing = sa.cast(sa.null(), sa.BigInteger)
    last = sa.case((c.day == LAST, 1), else_=0)
    counts = {"expected": last, "known": last * c.known, "without": c.no_target}
    found = sa.select(c.unit, *(nothing.label(name) for name in counts)).where(c.notable == 1).distinct()
    sums = (sa.cast(sa.func.sum(value), sa.BigInteger).label(name) for name, value in counts.items())
    counted = sa.select(nothing.label("unit"), *sums).select_from(days)
    return sized(sa.select(sa.union_all(found, counted).subquery()), 0 if leaves else ALL, ALL if leaves else 0, level)


def _days(model: Model, asked: Asked, leaves: bool) -> sa.Select[Any]:
    """A row per open unit and day on which data was expected."""
    need, tier = asked.need, asked.tier
    direct = leaves and model.shapes[asked.home].plain  # a leaf's own row: it is there or not, never in part
    planned = need is not None and (direct or need.spread == "amount")
    wanted = [need.plan_column(tier)] if need is not None and planned else []
    plan = day_rows(model, PLAN, wanted, not leaves, leaves).subquery()
    source: sa.FromClause = org_unit.join(plan, plan.c.unit == org_unit.c.id)
    columns: dict[str, sa.ColumnElement[Any]] = {}
    sides: dict[str, _Side] = {}
    for dataset, names in asked.columns.items():
        side = sides[dataset] = _side(model, dataset, names, leaves)
        source = source.outerjoin(side.rows, sa.and_(side.unit == plan.c.unit, side.day == plan.c.day))
        columns |= side.columns
    expected, have = plan.c["~have"], sides[asked.home].have
    there = sa.and_(have > 0, *(side.unit.is_not(None) for side in sides.values()))
    actual = to_sql(asked.tree, columns)
    if asked.cap is not None:
        actual = sa.case((actual > asked.cap, sa.literal(asked.cap)), else_=actual)
    lower = asked.direction == "lower"
    partial = sa.false() if direct else sa.and_(there, have < expected)
    fits: sa.ColumnElement[bool] = sa.true()
    if need is not None and asked.of == "attainment":
        target, covered = _targets(need, tier, plan.c, columns, direct)
        fits = target >= 0 if lower else target > 0
        if not direct:
            fits = sa.or_(fits, sa.and_(partial, covered.is_not(None) if lower else covered != 0))
        beyond = _beyond(actual, target, lower, asked.side)
    else:
        beyond = actual < LINE if asked.side == "below" else actual > LINE
    notable = sa.or_(sa.func.coalesce(sa.not_(there), sa.true()), partial, beyond)
    chosen = {
        "notable": sa.case((notable, 1), else_=0),
        "known": sa.case((there, 1), else_=0),
        "no_target": sa.case((sa.and_(there, actual.is_not(None)), sa.case((fits, 0), else_=1)), else_=0),
    }
    return (
        sa.select(plan.c.unit, plan.c.day, *(value.label(name) for name, value in chosen.items()))
        .select_from(source)
        .where(
            expected > 0,
            sa.or_(org_unit.c.opened.is_(None), org_unit.c.opened <= LAST),
            sa.or_(org_unit.c.closed.is_(None), org_unit.c.closed > LAST),
        )
    )


@dataclass(frozen=True)
class _Side:
    """One dataset's rows per unit and day; ``have`` counts the leaves with data."""

    rows: sa.FromClause
    unit: sa.ColumnElement[Any]
    day: sa.ColumnElement[Any]
    have: sa.ColumnElement[Any]
    columns: Mapping[str, sa.ColumnElement[Any]]


def _side(model: Model, dataset: str, names: Sequence[str], leaves: bool) -> _Side:
    shape, tables = model.shapes[dataset], model.tables[dataset]
    if leaves and shape.plain:
        unit, day = tables.place
        own = {name: tables.facts.c[name] for name in shape.dataset.columns}
        measures = {m.name: row_value(m.aggregate, own) for m in shape.measures if m.name in names}
        return _Side(tables.facts, unit, day, sa.case((unit.is_not(None), 1), else_=0), measures)
    rows = day_rows(model, dataset, list(names), not leaves, leaves).subquery()
    return _Side(rows, rows.c.unit, rows.c.day, rows.c["~have"], {name: rows.c[name] for name in names})


def _targets(
    need: TargetNeed, tier: str, plan: Any, columns: Mapping[str, sa.ColumnElement[Any]], direct: bool
) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """The full target, and that of the leaf-days that have data."""
    if direct and need.spread == "rate":
        target = sa.case((to_sql(need.weight, columns) != 0, plan[need.plan_column(tier)]))
        return target, target
    if need.spread == "rate":
        weight = columns[need.weight_column]
        covered = sa.case((weight != 0, columns[need.column(tier)] / weight))
        return covered, covered
    target = plan[need.plan_column(tier)]
    return target, target if direct else columns[need.column(tier)]


def _beyond(
    actual: sa.ColumnElement[Any], target: sa.ColumnElement[Any], lower: bool, side: str
) -> sa.ColumnElement[bool]:
    """Attainment beyond ``LINE``, without a division: floats reach far enough for a first look."""
    goal = sa.cast(target, sa.Double)
    if not lower:
        return sa.and_(target > 0, actual < goal * LINE if side == "below" else actual > goal * LINE)
    if side == "below":  # a ceiling of 0 is met (1) or not (0)
        none_allowed, past = sa.or_(actual > 0, LINE > 1), actual > goal * (2 - LINE)
    else:
        none_allowed, past = sa.and_(actual <= 0, LINE < 1), actual < goal * (2 - LINE)
    return sa.or_(sa.and_(target == 0, none_allowed), sa.and_(target > 0, past))

"""Spread proposals: a unit's amount over the units below and over months, exact at every step. Pure.

Nothing is written: what comes back is what every cell would hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.org import Unit
from engine.targets.allocate import ImpossibleLock, Weight, allocate
from engine.targets.breakdown import over_units
from engine.targets.ground import Ground
from engine.targets.plan import impossible_lock

Method = Literal["keep", "equal", "weight", "last_year"]
Past = Mapping[str, Sequence[int | float | None]]  # leaf code → last year's actual by month of the plan


@dataclass(frozen=True)
class Spread:
    """``amount`` (minor units; None: what the unit has now) of ``unit``'s year, or of one ``month``, over the units
    below by ``units`` and then over the months by ``months``. ``keep`` = in the proportions of now."""

    unit: str
    units: Method
    months: Method = "keep"
    amount: int | None = None
    month: str | None = None


def spread(ground: Ground, asked: Spread, past: Past | None = None) -> dict[tuple[str, str], int]:
    """(leaf, month) → amount of every cell that the spread sets. Locked leaves and frozen months are left alone.

    Raises IssueError: N450 for locks that leave a gap, N888 where there is nothing to go by.
    """
    top = ground.unit(asked.unit)
    leaves = [ground.unit(code) for code in ground.nested.leaves(asked.unit)]
    now = {leaf.code: dict(zip(ground.plan.months, ground.row(leaf.code), strict=True)) for leaf in leaves}
    free = _months(ground, asked)
    held = {code: sum(row[month] for month in free) for code, row in now.items()}
    if asked.units == "keep" and asked.amount is None:
        parts = held
    else:
        amount = _amount(ground, asked, sum(sum(row.values()) for row in now.values()))
        frozen = sum(sum(row.values()) for row in now.values()) - sum(held.values()) if asked.month is None else 0
        sizes = _sizes(ground, asked.units, leaves, held, free, past)
        parts = _down(ground, top, amount - frozen, sizes, _fixed(ground, asked, held, now), free)
    found = {}
    curve = [sum(now[leaf.code][month] for leaf in leaves) for month in free]
    for leaf in leaves:
        if leaf.code in ground.locked:
            continue
        if asked.month is not None:
            found[leaf.code, asked.month] = parts[leaf.code]
            continue
        shares = _shares(ground, asked.months, leaf, now[leaf.code], free, past, curve)
        found.update({(leaf.code, m): part for m, part in zip(free, allocate(parts[leaf.code], shares), strict=True)})
    return found


def _months(ground: Ground, asked: Spread) -> list[str]:
    if asked.month is not None and (asked.month not in ground.plan.months or asked.month in ground.plan.frozen):
        words = both(f"{asked.month} 不能分摊", f"{asked.month} cannot be spread")
        raise IssueError([Issue("N881", words, "$.month")])
    return [asked.month] if asked.month else [m for m in ground.plan.months if m not in ground.plan.frozen]


def _amount(ground: Ground, asked: Spread, have: int) -> int:
    if asked.amount is not None:
        return asked.amount
    row = ground.sums.get(asked.unit, {})
    return row.get(asked.month or "total", have)


def _sizes(
    ground: Ground,
    method: Method,
    leaves: Sequence[Unit],
    held: Mapping[str, int],
    free: Sequence[str],
    past: Past | None,
) -> dict[str, Weight]:
    """Leaf code → what it weighs; a leaf that is not open in these months weighs nothing."""
    sizes: dict[str, Weight]
    if method == "equal":
        sizes = {leaf.code: 1 for leaf in leaves}
    elif method == "keep":
        sizes = dict(held)
    elif method == "weight":
        weights = ground.plan.weights(ground.plan.lines[ground.indicator])
        if weights is None:
            raise IssueError(
                [Issue("N888", both("此目标行没有权重文件", "this line has no file of weights"), "$.units")]
            )
        sizes = {leaf.code: weights.get(leaf.code, 0) for leaf in leaves}
    else:
        places = [ground.plan.months.index(month) for month in free]
        sizes = {leaf.code: sum(_whole((past or {}).get(leaf.code, ()), n) for n in places) for leaf in leaves}
    open_ones = {leaf.code for leaf in leaves if any(ground.plan.open_in(leaf, month) for month in free)}
    sizes = {code: size if code in open_ones else 0 for code, size in sizes.items()}
    if not any(sizes.values()):
        words = both("没有可依据的权重：所选单位的权重全为 0", "nothing to go by: all these units weigh 0")
        raise IssueError([Issue("N888", words, "$.units")])
    return sizes


def _whole(row: Sequence[int | float | None], place: int) -> Fraction:
    """An actual as a weight: none, or less than nothing, weighs 0."""
    value = row[place] if place < len(row) else None
    return Fraction(0) if value is None or value < 0 else Fraction(value)


def _fixed(
    ground: Ground, asked: Spread, held: Mapping[str, int], now: Mapping[str, Mapping[str, int]]
) -> dict[str, int]:
    """Locked units below and what they keep of the months that are spread."""
    fixed = {}
    for code, amount in ground.locked.items():
        if code == asked.unit or code not in ground.nested.under(asked.unit):
            continue
        leaves = ground.nested.leaves(code)
        if asked.month is not None or code in ground.nested.ends:
            fixed[code] = sum(held[leaf] for leaf in leaves)
        else:
            fixed[code] = amount - sum(sum(now[leaf].values()) - held[leaf] for leaf in leaves)
    return fixed


def _down(
    ground: Ground, top: Unit, amount: int, sizes: Mapping[str, Weight], fixed: dict[str, int], free: Sequence[str]
) -> dict[str, int]:
    """Leaf code → its part of the amount."""
    tree, plan = ground.plan.tree, ground.plan
    try:
        if amount < 0:
            raise ImpossibleLock(amount)
        if top.level == plan.leaf_level:
            return {top.code: amount}
        parts = over_units(amount, tree, plan.leaf_level, sizes, fixed, top=top)
    except ImpossibleLock as error:
        raise IssueError([impossible_lock(error.gap, ground.digits, plan.model.name)]) from error
    return {tree.by_id[key].code: part for key, part in parts.items() if tree.by_id[key].level == plan.leaf_level}


def _shares(
    ground: Ground,
    method: Method,
    leaf: Unit,
    now: Mapping[str, int],
    free: Sequence[str],
    past: Past | None,
    curve: Sequence[int],
) -> list[Weight]:
    """What each free month weighs for a leaf. Where it has nothing of its own to go by, its neighbours' curve, then
    the plan's, then alike; a month in which it is never open weighs nothing."""
    months = ground.plan.months
    own: list[Weight] = [1] * len(free)
    if method == "keep":
        own = [now[month] for month in free]
    elif method == "weight":
        own = ground.plan.month_shares(ground.indicator, free)
    elif method == "last_year":
        own = [_whole((past or {}).get(leaf.code, ()), months.index(month)) for month in free]
    for shares in (own, list(curve), ground.plan.month_shares(ground.indicator, free), [1] * len(free)):
        some = [s if ground.plan.open_in(leaf, m) else 0 for s, m in zip(shares, free, strict=True)]
        if any(some):
            return list(some)
    return [0] * len(free)

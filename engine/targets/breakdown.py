"""From a yearly amount to every leaf's every day, exact to the minor unit at each step. Pure.

total → down the tree (each unit's amount to its children by weight) → each leaf's months → each month's days. A
unit's weight is the one given for it, else the sum of its children's. Σ children = parent and Σ days = month to the
minor unit, because every step is a largest-remainder split of a whole number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from engine.org import OrgTree, Unit
from engine.targets.allocate import Weight, allocate


@dataclass(frozen=True)
class Month:
    """The days of a calendar month inside a span, and what each weighs for a leaf."""

    days: list[date]
    shares: list[Weight]


def over_units(
    total: int,
    tree: OrgTree,
    leaf_level: int,
    weights: Mapping[str, Weight] | None,
    locked: Mapping[str, int] | None = None,
    ever_open: Callable[[Unit], bool] = lambda unit: True,
    top: Unit | None = None,
) -> dict[int, int]:
    """The amount of every unit (by id) at or below ``top`` (the tree's own where left out), whose amount is ``total``.

    A leaf that is never open gets nothing.
    ``weights`` by unit code (None = every leaf alike); a leaf without a weight gets nothing. ``locked`` fixes
    amounts by unit code. Raises ImpossibleLock.
    """
    sizes: dict[int, Weight] = {}

    def size(unit: Unit) -> Weight:
        if unit.id not in sizes:
            own = None if weights is None else weights.get(unit.code)
            if unit.level == leaf_level:
                own = (1 if weights is None else own or 0) if ever_open(unit) else 0
            sizes[unit.id] = own if own is not None else sum((size(c) for c in tree.children(unit.id)), start=0)
        return sizes[unit.id]

    waiting = tree.roots[:1] if top is None else [top]
    amounts = {unit.id: total for unit in waiting}
    while waiting:
        unit = waiting.pop()
        children = tree.children(unit.id)
        fixed = {i: locked[c.code] for i, c in enumerate(children) if locked and c.code in locked}
        if not children:
            continue
        for child, part in zip(children, allocate(amounts[unit.id], [size(c) for c in children], fixed), strict=True):
            amounts[child.id] = part
        waiting += children
    return amounts


def months_between(first: date, last: date) -> list[tuple[date, date]]:
    """The (first, last) days of each calendar month of a range, cut to the range."""
    found = []
    at = first
    while at <= last:
        end = min(last, (at.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1))
        found.append((at, end))
        at = end + timedelta(days=1)
    return found


def month_days(
    first: date, last: date, day_weight: Callable[[date], Weight], open_on: Callable[[date], bool]
) -> list[Month]:
    """The calendar months of a span with each day's share for a leaf (0 where it is closed)."""
    months = []
    for begin, end in months_between(first, last):
        days = [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
        months.append(Month(days, [day_weight(day) if open_on(day) else 0 for day in days]))
    return months


def over_months(
    amount: int, months: Sequence[Month], month_weights: Sequence[Weight] | None, day_weight: Callable[[date], Weight]
) -> list[int]:
    """A leaf's amount of each month; all 0 where it is never open.

    ``month_weights`` by calendar month (12 values, January first; None = by the days' weights). A month in which
    the leaf is open for a part weighs that part; one in which it is never open gets nothing.
    """
    full: list[Weight] = [sum(month.shares) for month in months]
    if month_weights is None:
        sizes: list[Weight] = list(full)
    else:
        whole: list[Weight] = [sum(day_weight(day) for day in month.days) for month in months]
        sizes = [
            month_weights[month.days[0].month - 1] * (1 if has == of else Fraction(has) / of if of else 0)
            for month, has, of in zip(months, full, whole, strict=True)
        ]
    if not any(sizes):
        sizes = list(full)  # it is open only in months that weigh nothing: the amount is still its own
    if not any(sizes):
        return [0] * len(months)
    return allocate(amount, sizes)


def over_days(
    amount: int,
    first: date,
    last: date,
    month_weights: Sequence[Weight] | None,
    day_weight: Callable[[date], Weight],
    open_on: Callable[[date], bool],
) -> Iterator[tuple[date, int]]:
    """A leaf's amount on each day it is open: over months (see ``over_months``), then over each month's days."""
    months = month_days(first, last, day_weight, open_on)
    for month, part in zip(months, over_months(amount, months, month_weights, day_weight), strict=True):
        if any(month.shares):
            yield from zip(month.days, allocate(part, month.shares), strict=True)


def days_of_month(part: int, month: Month, open_on: Callable[[date], bool]) -> Iterator[tuple[date, int]]:
    """A month's typed amount over its days. A month of which no open day weighs anything is shared alike by its open
    days, since the amount was typed for it; where the leaf is never open nothing comes back."""
    shares: list[Weight] = month.shares
    if not any(shares):
        shares = [1 if open_on(day) else 0 for day in month.days]
    if any(shares):
        yield from zip(month.days, allocate(part, shares), strict=True)

"""From a yearly amount to every leaf's every day, exact to the minor unit at each step. Pure.

total → down the tree (each unit's amount to its children by weight) → each leaf's months → each month's days. A
unit's weight is the one given for it, else the sum of its children's. Σ children = parent and Σ days = month to the
minor unit, because every step is a largest-remainder split of a whole number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from engine.org import OrgTree, Unit
from engine.targets.allocate import Weight, allocate


def over_units(
    total: int,
    tree: OrgTree,
    leaf_level: int,
    weights: Mapping[str, Weight] | None,
    locked: Mapping[str, int] | None = None,
    ever_open: Callable[[Unit], bool] = lambda unit: True,
) -> dict[int, int]:
    """The amount of every unit (by id), the top unit's being ``total``. A leaf that is never open gets nothing.

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

    amounts = {unit.id: total for unit in tree.roots[:1]}
    waiting = list(tree.roots[:1])
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


def over_days(
    amount: int,
    first: date,
    last: date,
    month_weights: Sequence[Weight] | None,
    day_weight: Callable[[date], Weight],
    open_on: Callable[[date], bool],
) -> Iterator[tuple[date, int]]:
    """A leaf's amount on each day it is open.

    ``month_weights`` by calendar month (12 values, January first; None = by the days' weights). A month in which
    the leaf is never open gets nothing; its share goes to the other months.
    """
    months = []
    for begin, end in months_between(first, last):
        days = [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
        shares: list[Weight] = [day_weight(day) if open_on(day) else 0 for day in days]
        months.append((days, shares))
    full: list[Weight] = [sum(shares) for _, shares in months]
    if month_weights is None:
        sizes: list[Weight] = list(full)
    else:
        whole = [_month_size(begin, end, day_weight) for begin, end in months_between(first, last)]
        sizes = [
            month_weights[days[0].month - 1] * (1 if has == of else Fraction(has) / of if of else 0)
            for (days, _), has, of in zip(months, full, whole, strict=True)
        ]
    if not any(sizes):
        sizes = list(full)  # it is open only in months that weigh nothing: the amount is still its own
    if not any(sizes):
        return
    for (days, shares), part in zip(months, allocate(amount, sizes), strict=True):
        if any(shares):
            yield from zip(days, allocate(part, shares), strict=True)


def _month_size(begin: date, end: date, day_weight: Callable[[date], Weight]) -> Weight:
    """The weight of the whole calendar month's days inside the range."""
    return sum(day_weight(begin + timedelta(days=n)) for n in range((end - begin).days + 1))

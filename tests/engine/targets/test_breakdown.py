"""Breakdown is exact to the minor unit at every step, for any weights."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.org import OrgTree, Unit
from engine.targets.allocate import ImpossibleLock, allocate
from engine.targets.breakdown import months_between, over_days, over_units


def test_golden_value_of_the_brief() -> None:
    """1,000,000.00 by 3:3:1 → 428,571.43 / 428,571.43 / 142,857.14."""
    assert allocate(100_000_000, [3, 3, 1]) == [42_857_143, 42_857_143, 14_285_714]


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (10, [1, 1, 1], [4, 3, 3]),  # 3.33 each; the one left over goes to the first
        (10, [0, 0], [5, 5]),  # nobody weighs anything: equal
        (7, [Fraction(1, 2), Fraction(3, 2)], [2, 5]),  # 1.75 / 5.25 → remainders .75 and .25
        (-10, [1, 1, 1], [-4, -3, -3]),
        (0, [5, 3], [0, 0]),
        (5, [1, 0], [5, 0]),
        (100, [], []),
    ],
)
def test_largest_remainder(total: int, weights: list[int], parts: list[int]) -> None:
    assert allocate(total, weights) == parts


def test_locks_move_only_the_free_parts() -> None:
    assert allocate(100, [1, 1, 2], {0: 40}) == [40, 20, 40]  # 60 left by 1:2


@pytest.mark.parametrize(("total", "locked", "gap"), [(100, {0: 70, 1: 50}, -20), (100, {0: 30, 1: 30, 2: 30}, 10)])
def test_impossible_lock_names_the_gap(total: int, locked: dict[int, int], gap: int) -> None:
    with pytest.raises(ImpossibleLock) as caught:
        allocate(total, [1, 1, 1], locked)
    assert caught.value.gap == gap


def test_negative_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        allocate(10, [1, -1])


@given(st.integers(-(10**13), 10**13), st.lists(st.fractions(min_value=0, max_value=1000), min_size=1, max_size=40))
def test_parts_always_sum_to_the_total(total: int, weights: list[Fraction]) -> None:
    parts = allocate(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    if whole:
        assert all(abs(part - total * weight / whole) < 1 for part, weight in zip(parts, weights, strict=True))


def tree(parents: dict[int, int | None], levels: dict[int, int]) -> OrgTree:
    def path(unit: int) -> str:
        above = parents[unit]
        return f"/{unit}/" if above is None else f"{path(above)}{unit}/"

    words = {"zh": "", "en": ""}
    return OrgTree(
        Unit(u, f"u{u}", words, levels[u], parents[u], levels[u], path(u), path(u)[:-1] + "0", None, None, ())
        for u in sorted(parents)
    )


SMALL = tree({1: None, 2: 1, 3: 1, 4: 2, 5: 2, 6: 3}, {1: 0, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2})


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=3, max_size=3))
def test_children_sum_to_their_parent(total: int, weights: list[int]) -> None:
    amounts = over_units(total, SMALL, 2, {"u4": weights[0], "u5": weights[1], "u6": weights[2]})
    assert amounts[1] == total
    assert amounts[2] + amounts[3] == amounts[1]
    assert amounts[4] + amounts[5] == amounts[2]
    assert amounts[6] == amounts[3]


def test_a_branch_weighs_what_its_leaves_weigh() -> None:
    amounts = over_units(700, SMALL, 2, {"u4": 1, "u5": 2, "u6": 4})
    assert amounts == {1: 700, 2: 300, 3: 400, 4: 100, 5: 200, 6: 400}


def test_months_are_cut_to_the_range() -> None:
    assert months_between(date(2026, 1, 30), date(2026, 3, 2)) == [
        (date(2026, 1, 30), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2026, 3, 2)),
    ]


def weekday_weight(day: date) -> Fraction:
    return Fraction(2) if day.weekday() >= 5 else Fraction(1)


@given(st.integers(0, 10**12), st.lists(st.integers(0, 100), min_size=12, max_size=12))
def test_days_sum_to_the_year(total: int, months: list[int]) -> None:
    found = list(over_days(total, date(2026, 1, 1), date(2026, 12, 31), months, weekday_weight, lambda day: True))
    assert sum(amount for _, amount in found) == total
    if sum(months):
        by_month = [sum(a for d, a in found if d.month == m) for m in range(1, 13)]
        assert by_month == allocate(total, months)


def test_a_leaf_opened_in_june_gets_everything_from_june() -> None:
    opened = date(2026, 6, 1)
    found = dict(
        over_days(7_000, date(2026, 1, 1), date(2026, 12, 31), [1] * 12, weekday_weight, lambda day: day >= opened)
    )
    assert sum(found.values()) == 7_000
    assert sum(a for d, a in found.items() if d < opened) == 0
    # seven whole months of equal weight: 1,000 each
    assert sum(a for d, a in found.items() if d.month == 9) == 1_000

"""Where what was handed down and what the units below hold differ: parent − Σ children, in minor units. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.targets.amounts import TOTAL, Amounts


@dataclass(frozen=True)
class Nested:
    """The tree of unit codes: a unit → those directly below, None → the top ones. ``ends``: the units of the last
    level, which alone carry targets of their own (an area without stores is no end)."""

    below: Mapping[str | None, Sequence[str]]
    ends: frozenset[str]

    @classmethod
    def of(cls, units: Iterable[tuple[str, str | None, bool]]) -> Nested:
        """From (code, parent's code or None, whether it is of the last level); children in order of code."""
        below: dict[str | None, list[str]] = {}
        ends = set()
        for code, parent, end in sorted(units, key=lambda unit: unit[0]):
            below.setdefault(parent or None, []).append(code)
            if end:
                ends.add(code)
        return cls(below, frozenset(ends))

    @property
    def top(self) -> str | None:
        """The unit that the total belongs to."""
        return next(iter(self.below.get(None, ())), None)

    def under(self, code: str) -> list[str]:
        """The unit and everything below it, parents before children."""
        found, at = [code], 0
        while at < len(found):
            found += self.below.get(found[at], ())
            at += 1
        return found

    def leaves(self, code: str) -> list[str]:
        """The units of the last level at or below a unit."""
        return [one for one in self.under(code) if one in self.ends]


@dataclass(frozen=True)
class Gap:
    """A unit's stated amount of a month (or "total") against the amounts of the units directly below."""

    unit: str
    column: str
    stated: int
    below: int

    @property
    def gap(self) -> int:
        """What is not handed on (> 0) or handed on too much (< 0)."""
        return self.stated - self.below


def sums(tree: Nested, amounts: Amounts, tier: str, total: int, months: Sequence[str]) -> dict[str, dict[str, int]]:
    """The amount of every unit by month and "total": a leaf's own, above what was stated, else Σ of those below."""
    found, _ = _walk(tree, amounts, tier, total, months)
    return found


def gaps(tree: Nested, amounts: Amounts, tier: str, total: int, months: Sequence[str]) -> list[Gap]:
    """Every difference, parents before children, months in order. ``total`` is stated for the top unit."""
    _, differences = _walk(tree, amounts, tier, total, months)
    return differences


def _walk(
    tree: Nested, amounts: Amounts, tier: str, total: int, months: Sequence[str]
) -> tuple[dict[str, dict[str, int]], list[Gap]]:
    found: dict[str, dict[str, int]] = {}
    differences: dict[str, list[Gap]] = {}
    if tree.top is None:
        return {}, []
    order = tree.under(tree.top)
    for code in reversed(order):
        stated = dict(amounts.of(code, tier))
        if code in tree.ends:
            row = {month: stated.get(month, 0) for month in months}
            found[code] = row | {TOTAL: sum(row.values())}
            continue
        if code == tree.top:
            stated[TOTAL] = total
        children = tree.below.get(code, ())
        below = {column: sum(found[c][column] for c in children) for column in (*months, TOTAL)}
        row = {month: stated.get(month, below[month]) for month in months}
        whole = sum(row.values()) if any(month in stated for month in months) else below[TOTAL]
        found[code] = row | {TOTAL: stated.get(TOTAL, whole)}
        differences[code] = [
            Gap(code, column, stated[column], below[column])
            for column in (*months, TOTAL)
            if column in stated and stated[column] != below[column]
        ]
    return found, [gap for code in order for gap in differences.get(code, ())]

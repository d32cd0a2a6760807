"""Splits the change of a product fairly among its factors: the Shapley value, with parts that sum exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial, prod

Number = int | float
LARGEST = 8  # factors: 2^n products


def split(before: Sequence[Number], after: Sequence[Number]) -> list[Fraction]:
    """What each factor contributes to prod(after) − prod(before), averaged over every order of changing them.

    Exact: the parts sum to the change. Raises ValueError for sequences of different or too great length.
    """
    if len(before) != len(after) or len(before) > LARGEST:
        raise ValueError(f"up to {LARGEST} factors, the same number before and after")
    old, new = [Fraction(str(x)) for x in before], [Fraction(str(x)) for x in after]
    return [_part(i, old, new) for i in range(len(old))]


def _part(i: int, old: Sequence[Fraction], new: Sequence[Fraction]) -> Fraction:
    others = [k for k in range(len(old)) if k != i]
    total = Fraction(0)
    for size in range(len(others) + 1):
        weight = Fraction(factorial(size) * factorial(len(others) - size), factorial(len(old)))
        for changed in combinations(others, size):
            total += weight * prod((new[k] if k in changed else old[k] for k in others), start=Fraction(1))
    return total * (new[i] - old[i])


def whole(parts: Sequence[Fraction], total: int) -> list[int]:
    """Whole numbers nearest to the parts that sum to ``total``: the remainder goes where rounding took most.

    Parts that do not sum to ``total`` (they came from rounded factors) are first scaled by an equal shift.
    """
    if not parts:
        return []
    shift = (total - sum(parts, Fraction(0))) / len(parts)
    shifted = [part + shift for part in parts]
    floors = [part.numerator // part.denominator for part in shifted]
    lacking = total - sum(floors)
    order = sorted(range(len(parts)), key=lambda k: (floors[k] - shifted[k], k))
    return [floor + (k in order[:lacking]) for k, floor in enumerate(floors)]

"""Splits a whole number by weights so that the parts sum to it exactly: largest remainder, pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm

Weight = int | Fraction


class ImpossibleLock(ValueError):
    """The locked parts leave nothing that the free parts could make up; ``gap`` is what is missing or too much."""

    def __init__(self, gap: int) -> None:
        self.gap = gap
        super().__init__(f"the locked parts leave a gap of {gap}")


def allocate(total: int, weights: Sequence[Weight], locked: Mapping[int, int] | None = None) -> list[int]:
    """Parts of ``total`` in proportion to ``weights`` (≥ 0), summing to it exactly.

    Each part is rounded down; the units left over go to the largest remainders, the earlier part first on a tie
    (Hamilton's method). ``locked`` fixes parts by position and the rest share what remains. Where all weights are
    zero the parts are equal. Raises ImpossibleLock where the locks leave a negative rest, or a rest nobody can take;
    ValueError for a negative weight.

    >>> allocate(100_000_000, [3, 3, 1])
    [42857143, 42857143, 14285714]
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight is negative")
    fixed = dict(locked or {})
    free = [place for place in range(len(weights)) if place not in fixed]
    rest = total - sum(fixed.values())
    overdrawn = rest != 0 and (rest < 0) != (total < 0)
    if fixed and (overdrawn or (rest and not free)):
        raise ImpossibleLock(rest)
    parts = [fixed.get(place, 0) for place in range(len(weights))]
    shares = [weights[place] for place in free]
    for place, part in zip(free, _hamilton(rest, shares), strict=True):
        parts[place] = part
    return parts


def _hamilton(total: int, weights: list[Weight]) -> list[int]:
    if not weights:
        return []
    whole = sum(weights)
    if whole == 0:
        weights, whole = [1] * len(weights), len(weights)
    sign = -1 if total < 0 else 1
    amount = abs(total)
    if isinstance(whole, Fraction):
        scale = lcm(*(Fraction(weight).denominator for weight in weights))
        weights = [int(weight * scale) for weight in weights]
        whole = sum(weights)
    split = [divmod(amount * weight, whole) for weight in weights]
    parts = [int(quotient) for quotient, _ in split]
    left = amount - sum(parts)
    for place in sorted(range(len(split)), key=lambda p: (-split[p][1], p))[:left]:
        parts[place] += 1
    return [sign * part for part in parts]

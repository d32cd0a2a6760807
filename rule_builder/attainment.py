"""Attainment of a day as rules compare it: exact where it can be, else at so many digits. Pure."""

from __future__ import annotations

from fractions import Fraction

from rule_builder.conditions.contract import DayFact, Direction, Number

#: Floating quotients are compared at this many digits: the order of a summation must not decide an alert.
DIGITS = 9


def attainment_on(fact: DayFact, direction: Direction) -> Fraction | None:
    """The attainment of a day; None where nothing is known or there is no target."""
    if not fact.known or fact.actual is None or fact.target is None:
        return None
    if fact.partial is not None:
        return exactly(fact.partial)
    return attainment(fact.actual, fact.target, direction)


def attainment(actual: Number, target: Number, direction: Direction) -> Fraction | None:
    """Actual ÷ target (lower is better: 2 − actual ÷ target, never below 0); exact for integers.

    None where there is nothing to divide by; a ceiling of 0 is met (1) or not (0).
    """
    if direction == "lower" and target == 0:
        return Fraction(0) if actual > 0 else Fraction(1)
    if target <= 0:
        return None
    if isinstance(actual, int) and isinstance(target, int):
        share = Fraction(actual, target)
    else:
        share = exactly(actual / target)
    return share if direction == "higher" else max(Fraction(0), 2 - share)


def exactly(number: Number) -> Fraction:
    """A number as it is compared: integers as they are, floats at ``DIGITS`` digits."""
    return Fraction(number) if isinstance(number, int) else Fraction(str(round(number, DIGITS)))

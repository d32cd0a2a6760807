"""How each function is written in SQL: the very same steps as in ``bodies.py``, so that the answers are the same.

Numbers are float8, days are ordinals (integers), texts compare bytewise. An argument is written as few times as
possible, because SQL has no place to keep it; ``bounds.py`` knows the counts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.operators import custom_op

from engine.expressions.bodies import BLANKS, TRACE, rounding
from engine.expressions.dialects import (
    bytewise,
    is_decimal,
    larger,
    outward_half,
    place_of,
    smaller,
    trimmed,
    truncated,
    whole,
)
from engine.expressions.operators import LAST_DAY
from engine.expressions.tree import MAX_NUMBER, Type

Sql = sa.ColumnElement[Any]
_WHOLE = 2.0**53  # from here on every float8 is whole


def double(value: float) -> Sql:
    """A fixed float8."""
    return sa.literal(float(value), sa.Double)


def as_double(value: Sql) -> Sql:
    """Any number as float8: never an integer division, never NUMERIC."""
    return sa.cast(value, sa.Double)


#: SQLAlchemy's own division would wrap the divisor once more, differently on each database.
_OVER: custom_op[float] = custom_op("/", precedence=8, return_type=sa.Double())


def divided(a: Sql, b: Sql) -> Sql:
    """``a / b``, null for b = 0."""
    return a.operate(_OVER, sa.func.nullif(b, double(0), type_=sa.Double))


def _by(a: Sql, fixed: float) -> Sql:
    return a.operate(_OVER, double(fixed))


def floor(x: Sql) -> Sql:
    """At or below; toward zero first, because that is what SQLite has."""
    cut = truncated(x)
    return sa.case((sa.func.abs(x) >= double(_WHOLE), x), else_=sa.case((x < cut, cut - double(1)), else_=cut))


def ceil(x: Sql) -> Sql:
    cut = truncated(x)
    return sa.case((sa.func.abs(x) >= double(_WHOLE), x), else_=sa.case((x > cut, cut + double(1)), else_=cut))


def rounded(x: Sql, digits: int) -> Sql:
    """Halves away from zero, in the steps of ``bodies.rounded``: half a step outward, then cut toward zero."""
    power, limit = rounding(digits)
    if digits < 0:
        steps = truncated(outward_half(x) + _by(x, power / TRACE)) * double(power)
    else:
        steps = _by(truncated(outward_half(x) + x * double(power * TRACE)), power)
    return sa.case((sa.func.abs(x) >= double(limit), x), else_=steps)


def in_reach(x: Sql) -> Sql:
    """Null past ±1e15, writing ``x`` once: clamp just past the limit, then the clamped values are null."""
    past = double(MAX_NUMBER + 0.125)
    below = double(-MAX_NUMBER - 0.125)
    return sa.func.nullif(sa.func.nullif(larger(smaller(x, past), below), past), below)


def least(kind: Type, *values: Sql) -> Sql:
    """The least; null if any is null: a null counts as less than all, and that value then is null."""
    low = double(-1e300) if kind != "date" else sa.literal(-1, sa.Integer)
    return sa.func.nullif(smaller(*(sa.func.coalesce(value, low) for value in values)), low)


def greatest(kind: Type, *values: Sql) -> Sql:
    high = double(1e300) if kind != "date" else sa.literal(LAST_DAY + 1, sa.Integer)
    return sa.func.nullif(larger(*(sa.func.coalesce(value, high) for value in values)), high)


def day_shifted(day: Sql, days: Sql) -> Sql:
    """A day later or earlier, fractions of a day dropped; null outside the years 1 to 9999."""
    after_last = sa.literal(LAST_DAY + 1, sa.BigInteger)
    zero = sa.literal(0, sa.BigInteger)
    inside = sa.type_coerce(larger(smaller(day + whole(days), after_last), zero), sa.BigInteger)
    return sa.func.nullif(inside % after_last, zero, type_=sa.BigInteger)  # both ends outside have become 0


def _parts(ordinal: Sql) -> tuple[Sql, Sql]:
    """(day of the century since a 1 March, times 4 plus 3; that of the year, scaled): Neri–Schneider's calendar."""
    shifted = (sa.cast(ordinal, sa.BigInteger) + 305) * 4 + 3
    century_day = (shifted % 146_097) // 4 * 4 + 3
    return shifted, century_day * 2_939_745


def _month_and_day(ordinal: Sql) -> Sql:
    return (_parts(ordinal)[1] % 4_294_967_296) // 2_939_745 // 4 * 2_141 + 197_913


def year(ordinal: Sql) -> Sql:
    shifted, century = _parts(ordinal)
    after_new_year = sa.case(((century % 4_294_967_296) // 2_939_745 // 4 >= 306, 1), else_=0)
    return as_double(shifted // 146_097 * 100 + century // 4_294_967_296 + after_new_year)


def month(ordinal: Sql) -> Sql:
    return as_double((_month_and_day(ordinal) // 65_536 - 1) % 12 + 1)


def day_of_month(ordinal: Sql) -> Sql:
    return as_double((_month_and_day(ordinal) % 65_536) // 2_141 + 1)


def weekday(ordinal: Sql) -> Sql:
    return as_double((sa.cast(ordinal, sa.BigInteger) + 6) % 7 + 1)


def number(x: Sql, kind: Type) -> Sql:
    """Text that is a plain decimal number, or a boolean, as float8; else null."""
    if kind == "boolean":
        return sa.case((sa.true(), double(1)), (sa.false(), double(0)), value=x)
    plain = trimmed(x, sa.literal(BLANKS, sa.Text))
    return sa.case((is_decimal(plain), as_double(plain)))


def starts_with(x: Sql, beginning: Sql) -> Sql:
    return sa.func.substr(x, 1, sa.func.length(beginning)) == beginning


SIMPLE: dict[str, Callable[..., Sql]] = {
    "abs": lambda x: sa.func.abs(x, type_=sa.Double),
    "floor": floor,
    "ceil": ceil,
    "concat": lambda first, *rest: sum_of_text(first, rest),
    "lower": lambda x: sa.func.lower(bytewise(x), type_=sa.Text),
    "upper": lambda x: sa.func.upper(bytewise(x), type_=sa.Text),
    "trim": lambda x: trimmed(x, sa.literal(BLANKS, sa.Text)),
    "length": lambda x: as_double(sa.func.length(x)),
    "starts_with": starts_with,
    "contains": lambda x, part: place_of(bytewise(x), part) > 0,
    "year": year,
    "month": month,
    "day_of_month": day_of_month,
    "weekday": weekday,
    "days_between": lambda first, last: as_double(last - first),
}


def sum_of_text(first: Sql, rest: tuple[Sql, ...]) -> Sql:
    """Texts joined with ``||`` (null with any null)."""
    for part in rest:
        first = first.op("||", return_type=sa.Text())(part)
    return first

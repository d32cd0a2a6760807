"""Random well-typed formulas with random records, for the property tests.

Made by ``random.Random`` from a seed that Hypothesis draws: thousands a second, where drawing every token is not.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from random import Random
from typing import Any

TYPES = {
    "a": "number", "b": "number", "c": "number", "m": "money", "n": "money", "s": "text", "t": "text",
    "f": "boolean", "g": "boolean", "d": "date", "e": "date",
}  # fmt: skip

_TEXTS = [
    "",
    "a",
    "B",
    "ab",
    "Zz",
    "门店",
    "门店1",
    "é",
    "12",
    "-3.50",
    " 7 ",
    "1e5",
    "0.1",
    "😀",
    "%",
    "_",
    "'",
    "a b",
]
_EDGES = [
    0,
    1,
    0.5,
    -0.5,
    1.005,
    2.675,
    0.1,
    0.2,
    0.30000000000000004,
    0.85,
    1e-16,
    -1e-15,
    1e-300,
    5e-324,
    2.5e15,
    1e15,
]
_DATES = [date.min, date.max, date(2028, 2, 29), date(2026, 11, 1)]
_LITERALS = {
    "number": ["0", "1", "2", "3", "0.85", "1e6", "100", "0.1", "2.5"],
    "money": ["money(1)", 'money("12.34")', "money(0.05)"],
    "text": ['""', "'a'", "'B'", "'门店'", "'12'", "'Zz'"],
    "boolean": ["True", "False"],
    "date": ["date('2026-11-01')", "date('2028-02-29')", "date('0001-01-02')", "date('9999-12-30')"],
}
_MARKS = {"#": "number", "$": "money", "@": "text", "?": "boolean", "^": "date"}
_COMPARE = [f"({mark} {sign} {mark})" for mark in "##$@^" for sign in ("==", "!=", "<", "<=", ">", ">=")]
_SHAPES = {
    "number": [
        *("(# + #)", "(# - #)", "(# * #)", "(# / #)", "(# % #)", "(-#)", "abs(#)", "round(#)", "round(#, 2)"),
        *("round(#, 6)", "floor(#)", "ceil(#)", "min(#, #)", "max(#, #, #)", "($ / $)", "(^ - ^)", "year(^)"),
        *("days_between(^, ^)", "month(^)", "day_of_month(^)", "weekday(^)", "length(@)", "number(@)", "number(?)"),
        "number($)",
    ],
    "money": [
        *("($ + $)", "($ - $)", "($ * #)", "(# * $)", "($ / #)", "(-$)", "abs($)", "round($)", "round($, 2)"),
        *("min($, $)", "max($, $)", "($ % $)", "money(#)", "money(trim(@))"),
    ],
    "text": ["lower(@)", "upper(@)", "trim(@)", "concat(@, @)", "concat(@, '-', @)"],
    "boolean": [
        *("(? and ?)", "(? or ?)", "(not ?)", "(? == ?)", "(? != ?)", *_COMPARE, "(# <= # < #)", "($ < $ <= $)"),
        *("(^ <= ^ <= ^)", "is_null(#)", "is_null(@)", "is_null(^)", "is_null(?)", "starts_with(@, @)"),
        *("contains(@, @)", "(? in (True,))", "(# == None)", "(? and None)"),
    ],
    "date": ["(^ + #)", "(^ - #)", "min(^, ^)", "max(^, ^)", "(^ if ? else None)"],
}


def record(random: Random) -> dict[str, Any]:
    """Values for all names; about one in six is null."""
    return {name: _value(random, kind) if random.random() > 0.16 else None for name, kind in TYPES.items()}


def _value(random: Random, kind: str) -> Any:
    match kind:
        case "number":
            makers = [
                lambda: random.randint(-20, 20),
                lambda: random.randint(-(10**15), 10**15),
                lambda: random.uniform(-100, 100),
                lambda: round(random.uniform(-100, 100), 2),
                lambda: random.choice(_EDGES),
            ]
            return random.choice(makers)()
        case "money":
            return random.randint(-(10**6), 10**6) if random.random() < 0.8 else random.randint(-(10**15), 10**15)
        case "text":
            return random.choice(_TEXTS)
        case "boolean":
            return random.random() < 0.5
        case _:
            if random.random() < 0.2:
                return random.choice(_DATES)
            return date.fromordinal(random.randint(1, date.max.toordinal()))


def surprise(random: Random) -> dict[str, Any]:
    """Values of whatever type for all names."""
    odd = [None, datetime(2026, 11, 1, tzinfo=UTC), [], 10**30, float("nan"), b"a"]
    kinds = list(_LITERALS)
    return {
        name: random.choice(odd) if random.random() < 0.1 else _value(random, random.choice(kinds)) for name in TYPES
    }


def formula(random: Random, kind: str, depth: int) -> str:
    """A formula of a type; it may still be refused for its cost."""
    if depth <= 0 or random.random() < 0.15:
        names = [name for name, other in TYPES.items() if other == kind]
        return random.choice(names if random.random() < 0.75 else _LITERALS[kind])
    if random.random() < 0.15:
        then, test, otherwise = (formula(random, part, depth - 1) for part in (kind, "boolean", kind))
        return f"({then} if {test} else {otherwise})" if random.random() < 0.6 else f"coalesce({then}, {otherwise})"
    if kind == "boolean" and random.random() < 0.1:
        other = random.choice(["number", "money", "text", "date"])
        choices = ", ".join(random.choice(_LITERALS[other]) for _ in range(random.randint(1, 3)))
        word = random.choice(["in", "not in"])
        return f"({formula(random, other, depth - 1)} {word} ({choices},))"
    shape = random.choice(_SHAPES[kind])
    parts = re.split(r"([#$@?^])", shape)
    return "".join(formula(random, _MARKS[part], depth - 1) if part in _MARKS else part for part in parts)


def batch(seed: int, size: int) -> list[tuple[str, dict[str, Any]]]:
    """Formulas, each with a record."""
    random = Random(seed)
    kinds = ["number", "number", "money", "text", "boolean", "boolean", "boolean", "date"]
    return [(formula(random, random.choice(kinds), random.randint(1, 4)), record(random)) for _ in range(size)]

"""The shorthand in which people type days: ``84.99 84 _ x 90x5``, and what a rule should say: ``1/3 2/3 firing``. Pure.

One entry per duty day, apart by spaces (a ``|`` may stand between weeks). An entry is

``84.99``      a figure
``80/100``     a figure and its target; ``80/-`` no target, ``-/100`` data that give no figure (a division by 0)
``_``          nothing has arrived
``x``          closed
``90x5``       five such days; any entry may be repeated (``_x2``, ``xx3``)
``100-2x4``    four days, each 2 less: 100 98 96 94

Unlike promtool's ``a+bxn``, n counts the days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from engine.base.text import Text, both

#: Days of one series, repeats written out.
LONGEST = 800

_DAY = timedelta(days=1)
_NUMBER = r"-?[0-9]{1,13}(?:\.[0-9]{1,6})?"
_REPEAT = re.compile(r"(.+?)x([0-9]{1,4})")
_PAIR = re.compile(rf"({_NUMBER}|-)/({_NUMBER}|-)")
_STEP = re.compile(rf"({_NUMBER})([+-][0-9]{{1,13}}(?:\.[0-9]{{1,6}})?)")


@dataclass(frozen=True)
class Cell:
    """One day as it was typed. ``paired``: the target stands beside the figure (None: there is none)."""

    what: Literal["figure", "missing", "closed"]
    actual: Decimal | None = None
    target: Decimal | None = None
    paired: bool = False


MISSING, CLOSED = Cell("missing"), Cell("closed")


class SeriesError(ValueError):
    """An entry that means nothing. ``words`` say which and why."""

    def __init__(self, words: Text) -> None:
        super().__init__(words["en"])
        self.words = words


def cells(text: str) -> tuple[Cell, ...]:
    """The days of a series. Raises SeriesError."""
    return tuple(cell for entry in _entries(text) for cell in _cells(entry))


def dated(start: date, closed: Sequence[date], some: Sequence[Any]) -> Iterator[tuple[date, Any]]:
    """Entries with their days: the days in ``closed`` have none."""
    day, off = start, set(closed)
    for one in some:
        while day in off:
            day += _DAY
        yield day, one
        day += _DAY


def _cells(entry: str) -> Iterator[Cell]:
    base, times = _repeated(entry)
    step = _STEP.fullmatch(base)
    if step is not None:
        if times is None:
            raise SeriesError(
                both(f"“{entry}” 要写明天数，如 {entry}x3", f'"{entry}": say for how many days ({entry}x3)')
            )
        start, by = Decimal(step[1]), Decimal(step[2])
        yield from (Cell("figure", start + by * n) for n in range(times))
        return
    yield from [_cell(base, entry)] * (1 if times is None else times)


def _cell(base: str, entry: str) -> Cell:
    if base == "_":
        return MISSING
    if base == "x":
        return CLOSED
    if pair := _PAIR.fullmatch(base):
        return Cell("figure", _number(pair[1]), _number(pair[2]), paired=True)
    if re.fullmatch(_NUMBER, base):
        return Cell("figure", Decimal(base))
    words = both(
        f"看不懂 “{entry}”：应为数字、实际/目标、_（缺数据）、x（休业），可加 xN 重复",
        f'"{entry}" is no day: write a number, actual/target, _ (no data) or x (closed), with xN to repeat it',
    )
    raise SeriesError(words)


def _number(text: str) -> Decimal | None:
    return None if text == "-" else Decimal(text)


def _repeated(entry: str) -> tuple[str, int | None]:
    """An entry without its repeat; None where it has none."""
    found = _REPEAT.fullmatch(entry)
    if found is None:
        return entry, None
    times = int(found[2])
    if not 1 <= times <= LONGEST:
        words = both(f"“{entry}”：重复 1 到 {LONGEST} 次", f'"{entry}": repeat it 1 to {LONGEST} times')
        raise SeriesError(words)
    return found[1], times


def _entries(text: str) -> Iterator[str]:
    total = 0
    for entry in text.split():
        if entry == "|":
            continue
        total += _repeated(entry)[1] or 1
        if total > LONGEST:
            raise SeriesError(both(f"多于 {LONGEST} 天", f"more than {LONGEST} days"))
        yield entry


StateWord = Literal["normal", "pending", "firing", "recovering", "resolved", "retracted", "no_data", "error"]
_PLAIN: tuple[StateWord, ...] = ("normal", "firing", "resolved", "retracted", "no_data")
_COUNTED = re.compile(r"(?:(pending|recovering)[ :])?([0-9]{1,2})/([0-9]{1,2})")


@dataclass(frozen=True)
class Stand:
    """Where a rule stands after a day; ``count`` of ``needed`` for "pending" and "recovering"."""

    state: StateWord
    count: int | None = None
    needed: int | None = None

    def __str__(self) -> str:
        return self.state if self.count is None else f"{self.state} {self.count}/{self.needed}"


def stand(text: str) -> Stand:
    """``firing``, ``pending 2/3`` (or ``2/3``), ``recovering 1/2`` … Raises SeriesError."""
    word = text.strip()
    for plain in _PLAIN:
        if word == plain:
            return Stand(plain)
    found = _COUNTED.fullmatch(word)
    if found is None:
        words = both(
            f"没有状态 “{text}”：应为 2/3、firing、recovering:1/2、resolved、normal、no_data、retracted 或 ?",
            f'there is no state "{text}": 2/3, firing, recovering:1/2, resolved, normal, no_data, retracted or ?',
        )
        raise SeriesError(words)
    state: StateWord = "recovering" if found[1] == "recovering" else "pending"
    return Stand(state, int(found[2]), int(found[3]))


def stands(text: str) -> tuple[Stand | None, ...]:
    """The states of a series, one per duty day; ``?`` (None): not looked at. Raises SeriesError."""
    found: list[Stand | None] = []
    for entry in _entries(text):
        base, times = _repeated(entry)
        found += [None if base == "?" else stand(base)] * (times or 1)
    return tuple(found)


Purpose = Literal["fired", "repeat", "resolved", "retracted", "no_data", "data_back"]
PURPOSES: tuple[Purpose, ...] = ("fired", "repeat", "resolved", "retracted", "no_data", "data_back")


def tellings(text: str) -> tuple[frozenset[str] | None, ...]:
    """What people are told, one entry per duty day: ``fired``, ``repeat+no_data``, ``-`` (nothing), ``?`` (not looked
    at). Raises SeriesError."""
    found: list[frozenset[str] | None] = []
    for entry in _entries(text):
        base, times = _repeated(entry)
        told = None if base == "?" else frozenset() if base == "-" else frozenset(base.split("+"))
        if told and not told <= set(PURPOSES):
            words = both(
                f"看不懂 “{entry}”：应为 {'、'.join(PURPOSES)}、-（没有消息）或 ?",
                f'"{entry}": write {", ".join(PURPOSES)}, - (no message) or ?',
            )
            raise SeriesError(words)
        found += [told] * (times or 1)
    return tuple(found)

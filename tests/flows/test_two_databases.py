"""The same mornings on SQLite and on PostgreSQL: the same values, lights, incidents and messages.

The two mornings are those of 4 and 5 January 2027: the anchor is Monday 4 January, with a year that has just begun, a
holiday, and targets of two plans in one week.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.base import canonical
from tests.flows import record
from tests.flows.by_hand import EIGHT, TIERS, Board
from tests.flows.cast import Cast
from tests.flows.playhouse import House, house, instant

A = date(2027, 1, 4)
DAY = timedelta(days=1)
#: Pulled on the first morning, that of A: A-4 to A-1. It begins in the old year.
FIRST_DAYS = 4
KINDS = ("day", "wtd", "mtd", "qtd", "ytd")

pytestmark = pytest.mark.timeout(240)


@dataclass(frozen=True)
class Morning:
    """What one morning left, without ids; fractions at 9 digits."""

    figures: dict[str, Any]
    incidents: list[Any]
    watched: list[Any]
    messages: list[Any]

    @property
    def digest(self) -> str:
        """One hash of everything."""
        return canonical.digest([self.figures, self.incidents, self.watched, self.messages])


def plain(value: Any) -> Any:
    """As JSON; fractions at 9 digits (databases add them up in different orders)."""
    if isinstance(value, float):
        return round(value, 9)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


def play(at: House, day: date) -> Morning:
    at.morning(day)
    last = day - DAY
    shown = record.figures(at, last, KINDS, EIGHT)
    return Morning(
        {"|".join(key): plain(record.plain(value)) for key, value in sorted(shown.items())},
        plain(record.incidents(at)),
        plain(record.spells_of(at)),
        sorted(plain(record.spoken(message)) for message in at.arrived()),
    )


def days_of(kind: str, last: date) -> list[date]:
    """The days of a period to date, within what was pulled at all."""
    first = {"day": last, "wtd": last - last.weekday() * DAY, "mtd": last.replace(day=1)}.get(
        kind, date(last.year, 1, 1)
    )
    return [first + n * DAY for n in range((last - first).days + 1)]


@pytest.mark.postgres
def test_both_databases_say_the_same(tmp_path: Path, postgres_url: str) -> None:
    found: dict[str, list[Morning]] = {}
    with ExitStack() as running:
        for name, url in (("sqlite", None), ("postgresql", postgres_url)):
            folder = tmp_path / name
            at = house(folder, Cast(A), running, url=url, first_days=FIRST_DAYS, divisions=("E", "SW", "MG"))
            at.publish(instant(A, "07:00:00"))
            found[name] = [play(at, day) for day in (A, A + DAY)]
            assert {one.state for one in record.loads(at)} == {"published"}
        board = Board(at.systems.world, at.package, A - FIRST_DAYS * DAY)
    for lite, big in zip(found["sqlite"], found["postgresql"], strict=True):
        assert lite.figures == big.figures
        assert lite.incidents == big.incidents
        assert lite.watched == big.watched
        assert lite.messages == big.messages
        assert lite.digest == big.digest
    # the two stores of the story, and the vacant post's third: it is low from A-7 on, so it fires on the first morning
    assert [sorted(one[1] for one in plainly(found["sqlite"][n].incidents)) for n in (0, 1)] == [
        ["MG201"],
        ["E102", "MG201", "SW103"],
    ]
    assert [len(one.messages) for one in found["sqlite"]] == [3, 4]
    _rates_are_as_by_hand(found["sqlite"], board)


def plainly(incidents: list[Any]) -> list[tuple[str, str]]:
    return [(one["rule"], one["code"]) for one in incidents]


def _rates_are_as_by_hand(mornings: list[Morning], board: Board) -> None:
    """Sums, coverage and lights across the turn of the year, in plain Python. Amounts of a chain of three divisions
    are not those of the whole example, so that net_sales is compared with its books alone."""
    for n, morning in enumerate(mornings):
        last = A + (n - 1) * DAY
        for key, (actual, targets, attainment, _, light, *_rest) in morning.figures.items():
            kind, unit, name = key.split("|")
            known = board.figure(unit, name, days_of(kind, last), last)
            assert actual == (None if known.actual is None else pytest.approx(float(known.actual), abs=1e-8)), key
            if name != "net_sales":
                assert light == known.light, key
                assert attainment == (
                    None if known.attainment is None else pytest.approx(float(known.attainment), abs=1e-8)
                ), key
                for tier in TIERS:
                    shown, expected = dict(targets)[tier], known.targets[tier]
                    assert shown == (None if expected is None else pytest.approx(float(expected), abs=1e-6)), (
                        key,
                        tier,
                    )

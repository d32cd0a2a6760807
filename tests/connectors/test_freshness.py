"""Freshness against the promise and the information lag, by hand. Shanghai is UTC+8 all year."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from connectors.freshness import lag, standing
from connectors.kinds.source.model import SlaModel

ZONE = "Asia/Shanghai"
PROMISE = SlaModel(by="08:30")  # by 08:30 there is yesterday's data


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of November 2026 in Shanghai."""
    return datetime(2026, 11, day, (hour - 8) % 24, minute, tzinfo=UTC).replace(day=day if hour >= 8 else day - 1)


@pytest.mark.parametrize(
    ("now", "arrivals", "status", "due", "came"),
    [
        (at(23, 9), [(22, at(23, 8))], "on_time", 22, at(23, 8)),
        (at(23, 9), [(22, at(23, 8, 30))], "on_time", 22, at(23, 8, 30)),
        (at(23, 9), [(22, at(23, 8, 31))], "late", 22, at(23, 8, 31)),
        (at(23, 9), [(21, at(22, 8))], "missing", 22, None),
        (at(23, 8, 29), [(21, at(22, 8))], "on_time", 21, at(22, 8)),  # today's time has not come: yesterday's promise
        (at(23, 8, 29), [(21, at(22, 10)), (22, at(23, 8))], "late", 21, at(22, 10)),
        (at(23, 8, 30), [(21, at(22, 8))], "missing", 22, None),
        (at(23, 9), [(23, at(23, 7))], "on_time", 22, at(23, 7)),  # a newer day holds the promise too
        (at(23, 9), [], "waiting", 22, None),
    ],
)
def test_standing(
    now: datetime, arrivals: list[tuple[int, datetime]], status: str, due: int, came: datetime | None
) -> None:
    found = standing(PROMISE, [(date(2026, 11, day), when) for day, when in arrivals], now, ZONE)
    assert (found.status, found.due_day, found.came_at) == (status, date(2026, 11, due), came)
    assert found.due_at.astimezone(UTC).time().isoformat() == "00:30:00"


def test_a_promise_two_days_behind() -> None:
    found = standing(SlaModel(by="08:30", lag_days=2), [(date(2026, 11, 21), at(22, 20))], at(23, 9), ZONE)
    assert (found.status, found.due_day) == ("on_time", date(2026, 11, 21))


def test_lag() -> None:
    # Days end at 04:00. 20: 4 h later at 08:00; 21: 5 h; a re-send of 21 counts not; 22: 28 h (a day late).
    came = [(20, at(21, 8)), (21, at(22, 9)), (21, at(22, 12)), (22, at(24, 8)), (20, at(24, 9))]
    found = lag([(date(2026, 11, day), when) for day, when in came], ZONE, 4)
    assert found is not None
    assert (found.median / 3600, found.p95 / 3600, found.days) == (5, 28, 3)
    assert lag([], ZONE, 4) is None
    # 20 days of 1 h, one of 100 h: 95 % of 21 is 19.95, so the 20th smallest.
    even = [(date(2026, 10, day), datetime(2026, 10, day, 21, tzinfo=UTC)) for day in range(1, 21)]
    late = (date(2026, 10, 21), datetime(2026, 10, 26, 0, tzinfo=UTC))
    found = lag([*even, late], ZONE, 4)
    assert found is not None
    assert (found.median / 3600, found.p95 / 3600, found.days) == (1, 1, 21)

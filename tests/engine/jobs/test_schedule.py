"""Due times, worked out by hand from the zones' rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from engine.jobs.playground import try_schedule
from engine.jobs.schedule import slots_between

# zone, cron, from, to (UTC, to included), due times in UTC
DAYS = [
    # China has no summer time: 08:00 is always 00:00Z.
    ("Asia/Shanghai", "0 8 * * *", "2026-11-20T00:00", "2026-11-22T00:00", ["2026-11-21T00:00", "2026-11-22T00:00"]),
    # 1986-05-04 02:00 China went from +8 to +9: 08:00 is 23:00Z of the day before from then on.
    ("Asia/Shanghai", "0 8 * * *", "1986-05-02T12:00", "1986-05-05T12:00",
     ["1986-05-03T00:00", "1986-05-03T23:00", "1986-05-04T23:00"]),
    # New York, 2026-03-08: 02:00 EST (-5) → 03:00 EDT (-4), at 07:00Z. 02:30 is skipped: once, right after.
    ("America/New_York", "30 2 * * *", "2026-03-07T00:00", "2026-03-10T00:00",
     ["2026-03-07T07:30", "2026-03-08T07:00", "2026-03-09T06:30"]),
    # two skipped times of one day come once
    ("America/New_York", "0,30 2 * * *", "2026-03-08T00:00", "2026-03-09T00:00", ["2026-03-08T07:00"]),
    # 03:00 exists and is the instant right after the gap: 02:30 and 03:00 coincide
    ("America/New_York", "0,30 2,3 * * *", "2026-03-08T00:00", "2026-03-09T00:00",
     ["2026-03-08T07:00", "2026-03-08T07:30"]),
    # New York, 2026-11-01: 02:00 EDT → 01:00 EST, at 06:00Z. 01:30 comes twice (05:30Z, 06:30Z): the first only.
    ("America/New_York", "30 1 * * *", "2026-10-31T00:00", "2026-11-03T00:00",
     ["2026-10-31T05:30", "2026-11-01T05:30", "2026-11-02T06:30"]),
    ("America/New_York", "*/30 1 * * *", "2026-11-01T00:00", "2026-11-02T00:00",
     ["2026-11-01T05:00", "2026-11-01T05:30"]),
    # every hour is an interval: no hole of two hours in autumn, none in spring
    ("America/New_York", "30 * * * *", "2026-11-01T04:00", "2026-11-01T08:00",
     ["2026-11-01T04:30", "2026-11-01T05:30", "2026-11-01T06:30", "2026-11-01T07:30"]),
    ("America/New_York", "30 0-23 * * *", "2026-11-01T04:00", "2026-11-01T08:00",
     ["2026-11-01T04:30", "2026-11-01T05:30", "2026-11-01T06:30", "2026-11-01T07:30"]),
    ("America/New_York", "30 * * * *", "2026-03-08T05:00", "2026-03-08T08:00",
     ["2026-03-08T05:30", "2026-03-08T06:30", "2026-03-08T07:30"]),
    # Berlin, 2026-03-29: 02:00 CET (+1) → 03:00 CEST (+2), at 01:00Z
    ("Europe/Berlin", "30 2 * * *", "2026-03-28T00:00", "2026-03-30T12:00",
     ["2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30"]),
    # Berlin, 2026-10-25: 03:00 CEST → 02:00 CET, at 01:00Z; 02:30 is 00:30Z and 01:30Z
    ("Europe/Berlin", "30 2 * * *", "2026-10-24T12:00", "2026-10-26T12:00", ["2026-10-25T00:30", "2026-10-26T01:30"]),
    # Lord Howe moves by half an hour. 2026-10-04: 02:00 (+10:30) → 02:30 (+11), at 15:30Z of the 3rd.
    ("Australia/Lord_Howe", "15 2 * * *", "2026-10-02T00:00", "2026-10-05T00:00",
     ["2026-10-02T15:45", "2026-10-03T15:30", "2026-10-04T15:15"]),
    # 2026-04-05: 02:00 (+11) → 01:30 (+10:30); 01:45 is 14:45Z and 15:15Z of the 4th
    ("Australia/Lord_Howe", "45 1 * * *", "2026-04-03T00:00", "2026-04-06T00:00",
     ["2026-04-03T14:45", "2026-04-04T14:45", "2026-04-05T15:15"]),
    # Samoa skipped 30 December 2011 altogether: its noon comes at once when the 31st begins (10:00Z)
    ("Pacific/Apia", "0 12 30 12 *", "2011-12-28T00:00", "2012-01-03T00:00", ["2011-12-30T10:00"]),
    ("UTC", "0 8 L * *", "2026-01-01T00:00", "2026-03-31T08:00",
     ["2026-01-31T08:00", "2026-02-28T08:00", "2026-03-31T08:00"]),
    ("UTC", "0 8 29 2 *", "2026-01-01T00:00", "2033-01-01T00:00", ["2028-02-29T08:00", "2032-02-29T08:00"]),
]  # fmt: skip


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("zone", "cron", "after", "until", "expected"), DAYS)
def test_due_times(zone: str, cron: str, after: str, until: str, expected: list[str]) -> None:
    assert list(slots_between(cron, zone, _utc(after), _utc(until))) == [_utc(text) for text in expected]


@pytest.mark.parametrize("zone", ["America/New_York", "Australia/Lord_Howe", "Asia/Shanghai"])
@pytest.mark.parametrize("cron", ["30 1 * * *", "*/20 1-3 * * *", "*/15 * * * *"])
def test_looking_in_steps_gives_what_one_look_gives(zone: str, cron: str) -> None:
    start, end = _utc("2026-10-30T00:00"), _utc("2026-11-03T00:00")
    whole = list(slots_between(cron, zone, start, end))
    edges = [start + timedelta(minutes=37) * n for n in range(155)]  # up to 95 h
    stepped = [s for a, b in pairwise([*edges, end]) for s in slots_between(cron, zone, a, b)]
    assert stepped == whole
    assert len(set(whole)) == len(whole)


WINDOW = {"after": "2026-11-20T00:00:00+08:00", "until": "2026-11-22T00:00:00+08:00"}


def test_the_playground_answers_in_utc() -> None:
    answer = try_schedule({"cron": "0 8 * * *", "tz": "Asia/Shanghai", **WINDOW})
    assert answer == {"value": ["2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"]}


def test_the_playground_stops_at_1000_and_says_so() -> None:
    answer = try_schedule({"cron": "*/5 * * * *", "tz": "UTC", **WINDOW, "until": "2027-11-22T00:00:00Z"})
    assert len(answer["value"]) == 1000
    assert answer["more"] is True


REFUSED: list[tuple[str, Any, str]] = [
    ("cron", "* * * * *", "N923"),
    ("cron", "*/4 * * * *", "N923"),
    ("cron", "0,3 8 * * *", "N923"),
    ("cron", "58 23 * * *\n", "ok"),
    ("cron", "2,59 0,23 * * *", "N923"),  # 23:59 and 00:02
    ("cron", "0 8 * *", "N921"),
    ("cron", "0 0 8 * * *", "N921"),
    ("cron", "@daily", "N921"),
    ("cron", "60 8 * * *", "N921"),
    ("cron", "0 24 * * *", "N921"),
    ("cron", "0 8 30 2 *", "N921"),
    ("cron", "0 8 * * MON-", "N921"),
    ("cron", "0 8 * * 1#6", "N921"),
    ("cron", "0/0 8 * * *", "N921"),
    ("cron", "a b c d e", "N921"),
    ("cron", "０ 8 * * *", "N921"),
    ("cron", "0 8 * * *" * 100, "N921"),
    ("cron", "1-1-1 8 * * *", "N921"),
    ("cron", "", "N921"),
    ("cron", None, "N921"),
    ("cron", 5, "N921"),
    ("cron", ["0 8 * * *"], "N921"),
    ("tz", "Asia/Shangai", "N922"),
    ("tz", "+08:00", "N922"),
    ("tz", "../../etc/passwd", "N922"),
    ("tz", "", "N922"),
    ("tz", None, "N922"),
    ("tz", 8, "N922"),
    ("after", "2026-11-20", "N924"),
    ("after", "2026-11-20T00:00:00", "N924"),
    ("until", "tomorrow", "N924"),
    ("until", "9999-12-31T23:59:59Z", "N924"),
    ("until", None, "N924"),
]


@pytest.mark.parametrize(("key", "value", "code"), REFUSED)
def test_what_is_wrong_is_refused(key: str, value: Any, code: str) -> None:
    answer = try_schedule({"cron": "0 8 * * *", "tz": "Asia/Shanghai", **WINDOW, key: value})
    assert answer["refused"]["code"] == code if code != "ok" else "value" in answer


@pytest.mark.parametrize("request_", [None, 5, [], "x", {}])
def test_the_playground_never_raises(request_: Any) -> None:
    assert "refused" in try_schedule(request_)


def test_a_misspelt_zone_gets_the_nearest() -> None:
    answer = try_schedule({"cron": "0 8 * * *", "tz": "Asia/Shangai", **WINDOW})
    assert answer["refused"]["hint"]["en"] == 'did you mean "Asia/Shanghai"?'

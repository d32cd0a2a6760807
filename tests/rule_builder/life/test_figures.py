"""Response times by hand: what fired at 08:06 and was read, acknowledged and acted on that morning, and others."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from rule_builder.life.figures import Lived, response_figures

ZONE = "Asia/Shanghai"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


def test_mean_and_median_over_those_answered_and_the_others_counted() -> None:
    fired = at("2026-11-21 08:06")
    first = date(2026, 11, 18)  # its end is the 19th, 00:00: 56.1 h before the firing
    rows = [
        Lived(first, fired, at("2026-11-21 08:36"), at("2026-11-23 08:06"), live=False),  # 0.5 h, over after 48 h
        Lived(first, fired, at("2026-11-22 14:06"), at("2026-11-25 08:06"), live=False),  # 30 h, over after 96 h
        Lived(first, fired, at("2026-11-24 16:06"), None, live=True),  # 80 h
        Lived(first, fired, None, None, live=True, overdue=True),
        Lived(first, fired, None, at("2026-11-22 08:06"), live=False),  # over before anybody looked: 24 h
    ]
    found = response_figures(rows, ZONE)
    assert (found.incidents, found.live, found.overdue, found.waiting, found.unanswered) == (5, 2, 1, 1, 1)
    assert found.response.as_json() == {
        "count": 3, "mean_hours": 36.83, "median_hours": 30.0, "mean_days": 1.5, "median_days": 1.3,
    }  # fmt: skip
    assert found.detection.as_json() == {
        "count": 5, "mean_hours": 56.1, "median_hours": 56.1, "mean_days": 2.3, "median_days": 2.3,
    }  # fmt: skip
    assert found.recovery.as_json() == {
        "count": 3, "mean_hours": 56.0, "median_hours": 48.0, "mean_days": 2.3, "median_days": 2.0,
    }  # fmt: skip


def test_nothing_is_no_zero() -> None:
    found = response_figures([], ZONE)
    assert found.incidents == 0
    assert found.response.mean is None
    assert found.response.as_json()["mean_days"] is None

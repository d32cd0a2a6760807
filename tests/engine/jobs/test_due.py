"""Before the morning's pull yesterday is not late; after it, it is due. Worked out by hand on a clock in Shanghai."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.jobs.due import due_day

SHANGHAI = ZoneInfo("Asia/Shanghai")


def app(*schedules: tuple[str, str | None, str]) -> Any:
    """An app with these schedules: (cron, time zone, "pull" or "evaluate")."""
    made = [
        SimpleNamespace(cron=cron, time_zone=zone, steps=(SimpleNamespace(pull=("till",) if what == "pull" else ()),))
        for cron, zone, what in schedules
    ]
    return SimpleNamespace(time_zone="Asia/Shanghai", schedules=made)


@pytest.mark.parametrize(
    ("schedules", "at", "day"),
    [
        ([("0 8 * * *", None, "pull")], "00:05", 24),
        ([("0 8 * * *", None, "pull")], "07:59", 24),
        ([("0 8 * * *", None, "pull")], "08:00", 25),
        ([("0 8 * * *", None, "pull")], "23:59", 25),
        ([("0 8 * * *", None, "evaluate")], "07:00", 25),  # nothing is pulled: nothing is waited for
        ([], "07:00", 25),
        ([("0 8 * * *", None, "pull"), ("30 6 * * *", None, "pull")], "07:00", 25),  # the first pull counts
        ([("0 8 * * *", "Europe/Berlin", "pull")], "14:59", 24),  # 08:00 there in winter is 15:00 here
        ([("0 8 * * *", "Europe/Berlin", "pull")], "15:00", 25),
        ([("0 8 * * 1", None, "pull")], "07:00", 25),  # the 26th is a Thursday: no pull that day
    ],
)
def test_the_last_day_that_is_due(schedules: list[tuple[str, str | None, str]], at: str, day: int) -> None:
    now = datetime.fromisoformat(f"2026-11-26T{at}:00").replace(tzinfo=SHANGHAI)
    assert due_day(app(*schedules), now) == date(2026, 11, day)

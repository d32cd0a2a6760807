"""One row per due time: rivals, stops, jumps of the clock."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from engine.jobs import ledger
from engine.jobs.schedule import Schedule
from engine.jobs.slots import tick
from engine.storage.database import reading, writing
from engine.storage.tables import schedule_slot

DAILY = Schedule("daily", "0 8 * * *", "Asia/Shanghai", ({"pull": ["pos"]},))


def _sh(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def _look(engine: sa.Engine, at: str, *schedules: Schedule) -> list[tuple[str, datetime]]:
    with writing(engine) as connection:
        return tick(connection, schedules or (DAILY,), _sh(at))


def _rows(engine: sa.Engine) -> list[tuple[datetime, str]]:
    with reading(engine) as connection:
        rows = connection.execute(sa.select(schedule_slot).order_by(schedule_slot.c.due_at))
        return [(row.due_at, row.state) for row in rows]


def _run_all(engine: sa.Engine, at: datetime) -> list[datetime]:
    ran = []
    while True:
        with writing(engine) as connection:
            mine = ledger.claim(connection, at)
            if mine is None:
                return ran
            ledger.finish(connection, mine, at, {})
            ran.append(mine.due_at)


def test_nothing_at_0759_and_a_start_at_0800(any_database: sa.Engine) -> None:
    assert _look(any_database, "2026-11-23T07:59:59") == []
    assert _rows(any_database) == []
    assert _look(any_database, "2026-11-23T08:00:00") == [("daily", _sh("2026-11-23T08:00:00"))]
    assert _look(any_database, "2026-11-23T08:00:15") == []


def test_a_first_start_exactly_at_0800_runs_and_one_at_0900_waits_for_tomorrow(any_database: sa.Engine) -> None:
    other = Schedule("other", "0 9 * * *", "Asia/Shanghai")
    assert _look(any_database, "2026-11-23T08:00:00") == [("daily", _sh("2026-11-23T08:00:00"))]
    assert _look(any_database, "2026-11-23T09:30:00", other) == []
    assert _look(any_database, "2026-11-24T09:00:01", other) == [("other", _sh("2026-11-24T09:00:00"))]


def test_down_from_0750_to_1100_gives_one_run(any_database: sa.Engine) -> None:
    _look(any_database, "2026-11-23T07:50:00")
    assert _look(any_database, "2026-11-23T11:00:00") == [("daily", _sh("2026-11-23T08:00:00"))]
    assert _run_all(any_database, _sh("2026-11-23T11:00:00")) == [_sh("2026-11-23T08:00:00")]
    assert _look(any_database, "2026-11-23T11:00:15") == []


def test_down_three_days_gives_one_run_and_the_rest_shown_as_skipped(any_database: sa.Engine) -> None:
    _look(any_database, "2026-11-20T08:00:00")
    _run_all(any_database, _sh("2026-11-20T08:01:00"))
    assert _look(any_database, "2026-11-23T11:00:00") == [("daily", _sh("2026-11-23T08:00:00"))]
    assert _rows(any_database) == [
        (_sh("2026-11-20T08:00:00"), "done"),
        (_sh("2026-11-21T08:00:00"), "skipped"),
        (_sh("2026-11-22T08:00:00"), "skipped"),
        (_sh("2026-11-23T08:00:00"), "due"),
    ]


def test_a_weekly_run_missed_by_more_than_a_day_is_shown_not_run(any_database: sa.Engine) -> None:
    weekly = Schedule("weekly", "0 8 * * MON", "Asia/Shanghai")  # 2026-11-23 is a Monday
    _look(any_database, "2026-11-20T08:00:00", weekly)
    assert _look(any_database, "2026-11-24T08:00:00", weekly) == []
    assert _rows(any_database) == [(_sh("2026-11-23T08:00:00"), "skipped")]


def test_a_long_stop_of_a_fast_schedule_is_counted_in_one_row(any_database: sa.Engine) -> None:
    fast = Schedule("fast", "*/5 * * * *", "UTC")
    _look(any_database, "2026-11-20T00:00:00", fast)
    _run_all(any_database, _sh("2026-11-20T00:00:01"))
    _look(any_database, "2026-11-21T00:00:00", fast)
    with reading(any_database) as connection:
        rows = connection.execute(sa.select(schedule_slot).where(schedule_slot.c.state == "skipped")).all()
    # 288 slots of a day: 1 due, 50 shown, the other 237 in one row
    assert sorted(row.detail.get("slots", 1) for row in rows) == [1] * 50 + [237]


def test_a_clock_that_goes_back_runs_nothing_again(any_database: sa.Engine) -> None:
    hourly = Schedule("hourly", "0 * * * *", "UTC")
    _look(any_database, "2026-11-23T10:00:00", hourly)
    _run_all(any_database, _sh("2026-11-23T10:00:01"))
    for minute in range(0, 60, 5):
        assert _look(any_database, f"2026-11-23T09:{minute:02}:00", hourly) == []
    assert _look(any_database, "2026-11-23T10:00:00", hourly) == []
    assert _look(any_database, "2026-11-23T11:00:00", hourly) == [("hourly", _sh("2026-11-23T11:00:00"))]


def test_500_jumps_of_the_clock_miss_nothing_and_repeat_nothing(any_database: sa.Engine) -> None:
    dice = random.Random(7)
    hourly = Schedule("hourly", "0 * * * *", "UTC")
    start = _sh("2026-11-01T00:30:00")
    true, ran = start, []
    with writing(any_database) as connection:
        tick(connection, [hourly], start)
    for _ in range(500):
        true += timedelta(minutes=15)
        shown = true + timedelta(hours=dice.choice([0, 0, 0, -2, -1, 1, 2]))
        with writing(any_database) as connection:
            tick(connection, [hourly], shown)
        ran += _run_all(any_database, shown)
    with writing(any_database) as connection:
        tick(connection, [hourly], true + timedelta(hours=3))
    states = dict(_rows(any_database))
    first, last = min(states), max(states)
    hours = int((last - first).total_seconds() // 3600)
    assert sorted(states) == [first + timedelta(hours=h) for h in range(hours + 1)]  # every slot is there: run or shown
    assert len(ran) == len(set(ran))
    assert set(ran) == {slot for slot, state in states.items() if state == "done"}


def test_8_rivals_make_and_run_each_slot_once(any_database: sa.Engine) -> None:
    schedules = [Schedule(f"s{n}", "*/5 * * * *", "UTC") for n in range(5)]
    start = _sh("2026-11-23T00:00:00")
    with writing(any_database) as connection:
        tick(connection, schedules, start - timedelta(minutes=2, seconds=30))
    made: list[tuple[str, datetime]] = []
    ran: list[tuple[str, datetime]] = []
    faults: list[BaseException] = []
    barrier = threading.Barrier(8)

    def rival() -> None:
        try:
            for minute in range(0, 100, 5):
                barrier.wait(60)
                now = start + timedelta(minutes=minute)
                with writing(any_database) as connection:
                    made.extend(tick(connection, schedules, now))
                while True:
                    with writing(any_database) as connection:
                        mine = ledger.claim(connection, now)
                    if mine is None:
                        break
                    ran.append((mine.schedule, mine.due_at))
                    with writing(any_database) as connection:
                        assert ledger.finish(connection, mine, now, {})
                barrier.wait(60)
        except BaseException as fault:
            faults.append(fault)
            barrier.abort()

    threads = [threading.Thread(target=rival) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    expected = sorted((f"s{n}", start + timedelta(minutes=m)) for n in range(5) for m in range(0, 100, 5))
    assert sorted(made) == expected
    assert sorted(ran) == expected

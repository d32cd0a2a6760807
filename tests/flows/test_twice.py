"""A morning that runs twice is one morning: by the schedule, by hand, by a rival, late, or after days of silence."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from admin_ui.work import runner_of, send
from connectors.run import pull
from engine.base import clock
from engine.storage.database import open_database, reading
from engine.storage.tables import schedule_slot
from plugins.sample_sources.story import Story
from rule_builder.rounds import evaluate_rules
from tests.flows import record
from tests.flows.conftest import FIRST_DAYS, MORNING, A
from tests.flows.playhouse import AFTER_JITTER, House, house, instant

SOURCES = (
    "erp_display_checks",
    "erp_products",
    "erp_shifts",
    "erp_stock",
    "focus_list_file",
    "pos_day_closes",
    "pos_tickets",
)
DAY = timedelta(days=1)
#: E102, SW103 and four of division C: the manager, and the director with a copy (a digest for C's four).
TOLD = [
    *[("am_c1", False)] * 3,
    *[("am_c2", False), ("am_e1", False), ("am_sw1", False)],
    *[("dir_central", True), ("dir_east", True), ("dir_southwest", True)],
]


def slots(at: House) -> list[Any]:
    with reading(at.database) as connection:
        return list(connection.execute(sa.select(schedule_slot).order_by(schedule_slot.c.due_at)))


def everything(at: House) -> dict[str, Any]:
    """Every fact, sum, incident, event, report, message and what phones show, as it stands."""
    return {**record.tables(at), **record.alerts(at), "received": at.systems.wecom.received}


def told(at: House) -> list[tuple[str, bool]]:
    return sorted((login, copy) for login, _, copy, state in record.waiting(at) if state == "sent")


def test_the_same_morning_again_changes_nothing(copied: House) -> None:
    assert copied.morning(MORNING) == {"due": 1, "reaped": 0, "done": 1}
    before = everything(copied)
    assert len(before["ticket_lines facts"]) > 1000
    assert len(before["incident"]) == 6
    assert told(copied) == TOLD
    assert len(before["received"]) == len(TOLD)

    assert copied.morning(MORNING, "08:05:00") == {"due": 0, "reaped": 0}
    assert everything(copied) == before
    at = instant(MORNING, "09:00:00")
    copied.systems.set(at)
    with clock.frozen(at):
        for source in SOURCES:
            again = pull(copied.database, copied.release, source, reason="manual", settings=copied.settings)
            assert (again.state, again.added, again.changed, again.refused) == ("published", 0, 0, 0), source
            assert again.rows_in > 0
        assert everything(copied) == before
        for _ in range(2):
            outcomes = evaluate_rules(copied.database, copied.release)
            assert [(one.state, one.counts.get("messages", 0)) for one in outcomes] == [("done", 0)]
    copied.messages(at + AFTER_JITTER)
    assert everything(copied) == before
    # the runs themselves are on record
    assert [one.reason for one in record.loads(copied)] == ["schedule"] * 7 + ["manual"] * 7


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_two_runners_run_a_slot_once(kind: str, copied: House, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    with ExitStack() as running:
        if kind == "postgresql":
            url = request.getfixturevalue("postgres_url")
            at = house(tmp_path / "pg", Story(A), running, url=url, first_days=FIRST_DAYS, divisions=("E",))
            at.publish(instant(A, "12:00:00"))
        else:
            at, url = copied, copied.settings.database
        engines = [open_database(url) for _ in range(3)]
        for engine in engines:
            running.callback(engine.dispose)

        def race(work: Callable[[sa.Engine], Any]) -> list[Any]:
            barrier, found, failed = threading.Barrier(len(engines)), [], []

            def one(engine: sa.Engine) -> None:
                try:
                    barrier.wait(10)
                    found.append(work(engine))
                except BaseException as error:
                    failed.append(error)

            threads = [threading.Thread(target=one, args=(engine,)) for engine in engines]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(90)
            assert failed == []
            return found

        now = instant(MORNING)
        at.systems.set(now)
        with clock.frozen(now):
            counts = race(lambda engine: runner_of(engine, at.settings).run_once())
        assert sum(one["due"] for one in counts) == 1
        assert sum(one.get("done", 0) for one in counts) == 1
        assert [(slot.state, slot.attempts) for slot in slots(at)] == [("done", 1)]
        assert sorted(one.source for one in record.loads(at)) == sorted(SOURCES)
        at.systems.set(now + AFTER_JITTER)
        with clock.frozen(now + AFTER_JITTER):
            race(lambda engine: send(engine, at.settings))
        if kind == "sqlite":
            assert told(at) == TOLD
        assert len(at.systems.wecom.received) == len(told(at)) > 0
        assert len(at.systems.wecom.state.calls) == len(told(at))  # not even a repeat that WeCom would have dropped


def test_nothing_runs_before_its_time(copied: House) -> None:
    for at in ("07:00:00", "07:59:00", "07:59:59"):
        assert copied.run(instant(MORNING, at)) == {"due": 0, "reaped": 0}
    assert slots(copied) == []
    assert record.loads(copied) == []
    assert copied.run(instant(MORNING, "08:00:00")) == {"due": 1, "reaped": 0, "done": 1}
    (slot,) = slots(copied)
    assert (slot.state, slot.due_at) == ("done", instant(MORNING, "08:00:00"))
    assert "late_seconds" not in slot.detail


def test_a_missed_morning_is_caught_up_once(copied: House) -> None:
    """Stopped at 07:50, started at 11:00."""
    copied.run(instant(MORNING, "07:50:00"))
    assert copied.run(instant(MORNING, "11:00:00")) == {"due": 1, "reaped": 0, "done": 1}
    assert copied.run(instant(MORNING, "11:00:15")) == {"due": 0, "reaped": 0}
    (slot,) = slots(copied)
    assert (slot.state, slot.due_at, slot.attempts) == ("done", instant(MORNING, "08:00:00"), 1)
    assert slot.detail["late_seconds"] == 3 * 3600
    assert [one.reason for one in record.loads(copied)] == ["catch-up"] * 7
    assert record.figures(copied, A, ["day"], ["net_sales"])["day", "HQ", "net_sales"].data_day == A
    copied.messages(instant(MORNING, "11:00:15") + AFTER_JITTER)
    assert told(copied) == TOLD


def test_three_days_of_silence_are_one_run_with_three_days_of_data(copied: House) -> None:
    copied.morning(MORNING)
    before = len(copied.arrived())
    back = MORNING + 3 * DAY
    assert copied.run(instant(back, "11:00:00")) == {"due": 1, "reaped": 0, "done": 1}
    found = slots(copied)
    assert [(slot.due_at, slot.state) for slot in found] == [
        (instant(MORNING, "08:00:00"), "done"),
        (instant(MORNING + DAY, "08:00:00"), "skipped"),
        (instant(MORNING + 2 * DAY, "08:00:00"), "skipped"),
        (instant(back, "08:00:00"), "done"),
    ]
    assert [slot.detail for slot in found[1:3]] == [{"why": "missed"}] * 2
    tickets = [one for one in record.loads(copied) if one.source == "pos_tickets"]
    # the three missing days, and three days more in case of corrections
    assert [(one.window_from, one.window_to) for one in tickets] == [(A - 2 * DAY, A), (A - 2 * DAY, A + 3 * DAY)]
    for day in (A, A + DAY, A + 2 * DAY, A + 3 * DAY):
        shown = record.figures(copied, day, ["day"], ["net_sales"])["day", "HQ", "net_sales"]
        assert (shown.have, shown.expected) == (24, 24), day
    # E102 was good again on A+1: it is over as of that day, and it is told once
    ended = {one["code"]: one["ended_day"] for one in record.incidents(copied) if one["state"] == "resolved"}
    assert ended == dict.fromkeys(["C101", "C103", "C104", "C201", "E102", "SW103"], date(2026, 12, 7))
    copied.messages(instant(back, "11:00:00") + AFTER_JITTER)
    assert len(copied.arrived()) == before == len(TOLD)

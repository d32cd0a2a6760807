"""Claims, heartbeats, kills, failures, and the thread that does it all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.jobs import ledger
from engine.jobs.queue import HouseBell
from engine.jobs.runner import Runner
from engine.jobs.schedule import Schedule
from engine.jobs.slots import tick
from engine.jobs.work import Step
from engine.storage.database import reading, writing
from engine.storage.tables import schedule_slot

EIGHT = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai
DAILY = Schedule("daily", "0 8 * * *", "Asia/Shanghai", ({"pull": ("pos", "stock")}, {"evaluate": "all"}))


def _runner(engine: sa.Engine, handlers: dict[str, Any], **more: Any) -> Runner:
    return Runner(engine, handlers, lambda: [DAILY], **more)


def _slot(engine: sa.Engine) -> Any:
    with reading(engine) as connection:
        return connection.execute(sa.select(schedule_slot)).one()


def test_steps_run_in_order_at_0800_and_are_recorded(any_database: sa.Engine) -> None:
    seen: list[Step] = []

    def handler(step: Step) -> dict[str, int]:
        seen.append(step)
        return {"rows": len(seen)}

    runner = _runner(any_database, {"pull": handler, "evaluate": handler})
    with clock.frozen(EIGHT - timedelta(minutes=1)):
        assert runner.run_once() == {"due": 0, "reaped": 0}
    with clock.frozen(EIGHT):
        assert runner.run_once() == {"due": 1, "reaped": 0, "done": 1}
        assert runner.run_once() == {"due": 0, "reaped": 0}
    assert [(s.name, s.argument, s.late) for s in seen] == [("pull", ("pos", "stock"), 0), ("evaluate", "all", 0)]
    slot = _slot(any_database)
    assert (slot.state, slot.attempts, slot.worker) == ("done", 1, None)
    assert [(s["step"], s["argument"], s["result"]) for s in slot.detail["steps"]] == [
        ("pull", ["pos", "stock"], {"rows": 1}),
        ("evaluate", "all", {"rows": 2}),
    ]


def test_a_late_run_says_how_late(any_database: sa.Engine) -> None:
    late: list[int] = []
    handlers = {"pull": lambda step: late.append(step.late), "evaluate": lambda step: None}
    runner = _runner(any_database, handlers)
    with clock.frozen(EIGHT - timedelta(minutes=10)):
        runner.run_once()
    with clock.frozen(EIGHT + timedelta(hours=3)):
        runner.run_once()
    assert late == [10800]
    assert _slot(any_database).detail["late_seconds"] == 10800


def test_a_failed_step_is_tried_again_from_where_it_stopped(any_database: sa.Engine) -> None:
    calls: list[str] = []

    def evaluate(step: Step) -> None:
        calls.append(f"evaluate {step.attempt}")
        if step.attempt < 3:
            raise RuntimeError("no")

    runner = _runner(any_database, {"pull": lambda step: calls.append("pull"), "evaluate": evaluate})
    with clock.frozen(EIGHT):
        runner.run_once()
        assert runner.run_once() == {"due": 0, "reaped": 0}  # not at once: it waits about a minute
    with clock.frozen(EIGHT + timedelta(minutes=2)):
        runner.run_once()
    with clock.frozen(EIGHT + timedelta(minutes=6)):
        runner.run_once()
    assert calls == ["pull", "evaluate 1", "evaluate 2", "evaluate 3"]
    slot = _slot(any_database)
    assert (slot.state, slot.attempts) == ("done", 3)
    assert "error" not in slot.detail


def test_five_failures_end_it_with_the_reason(any_database: sa.Engine) -> None:
    def pull(step: Step) -> None:
        raise RuntimeError("secret words")

    runner = _runner(any_database, {"pull": pull, "evaluate": pull})
    for hour in range(7):
        with clock.frozen(EIGHT + timedelta(hours=hour)):
            runner.run_once()
    slot = _slot(any_database)
    assert (slot.state, slot.attempts) == ("failed", 5)
    assert slot.detail["error"]["code"] == "N931"
    assert "secret" not in str(slot.detail)


def test_a_refusal_is_not_tried_again(any_database: sa.Engine) -> None:
    def pull(step: Step) -> None:
        raise IssueError([Issue("N601", both("不行", "no"))])

    with clock.frozen(EIGHT):
        assert _runner(any_database, {"pull": pull}).run_once()["failed"] == 1
    slot = _slot(any_database)
    assert (slot.state, slot.attempts, slot.detail["error"]["code"]) == ("failed", 1, "N601")


class Ticks:
    """A monotonic clock for the reaper's patience."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = 0.0
        monkeypatch.setattr(clock, "monotonic", lambda: self.at)


def test_a_slot_of_a_dead_worker_is_run_by_another(any_database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = Ticks(monkeypatch)
    ran: list[int] = []
    runner = _runner(any_database, {"pull": lambda step: ran.append(step.attempt), "evaluate": lambda step: None})
    with clock.frozen(EIGHT), writing(any_database) as connection:
        tick(connection, [DAILY], EIGHT)
        dead = ledger.claim(connection, EIGHT)
    assert dead is not None
    with clock.frozen(EIGHT + timedelta(seconds=59)):
        assert runner.run_once() == {"due": 0, "reaped": 0}
    with clock.frozen(EIGHT + timedelta(seconds=61)):
        assert runner.run_once() == {"due": 0, "reaped": 0}  # expired, but watched for a while first
        ticks.at = 31
        assert runner.run_once() == {"due": 0, "reaped": 1, "done": 1}
    assert ran == [2]
    with writing(any_database) as connection:
        assert not ledger.finish(connection, dead, EIGHT, {})  # the dead one wakes up: it has no say any more
        assert not ledger.heartbeat(connection, dead, EIGHT)
    assert _slot(any_database).state == "done"


@pytest.mark.parametrize("jump", [timedelta(hours=2), timedelta(hours=-2)])
def test_a_jump_of_the_clock_takes_nothing_from_a_live_worker(
    any_database: sa.Engine, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    ticks = Ticks(monkeypatch)
    reaper = ledger.Reaper()
    with writing(any_database) as connection:
        connection.execute(sa.insert(schedule_slot).values(schedule="a", due_at=EIGHT, state="due"))
        mine = ledger.claim(connection, EIGHT)
        assert mine is not None
        for second in range(0, 120, 15):
            ticks.at = float(second)
            now = EIGHT + jump + timedelta(seconds=second)
            assert reaper.reap(connection, now) == []
            assert ledger.heartbeat(connection, mine, now)
        ticks.at += 100
        assert reaper.reap(connection, now + timedelta(seconds=100)) == []  # it went silent: watched …
        ticks.at += 31
        assert reaper.reap(connection, now + timedelta(seconds=131)) == [mine.slot]  # … and given up


def test_five_lost_attempts_end_it(any_database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = Ticks(monkeypatch)
    reaper = ledger.Reaper()
    now = EIGHT
    with writing(any_database) as connection:
        connection.execute(sa.insert(schedule_slot).values(schedule="a", due_at=EIGHT, state="due"))
        for _ in range(5):
            assert ledger.claim(connection, now) is not None
            now += timedelta(seconds=61)
            reaper.reap(connection, now)
            ticks.at += 31
            assert len(reaper.reap(connection, now)) == 1
        assert ledger.claim(connection, now) is None
    slot = _slot(any_database)
    assert (slot.state, slot.detail["lost"]) == ("failed", "attempt 5 ended without a word")


def _until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def test_the_thread_hears_the_bell_and_stops_gracefully(any_database: sa.Engine) -> None:
    rounds: list[int] = []
    began, go_on = threading.Event(), threading.Event()

    def pull(step: Step) -> None:
        began.set()
        go_on.wait(20)

    def broken() -> None:
        raise RuntimeError("a broken round")

    bell = HouseBell()
    runner = _runner(
        any_database,
        {"pull": pull, "evaluate": pull},
        bell=bell,
        rounds={"broken": broken, "count": lambda: rounds.append(1)},
    )
    runner.schedules = list
    with clock.frozen(EIGHT + timedelta(minutes=1)):  # else a newer run supersedes this one
        runner.start()
        _until(lambda: len(rounds) >= 1)  # the broken round did not stop the other
        seen = len(rounds)
        bell.ring()
        _until(lambda: len(rounds) > seen)
        with writing(any_database) as connection:
            connection.execute(sa.insert(schedule_slot).values(schedule="daily", due_at=EIGHT, state="due"))
        runner.schedules = lambda: [DAILY]
        bell.ring()
        assert began.wait(20)
        seen = len(rounds)
        runner._tap.ring()
        _until(lambda: len(rounds) > seen)  # a long step keeps no round waiting
        stopper = threading.Thread(target=runner.stop)
        stopper.start()
        time.sleep(0.1)
        go_on.set()
        stopper.join(20)
    slot = _slot_of(any_database, EIGHT)
    assert (slot.state, slot.attempts) == ("due", 0)  # given back after the step that ran
    assert [step["step"] for step in slot.detail["steps"]] == ["pull"]


def _slot_of(engine: sa.Engine, due: datetime) -> Any:
    with reading(engine) as connection:
        return connection.execute(sa.select(schedule_slot).where(schedule_slot.c.due_at == due)).one()


CHILD = textwrap.dedent("""
    import os, sys, time
    from engine.jobs import ledger, runner, work
    from engine.jobs.schedule import Schedule
    from engine.storage.database import open_database
    def pull(step):
        print("began", flush=True)
        time.sleep(600)
    engine = open_database(sys.argv[1])
    runner.Runner(engine, {"pull": pull}, lambda: [Schedule("s", "0 0 1 1 *", "UTC", ({"pull": "x"},))]).run_once()
""")


def test_kill_9_between_claim_and_finish(any_database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing(any_database) as connection:
        connection.execute(sa.insert(schedule_slot).values(schedule="s", due_at=clock.now(), state="due"))
    url = any_database.url.render_as_string(hide_password=False).replace("+psycopg", "")
    with subprocess.Popen([sys.executable, "-c", CHILD, url], stdout=subprocess.PIPE, env=os.environ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"began\n"
        child.send_signal(signal.SIGKILL)
    ticks = Ticks(monkeypatch)
    ran: list[int] = []
    schedule = Schedule("s", "0 0 1 1 *", "UTC", ({"pull": "x"},))
    runner = Runner(any_database, {"pull": lambda step: ran.append(step.attempt)}, lambda: [schedule])
    with clock.frozen(clock.now() + timedelta(seconds=62)):
        runner.run_once()
        ticks.at = 31
        runner.run_once()
    assert ran == [2]
    assert _slot(any_database).state == "done"

"""Server mode for real: two schedulers and two workers, processes of their own, on PostgreSQL and Valkey."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from admin_ui.processes import chosen_queues
from admin_ui.work import schedules_of
from engine.base import clock
from engine.cli import main
from engine.jobs import ledger
from engine.jobs.presence import present
from engine.jobs.queue import QUEUES, RqBell
from engine.jobs.slots import tick
from engine.storage.database import open_database, reading, writing
from engine.storage.migrate import upgrade
from engine.storage.tables import load, process, schedule_slot
from plugins.demo.databases import Valkey
from tests import small_app
from tests.admin_ui.test_data import TILL

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(150)]
#: Every five minutes: each has a slot that has come within the last five, whenever this runs.
PLANS = [f"plan_{n}" for n in range(12)]


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    server = Valkey(tmp_path / "v")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def installed(postgres_url: str, tmp_path: Path) -> Iterator[sa.Engine]:
    """The small app with a dozen schedules that are due."""
    copy = Path(shutil.copytree(small_app.APP, tmp_path / "app"))
    app = json.loads((copy / "app.json").read_text(encoding="utf-8"))
    (one,) = app["schedules"]
    steps = {PLANS[0]: one["steps"]}  # the others have nothing to pull
    app["schedules"] = [
        one | {"name": name, "cron": "*/5 * * * *", "steps": steps.get(name, [{"evaluate": "all"}])} for name in PLANS
    ]
    (copy / "app.json").write_text(json.dumps(app, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "till.csv").write_text(TILL, encoding="utf-8")
    os.utime(tmp_path / "inbox" / "till.csv", (0, 0))  # whole for long
    database = open_database(postgres_url)
    upgrade(database)
    small_app.publish_app(database, copy)
    yield database
    database.dispose()


def environment(database: sa.Engine, folder: Path, redis: str) -> dict[str, str]:
    url = database.url.render_as_string(hide_password=False).replace("+psycopg", "")
    values = {"NAVMARK_DATA": str(folder), "NAVMARK_DATABASE": url, "NAVMARK_KEY": small_app.KEY}
    return {**os.environ, **values, "NAVMARK_REDIS_URL": redis}


def begin(running: ExitStack, database: sa.Engine, folder: Path, redis: str, *words: str) -> subprocess.Popen[bytes]:
    out = running.enter_context((folder / f"{words[0]}.log").open("ab"))
    command = [sys.executable, "-m", "engine.cli", *words]
    child = subprocess.Popen(command, env=environment(database, folder, redis), stdout=out, stderr=out)

    def end() -> None:
        child.kill()
        child.wait()

    running.callback(end)
    return child


def until(what: Callable[[], Any], seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.1)
    return found


def slots(database: sa.Engine) -> list[Any]:
    with reading(database) as connection:
        return list(connection.execute(sa.select(schedule_slot).order_by(schedule_slot.c.id)))


def test_two_schedulers_and_two_workers_run_each_slot_once_and_stop_when_told(
    installed: sa.Engine, valkey: Valkey, tmp_path: Path
) -> None:
    with ExitStack() as running:
        words = [("scheduler",), ("scheduler",), ("worker",), ("worker", "--queues", "schedules")]
        crew = [begin(running, installed, tmp_path, valkey.url, *each) for each in words]

        def all_done() -> bool:
            return len({one.schedule for one in slots(installed) if one.state == "done"}) == len(PLANS)

        until(all_done, 90)
        with reading(installed) as connection:
            there = [(one["role"], one["queues"]) for one in present(connection)]
            loads = connection.scalar(sa.select(sa.func.count()).select_from(load))
        assert sorted(there) == [
            ("scheduler", ""),
            ("scheduler", ""),
            ("worker", "schedules"),
            ("worker", "schedules,rounds"),
        ]
        command = [sys.executable, "-m", "engine.cli", "jobs", "--json"]
        environ = environment(installed, tmp_path, valkey.url)
        listed = json.loads(subprocess.run(command, env=environ, capture_output=True, check=True).stdout)
        assert [len(listed["processes"]), {one["state"] for one in listed["runs"]} <= {"done", "skipped"}] == [4, True]
        assert ["pull", "evaluate"] in [[step["step"] for step in one["steps"]] for one in listed["runs"]]
        found = slots(installed)
        due = [one for one in found if one.state != "skipped"]
        assert len({(one.schedule, one.due_at) for one in found}) == len(found)
        assert {one.attempts for one in due if one.state == "done"} == {1}
        assert loads == len([one for one in due if one.schedule == PLANS[0] and one.state == "done"])
        for child in crew:
            child.send_signal(signal.SIGTERM)
        assert [child.wait(30) for child in crew] == [0, 0, 0, 0]
        with reading(installed) as connection:
            assert connection.scalar(sa.select(sa.func.count()).select_from(process)) == 0


def test_a_ring_brings_a_worker_at_once_and_a_flushed_redis_loses_nothing(
    installed: sa.Engine, valkey: Valkey, tmp_path: Path
) -> None:
    with ExitStack() as running:
        begin(running, installed, tmp_path, valkey.url, "worker")
        until(lambda: [one for one in slots(installed) if one.state == "done"])
        until(lambda: not [one for one in slots(installed) if one.state in ("due", "running")])
        took = []
        for flushed in (False, True):
            time.sleep(2)  # it has looked and waits
            with writing(installed) as connection:
                values = {"schedule": PLANS[0], "due_at": clock.now(), "state": "due", "attempts": 0}
                connection.execute(sa.insert(schedule_slot).values(**values))
            began = time.monotonic()
            if flushed:
                valkey.stop()
                valkey.start()
            else:
                RqBell(valkey.url).ring("schedules")
            until(lambda: not [one for one in slots(installed) if one.state in ("due", "running")], 30)
            took.append(time.monotonic() - began)
        assert took[0] < 6  # else it would have come by the clock
        assert took[1] < 25


def test_what_a_process_held_is_handed_back(installed: sa.Engine) -> None:
    with writing(installed) as connection:
        tick(connection, schedules_of(installed)[:2], clock.now())
        mine = ledger.claim(connection, clock.now(), "host-1-ab")
        other = ledger.claim(connection, clock.now(), "host-1-abc")
    assert mine is not None
    assert other is not None
    with writing(installed) as connection:
        assert ledger.hand_back(connection, "host-1-ab", "stopped") == 1
        assert not ledger.heartbeat(connection, mine, clock.now())
        assert ledger.heartbeat(connection, other, clock.now())
    states = {one.id: (one.state, one.attempts) for one in slots(installed) if one.state in ("due", "running")}
    assert states == {mine.slot: ("due", 1), other.slot: ("running", 1)}


def test_queues_are_known_by_name() -> None:
    assert chosen_queues(None) == QUEUES
    assert chosen_queues("rounds, schedules,rounds") == ("rounds", "schedules")
    refused = CliRunner().invoke(main, ["worker", "--queues", "round"], env={"NAVMARK_KEY": small_app.KEY})
    assert refused.exit_code != 0

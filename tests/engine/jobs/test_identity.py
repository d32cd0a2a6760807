"""A killed process is missed by its name alone; one that lives, or cannot be looked up, never is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.base import clock
from engine.jobs import ledger
from engine.jobs.identity import is_gone, name_of_process
from engine.storage.database import open_database, reading, writing
from engine.storage.migrate import upgrade
from engine.storage.tables import schedule_slot

SAY = "from engine.jobs.identity import name_of_process as n; print(n(), flush=True); input()"
CLAIM = """
import sys
from engine.base import clock
from engine.jobs import ledger
from engine.jobs.identity import name_of_process
from engine.storage.database import open_database, writing
database = open_database(sys.argv[1])
with writing(database) as connection:
    ledger.claim(connection, clock.now(), name_of_process())
print(name_of_process(), flush=True)
input()
"""


def child(code: str, *arguments: str) -> tuple[subprocess.Popen[str], str]:
    """A Python at work, and what it says first: its name."""
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], stdin=pipe, stdout=pipe, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux says when a process was born")


def test_the_name_stays_and_its_process_is_there() -> None:
    assert name_of_process() == name_of_process()
    assert not is_gone(name_of_process())


@linux
def test_a_killed_process_is_gone_from_the_moment_it_is_killed() -> None:
    process, name = child(SAY)
    assert not is_gone(name)
    process.send_signal(signal.SIGKILL)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # dead, and not yet buried
    assert is_gone(name)
    process.communicate()
    assert is_gone(name)


@linux
def test_another_process_with_the_same_id_is_not_that_process() -> None:
    host, pid, born, machine = name_of_process().rsplit("-", 3)
    assert is_gone(f"{host}-{pid}-{int(born, 16) - 1:x}-{machine}")


@pytest.mark.parametrize(
    "name",
    ["", "w1", "-", "a-b-c-d", "host-999999999999999999999-1-0", "host-4000000-1f-00000000"],
    ids=["empty", "word", "dash", "letters", "no number of a process", "another machine"],
)
def test_who_cannot_be_looked_up_is_never_gone(name: str) -> None:
    assert not is_gone(name)


@linux
def test_a_slot_of_a_killed_worker_is_due_at_the_next_look_and_counts_as_an_attempt(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'navmark.sqlite'}"
    database = open_database(url)
    upgrade(database)
    slots = [{"schedule": "nightly", "due_at": datetime(2026, 11, 27, tzinfo=UTC), "state": "due", "attempts": 0}]
    with writing(database) as connection:
        connection.execute(sa.insert(schedule_slot), slots)
    process, name = child(CLAIM, url)
    reaper = ledger.Reaper()
    with writing(database) as connection:
        assert reaper.reap(connection, clock.now()) == []  # it works
    kill(process)
    with writing(database) as connection:
        assert len(reaper.reap(connection, clock.now() + timedelta(seconds=1))) == 1
    with reading(database) as connection:
        (slot,) = connection.execute(sa.select(schedule_slot)).all()
    assert (slot.state, slot.worker, slot.attempts) == ("due", None, 1)
    assert slot.detail == {"lost": "attempt 1: the process was killed"}
    assert name
    database.dispose()

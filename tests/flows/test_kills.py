"""kill -9 in the middle of a morning loses nothing and does nothing twice: whoever comes next finishes it.

Points during pulling, publishing, evaluating, sending, and between the hand-over of a message and its record (before a
statement or a commit, drawn with a fixed seed from those of an undisturbed morning), and some by the clock alone.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.storage.database import open_database, reading
from engine.storage.migrate import upgrade
from engine.storage.model import model_of
from engine.storage.tables import load, org_unit, schedule_slot, staged_batch
from tests.flows import record
from tests.flows.conftest import MORNING, A, Chain
from tests.flows.playhouse import AFTER_JITTER, House, instant
from tests.postgres import Server

pytestmark = pytest.mark.timeout(240)
EACH, BY_CLOCK, SEED = int(os.environ.get("NAVMARK_TEST_KILLS", "2")), 2, 20261207
PHASES = ("pull", "publish", "evaluate", "send", "handed")
#: Later than the slot's lease (60 s) and a message's (120 s).
LATER = timedelta(minutes=4)


@pytest.fixture(scope="module")
def divisions() -> tuple[str, ...]:
    """One is enough: four of its seven stores are low, so that one message is a digest."""
    return ("C",)


class Nursery:
    """Children that play the morning of an installation."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def begin(self, at: House, *, later: timedelta = timedelta(), die_at: int | None = None, marks: str = "") -> int:
        """Starts a child; its process id."""
        now = instant(MORNING) + later
        settings = asdict(at.settings)
        settings |= {"data": str(at.settings.data), "allow_hosts": sorted(at.settings.allow_hosts)}
        order: dict[str, Any] = {"settings": settings, "at": now.isoformat(), "die_at": die_at, "marks": marks}
        order["send_at"] = (now + AFTER_JITTER).isoformat()
        at.systems.set(instant(MORNING))
        at.systems.at = now  # WeCom's clock goes on; what the till system and the ERP say of the day is the same
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._line())

    def end(self) -> int:
        """Waits for the child's end: 0, or minus the signal that ended it."""
        return os.waitstatus_to_exitcode(int(self._line()))

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    command = [sys.executable, "-m", "tests.flows.morning_child"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], **pipes) as process:
        yield Nursery(process)
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)


@dataclass(frozen=True)
class Outcome:
    """All that a morning leaves behind, without ids and instants."""

    tables: dict[str, list[tuple[Any, ...]]]
    incidents: list[dict[str, Any]]
    states: list[tuple[Any, ...]]
    messages: list[tuple[str, str, bool, str]]
    received: Counter[tuple[str, str, str]]


def outcome(at: House) -> Outcome:
    return Outcome(
        record.facts_by_key(at),
        record.incidents(at),
        record.spells_of(at),
        record.waiting(at),
        Counter(record.spoken(message) for message in at.systems.wecom.received),
    )


class Witness(threading.Thread):
    """Looks at an installation all the time, and notes every state of its data that readers can see."""

    def __init__(self, at: House) -> None:
        super().__init__(daemon=True)
        self._house, self._over = at, threading.Event()
        self.seen: set[tuple[Any, ...]] = set()
        with reading(at.database) as connection:
            self._tables = model_of(connection, at.release).tables
            chosen = sa.select(org_unit.c.id).where(org_unit.c.code == "HQ")
            self._hq = connection.scalar(chosen)

    def run(self) -> None:
        while not self._over.wait(0.04):
            self.look()

    def look(self) -> tuple[Any, ...]:
        """Rows of each dataset, and that the sums at the top are those of the rows."""
        with reading(self._house.database) as connection:
            counts = []
            for name in ("day_closes", "tickets", "ticket_lines", "stock", "shifts", "display_checks"):
                facts = self._tables[name].facts
                counts.append(connection.scalar(sa.select(sa.func.count()).select_from(facts)))
            lines = self._tables["ticket_lines"]
            total = connection.scalar(sa.select(sa.func.sum(lines.facts.c.net_amount))) or 0
            top = lines.sums.c
            summed = sa.select(sa.func.sum(top.sales_amount)).where(top.unit == self._hq)
            rolled = connection.scalar(summed) or 0
            covered = sa.select(sa.func.sum(top["~have"])).where(top.unit == self._hq)
            confirmed = connection.scalar(covered) or 0
        found = (*counts, total - rolled, confirmed)
        self.seen.add(found)
        return found

    def stop(self) -> None:
        self._over.set()
        self.join(10)


def no_half_loads(at: House, witness: Witness, whole: tuple[Any, ...]) -> None:
    """Every dataset was only ever seen empty or complete, and tickets never without their lines."""
    for seen in witness.seen:
        counts, difference, confirmed = seen[:-2], seen[-2], seen[-1]
        assert all(one in (0, end) for one, end in zip(counts, whole[:-2], strict=True)), seen
        assert (counts[1] == 0) == (counts[2] == 0), seen
        assert difference == 0, seen
        assert confirmed in (0, whole[-1]), seen
        assert (confirmed == 0) == (counts[0] == 0), seen


@dataclass(frozen=True)
class Undisturbed:
    """A morning that nobody killed: what it left, the phase of each of its statements, and how long it took."""

    outcome: Outcome
    marks: list[str]
    whole: tuple[Any, ...]
    seconds: float


@pytest.fixture
def in_postgres(chain: Chain, postgres_server: Server, tmp_path: Path) -> Iterator[Callable[[Path], House]]:
    """``copy_of`` on PostgreSQL: the installation is published once, and copied as a database."""
    template = postgres_server.create()
    names = [template]
    with ExitStack() as running:
        systems = running.enter_context(chain.systems.another_wecom())
        database = open_database(postgres_server.url(template))
        upgrade(database)
        settings = systems.settings(tmp_path, postgres_server.url(template))
        House(database, settings, systems, chain.package).publish(instant(A, "12:00:00"))
        database.dispose()

        def make(folder: Path) -> House:
            folder.mkdir(parents=True, exist_ok=True)
            names.append(postgres_server.create(template))
            url = postgres_server.url(names[-1])
            systems = running.enter_context(chain.systems.another_wecom())
            copy = open_database(url)
            running.callback(copy.dispose)
            return House(copy, systems.settings(folder, url), systems, chain.package)

        yield make
    for name in names:
        postgres_server.drop(name)


@pytest.mark.parametrize(
    ("maker", "phases", "each", "by_clock"),
    [
        pytest.param("copy_of", PHASES, EACH, BY_CLOCK, id="sqlite"),
        pytest.param(
            "in_postgres", ("publish", "evaluate", "handed"), EACH // 2, 1, id="postgresql", marks=pytest.mark.postgres
        ),
    ],
)
def test_kills_lose_nothing_and_repeat_nothing(
    maker: str,
    phases: tuple[str, ...],
    each: int,
    by_clock: int,
    nursery: Nursery,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    copy_of: Callable[[Path], House] = request.getfixturevalue(maker)
    calm = _undisturbed(nursery, copy_of(tmp_path / "calm"), tmp_path)
    assert len(calm.outcome.incidents) == 4
    assert sum(calm.outcome.received.values()) == 5
    assert set(calm.outcome.received.values()) == {1}
    assert {state for *_, state in calm.outcome.messages} == {"sent"}

    dice = random.Random(SEED)
    kills: list[tuple[str, int | float]] = []
    for phase in phases:
        places = [place for place, mark in enumerate(calm.marks) if mark == phase]
        kills += [(phase, place) for place in sorted(dice.sample(places, each))]
    kills += [("clock", dice.uniform(0.1, 0.7) * calm.seconds) for _ in range(by_clock)]
    repeated = 0
    for n, (phase, place) in enumerate(kills):
        at = copy_of(tmp_path / str(n))
        repeated += _killed(nursery, at, phase, place, calm)
    # a sender died between the hand-over and its record: without the duplicate check somebody would have read it twice
    assert repeated > 0


def _undisturbed(nursery: Nursery, at: House, folder: Path) -> Undisturbed:
    marks = folder / "marks.json"
    witness = Witness(at)
    began = time.monotonic()
    witness.start()
    nursery.begin(at, marks=str(marks))
    assert nursery.end() == 0
    seconds = time.monotonic() - began
    witness.stop()
    whole = witness.look()
    assert all(whole[:-2])
    no_half_loads(at, witness, whole)
    return Undisturbed(outcome(at), json.loads(marks.read_text(encoding="utf-8")), whole, seconds)


def _killed(nursery: Nursery, at: House, phase: str, place: int | float, calm: Undisturbed) -> int:
    """Kills a morning and lets another process finish it; how many messages had to be sent a second time."""
    witness = Witness(at)
    witness.start()
    where = (phase, place)
    if phase == "clock":
        pid = nursery.begin(at)
        time.sleep(place)
        with suppress(ProcessLookupError):  # it was quicker than the undisturbed one
            os.kill(pid, signal.SIGKILL)
        assert nursery.end() in (-signal.SIGKILL, 0), where
    else:
        nursery.begin(at, die_at=int(place))
        assert nursery.end() == -signal.SIGKILL, where
    witness.look()
    nursery.begin(at, later=LATER)
    assert nursery.end() == 0, where
    witness.stop()
    assert witness.look() == calm.whole, where
    no_half_loads(at, witness, calm.whole)
    _nothing_is_left_open(at)
    found = outcome(at)
    assert found.tables == calm.outcome.tables, where
    assert found.incidents == calm.outcome.incidents, where
    assert found.states == calm.outcome.states, where
    assert found.messages == calm.outcome.messages, where
    assert found.received == calm.outcome.received, where
    accepted = sum(call["errcode"] == 0 for call in at.systems.wecom.state.calls)
    return accepted - len(at.systems.wecom.received)


def _nothing_is_left_open(at: House) -> None:
    with reading(at.database) as connection:
        slots = connection.execute(sa.select(schedule_slot.c.state, schedule_slot.c.attempts)).all()
        assert len(slots) == 1
        assert slots[0].state == "done"
        assert slots[0].attempts <= 2
        assert connection.scalar(sa.select(sa.func.count()).select_from(staged_batch)) == 0
        states = Counter(connection.scalars(sa.select(load.c.state)))
        assert states["running"] == 0
        assert states["failed"] <= 1
        assert states["published"] >= 7

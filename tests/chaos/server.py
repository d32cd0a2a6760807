"""``./run chaos server``: server mode under faults. Workers, schedulers and web are killed, Redis is flushed and
restarted, PostgreSQL is stopped as by a crash while it works; slots are fed all the while. In the end each must have
been done once, and the facts be those of the file."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.storage.database import open_database, reading, writing
from engine.storage.migrate import upgrade
from engine.storage.tables import load, schedule_slot
from plugins.demo.databases import Postgres, Valkey, both
from plugins.demo.state import any_free
from tests import small_app
from tests.admin_ui.test_data import TILL

ROLES = ("worker", "worker", "scheduler", "scheduler", "web")
FAULTS = {"worker": 45, "scheduler": 20, "web": 15, "redis flushed": 8, "redis restarted": 7, "postgres restarted": 5}
PLANS = [f"plan_{n}" for n in range(8)]
RESUME = 120.0  # seconds within which what was cut off must be at work again
s = schedule_slot.c


@dataclass
class Table:
    """What a run found. ``resumed``: seconds from the beginning of a slot that was cut off to its end, for each
    time that it was."""

    fed: int = 0
    done: int = 0
    lost: int = 0
    twice: int = 0
    resumed: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def whole(self) -> bool:
        """Nothing lost, nothing twice, all resumed in time."""
        return not self.lost and not self.twice and max(self.resumed, default=0.0) <= RESUME

    def lines(self) -> list[str]:
        """For the terminal."""
        worst = max(self.resumed, default=0.0)
        return [
            f"slots fed           {self.fed}",
            f"done                {self.done}",
            f"lost                {self.lost}",
            f"effects twice       {self.twice}",
            f"cut off and resumed {len(self.resumed)}, the slowest ended {worst:.0f} s after it had begun",
            *(f"{what:<19} {count}" for what, count in sorted(self.faults.items())),
            f"took                {self.seconds:.0f} s",
        ]


class Crew:
    """The processes; one that is killed is begun again, as systemd would."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self._folder, self._env = folder, env
        self._children = [self._begin(role) for role in ROLES]

    def kill(self, role: str, dice: random.Random) -> None:
        """kill -9 of one of a role, and another in its place."""
        place = dice.choice([n for n, one in enumerate(ROLES) if one == role])
        _end(self._children[place])
        self._children[place] = self._begin(role)

    def revive(self) -> None:
        """Begins those again that have ended by themselves (a database that did not answer when they started)."""
        for place, child in enumerate(self._children):
            if child.poll() is not None:
                self._children[place] = self._begin(ROLES[place])

    def stop(self) -> None:
        for child in self._children:
            _end(child)

    def _begin(self, role: str) -> subprocess.Popen[bytes]:
        words = ["serve", "--no-jobs", "--port", str(any_free())] if role == "web" else [role]
        with (self._folder / f"{role}.log").open("ab") as out:
            command = [sys.executable, "-m", "engine.cli", *words]
            return subprocess.Popen(command, env=self._env, stdout=out, stderr=out, start_new_session=True)


def _end(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)  # with a web process its workers
    child.wait()


def play(folder: Path, *, seconds: float, pause: float = 3.0, seed: int = 20261126) -> Table:
    """Plays it in an empty folder. No fault comes after ``seconds``; what is left is then done."""
    dice, found, began = random.Random(seed), Table(), clock.monotonic()
    with both(folder) as (postgres, valkey):
        data = folder / "installation"
        _install(data, postgres.url)
        values = {"NAVMARK_DATA": str(data), "NAVMARK_DATABASE": postgres.url, "NAVMARK_KEY": small_app.KEY}
        crew = Crew(folder, {**os.environ, **values, "NAVMARK_REDIS_URL": valkey.url})
        database = open_database(postgres.url, pool_pre_ping=True)
        try:
            after = clock.monotonic() + 12  # they have started
            while clock.monotonic() < began + seconds:
                with suppress(sa.exc.OperationalError):
                    found.fed += _feed(database)
                if clock.monotonic() > after:
                    after = clock.monotonic() + dice.uniform(0.3, 2 * pause)
                    what = dice.choices(list(FAULTS), list(FAULTS.values()))[0]
                    _strike(what, crew, postgres, valkey, dice)
                    found.faults[what] += 1
                crew.revive()
                time.sleep(0.1)
            _wait(database, crew, clock.monotonic() + 2 * RESUME)
            _count(database, found)
        finally:
            crew.stop()
            database.dispose()
    found.seconds = clock.monotonic() - began
    return found


def _strike(what: str, crew: Crew, postgres: Postgres, valkey: Valkey, dice: random.Random) -> None:
    if what == "postgres restarted":
        postgres.restart()
    elif what.startswith("redis"):  # it keeps nothing: a restart empties it
        valkey.stop()
        if what == "redis restarted":
            time.sleep(2)
        valkey.start()
    else:
        crew.kill(what, dice)


def _install(data: Path, url: str) -> None:
    copy = Path(shutil.copytree(small_app.APP, data / "app"))
    app = json.loads((copy / "app.json").read_text(encoding="utf-8"))
    (one,) = app["schedules"]
    steps = {PLANS[0]: one["steps"]}  # two loads of one source at once are another story
    app["schedules"] = [
        one | {"name": name, "cron": "0 0 1 1 *", "steps": steps.get(name, [{"evaluate": "all"}])} for name in PLANS
    ]
    (copy / "app.json").write_text(json.dumps(app, ensure_ascii=False), encoding="utf-8")
    (data / "inbox").mkdir()
    (data / "inbox" / "till.csv").write_text(TILL, encoding="utf-8")
    os.utime(data / "inbox" / "till.csv", (0, 0))  # whole for long
    database = open_database(url)
    upgrade(database)
    small_app.publish_app(database, copy)
    database.dispose()


def _feed(database: sa.Engine) -> int:
    """A slot of each schedule that has none open."""
    with writing(database) as connection:
        busy = set(connection.scalars(sa.select(s.schedule).where(s.state.in_(("due", "running")))))
        rows = [
            {"schedule": name, "due_at": clock.now(), "state": "due", "attempts": 0}
            for name in PLANS
            if name not in busy
        ]
        if rows:
            connection.execute(sa.insert(schedule_slot), rows)
    return len(rows)


def _wait(database: sa.Engine, crew: Crew, end: float) -> None:
    while clock.monotonic() < end:
        crew.revive()
        with reading(database) as connection:
            if not connection.scalar(sa.select(sa.func.count()).where(s.state.in_(("due", "running")))):
                return
        time.sleep(0.5)


def _count(database: sa.Engine, found: Table) -> None:
    with reading(database) as connection:
        slots: list[Any] = list(connection.execute(sa.select(schedule_slot)))
        added = connection.execute(
            sa.select(sa.func.sum(load.c.rows_added)).where(load.c.state == "published")
        ).scalar_one()
        once = connection.scalar(
            sa.select(load.c.rows_added).where(load.c.state == "published").order_by(load.c.id).limit(1)
        )
    found.done = sum(one.state == "done" for one in slots)
    found.lost = found.fed - found.done
    found.twice = (added or 0) - (once or 0)  # the file has rows to add once only
    found.resumed = [
        (one.ended_at - one.started_at).total_seconds() / (one.attempts - 1)
        for one in slots
        if one.attempts > 1 and one.ended_at is not None
    ]

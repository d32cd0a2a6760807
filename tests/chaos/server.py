"""``./run chaos server``: server mode under faults. Workers, schedulers, web processes and their children are killed,
Redis is flushed and restarted, PostgreSQL is stopped as by a crash while it works; slots are fed and forms are sent all
the while. In the end each must have been done once, the facts be those of the file, and every form be there once."""

from __future__ import annotations

import json
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine.access import accounts
from engine.base import clock
from engine.jobs.identity import is_gone
from engine.storage.database import open_database, reading, writing
from engine.storage.migrate import upgrade
from engine.storage.tables import load, schedule_slot
from plugins.demo.databases import Postgres, Valkey, both
from plugins.demo.state import any_free
from tests import field as forms
from tests import small_app
from tests.admin_ui.test_data import TILL
from tests.chaos.phones import PASSWORD, Phone, amiss

ROLES = ("worker", "worker", "scheduler", "scheduler", "web")
KILLS = {"worker": 40, "child": 30, "scheduler": 20, "web": 10}
PLANS = [f"plan_{n}" for n in range(16)]
PEOPLE = {"keep_n11": "N11", "keep_n12": "N12"}
RESUME = 120.0  # seconds within which what was cut off must be at work again
s = schedule_slot.c


@dataclass(frozen=True)
class Wish:
    """How much is asked. ``seconds``: no fault comes later; ``pause``: seconds between two faults, on average."""

    kills: int = 1000
    jobs: int = 10_000
    flushes: int = 20
    crashes: int = 10
    seconds: float = 3600.0
    pause: float = 1.5


@dataclass
class Table:
    """What a run found. ``resumed``: seconds from a kill to the moment a slot it had cut off was at work again."""

    wish: Wish
    fed: int = 0
    done: int = 0
    sent: int = 0
    tries: int = 0
    lost: int = 0
    twice: int = 0
    resumed: list[float] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def whole(self) -> bool:
        """Nothing lost, nothing twice, all resumed in time."""
        return not self.lost and not self.twice and max(self.resumed, default=0.0) <= RESUME

    @property
    def reached(self) -> bool:
        """Whether as much happened as was asked for."""
        asked = self.wish
        jobs, flushes = self.fed + self.sent, self.faults["redis flushed"]
        return self.kills.total() >= asked.kills and jobs >= asked.jobs and flushes >= asked.flushes

    def lines(self) -> list[str]:
        """For the terminal."""
        middle, worst = statistics.median(self.resumed or [0.0]), max(self.resumed, default=0.0)
        kills = ", ".join(f"{count} {role}" for role, count in self.kills.most_common())
        return [
            f"kill -9              {self.kills.total()} ({kills})",
            *(f"{what:<20} {count}" for what, count in sorted(self.faults.items())),
            f"slots                {self.fed} fed, {self.done} done",
            f"forms sent           {self.sent}, in {self.tries} tries",
            f"lost                 {self.lost}",
            f"effects twice        {self.twice}",
            f"cut off, gone on     {len(self.resumed)}, after {middle:.1f} s (median), {worst:.0f} s (worst)",
            f"took                 {self.seconds:.0f} s",
        ]


class Crew:
    """The processes; one that is killed is begun again, as systemd would."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self._folder, self._env, self.port = folder, env, any_free()
        self._children = [self._begin(role) for role in ROLES]

    def kill(self, role: str, dice: random.Random) -> bool:
        """kill -9 of one of a role, and another in its place; a child's place is filled by its parent. Whether there
        was one."""
        if role == "child":
            (web,) = (one for one, its in zip(self._children, ROLES, strict=True) if its == "web")
            found = _children_of(web.pid)
            if found:
                with suppress(ProcessLookupError):
                    os.kill(dice.choice(found), signal.SIGKILL)
            return bool(found)
        place = dice.choice([n for n, one in enumerate(ROLES) if one == role])
        _end(self._children[place])
        self._children[place] = self._begin(role)
        return True

    def revive(self) -> None:
        """Begins those again that have ended by themselves (a database that did not answer when they started)."""
        for place, child in enumerate(self._children):
            if child.poll() is not None:
                self._children[place] = self._begin(ROLES[place])

    def stop(self) -> None:
        for child in self._children:
            _end(child)

    def _begin(self, role: str) -> subprocess.Popen[bytes]:
        web = ["serve", "--no-jobs", "--workers", "2", "--port", str(self.port)]
        with (self._folder / f"{role}.log").open("ab") as out:
            command = [sys.executable, "-m", "engine.cli", *(web if role == "web" else [role])]
            return subprocess.Popen(command, env=self._env, stdout=out, stderr=out, start_new_session=True)


def _children_of(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _end(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)  # with a web process its children
    child.wait()


class Watch:
    """Slots that a kill has cut off, until they are at work again."""

    def __init__(self, database: sa.Engine) -> None:
        self._database = database
        self._cut: dict[int, tuple[int, float]] = {}  # slot → attempt that was cut off, when

    def look(self, resumed: list[float]) -> None:
        """Notes what has been cut off since the last look, and what goes on again."""
        now = clock.monotonic()
        with suppress(sa.exc.SQLAlchemyError), reading(self._database) as connection:
            open_ = sa.or_(s.state == "running", s.id.in_(self._cut))
            for row in connection.execute(sa.select(s.id, s.state, s.worker, s.attempts).where(open_)):
                attempt, since = self._cut.get(row.id, (0, 0.0))
                if row.state in ("done", "failed", "skipped") or (attempt and row.attempts > attempt):
                    resumed.append(now - since)
                    del self._cut[row.id]
                if row.state == "running" and row.id not in self._cut and is_gone(row.worker.partition("/")[0]):
                    self._cut[row.id] = (row.attempts, now)


def play(folder: Path, wish: Wish, *, seed: int = 20261126) -> Table:
    """Plays it in an empty folder until as much has happened as was asked for, or the time is over; what is left is
    then done."""
    dice, found, began = random.Random(seed), Table(wish), clock.monotonic()
    with both(folder) as (postgres, valkey):
        data = folder / "installation"
        version = _install(data, postgres.url)
        values = {"NAVMARK_DATA": str(data), "NAVMARK_DATABASE": postgres.url, "NAVMARK_KEY": small_app.KEY}
        crew = Crew(folder, {**os.environ, **values, "NAVMARK_REDIS_URL": valkey.url})
        database = open_database(postgres.url, pool_pre_ping=True)
        phones = [Phone(login, unit, version, [crew.port]) for login, unit in PEOPLE.items()]
        over = threading.Event()
        threads = [threading.Thread(target=phone.send_on, args=(over,)) for phone in phones]
        watch = Watch(database)
        try:
            for thread in threads:
                thread.start()
            after = clock.monotonic() + 12  # they have started
            while clock.monotonic() < began + wish.seconds and not found.reached:
                with suppress(sa.exc.SQLAlchemyError):
                    found.fed += _feed(database)
                if clock.monotonic() > after:
                    after = clock.monotonic() + dice.uniform(0.2, 2 * wish.pause - 0.2)
                    _strike(found, crew, postgres, valkey, dice)
                watch.look(found.resumed)
                found.sent = sum(len(phone.sent) for phone in phones)
                crew.revive()
                time.sleep(0.1)
            over.set()
            _wait(database, crew, watch, found, phones, threads)
        finally:
            over.set()
            crew.stop()
            database.dispose()
    found.seconds = clock.monotonic() - began
    return found


def _strike(found: Table, crew: Crew, postgres: Postgres, valkey: Valkey, dice: random.Random) -> None:
    """One fault: mostly a kill; Redis and PostgreSQL as often as keeps pace with the kills."""
    share = found.kills.total() / max(1, found.wish.kills)
    if found.faults["redis flushed"] < share * found.wish.flushes:
        _flush(valkey, dice)
        found.faults["redis flushed"] += 1
    elif found.faults["postgres crashed"] < share * found.wish.crashes:
        postgres.restart()
        found.faults["postgres crashed"] += 1
    else:
        role = dice.choices(list(KILLS), list(KILLS.values()))[0]
        found.kills[role] += crew.kill(role, dice)


def _flush(valkey: Valkey, dice: random.Random) -> None:
    """It keeps nothing: a restart empties it; every other time it stays away for two seconds."""
    valkey.stop()
    time.sleep(dice.choice((0, 2)))
    valkey.start()


def _install(data: Path, url: str) -> str:
    """The small app with forms, with many schedules; gives the version of the form."""
    (data / "inbox").mkdir(parents=True)
    (data / "inbox" / "till.csv").write_text(TILL, encoding="utf-8")
    os.utime(data / "inbox" / "till.csv", (0, 0))  # whole for long
    database = open_database(url)
    upgrade(database)
    forms.publish_forms(database, data)
    copy = data / "app_with_forms"
    app = json.loads((copy / "app.json").read_text(encoding="utf-8"))
    (one,) = app["schedules"]
    steps = {PLANS[0]: one["steps"]}  # two loads of one source at once are another story
    app["schedules"] = [
        one | {"name": name, "cron": "0 0 1 1 *", "steps": steps.get(name, [{"evaluate": "all"}])} for name in PLANS
    ]
    (copy / "app.json").write_text(json.dumps(app, ensure_ascii=False), encoding="utf-8")
    release = small_app.publish_app(database, copy)
    with writing(database) as connection:
        for login in PEOPLE:
            (account,) = (one for one in accounts.accounts(connection) if one.login == login)
            accounts.set_password(connection, account, PASSWORD, by="test", cost="test")
    database.dispose()
    return release.definition("form", "visit").hash


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


def _wait(
    database: sa.Engine, crew: Crew, watch: Watch, found: Table, phones: list[Phone], threads: list[threading.Thread]
) -> None:
    """Until all is done, twice as long as it may take at most; then counts."""
    end = clock.monotonic() + 2 * RESUME
    names: list[str] = []
    while clock.monotonic() < end:
        crew.revive()
        watch.look(found.resumed)
        names = [name for phone in phones for name in phone.sent]
        with reading(database) as connection:
            open_ = connection.scalar(sa.select(sa.func.count()).where(s.state.in_(("due", "running"))))
            if not open_ and not any(thread.is_alive() for thread in threads) and amiss(connection, names)[0] == 0:
                break
        time.sleep(0.5)
    found.sent, found.tries = len(names), sum(phone.tries for phone in phones)
    with reading(database) as connection:
        slots: list[Any] = list(connection.execute(sa.select(s.state).where(s.schedule.in_(PLANS))))
        of_file = sa.and_(load.c.state == "published", load.c.source == "till")
        added = list(connection.scalars(sa.select(load.c.rows_added).where(of_file).order_by(load.c.id)))
        missing, more = amiss(connection, names)
    found.done = sum(one.state == "done" for one in slots)
    found.lost = found.fed - found.done + missing
    found.twice = sum(added[1:]) + more  # the file has rows to add once only

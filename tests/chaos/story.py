"""kill -9 at random moments of evaluating and sending, while the service on the other side fails in every way it knows.

Two senders and one evaluator work on one database; again and again one of them is killed and another begun. In the end
every message must have arrived on its reader's phone once, and a person's messages in the order of their days.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.storage.database import open_database, reading
from engine.storage.migrate import upgrade
from engine.storage.tables import incident, outbox
from plugins.wecom_local import Server, start
from tests.chaos.children import settings_of
from tests.chaos.shop import AGENT, CORP, SECRET, Shop, Told

ROLES = ("evaluate", "send", "send")
#: Of a hundred calls of the service: -1, 45009, the answer lost after it was worked on, all tokens revoked.
FAULTS = {None: 88, "busy": 5, "rate": 3, "lost": 3, "revoked": 1}


@dataclass
class Figures:
    """What a run found."""

    messages: int = 0
    arrived: int = 0
    lost: int = 0
    twice: int = 0
    disordered: int = 0
    repeats: int = 0  # raw repeats that the service dropped
    kills: Counter[str] = field(default_factory=Counter)
    during_work: int = 0  # kills before the last message had been sent
    faults: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    incidents: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def whole(self) -> bool:
        """Nothing lost, nothing twice, in order."""
        return not (self.lost or self.twice or self.disordered) and self.arrived == self.messages

    def lines(self) -> list[str]:
        """For the terminal."""
        killed = ", ".join(f"{count} of {what}" for what, count in sorted(self.kills.items()))
        faults = ", ".join(f"{count} × {what}" for what, count in sorted(self.faults.items()))
        return [
            f"messages due        {self.messages}",
            f"arrived             {self.arrived}",
            f"lost                {self.lost}",
            f"delivered twice     {self.twice}",
            f"out of order        {self.disordered}",
            f"kill -9             {sum(self.kills.values())} ({killed}); {self.during_work} while messages were due",
            f"faults of the service  {faults}",
            f"repeats it dropped  {self.repeats}",
            f"outbox              {dict(self.states)}",
            f"incidents           {dict(self.incidents)}",
            f"took                {self.seconds:.0f} s",
        ]


def play(
    url: str, *, messages: int, kills: int, seconds: float, seed: int = 20261125, say: Callable[[str], None] = print
) -> Figures:
    """Plays it on an empty database (SQLAlchemy URL). No kill comes after ``seconds``; what is left is then sent."""
    shop = Shop(areas=max(4, round(messages / 40)), days=44)
    dice, began = random.Random(seed), clock.monotonic()
    database = open_database(url)
    upgrade(database)
    with start(corp_id=CORP, agents={AGENT: SECRET}) as server:
        server.state.fault_of = lambda n: dice.choices(list(FAULTS), list(FAULTS.values()))[0]
        shop.build(database, settings_of(server.url, url))
        due = shop.expected()
        found = Figures(messages=sum(due.values()))
        say(f"{found.messages} messages about {shop.areas} units over {shop.days} days; {kills} kills")
        command = [sys.executable, "-m", "tests.chaos.children", url, server.url, shop.last.isoformat()]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, env=os.environ, **pipes) as nursery:
            crew = _Crew(nursery)
            try:
                end = began + seconds
                for number in range(kills):
                    time.sleep(dice.uniform(0.02, 0.3))
                    if clock.monotonic() > end:
                        say(f"time is up after {number} kills")
                        break
                    found.kills[crew.kill(dice.randrange(len(ROLES)))] += 1
                    found.during_work += len(server.received) < found.messages
                    if number % 100 == 99:
                        say(f"  {number + 1} kills, {len(server.received)} arrived")
                _finish(database, found.messages, clock.monotonic() + 60 + seconds)
            finally:
                crew.stop()
        _count(found, due, database, server)
    database.dispose()
    found.seconds = clock.monotonic() - began
    return found


class _Crew:
    """One evaluator and two senders."""

    def __init__(self, nursery: subprocess.Popen[str]) -> None:
        self._nursery = nursery
        self._pids = [self._begin(role) for role in ROLES]

    def kill(self, place: int) -> str:
        """Kills one and begins another in its place; its role."""
        os.kill(self._pids[place], signal.SIGKILL)
        self._pids[place] = self._begin(ROLES[place])
        return ROLES[place]

    def stop(self) -> None:
        for pid in self._pids:
            os.kill(pid, signal.SIGKILL)
        assert self._nursery.stdin is not None
        self._nursery.stdin.close()

    def _begin(self, role: str) -> int:
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(f"{role}\n")
        self._nursery.stdin.flush()
        return int(self._nursery.stdout.readline())


def _finish(database: sa.Engine, messages: int, end: float) -> None:
    """Waits until all has been sent, or until ``end``."""
    while clock.monotonic() < end:
        with reading(database) as connection:
            states = _by_state(connection, outbox)
        if states.total() >= messages and set(states) == {"sent"}:
            return
        time.sleep(0.2)


def _by_state(connection: sa.Connection, table: sa.Table) -> Counter[str]:
    rows = connection.execute(sa.select(table.c.state, sa.func.count()).group_by(table.c.state))
    return Counter({row[0]: row[1] for row in rows})


def _count(found: Figures, due: Counter[Told], database: sa.Engine, server: Server) -> None:
    with reading(database) as connection:
        found.states, found.incidents = _by_state(connection, outbox), _by_state(connection, incident)
    told = [_told(row) for row in server.received]
    arrived = Counter(told)
    found.arrived = len(told)
    found.lost = sum((due - arrived).values())
    found.twice = sum((arrived - due).values())
    by_reader: dict[str, list[str]] = {}
    for who, _, _, day in told:
        by_reader.setdefault(who, []).append(day)
    found.disordered = sum(days != sorted(days) for days in by_reader.values())
    found.faults = Counter(call["fault"] for call in server.state.calls if call["fault"])
    found.repeats = sum(call["errcode"] == 0 for call in server.state.calls) - len(told)


def _told(row: dict[str, Any]) -> Told:
    """What a phone shows: the first line of the card's description is "F B17 2026-01-08"."""
    what, unit, day = row["message"]["description"].split("<br>")[0].split(" ")
    return row["user"], what, unit, day

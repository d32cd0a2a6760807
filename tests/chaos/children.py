"""The processes that are killed: a nursery forks a fresh evaluator or sender for each line it reads.

``python -m tests.chaos.children DATABASE SERVICE LAST_DAY`` prints the process id of each child. A fork costs no
start-up, so that a thousand kills take minutes.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from engine.base import clock
from engine.base.settings import Settings
from engine.definitions.release import Release, current_release
from engine.storage import tables
from engine.storage.database import open_database, reading
from plugins.wecom import answers
from rule_builder import outbox
from rule_builder.channels import claims, contract, memory
from rule_builder.message import draft
from rule_builder.rounds import evaluate_rules
from tests.chaos.shop import FIRST, KEY

#: Leases as short as the lives here; they are two minutes otherwise.
LEASE = timedelta(seconds=1.5)
#: Messages that may wait when another day is evaluated.
BACKLOG = 40


def settings_of(service: str, database: str) -> Settings:
    """An installation that may call the local WeCom."""
    hosts = frozenset({service.removeprefix("http://")})
    values = {"NAVMARK_WECOM_URL": service}
    return Settings(data=Path("."), database=database, key=KEY, allow_hosts=hosts, values=values)


def evaluate_on(database: sa.Engine, release: Release, last: date) -> None:
    """One day after the other, as the record of the runs says; as a scheduler that always starts anew would.

    A day waits until most messages of the days before have left, so that kills fall into evaluations to the end.
    """
    w = tables.outbox.c
    while True:
        with reading(database) as connection:
            done = connection.scalar(
                sa.select(sa.func.max(tables.rule_run.c.day)).where(tables.rule_run.c.state == "done")
            )
            waiting = connection.scalar(sa.select(sa.func.count()).where(w.state.in_(("waiting", "sending"))))
        day = FIRST if done is None else done + timedelta(days=1)
        if day > last or (waiting or 0) > BACKLOG:
            time.sleep(0.02)
            continue
        evaluate_rules(database, release, day, now=clock.now())


def send_on(database: sa.Engine, release: Release, settings: Settings) -> None:
    """Sends what waits, and looks again."""
    words = partial(draft, public_url="https://navmark.example")
    while True:
        outbox.send_waiting(database, release, settings, clock.now(), words)
        time.sleep(0.02)


def main(database_url: str, service: str, last: str) -> None:
    """The nursery."""
    claims.LEASE = memory.LOCK = LEASE
    outbox.BACK_OFF = answers.BUSY_WAIT = answers.LATER_WAIT = 0.2
    contract.channels()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are not waited for
    database = open_database(database_url)
    with reading(database) as connection:
        release = current_release(connection)
    database.dispose()
    assert release is not None
    for kind in ("indicator", "dataset"):
        for model in release.all(kind):
            release.compiled(kind, model.name)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            engine = open_database(database_url)
            if line.strip() == "evaluate":
                evaluate_on(engine, release, date.fromisoformat(last))
            send_on(engine, release, settings_of(service, database_url))
        print(pid, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

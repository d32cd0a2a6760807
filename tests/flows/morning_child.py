"""Plays a morning in a process that may be killed: a nursery that forks a fresh child for each line of its input.

``python -m tests.flows.morning_child`` reads lines of JSON ``{"settings": {…}, "at", "send_at", "die_at", "marks"}``
(instants in ISO form), and prints the child's process id, then, once it has ended, its exit status. ``die_at`` is the
number of the SQL statement or commit before which the child kills itself; ``marks`` a file that gets the phase of every
one of them. A fork costs no start-up, so that the kills are many.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import connectors.run
from admin_ui import work
from engine.base import clock
from engine.base.settings import Settings
from engine.definitions.release import current_release
from engine.facts import sweep_broken_loads
from engine.jobs import ledger
from engine.storage.database import open_database, reading, writing
from rule_builder import outbox
from rule_builder.channels import claims


class Fate:
    """Counts statements and commits, knows what the process is doing, and ends it where that was asked for."""

    def __init__(self, database: sa.Engine, die_at: int | None) -> None:
        self.die_at, self.phase, self.marks = die_at, "pull", []
        sa.event.listen(database, "before_cursor_execute", self._step)
        sa.event.listen(database, "commit", self._step)

    def _step(self, *_: object) -> None:
        if len(self.marks) == self.die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.marks.append(self.phase)

    def during(self, phase: str, do: Callable[..., Any]) -> Callable[..., Any]:
        """``do``, marked as a phase."""

        def marked(*args: Any, **more: Any) -> Any:
            before, self.phase = self.phase, phase
            try:
                return do(*args, **more)
            finally:
                self.phase = before

        return marked

    def until_next_claim(self, hand_over: Callable[..., Any]) -> Callable[..., Any]:
        """``hand_over``, after which a message has left and that is not on record yet: phase "handed"."""
        claim = claims.claim

        def claimed(*args: Any) -> Any:
            self.phase = "send"
            return claim(*args)

        def handed(*args: Any) -> Any:
            try:
                return hand_over(*args)
            finally:
                self.phase = "handed"

        claims.claim = claimed
        return handed


def play(order: dict[str, Any]) -> None:
    """One morning, as a server that has just been started plays it."""
    given = order["settings"]
    hosts = frozenset(given.pop("allow_hosts"))
    settings = Settings(**given | {"data": Path(given["data"]), "allow_hosts": hosts})
    database = open_database(settings.database)
    fate = Fate(database, order["die_at"])
    connectors.run.publish_load = fate.during("publish", connectors.run.publish_load)
    work.evaluate_rules = fate.during("evaluate", work.evaluate_rules)
    outbox._sent = fate.until_next_claim(outbox._sent)
    ledger.GRACE = 0.0  # seconds for which an observer mistrusts the wall clock, which is ours here
    with clock.frozen(datetime.fromisoformat(order["at"])):
        with writing(database) as connection:
            sweep_broken_loads(connection)
        work.runner_of(database, settings).run_once()
    with clock.frozen(datetime.fromisoformat(order["send_at"])):
        fate.during("send", work.send)(database, settings)
    database.dispose()
    if order["marks"]:
        Path(order["marks"]).write_text(json.dumps(fate.marks), encoding="utf-8")


def main() -> None:
    """The nursery. The release is read once, before the first fork."""
    for line in sys.stdin:
        database = open_database(json.loads(line)["settings"]["database"])
        with reading(database) as connection:
            release = current_release(connection)
            assert release is not None
            for kind in ("source", "indicator", "dataset"):
                for model in release.all(kind):
                    release.compiled(kind, model.name)
        database.dispose()
        pid = os.fork()
        if pid == 0:
            try:
                play(json.loads(line))
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        print(pid, flush=True)
        print(os.waitpid(pid, 0)[1], flush=True)


if __name__ == "__main__":
    main()

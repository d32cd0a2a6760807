"""The work of an installation: what the steps of a schedule do, and the round that sends messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from admin_ui import duty_messages, trial_messages
from admin_ui.check_crew import crew_of
from admin_ui.duty_messages import remind
from connectors.run import pull
from engine.base import clock
from engine.base.settings import Settings, current
from engine.definitions.release import Release, current_release
from engine.facts import sweep_broken_loads
from engine.jobs.queue import QUEUES, door
from engine.jobs.runner import Runner
from engine.jobs.schedule import Schedule
from engine.jobs.work import Handler, Step
from engine.kinds.app.model import Step as StepModel
from engine.scores.round import recompute_scores
from engine.storage.backup import outbox_paused
from engine.storage.database import reading, writing
from engine.storage.installation import opened
from form_builder.submissions.round import go_round, keep_house
from rule_builder.channels.contract import Draft, Recipient
from rule_builder.life.round import go_round as chase_incidents
from rule_builder.message import draft
from rule_builder.mutes import go_round as lift_mutes
from rule_builder.outbox import send_waiting
from rule_builder.rounds import evaluate_rules


def runner_of(database: sa.Engine, settings: Settings, queues: Sequence[str] = QUEUES) -> Runner:
    """The runner of one process: the schedules of the release that serves, and the outbox. ``queues``: what of it this
    process does."""
    bell = door(settings, queues)
    crew = crew_of(database, settings, bell.ring)
    return Runner(
        database,
        handlers_of(database, settings),
        schedules=partial(schedules_of, database),
        rounds={
            "checks": crew,
            "duties": partial(remind, database),
            "mutes": partial(lift_mutes, database),
            "incidents": partial(chase_incidents, database),
            "forms": partial(go_round, database, settings),
            "send": partial(send, database, settings),
            "sweep": partial(sweep, database),
            "scores": partial(recompute_scores, database),
            "photos": partial(keep_house, database, settings),
        },
        bell=bell,
        closing=crew.stop,
        queues=queues,
    )


def look(queue: str) -> dict[str, int]:
    """One look at a queue: what RQ's own worker (``rq worker navmark-schedules``) calls when it takes a ring."""
    database = opened(current())
    try:
        return runner_of(database, current(), (queue,)).run_once()
    finally:
        database.dispose()


def handlers_of(database: sa.Engine, settings: Settings) -> dict[str, Handler]:
    """What each step of a schedule does."""
    return {"pull": partial(_pull, database, settings), "evaluate": partial(_evaluate, database)}


def schedules_of(database: sa.Engine) -> list[Schedule]:
    """The schedules of the release that serves; none before the first."""
    release = _release(database)
    if release is None:
        return []
    app = release.app
    return [
        Schedule(s.name, s.cron, s.time_zone or app.time_zone, tuple(_step(step) for step in s.steps))
        for s in app.schedules
    ]


def sweep(database: sa.Engine) -> None:
    """Ends the loads of processes that died: no run takes two hours."""
    with writing(database) as connection:
        sweep_broken_loads(connection, timedelta(hours=2))


def send(database: sa.Engine, settings: Settings) -> None:
    """Sends what waits, unless the outbox is paused (after a restore)."""
    release = _release(database)
    with reading(database) as connection:
        paused = outbox_paused(connection)
    if release is not None and not paused:
        send_waiting(database, release, settings, clock.now(), partial(draft_of, public_url=settings.public_url))


def draft_of(
    connection: sa.Connection, release: Release, row: Mapping[str, Any], recipient: Recipient, *, public_url: str
) -> Draft | None:
    """What a message says: a trial of a channel, a reminder of duties, or what a rule has found."""
    if trial_messages.is_trial(row):
        return trial_messages.draft(connection, release, row, recipient, public_url=public_url)
    if duty_messages.is_reminder(row):
        return duty_messages.draft(connection, release, row, recipient, public_url=public_url)
    return draft(connection, release, row, recipient, public_url=public_url)


def _step(step: StepModel) -> Mapping[str, Any]:
    return {"pull": step.pull} if step.pull is not None else {"evaluate": step.evaluate}


def _pull(database: sa.Engine, settings: Settings, step: Step) -> Mapping[str, Any]:
    """One source after the other; one that fails is shown and stops none of the others."""
    release = _release(database)
    if release is None:
        return {}
    reason: Any = "catch-up" if step.late else "schedule"
    return {
        name: pull(database, release, name, reason=reason, settings=settings).as_json() for name in step.argument or ()
    }


def _evaluate(database: sa.Engine, step: Step) -> Mapping[str, Any]:
    release = _release(database)
    if release is None:
        return {}
    names = None if step.argument == "all" else list(step.argument)
    return {
        outcome.rule: outcome.as_json() | {"seconds": outcome.seconds}
        for outcome in evaluate_rules(database, release, names=names)
    }


def _release(database: sa.Engine) -> Release | None:
    with reading(database) as connection:
        return current_release(connection)

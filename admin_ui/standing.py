"""What stands in the database, as figures for Prometheus: read anew each time somebody asks."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from engine.base import clock
from engine.storage.database import reading
from engine.storage.tables import load, outbox, pointer, release, rule_run, schedule_slot
from form_builder.checks.queue import waiting

log = logging.getLogger("navmark.api")


class Standing(Collector):
    """Slots, outbox, queue, rules, loads and photo checks of one installation."""

    def __init__(self, database: sa.Engine) -> None:
        self._database = database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """See the module. A database that does not answer gives ``navmark_database_up 0`` and nothing else."""
        try:
            with reading(self._database) as connection:
                found = [*_queue(connection), *_messages(connection), *_rules(connection), *_data(connection)]
        except sa.exc.SQLAlchemyError as fault:
            log.warning("figures cannot be read: %s", type(fault).__name__)
            found = []
        yield _one("navmark_database_up", "1 where the database answers", 1.0 if found else 0.0)
        yield from found


def _queue(connection: sa.Connection) -> Iterator[GaugeMetricFamily]:
    s, now = schedule_slot.c, clock.now()
    rows = connection.execute(sa.select(s.schedule, s.state, sa.func.count()).group_by(s.schedule, s.state))
    slots = GaugeMetricFamily("navmark_job_slots", "Slots by schedule and result", labels=["schedule", "state"])
    for schedule, state, count in rows:
        slots.add_metric([schedule, state], count)
    yield slots
    ready = sa.select(sa.func.count(), sa.func.min(s.due_at)).where(
        s.state == "due", s.due_at <= now, sa.or_(s.lease_until.is_(None), s.lease_until <= now)
    )
    depth, oldest = connection.execute(ready).one()
    yield _one("navmark_queue_depth", "Slots that are due and that nobody runs", depth)
    yield _one("navmark_queue_oldest_seconds", "Seconds that the oldest of them has waited", _age(oldest, now))
    ended = sa.select(s.schedule, sa.func.max(s.ended_at)).where(s.state == "done").group_by(s.schedule)
    done = GaugeMetricFamily("navmark_job_done_timestamp_seconds", "When a schedule ended well", labels=["schedule"])
    for schedule, at in connection.execute(ended):
        done.add_metric([schedule], at.timestamp())
    yield done


def _messages(connection: sa.Connection) -> Iterator[GaugeMetricFamily]:
    o, now = outbox.c, clock.now()
    family = GaugeMetricFamily("navmark_outbox_messages", "Messages by state", labels=["state"])
    for state, count in connection.execute(sa.select(o.state, sa.func.count()).group_by(o.state)):
        family.add_metric([state], count)
    yield family
    oldest = connection.scalar(sa.select(sa.func.min(o.not_before)).where(o.state == "waiting"))
    yield _one("navmark_outbox_oldest_seconds", "Seconds past its time of the oldest message", _age(oldest, now))
    count, since = waiting(connection)
    yield _one("navmark_photo_checks_waiting", "Photos in check", count)
    yield _one("navmark_photo_checks_oldest_seconds", "Seconds that the oldest of them has waited", _age(since, now))


def _rules(connection: sa.Connection) -> Iterator[GaugeMetricFamily]:
    r = rule_run.c
    newest = sa.select(sa.func.max(r.id)).group_by(r.rule)
    well = GaugeMetricFamily("navmark_rule_well", "1 where a rule's last evaluation was done", labels=["rule"])
    for rule, state in connection.execute(sa.select(r.rule, r.state).where(r.id.in_(newest))):
        well.add_metric([rule], 1.0 if state == "done" else 0.0)
    yield well
    s = schedule_slot.c
    last = sa.select(sa.func.max(s.id)).where(s.state == "done").group_by(s.schedule)
    steps = GaugeMetricFamily(
        "navmark_step_seconds", "Seconds of a step in its schedule's last run", labels=["schedule", "step"]
    )
    rules = GaugeMetricFamily("navmark_rule_seconds", "Seconds of a rule's last scheduled evaluation", labels=["rule"])
    took: dict[tuple[str, str], float] = {}
    by_rule: dict[str, float] = {}
    for schedule, detail in connection.execute(sa.select(s.schedule, s.detail).where(s.id.in_(last)).order_by(s.id)):
        for step in (detail or {}).get("steps", ()):
            key = (schedule, step["step"])
            took[key] = took.get(key, 0.0) + step["seconds"]
            for rule, result in step["result"].items() if step["step"] == "evaluate" else ():
                if "seconds" in result:
                    by_rule[rule] = result["seconds"]
    for (schedule, name), seconds in took.items():
        steps.add_metric([schedule, name], seconds)
    for rule, seconds in by_rule.items():
        rules.add_metric([rule], seconds)
    yield steps
    yield rules


def _data(connection: sa.Connection) -> Iterator[GaugeMetricFamily]:
    c = load.c
    newest = sa.select(c.source, sa.func.max(c.ended_at)).where(c.state == "published").group_by(c.source)
    family = GaugeMetricFamily(
        "navmark_load_published_timestamp_seconds", "When a source's data was last published", labels=["source"]
    )
    for source, at in connection.execute(newest):
        if at is not None:
            family.add_metric([source], at.timestamp())
    yield family
    serves = sa.select(release.c.number).join_from(pointer, release, release.c.id == pointer.c.release_id)
    yield _one("navmark_release", "The number of the release that serves", connection.scalar(serves) or 0)


def _one(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since is not None else 0.0

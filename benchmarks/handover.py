"""From a day's load to messages handed over: load, evaluate, send to the local WeCom, each in seconds.

The day is one on which about two of a hundred leaves complete their third day in breach. Messages may leave at once (no
jitter), and the service answers at once: what is measured is this house alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import sqlalchemy as sa

from benchmarks.package import LAST, MEASURES
from benchmarks.world import World, row
from engine.base import clock
from engine.base.settings import current
from engine.facts import begin_load, publish_load, stage
from engine.storage import secrets
from engine.storage.database import writing
from engine.storage.tables import org_unit, outbox
from plugins.wecom_local import start
from rule_builder.message import draft
from rule_builder.outbox import send_waiting
from rule_builder.rounds import evaluate_rules

CORP, AGENT, SECRET, KEY = "ww1", 1, "bench-secret-20-letters", "bench-key-0123456789-abcdefghijklmnop"


def handover(world: World) -> dict[str, float]:
    """Seconds of each part and of all, with the number of rows and messages."""
    third = LAST + timedelta(days=1)  # of those that are weak (``world.PHASE``)
    with world.database.connect() as connection:
        codes = {r.id: r.code for r in connection.execute(sa.select(org_unit.c.id, org_unit.c.code))}
    evaluate_rules(world.database, world.release, LAST, now=_morning(LAST))
    with writing(world.database) as connection:
        connection.execute(sa.delete(outbox))
    return _timed(world, codes, third)


def _timed(world: World, codes: dict[int, str], day: date) -> dict[str, float]:
    with start(corp_id=CORP, agents={AGENT: SECRET}) as server:
        hosts = frozenset({server.url.removeprefix("http://")})
        values = {"NAVMARK_WECOM_URL": server.url}
        settings = replace(current(), data=Path("."), key=KEY, allow_hosts=hosts, values=values)
        with writing(world.database) as connection:
            secrets.put(connection, "s", SECRET, settings)
        marks = [clock.monotonic()]
        rows = _load(world, codes, [day])
        marks.append(clock.monotonic())
        evaluate_rules(world.database, world.release, day, now=_morning(day))
        marks.append(clock.monotonic())
        later = _morning(day) + timedelta(minutes=20)
        words = partial(draft, public_url="https://navmark.example")
        sent = send_waiting(world.database, world.release, settings, later, words, limit=1_000_000).sent
        marks.append(clock.monotonic())
        assert sent == len(server.received) > 0
    spans = (after - before for before, after in pairwise(marks))
    parts = dict(zip(("load", "evaluate", "send"), spans, strict=True))
    return {**parts, "all": marks[-1] - marks[0], "rows": rows, "messages": sent}


def _morning(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(0, 30), UTC)


def _load(world: World, codes: dict[int, str], days: list[date]) -> int:
    rows = []
    for leaf in world.leaves:
        for day in days:
            amount, *rest = row(leaf, day.toordinal())
            mapped = {"unit": codes[leaf], "day": day.isoformat(), "v1": f"{amount / 100:.2f}"}
            rows.append(mapped | dict(zip(MEASURES[1:], rest, strict=True)))
    with clock.frozen(_morning(days[-1])):
        with writing(world.database) as connection:
            load = begin_load(connection, "bench", "manual")
            stage(connection, load, "daily", (("{}", one, []) for one in rows))
        publish_load(world.database, load, release=world.release)
    return len(rows)

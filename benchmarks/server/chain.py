"""The morning as the workers do it: pull in pages, roll up, evaluate, hand the messages over."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from benchmarks.package import LAST, MEASURES
from benchmarks.recompute import names_of
from benchmarks.server.app import SCHEDULE
from benchmarks.server.table import Line
from benchmarks.world import row
from engine.base import clock
from engine.jobs.by_hand import run_now
from engine.jobs.queue import door
from engine.storage.database import reading, writing
from engine.storage.tables import org_unit, outbox, schedule_slot

if TYPE_CHECKING:
    from benchmarks.server.installation import Installation

PATIENCE = 300.0
DAY = LAST + timedelta(days=1)


def rows_of(made: Installation) -> list[dict[str, Any]]:
    """What the source says of the day."""
    with made.world.database.connect() as connection:
        codes = {r.id: r.code for r in connection.execute(sa.select(org_unit.c.id, org_unit.c.code))}
    found = []
    for leaf in made.world.leaves:
        amount, *rest = row(leaf, DAY.toordinal())
        said = {"unit": codes[leaf], "day": DAY.isoformat(), "v1": f"{amount / 100:.2f}"}
        found.append(said | dict(zip(MEASURES[1:], rest, strict=True)))
    return found


def chain(made: Installation, asked_for: Any) -> Iterator[Line]:
    """Seconds from the last page to the last message handed over, and of each part."""
    world, size = made.world, made.world.size.name
    till, wecom = made.outside["till"], made.outside["wecom"]
    till.fill(rows_of(made))
    began = clock.monotonic()
    with writing(world.database) as connection:
        run_now(connection, SCHEDULE)
    door(made.settings).ring("schedules")
    steps = _steps(world.database, began)
    _until_sent(world.database, began)
    done = clock.monotonic()
    last_page = till.last_page_at
    assert last_page is not None
    messages = len(wecom.received)
    seconds = done - last_page
    pull = steps[0]["result"]["till"]
    assert pull["added"] == len(world.leaves), pull
    hand = _by_hand(made)
    what = f"last of {pull['added']:,} rows arrived → {messages:,} messages handed over"
    yield Line(size, what, seconds, "s", None, "≤ 60 s", seconds <= 60)
    evaluate_at, took = datetime.fromisoformat(steps[1]["at"]), float(steps[1]["seconds"])
    now, clock_now = clock.monotonic(), clock.now()
    evaluated = now - (clock_now - evaluate_at).total_seconds()
    yield Line(size, "  pages fetched and mapped", last_page - (till.first_page_at or last_page), "s")
    yield Line(size, "  last page → published and rolled up / by hand", evaluated - last_page, "s", hand)
    yield Line(size, "  evaluate", took, "s")
    yield Line(size, "  evaluated → all handed over", done - evaluated - took, "s")


def _steps(database: sa.Engine, began: float) -> list[dict[str, Any]]:
    while True:
        with reading(database) as connection:
            newest = sa.select(schedule_slot.c.state, schedule_slot.c.detail).order_by(schedule_slot.c.due_at.desc())
            found = connection.execute(newest.limit(1)).one()
        if found.state not in ("due", "running"):
            if found.state != "done":
                raise RuntimeError(f"the morning: {found.state} {found.detail}")
            return list(found.detail["steps"])
        if clock.monotonic() > began + PATIENCE:
            raise RuntimeError("the morning did not end")
        time.sleep(0.05)


def _until_sent(database: sa.Engine, began: float) -> None:
    waiting = sa.select(sa.func.count()).where(outbox.c.state.in_(("waiting", "sending")))
    while True:
        with reading(database) as connection:
            if not connection.scalar(waiting):
                return
        if clock.monotonic() > began + PATIENCE:
            raise RuntimeError("messages still wait")
        time.sleep(0.05)


def _by_hand(made: Installation) -> float:
    """Seconds of COPY → staging → upsert and of the rollup of that day by hand."""
    from benchmarks.ingest import _raw_upsert
    from benchmarks.recompute import _roll_hand

    world = made.world
    assert names_of(world)
    tuples = [(leaf, DAY.toordinal(), *row(leaf, DAY.toordinal()), 0) for leaf in world.leaves]
    began = clock.monotonic()
    with writing(world.database) as connection:
        _raw_upsert(connection, world, tuples)
    _roll_hand(world)
    return clock.monotonic() - began

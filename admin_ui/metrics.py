"""Figures for Prometheus. Requests and their time are counted in this process (or, with several, in files they share);
what stands in the database (``standing``) is read when somebody asks, so it is right whoever answers.

Labels are names of routes, schedules and rules, and states: no value, unit or person.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess, values
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from admin_ui.standing import Standing

#: The folder of those files: ``navmark serve`` sets it where it starts several processes.
SHARED = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_STEPS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class _Meters:
    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram
    pool: Gauge


@cache
def _meters() -> _Meters:
    """Made once per process, at the first use: after the fork."""
    if os.environ.get(SHARED):  # the library has looked for it when it was imported, before it was set
        values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()
    return _Meters(
        registry,
        Counter("navmark_requests", "Requests", ["route", "method", "status"], registry=registry),
        Histogram("navmark_request_seconds", "Seconds per request", ["route"], buckets=_STEPS, registry=registry),
        Gauge(
            "navmark_database_connections",
            "Connections of the pool by what they do",
            ["state"],
            registry=registry,
            multiprocess_mode="livesum",
        ),
    )


def request_seen(route: str, method: str, status: int, seconds: float) -> None:
    """Counts one request."""
    meters = _meters()
    meters.requests.labels(route, method, str(status)).inc()
    meters.seconds.labels(route).observe(seconds)


def pool_seen(database: sa.Engine) -> None:
    """Notes how the engine's pool stands."""
    pool: Any = database.pool
    if hasattr(pool, "checkedout"):  # a pool of one connection has no such figures
        meters = _meters()
        meters.pool.labels("busy").set(pool.checkedout())
        meters.pool.labels("free").set(pool.checkedin())


def text(database: sa.Engine) -> bytes:
    """What Prometheus reads. Raises no error where the database is gone: ``navmark_database_up`` is 0 then."""
    pool_seen(database)
    counted = _meters().registry
    if os.environ.get(SHARED):
        counted = CollectorRegistry()
        multiprocess.MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    now = CollectorRegistry()
    now.register(Standing(database))
    return generate_latest(counted) + generate_latest(now)


def process_gone(pid: int) -> None:
    """A process that shared its figures has ended: what it counted stays, what it held is forgotten."""
    multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]

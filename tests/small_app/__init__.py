"""A small app for tests: 2 divisions, 4 areas, 8 stores, four indicators, one plan; every figure worked out by hand.

Targets: 292,000.00 a year over 8 equal stores and 365 equal days = 100.00 a store and day (baseline 90, stretch 110).
Data, the same every day from 1 to 22 November 2026 (the last, a Sunday, is the anchor): see ``STORES``. Each store
sells 4 parts in 5 in the shop and 1 in 5 on the web, at a cost of 60 %, and 5 orders a day.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.base.settings import Settings
from engine.definitions.publish import publish
from engine.definitions.read import read_folder
from engine.definitions.release import Release, current_release
from engine.facts import LoadResult, begin_load, publish_load, stage
from engine.storage.database import reading, writing

APP = Path(__file__).with_name("app")
KEY = "c7T0_q3hV-9rKd2LmXw8ZpYb5NfGs1AeUjQo"
#: 08:30 in Shanghai on the morning after the anchor.
NOW = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
FIRST, ANCHOR = date(2026, 11, 1), date(2026, 11, 22)
#: Sales of a store per day. S22 has delivered nothing for the anchor.
STORES = {"N11": 100, "N12": 96, "N21": 90, "N22": 80, "S11": 110, "S12": 50, "S21": 100, "S22": 100}
MISSING = ("S22", ANCHOR)


def settings_in(folder: Path, **more: Any) -> Settings:
    """Settings for a test, with the cheap password hash."""
    return Settings(folder, f"sqlite:///{folder / 'navmark.sqlite'}", key=KEY, password_cost="test", **more)


def publish_app(database: sa.Engine, folder: Path = APP, reason: str = "test") -> Release:
    """Publishes the app (or a changed copy of it), with its tables."""
    documents, files, issues = read_folder(folder)
    assert not issues, [issue.line_of_text() for issue in issues]
    with clock.frozen(NOW), writing(database) as connection:
        return publish(connection, documents, files, author="test", reason=reason)


def serving(database: sa.Engine) -> Release:
    """The release that serves in a database where the app was published."""
    with reading(database) as connection:
        release = current_release(connection)
    assert release is not None
    return release


def load_rows(
    database: sa.Engine, release: Release, source: str, rows: Mapping[str, Iterable[Mapping[str, Any]]]
) -> LoadResult:
    """Stages and publishes rows (money in major units) by dataset, as one load of a source."""
    with writing(database) as connection:
        load_id = begin_load(connection, source, "manual", FIRST, ANCHOR)
        for dataset, some in rows.items():
            stage(connection, load_id, dataset, [(json.dumps(row, sort_keys=True), dict(row), []) for row in some])
    return publish_load(database, load_id, release=release, source_time=NOW - timedelta(minutes=40))


def fill(database: sa.Engine, release: Release) -> LoadResult:
    """The data described above."""
    with clock.frozen(NOW - timedelta(minutes=30)):
        return load_rows(database, release, "till", {"closes": list(_closes()), "sales": list(_sales())})


def days() -> list[date]:
    """The days with data."""
    return [FIRST + timedelta(days=n) for n in range((ANCHOR - FIRST).days + 1)]


def _closes() -> Iterator[dict[str, Any]]:
    for store in STORES:
        for day in days():
            if (store, day) != MISSING:
                yield {"unit": store, "day": day.isoformat(), "closed": False}


def _sales() -> Iterator[dict[str, Any]]:
    for store, amount in STORES.items():
        for day in days():
            if (store, day) == MISSING:
                continue
            for channel, part, orders in (("shop", 4, 4), ("web", 1, 1)):
                sold = amount * part / 5
                row = {"unit": store, "day": day.isoformat(), "channel": channel, "orders": orders}
                yield row | {"amount": f"{sold:.2f}", "cost": f"{sold * 0.6:.2f}"}

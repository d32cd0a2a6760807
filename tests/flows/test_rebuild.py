"""Sums that are kept up to date, through gaps, backfills, closures and corrections in any order, are those that a
rebuild from the facts gives. A release that writes the plan again rebuilds everything."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.run import pull
from connectors.window import Span
from engine.base import clock
from engine.facts import begin_load, publish_load, stage
from engine.storage.database import writing
from tests.flows import record
from tests.flows.by_hand import EIGHT
from tests.flows.cast import Cast
from tests.flows.conftest import FIRST_DAYS, MORNING, A
from tests.flows.playhouse import House, house, instant, package

DAY = timedelta(days=1)
NOW = instant(MORNING, "09:00:00")
KINDS = ("day", "wtd", "mtd", "ytd")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def played(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """One division after its first morning (A-2 to A), on both databases."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    copy = package(tmp_path / "package", first_days=FIRST_DAYS, divisions=("SW",))
    with ExitStack() as running:
        made = house(tmp_path, Cast(A), running, url=url, package_=copy)
        made.publish(instant(A, "12:00:00"))
        made.morning(MORNING)
        yield made


def fetch(at: House, sources: Iterable[str], first: date, last: date) -> None:
    """Pulls days of sources by hand."""
    at.systems.set(NOW)
    with clock.frozen(NOW):
        for source in sources:
            window = Span(first, last)
            done = pull(at.database, at.release, source, reason="manual", settings=at.settings, window=window)
            assert (done.state, done.refused) == ("published", 0)


def give(at: House, dataset: str, *rows: dict[str, Any]) -> None:
    """Publishes rows as a load of their own."""
    with clock.frozen(NOW), writing(at.database) as connection:
        load_id = begin_load(connection, "by_hand", "manual", A, A)
        stage(connection, load_id, dataset, [(json.dumps(row), row, []) for row in rows])
    with clock.frozen(NOW):
        done = publish_load(at.database, load_id, release=at.release)
    assert (done.state, done.refused, done.added + done.changed) == ("published", 0, len(rows))


def close(code: str, day: date, closed: bool, at: str) -> dict[str, Any]:
    """A day close that replaces what the tills have said."""
    later = f"{day + 2 * DAY}T{at}Z"
    return {"unit": code, "day": day.isoformat(), "tickets": 0, "closed": closed, "closed_at": later}


def rebuilt_is_the_same(at: House, folder: Path) -> None:
    """Publishes the package with a person's name changed: the plan is written again, and every sum with it."""
    kept, shown = record.facts_by_key(at), figures(at)
    copy = Path(shutil.copytree(at.package, folder))
    people = copy / "data/users.csv"
    people.write_text(people.read_text(encoding="utf-8").replace("王敏", f"王敏敏{folder.name}"), encoding="utf-8")
    before = at.release.number
    assert at.publish(NOW, copy).number == before + 1
    made = record.facts_by_key(at)
    for name, rows in kept.items():
        assert plainly(made[name]) == plainly(rows), name
    assert figures(at) == shown


def plainly(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Sums of fractions at 11 digits: PostgreSQL adds them up in any order."""
    return [tuple(float(f"{value:.11g}") if isinstance(value, float) else value for value in row) for row in rows]


def figures(at: House) -> dict[Any, Any]:
    found = {key: record.plain(value) for key, value in record.figures(at, A, KINDS, EIGHT).items()}
    return {key: plainly([value[:1], value[2:4], value[4:], *value[1]]) for key, value in found.items()}


def test_after_a_morning(played: House, tmp_path: Path) -> None:
    rebuilt_is_the_same(played, tmp_path / "again")


def test_gaps_backfills_and_closures_in_any_order(played: House, tmp_path: Path) -> None:
    erp = ("erp_shifts", "erp_stock", "erp_display_checks")
    tills = ("pos_tickets", "pos_day_closes")
    fetch(played, erp, A - 9 * DAY, A - 8 * DAY)  # are missing now
    fetch(played, (*erp, *tills), A - 5 * DAY, A - 5 * DAY)  # SW201 was closed; the ERP comes before the day closes
    fetch(played, tills, A - 9 * DAY, A - 9 * DAY)
    shown = record.figures(played, A, ["mtd"], ["display_rate"])["mtd", "SW201", "display_rate"]
    # expected from 27 November on, the oldest day there is: in December 1 to 6, less the closed 1 December
    assert (shown.have, shown.expected) == (5, 5)
    rebuilt_is_the_same(played, tmp_path / "again")


def test_days_that_turn_out_to_have_been_closed_or_open(played: House, tmp_path: Path) -> None:
    """The day close is corrected after everything else has come."""
    give(played, "day_closes", close("SW101", A, True, "01:00:00"), close("SW102", A - DAY, True, "01:00:00"))
    shown = record.figures(played, A, ["day"], EIGHT)
    assert {
        name: (shown["day", "SW101", name].have, shown["day", "SW101", name].expected) for name in EIGHT
    } == dict.fromkeys(EIGHT, (0, 0))
    assert {shown["day", "SW1", name].have for name in EIGHT} == {3}
    rebuilt_is_the_same(played, tmp_path / "closed")
    give(played, "day_closes", close("SW101", A, False, "02:00:00"))
    shown = record.figures(played, A, ["day"], EIGHT)
    assert {shown["day", "SW1", name].have for name in EIGHT} == {4}
    rebuilt_is_the_same(played, tmp_path / "open")

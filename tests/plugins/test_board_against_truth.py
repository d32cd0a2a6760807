"""The whole way of the data, three mornings running: what the board shows is what truth says, to the last digit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from connectors.run import pull
from connectors.window import Span
from engine.access.actor import Actor
from engine.access.door import Door
from engine.base import clock
from engine.base.settings import Settings
from engine.definitions.publish import ON_PUBLISH, publish
from engine.definitions.read import read_folder
from engine.definitions.release import Release
from engine.measure import period_of, unit_series, values
from engine.org import OrgTree, units_on
from engine.storage import secrets
from engine.storage.apply import on_publish
from engine.storage.database import open_database, reading, writing
from engine.storage.tables import metadata
from plugins.sample_sources import truth
from plugins.sample_sources.erp import start_erp
from plugins.sample_sources.pos import start_pos
from plugins.sample_sources.stores import read_stores
from plugins.sample_sources.story import Story
from plugins.sample_sources.trade import World
from plugins.sample_sources.web import Handle
from tests.plugins.plan_by_hand import RETAIL, daily_target

A = date(2026, 11, 22)
FIRST = A - timedelta(days=8)
SOURCES = (
    "erp_products",
    "focus_list_file",
    "pos_day_closes",
    "pos_tickets",
    "erp_stock",
    "erp_shifts",
    "erp_display_checks",
)
EIGHT = ("net_sales", "atv", "upt", "new_share", "focus_share", "oos_rate", "staff_rate", "display_rate")
PASSWORD, KEY = "till-pass-20-letters-x", "erp-key-20-letters-xyz"


def at_eight(day: date) -> datetime:
    return datetime.fromisoformat(f"{day}T08:00:00+08:00")


@pytest.fixture
def world() -> World:
    return World(read_stores(RETAIL / "data/units.csv"), Story(A))


@pytest.fixture
def systems(world: World) -> Iterator[tuple[Handle, Handle]]:
    with start_pos(world, PASSWORD, now=at_eight(A)) as pos, start_erp(world, KEY, now=at_eight(A)) as erp:
        yield pos, erp


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'board.sqlite'}")
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def settings(systems: tuple[Handle, Handle], tmp_path: Path) -> Settings:
    pos, erp = systems
    return Settings(
        data=tmp_path,
        database="",
        key="jH3k29dkfjJ2h4kdlsoe8Hdk3Lsm29Xk0qPz7Vb1",
        allow_hosts=frozenset(handle.url.removeprefix("http://") for handle in systems),
        values={"NAVMARK_SOURCE_POS_URL": pos.url, "NAVMARK_SOURCE_ERP_URL": erp.url},
    )


@pytest.fixture
def release(database: sa.Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Release:
    monkeypatch.setattr(
        "engine.definitions.publish.ON_PUBLISH", [*(h for h in ON_PUBLISH if h is not on_publish), on_publish]
    )
    documents, files, issues = read_folder(RETAIL)
    assert issues == []
    with clock.frozen(at_eight(A)), writing(database) as connection:
        secrets.put(connection, "pos_password", PASSWORD, settings)
        secrets.put(connection, "erp_key", KEY, settings)
        return publish(connection, documents, files, author="test", reason="test")


@pytest.mark.timeout(240)
def test_three_mornings(
    world: World, systems: tuple[Handle, Handle], database: sa.Engine, settings: Settings, release: Release
) -> None:
    focus = truth.read_focus(RETAIL / "data/focus_list.csv")
    for morning in range(3):
        last = A + timedelta(days=morning - 1)
        now = at_eight(last + timedelta(days=1))
        for system in systems:
            system.clock.set(now)
        with clock.frozen(now):
            for source in SOURCES:
                first_run = Span(FIRST, last) if morning == 0 else None
                result = pull(database, release, source, settings=settings, now=now, window=first_run)
                assert (result.state, result.refused, result.error) == ("published", 0, None)
            with reading(database) as connection:
                tree = units_on(connection, last)
                door = Door(connection, release, Actor.system(), last + timedelta(days=1))
                _values_are_true(world, door, tree, focus, last)
                _targets_are_as_by_hand(world, door, tree, last)


def _values_are_true(world: World, door: Door, tree: OrgTree, focus: tuple[truth.Focus, ...], last: date) -> None:
    for kind in ("day", "wtd"):
        period = period_of(door, kind, last)
        days = [period.first + timedelta(days=n) for n in range((last - period.first).days + 1)]
        assert days[0] >= FIRST
        totals = {
            store.code: sum((truth.day_totals(world, store, d, focus, last) for d in days), truth.Totals())
            for store in world.stores
        }
        shown = values(door, list(tree.by_id), period, EIGHT)
        for unit in tree.by_id.values():
            below = [u for u in tree.by_id.values() if unit.path <= u.path < unit.path_end and u.code in totals]
            known = truth.indicators(sum((totals[u.code] for u in below), truth.Totals()))
            for name in EIGHT:
                actual, expected = shown[unit.id, name].actual, known[name]
                where = (last, kind, unit.code, name)
                if expected is None or actual is None:
                    assert actual == expected, where
                    continue
                money = 100 if name in ("net_sales", "atv") else 1
                assert actual == pytest.approx(float(expected * money), rel=1e-12), where


def _targets_are_as_by_hand(world: World, door: Door, tree: OrgTree, last: date) -> None:
    ids = {store.code: tree.by_code[store.code].id for store in world.stores}
    series = unit_series(door, "net_sales", list(ids.values()), FIRST, last)
    checked = 0
    for code, unit_id in ids.items():
        for point in series[unit_id]:
            if point.target is not None:
                assert point.target == daily_target(code, point.day), (code, point.day)
                checked += 1
    assert checked >= 56 * 7

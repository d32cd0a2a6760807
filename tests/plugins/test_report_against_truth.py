"""The report about the store that was out of stock, over the whole way of the data: figures and rows as the books have
them, worked out here in plain Python (F64, §3.5)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa

from connectors.run import pull
from connectors.window import Span
from engine.base import clock
from engine.base.settings import Settings
from engine.definitions.release import Release
from engine.storage.database import reading
from engine.storage.tables import incident, org_unit, report
from plugins.sample_sources import backroom, tills
from plugins.sample_sources.articles import launched_by
from plugins.sample_sources.stores import Store
from plugins.sample_sources.trade import World
from plugins.sample_sources.web import Handle
from rule_builder.reporting import verify
from rule_builder.rounds import evaluate_rules
from tests.plugins.test_board_against_truth import (
    FIRST,
    SOURCES,
    A,
    at_eight,
    database,
    release,
    settings,
    systems,
    world,
)

__all__ = ["database", "release", "settings", "systems", "world"]

DAYS = [A - timedelta(days=n) for n in (2, 1, 0)]
BEFORE = [FIRST + timedelta(days=n) for n in range((A - FIRST).days - 2)]  # what has been loaded of the 28 days
RULE = "below_85_for_3_days"


def out_of_stock(world: World, store: Store) -> tuple[list[list[str]], int]:
    """The first ten articles by what they sold before (article, name, days out, sales), and how many there are."""
    days_out: dict[str, int] = defaultdict(int)
    for day in DAYS:
        for row in backroom.stock(world, store, day):
            days_out[row.sku] += row.listed and row.on_hand <= 0
    sold: dict[str, int] = defaultdict(int)
    for day in BEFORE:
        for ticket in tills.tickets(world, store, day):
            for line in ticket.lines:
                sold[line.sku] += line.net
    names = {article.sku: article.name for article in launched_by(A)}
    rows = [(sku, count, sold.get(sku)) for sku, count in days_out.items() if count]
    rows.sort(key=lambda row: (row[2] is None, -(row[2] or 0), -row[1], row[0]))
    first = [
        [sku, names[sku], str(count), "—" if amount is None else f"{amount // 100:,}.{amount % 100:02d}"]
        for sku, count, amount in rows[:10]
    ]
    return first, len(rows)


def rate(world: World, store: Store, days: list[date]) -> Fraction:
    rows = [row for day in days for row in backroom.stock(world, store, day) if row.listed]
    return Fraction(sum(row.on_hand <= 0 for row in rows), len(rows))


def slots(world: World, store: Store) -> list[list[str]]:
    found = [
        (row.required - row.actual, day.isoformat(), row.slot, row.required)
        for day in DAYS
        for row in backroom.shifts(world, store, day)
        if row.actual < 0.9 * row.required
    ]
    found.sort(key=lambda row: (-row[0], row[1], row[2]))
    return [[day, slot, f"{lacking:,}", f"{needed:,}"] for lacking, day, slot, needed in found[:10]]


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_the_stores_of_the_story(
    world: World, systems: tuple[Handle, Handle], database: sa.Engine, settings: Settings, release: Release
) -> None:
    now = at_eight(A + timedelta(days=1))
    for system in systems:
        system.clock.set(now)
    with clock.frozen(now):
        for source in SOURCES:
            result = pull(database, release, source, settings=settings, now=now, window=Span(FIRST, A))
            assert (result.state, result.refused) == ("published", 0)
        for last in (A - timedelta(days=1), A):
            (outcome,) = evaluate_rules(database, release, last, [RULE], now=at_eight(last + timedelta(days=1)))
            assert (outcome.state, outcome.issues) == ("done", ()), outcome
    with reading(database) as connection:
        query = sa.select(org_unit.c.code, report.c.inputs, report.c.inputs_hash, report.c.body)
        query = query.select_from(report).join(incident, incident.c.id == report.c.incident_id)
        query = query.join(org_unit, org_unit.c.id == incident.c.unit_id).where(incident.c.fired_day == A)
        found = {row.code: row for row in connection.execute(query)}
    short, thin = world.story.s1, world.story.s2
    assert {short, thin} <= set(found)
    for row in found.values():
        assert verify(row.inputs, row.inputs_hash, row.body) == "same"
        parts = row.body["drivers"]["parts"]
        assert sum(part["part"] for part in parts) == row.body["drivers"]["total"]
    _stock_out(world, world.by_code[short], found[short].body)
    _understaffed(world, world.by_code[thin], found[thin].body)


def _stock_out(world: World, store: Store, body: Any) -> None:
    first = body["causes"][0]
    assert first["name"] == body["top_cause"] == "stock_out"
    now, usual = rate(world, store, DAYS), rate(world, store, BEFORE)
    assert f"缺货率 {float(now):.1%}，平时 {float(usual):.1%}" == first["evidence"]["zh"]
    assert first["sure"]["zh"] == "证据较强"
    rows, count = out_of_stock(world, store)
    assert first["rows"]["rows"] == rows
    assert first["rows"]["more"] == max(0, count - 10)
    checked = [line["zh"] for one in body["sections"] if one["name"] == "checked" for line in one["lines"]]
    assert any(line.startswith("排班不足：") for line in checked)
    assert any(line.startswith("停业/装修：") for line in checked)


def _understaffed(world: World, store: Store, body: Any) -> None:
    first = next(one for one in body["causes"] if one["name"] == "understaffed")
    assert body["top_cause"] == "understaffed"
    assert first["rows"]["rows"] == slots(world, store)
    assert "stock_out" not in {one["name"] for one in body["causes"]}

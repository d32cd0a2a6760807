"""What the rules of the retail example find in the sample's trade: worked out over its books, without the engine."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from plugins.sample_sources import truth
from plugins.sample_sources.stores import read_stores
from plugins.sample_sources.story import Story
from plugins.sample_sources.trade import World
from rule_builder.conditions import conditions
from rule_builder.conditions.contract import DayFact, Figured
from rule_builder.watch import Episode, walk
from tests.flows.by_hand import amount
from tests.plugins.plan_by_hand import RETAIL, load
from tests.rule_builder.conditions.written import Written

A = date(2026, 11, 25)
FIRST = date(2026, 10, 26)
DAY = timedelta(days=1)


class Chain(Written):
    """The chain's sales against its plan, per store and area: what is known on the morning after A."""

    def __init__(self) -> None:
        world = World(read_stores(RETAIL / "data/units.csv"), Story(A))
        focus = truth.read_focus(RETAIL / "data/focus_list.csv")
        with (RETAIL / "data/units.csv").open(encoding="utf-8-sig", newline="") as file:
            parents = {row["code"]: row["parent"] for row in csv.DictReader(file)}
        self.codes = {code: number for number, code in enumerate(parents)}
        self.sold: dict[tuple[int, date], int | None] = {}
        self.due: dict[tuple[int, date], int] = {}
        self.stores: dict[int, list[int]] = {}
        for store in world.stores:
            number = self.codes[store.code]
            self.stores[number] = [number]
            self.stores.setdefault(self.codes[parents[store.code]], []).append(number)
            for n in range((A - FIRST).days + 1):
                day = FIRST + n * DAY
                found = truth.day_totals(world, store, day, focus, A)
                if not world.closed(store, day):
                    self.sold[number, day] = round(found.sales) if found.tills else None
            for n in range((date(2026, 11, 30) - FIRST).days + 1):
                self.due[number, FIRST + n * DAY] = amount(store.code, FIRST + n * DAY)
        family = {area: some for area, some in self.stores.items() if some != [area]}
        scale = load("scales/standard.json")["bands"]
        bands = [type("Band", (), {"light": b["light"], "from_": b["from"], "to": b["to"]}) for b in scale]
        super().__init__("higher", {}, sons=family, bands=bands)

    def _on(self, unit: int, day: date) -> DayFact:
        return self._sum(unit, [day], day)

    def _to(self, unit: int, period: str, day: date) -> DayFact:
        assert period == "mtd"
        return self._sum(unit, [day.replace(day=1) + n * DAY for n in range(day.day)], day)

    def _sum(self, unit: int, span: Sequence[date], day: date) -> DayFact:
        places = [(store, one) for store in self.stores[unit] for one in span]
        sold = [(place, self.sold[place]) for place in places if self.sold.get(place) is not None]
        expected = [place for place in places if place in self.sold]
        part = 0 < len(sold) < len(expected)
        actual, covered = sum(value or 0 for _, value in sold), sum(self.due[place] for place, _ in sold)
        return DayFact(
            day,
            actual if sold else None,
            sum(self.due.get(place, 0) for place in places) or None,
            expected=any((store, day) in self.sold for store in self.stores[unit]),
            known=any(self.sold.get((store, day)) is not None for store in self.stores[unit]),
            partial=actual / covered if part else None,
            whole=not part,
        )


@pytest.fixture(scope="module")
def chain() -> Chain:
    return Chain()


def episodes(chain: Chain, name: str, first: date) -> dict[str, list[Episode]]:
    """What the rule finds from a day on, by unit."""
    rule: dict[str, Any] = load(f"rules/{name}.json")
    test: Any = conditions()[rule["condition"]["type"]].prepare(rule["condition"], "higher")
    level = [number for number, some in chain.stores.items() if (some == [number]) == (rule["level"] == "store")]
    read = test.facts if isinstance(test, Figured) else lambda figures, *asked: figures.series(*asked)
    found = read(chain, level, first, A)
    codes = {number: code for code, number in chain.codes.items()}
    walked = {codes[unit]: list(walk(days, test, rule["resolve_after"]).episodes) for unit, days in found.items()}
    return {code: some for code, some in walked.items() if some}


def test_the_pace_of_the_month_warns_of_areas_that_are_never_red_for_three_days(chain: Chain) -> None:
    """The north-west sells 91 to 94 % day after day: no store of it is ever red. By the tenth the pace says so."""
    behind = episodes(chain, "pace_month", date(2026, 11, 1))
    assert {code: some[0].fired_day for code, some in behind.items()} == dict.fromkeys(
        ("NW1", "NW2", "S1", "S2"), date(2026, 11, 10)
    )
    red = episodes(chain, "below_85_for_3_days", FIRST)
    assert set(red) == {"E102", "SW103"}  # those of the story (C102 once its correction is in)
    assert {some[0].fired_day for some in red.values()} == {A}


def test_half_of_the_stores_are_red_where_no_single_one_is_for_three_days(chain: Chain) -> None:
    """In the south three quarters of the stores are red on most days, in turn."""
    found = episodes(chain, "half_of_stores_red", FIRST)
    assert set(found) == {"S1", "S2"}
    assert all(len(some) == 1 and some[0].resolved_day is None for some in found.values())  # they do not flap


def test_only_the_store_whose_tills_are_silent_is_late(chain: Chain) -> None:
    found = episodes(chain, "data_late", FIRST)
    assert {code: [(e.first_day, e.resolved_day) for e in some] for code, some in found.items()} == {
        "N104": [(A, None)]
    }

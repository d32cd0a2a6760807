"""Conditions over the engine's own figures, on SQLite and PostgreSQL, against sums made in plain Python."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from engine import measure
from engine.access import Actor
from engine.base import clock
from engine.base.text import both
from engine.org import units_on
from engine.storage import tables
from engine.storage.database import reading
from rule_builder.conditions import conditions
from rule_builder.conditions.contract import DayFact, Figured
from rule_builder.figures import IndicatorFigures, system_door
from rule_builder.message import message_context
from rule_builder.message_words import body_of
from rule_builder.rounds import evaluate_rules
from tests.rule_builder.conditions.test_properties import SETTINGS
from tests.rule_builder.conditions.written import Written
from tests.rule_builder.test_whole import LEAVES, LOW, RULE, USUAL, A, Shop, named

FIRST = date(2026, 10, 1)  # of the plan and of the quarter
DAY = timedelta(days=1)
DAILY = 20_000_00  # 6,100,000.00 over 61 days and five units
FIGURED = [
    (kind, settings)
    for kind, some in (SETTINGS | {"pace": [*SETTINGS["pace"], {"until": "quarter", "attainment_below": 0.9}]}).items()
    for settings in some
    if isinstance(conditions()[kind].prepare({"type": kind, **settings}, "higher"), Figured)
]


class Books(Written):
    """Written figures of units above leaves: the amounts of the leaves, added up."""

    def __init__(self, amounts: dict[tuple[int, date], int], below: dict[int, list[int]], **more: Any) -> None:
        super().__init__("higher", {}, **more)
        self.amounts, self.below = amounts, below

    def _on(self, unit: int, day: date) -> DayFact:
        return self._sum(unit, [day], day)

    def _to(self, unit: int, period: str, day: date) -> DayFact:
        starts = {"wtd": day - day.weekday() * DAY, "mtd": day.replace(day=1), "qtd": FIRST, "ytd": date(2026, 1, 1)}
        since = starts[period]
        return self._sum(unit, [since + n * DAY for n in range((day - since).days + 1)], day)

    def _sum(self, unit: int, span: Sequence[date], day: date) -> DayFact:
        leaves = self.below.get(unit, [unit])
        there = [self.amounts[leaf, one] for leaf in leaves for one in span if (leaf, one) in self.amounts]
        planned = sum(DAILY for one in span for _ in leaves if FIRST <= one <= date(2026, 11, 30))
        part = 0 < len(there) < len(leaves) * len(span)
        return DayFact(
            day,
            sum(there) if there else None,
            planned or None,
            known=any((leaf, day) in self.amounts for leaf in leaves),
            partial=sum(there) / (len(there) * DAILY) if part else None,
            whole=not part,
        )


@pytest.fixture
def at_eight(any_database: sa.Engine) -> Iterator[sa.Engine]:
    with clock.frozen(datetime(2026, 11, 21, tzinfo=UTC)):
        yield any_database


def test_facts_are_those_of_the_books(at_eight: sa.Engine) -> None:
    dice = random.Random(7)
    days = [FIRST + n * DAY for n in range((A - FIRST).days + 1)]
    cents = {
        (leaf, day): dice.randrange(12_000_00, 28_000_00) for leaf in LEAVES for day in days if dice.random() < 0.94
    }
    shop = Shop(at_eight)
    amounts = {key: Decimal(value) / 100 for key, value in cents.items()}
    shop.load([{"unit": leaf, "day": day, **USUAL, "amount": amounts[leaf, day]} for leaf, day in cents])
    with reading(at_eight) as connection:
        tree = units_on(connection, A)
        ids = {unit.code: unit.id for unit in tree.by_id.values()}
        sons = {unit.id: [child.id for child in tree.children(unit.id)] for unit in tree.by_id.values()}
        books = Books(
            {(ids[leaf], day): value for (leaf, day), value in cents.items()},
            below={ids["A1"]: [ids[code] for code in LEAVES[:4]], ids["A2"]: [ids["M1"]]},
            brothers={one: [other for other in family if other != one] for family in sons.values() for one in family},
            sons=sons,
            bands=shop.release.get("scale", "lights").bands,
        )
        figures = IndicatorFigures(connection, shop.release, "net", "higher", A)
        seen = 0
        for kind, settings in FIGURED:
            test: Any = conditions()[kind].prepare({"type": kind, **settings}, "higher", digits=2)
            chosen = [ids["A1"], ids["A2"]] if kind == "red_children" else [ids["L1"], ids["L3"], ids["A1"]]
            mine = test.facts(figures, chosen, A - 24 * DAY, A)
            theirs = test.facts(books, chosen, A - 24 * DAY, A)
            for unit in chosen:
                assert [_plain(fact) for fact in mine[unit]] == [_plain(fact) for fact in theirs[unit]], (kind, unit)
                assert [test.judge(fact) for fact in mine[unit]] == [test.judge(fact) for fact in theirs[unit]]
                seen += sum(fact.tested is not None for fact in mine[unit])
        assert seen > 500  # they did have something to say


def _plain(fact: DayFact) -> tuple[Any, ...]:
    def number(value: float | None) -> Any:
        return None if value is None else pytest.approx(value, abs=2e-9)

    known = (fact.day, fact.expected, fact.known, fact.whole, fact.actual if fact.known else None)
    return (*known, number(fact.target), number(fact.compared), number(fact.tested))


def rule(name: str, level: str, condition: dict[str, Any], **more: Any) -> dict[str, Any]:
    plain = {key: value for key, value in RULE.items() if key != "causes"}
    roles = {"to": {"role": "manager"}, "cc": {"role": "head"}}
    return plain | named(name) | roles | {"level": level, "condition": condition, "missing_notice_after": 0} | more


RULES = [
    rule("behind", "branch", {"type": "sibling_gap", "points": 0.2, "days": 3}),
    rule("deaf", "branch", {"type": "no_data", "days": 2}, message=both("无数据 {{ unit }}", "{{ unit }} is silent")),
    rule("falling", "branch", {"type": "drop", "than": "week", "by": 0.2, "days": 3}),
    rule("odd", "branch", {"type": "outlier", "last": 28}),
    rule("reds", "area", {"type": "red_children", "share": 0.25, "days": 2}),
    rule("short", "area", {"type": "drop", "than": "week", "by": 1.2}, indicator="short_rate"),
    rule("slow", "branch", {"type": "pace", "until": "month", "attainment_below": 0.97, "from_day": 10}),
    rule("sold", "area", {"type": "threshold", "of": "value", "is": "above", "line": 1586817.99, "period": "mtd"}),
]


def test_incidents(at_eight: sa.Engine) -> None:
    """L1 sells 15,606 of 20,000 for three days with 12 of 100 short (usually 2); L3's last two days are missing."""
    shop = Shop(at_eight, RULES)
    low = [A - 2 * DAY, A - DAY, A]
    shop.days(date(2026, 10, 1), A - 3 * DAY)

    def run(day: date) -> dict[str, Any]:
        at = datetime(day.year, day.month, day.day, tzinfo=UTC) + DAY
        outcomes = evaluate_rules(shop.database, shop.release, day, now=at)
        assert {one.state for one in outcomes} == {"done"}, [i.line_of_text() for one in outcomes for i in one.issues]
        return {one.rule: one.counts.get("fired", 0) for one in outcomes}

    assert set(run(A - 3 * DAY).values()) == {0}
    shop.days(low[0], low[0], L1=low)
    shop.days(low[1], low[2], "L3", L1=low)
    run(A)
    with reading(at_eight) as connection:
        door = system_door(connection, shop.release, A)
        l1 = next(row.id for row in shop.all(tables.org_unit) if row.code == "L1")
        ahead = measure.outlook(door, l1, "net", measure.period_of(door, "mtd", A))
    rows = {row.rule: row for row in shop.all(tables.incident)}
    last = {name: row.facts["days"][-1] for name, row in rows.items()}
    assert rows["falling"].facts["told"]["compared"] == both("对比期", "before")
    assert "told" not in rows["deaf:no_data"].facts
    with reading(at_eight) as connection:  # a rule about data says it in its own words
        first = next(
            one._mapping for one in shop.all(tables.outbox) if one.subject["incidents"] == [rows["deaf:no_data"].id]
        )
        values = message_context(connection, shop.release, first, Actor.system(), public_url="http://x")
        assert isinstance(values, dict)
        assert body_of(shop.release.get("rule", "deaf"), values)["en"] == "{{ unit }} is silent"
        assert body_of(shop.release.get("rule", "falling"), values)["en"].startswith("{{ unit }}: no data")
    assert shop.incidents() == [
        ("behind", "L1", "firing", A, False),
        ("deaf:no_data", "L3", "firing", A, False),
        ("falling", "L1", "firing", A, False),
        ("reds", "A1", "firing", A - DAY, True),
        ("short", "A1", "firing", A - 2 * DAY, True),
        ("slow", "L1", "firing", A, False),
    ]
    one = 15_606_00
    assert (last["behind"]["compared"], last["behind"]["tested"]) == (1.0, 0.2197)
    assert (last["falling"]["compared"], last["falling"]["tested"]) == (20_000_00, 0.2197)
    assert (last["reds"]["compared"], last["reds"]["tested"]) == (3, 0.333333333)  # L3 has no data
    # 12 + 2 + 2 of 300 against 8 of 400: incomplete, so that the last whole day is the one before those
    assert (last["short"]["compared"], last["short"].get("tested")) == (0.02, None)
    # 17 days of 20,000 and three of 15,606 are 386,818 of 400,000; the whole month is 600,000
    assert last["slow"]["actual"] == 17 * 20_000_00 + 3 * one
    assert (last["slow"]["compared"], last["slow"]["tested"]) == (ahead.target, 0.967045)
    assert ahead.projected_attainment == pytest.approx(0.967045)
    # L3's days come: three others of 400,000 each to date are 1,200,000 and 386,818 more, a cent above the line
    shop.days(low[1], low[2], "L1", "L2", "L4", "M1")
    run(A)
    found = {(name, unit): state for name, unit, state, _, _ in shop.incidents()}
    assert found["deaf:no_data", "L3"] == "resolved"
    assert found["sold", "A1"] == "firing"
    assert found["reds", "A1"] == "firing"  # one of four is a quarter
    # a correction of L2 moves L1: its best sibling now is at 130 % and L2 itself leads
    shop.load([{"unit": "L2", "day": day, **USUAL, "amount": Decimal("15606.00")} for day in low])
    shop.load(
        [{"unit": unit, "day": day, **USUAL, "amount": Decimal("19000.00")} for unit in ("L3", "L4") for day in low]
    )
    run(A)
    found = {(name, unit): state for name, unit, state, _, _ in shop.incidents()}
    assert found["behind", "L1"] == "retracted"  # 0.95 − 0.7803 is less than 20 points
    assert LOW["amount"] == Decimal(one) / 100

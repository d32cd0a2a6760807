"""Whom a rule looks at: what the database finds against the days of every unit, and how little is read."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine import measure
from engine.base import clock
from engine.definitions.publish import publish
from engine.definitions.read import read_value
from engine.measure.figure import Figure
from engine.storage.database import reading, writing
from engine.storage.tables import org_unit
from rule_builder.candidates import look
from rule_builder.conditions.contract import Verdict
from rule_builder.run import begin
from tests.rule_builder.test_whole import FILES, LAST3, LEAVES, LOW, PACKAGE, RULE, USUAL, A, Shop, titled

RATE = {"indicator": "short_rate", "spread": "rate", "value": {"target": 0.05}}
PLAN = next(one for one in PACKAGE if one["kind"] == "target_plan")
RULES = [
    RULE | {"name": f"{indicator}_{level}", "indicator": indicator, "level": level, "to": {"role": "head"}, "cc": None}
    for indicator in ("net", "short_rate")
    for level in ("branch", "area", "top")
]
TICKETS = titled("indicator", "tickets", direction="higher", display="number", scale="lights", formula="sum_tickets")
OTHERS = [one for one in PACKAGE if one["kind"] not in ("target_plan", "rule")]
FIRST = A - timedelta(days=30)


@pytest.fixture
def odd(any_database: sa.Engine) -> Iterator[Shop]:
    """A plan for both indicators, and days of every kind: late, at the line, nothing listed, nothing sold."""
    with clock.frozen(datetime(2026, 11, 21, tzinfo=UTC)):
        shop = Shop.__new__(Shop)
        shop.database = any_database
        rules = [{key: value for key, value in rule.items() if value is not None} for rule in RULES]
        package = [*OTHERS, TICKETS, PLAN | {"lines": [*PLAN["lines"], RATE]}, *rules]
        documents = [read_value(d, f"{d['kind']}s/{d['name']}.json") for d in package]
        with writing(any_database) as connection:
            shop.release = publish(connection, documents, FILES, author="test", reason="test")
        draw = random.Random(7)
        amounts = ["17000.00", "16999.99", "0", "25000.00", "20000.00", "-5.00"]  # 17,000 of 20,000 is the line
        rows: list[dict[str, Any]] = []
        for unit in LEAVES:
            for n in range(31):
                if draw.random() < 0.15 or n == 12:  # nobody has data on day 12
                    continue
                row = USUAL | {"amount": draw.choice(amounts), "short": draw.choice([0, 5, 6, 12])}
                rows.append({"unit": unit, "day": FIRST + timedelta(days=n), **row, "listed": draw.choice([0, 100])})
        shop.load(rows)
        yield shop


def pointwise(*arguments: Any) -> Any:
    """The same series, but not the one that the database can stand in for."""
    return measure.leaf_series(*arguments)


@pytest.mark.parametrize("rule", [rule["name"] for rule in RULES])
def test_the_database_finds_whom_the_days_name(odd: Shop, rule: str) -> None:
    model = odd.release.get("rule", rule)
    found_some = 0
    with reading(odd.database) as connection:
        codes = {row.id: row.code for row in connection.execute(sa.select(org_unit))}
        for n in range(31):
            day = FIRST + timedelta(days=n)
            at = datetime(2026, 11, 21, tzinfo=UTC)
            run, by_hand = (
                begin(connection, odd.release, model, day, at, series) for series in (measure.leaf_series, pointwise)
            )
            seen, wanted = look(run), look(by_hand)
            assert (seen.expected, seen.known, seen.without_target) == (
                wanted.expected,
                wanted.known,
                wanted.without_target,
            )
            assert wanted.units <= seen.units
            found_some += len(wanted.units)
            for unit in seen.units - wanted.units:  # in part, or within a hair of the line: judged day by day
                (fact,) = run.days([unit], day, day)[unit]
                exactly = run.test.judge(fact).verdict is Verdict.FINE and fact.actual == (fact.target or 0) * 0.85
                assert model.level != "branch" or exactly, (codes[unit], fact)
    assert found_some > 10


LINES = [  # indicator (net: more is better, short_rate: less, tickets: no targets), of, is, line, units found at least
    ("net", "value", "below", 17_000.01, 20),
    ("net", "value", "above", 19_999.99, 20),
    ("net", "attainment", "above", 1.0, 20),
    ("short_rate", "value", "above", 0.05, 10),
    ("short_rate", "value", "below", 0.05, 10),
    ("short_rate", "attainment", "above", 0.8, 10),
    ("short_rate", "attainment", "below", 1.0, 10),
    ("tickets", "value", "below", 199.5, 20),
    ("tickets", "value", "above", 199.5, 20),
]


@pytest.mark.parametrize("level", ["branch", "area"])
def test_the_database_finds_values_and_what_lies_above(odd: Shop, level: str) -> None:
    """Counted against every day of every unit, for both sides of both quantities."""
    plain = odd.release.get("rule", "net_branch")
    at = datetime(2026, 11, 21, tzinfo=UTC)
    with reading(odd.database) as connection:
        for indicator, of, side, line, least in LINES:
            condition = {"type": "threshold", "of": of, "is": side, "line": line}
            model = replace(plain, indicator=indicator, level=level, condition=condition)
            found, more = 0, 0
            for n in range(31):
                day = FIRST + timedelta(days=n)
                run, by_hand = (
                    begin(connection, odd.release, model, day, at, one) for one in (measure.leaf_series, pointwise)
                )
                seen, wanted = look(run), look(by_hand)
                assert (seen.expected, seen.known, seen.without_target) == (
                    wanted.expected,
                    wanted.known,
                    wanted.without_target,
                ), (model.condition, day)
                assert wanted.units <= seen.units
                found += len(wanted.units)
                more += len(seen.units - wanted.units)
            assert found >= (least if level == "branch" else 5), (model.condition, found)
            assert level == "area" or more <= 31 * 5 - found, (model.condition, found, more)
            if level == "branch" and of == "value" and indicator != "short_rate":
                assert more == 0, (model.condition, more)  # nothing lies within a hair of these lines


def test_what_an_evaluation_reads(any_database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a usual morning: so many statements, no day of any unit that is fine, a few days of one that is not."""
    with clock.frozen(datetime(2026, 11, 21, tzinfo=UTC)):
        shop = Shop(any_database)
        shop.days(date(2026, 10, 2), A - timedelta(3))
        shop.run(A - timedelta(3))
        points: list[int] = []
        plain = Figure.point

        def point(self: Figure, *arguments: Any) -> Any:
            points.append(1)
            return plain(self, *arguments)

        monkeypatch.setattr(Figure, "point", point)
        statements: list[str] = []
        sa.event.listen(any_database, "before_cursor_execute", lambda c, cur, text, *_: statements.append(text))
        for day, counted in zip(LAST3[:2], (0, 9), strict=True):
            shop.load([{"unit": unit, "day": day, **(LOW if counted and unit == "L1" else USUAL)} for unit in LEAVES])
            statements.clear()
            shop.run(day)
            assert len(points) == counted  # the eight days before, and the day itself
            reads = [text for text in statements if text.lstrip().startswith(("SELECT", "WITH"))]
            assert len(reads) == (10 if counted else 6), "\n".join(reads)

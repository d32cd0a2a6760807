"""The report: exact splits, evidence or the open admission that there is none, the same text from the same inputs."""

from __future__ import annotations

import copy
import json
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from engine.base import canonical
from engine.base.text import both
from engine.storage import tables
from rule_builder.reading import Factors
from rule_builder.report import drivers, write
from rule_builder.reporting import verify, write_reports
from rule_builder.shapley import split, whole
from tests.rule_builder.test_evaluate import begin
from tests.rule_builder.world import CAUSE, World, day

MONEY = {"name": "sales", "title": both("销售额", "Sales"), "display": "money", "decimals": 2, "money_digits": 2}
RATE = {"name": "oos", "title": both("缺货率", "Out of stock"), "display": "percent", "decimals": 1, "money_digits": 2}


def test_golden_split() -> None:
    """200×2.0×50 → 170×1.8×51: −2878 / −1868 / +352, together −4394 (worked out by hand over the six orders)."""
    parts = split([200, 2.0, 50], [170, 1.8, 51])
    assert parts == [Fraction(-2878), Fraction(-1868), Fraction(352)]
    assert sum(parts) == Fraction("15606") - 20000 == -4394


numbers = st.floats(0, 1e6, allow_nan=False) | st.integers(0, 10**9)


@drawn(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6))
def test_parts_sum_exactly(pairs: list[tuple[Any, Any]]) -> None:
    before, after = [a for a, _ in pairs], [b for _, b in pairs]
    parts = split(before, after)
    product = lambda xs: __import__("math").prod((Fraction(str(x)) for x in xs), start=Fraction(1))  # noqa: E731
    change = product(after) - product(before)
    assert sum(parts) == change
    total = round(change)
    shares = whole(parts, total)
    assert sum(shares) == total
    assert all(abs(share - part) <= 2 for share, part in zip(shares, parts, strict=True))
    for part, a, b in zip(parts, before, after, strict=True):
        assert part == 0 or a != b  # what did not change did nothing


def given(**figures: Any) -> dict[str, Any]:
    """The cause as it is gathered; ``figures``: of its indicator."""
    own = {"value": 0.12, "usual": 0.03, "target": 0.04, "peers": None, "synced_at": "2026-11-21T00:01:00+00:00"}
    return {
        "name": "stock_out",
        "title": both("缺货", "Shortage"),
        "when": CAUSE.when,
        "evidence": CAUSE.evidence,
        "action": CAUSE.action,
        "owner": {"role": "manager", "title": both("经理", "Manager")},
        "order": 100,
        "indicators": {"": {**RATE, **own, **figures}},
        "measures": {},
    }


def inputs(**more: Any) -> dict[str, Any]:
    return {
        "version": 2,
        "rule": {"name": "low", "title": both("低", "Low")},
        "indicator": MONEY,
        "time_zone": "Asia/Shanghai",
        "redefined": None,
        "told": None,
        "unit": {"code": "L1", "title": both("一号", "One")},
        "opened": None,
        "closed": None,
        "first_day": "2026-11-18",
        "fired_day": "2026-11-20",
        "late": False,
        "condition": both("连续 3 天低于 85%", "below 85% for 3 days"),
        "days": [
            {"day": "2026-11-18", "actual": 849999, "target": 1000000, "attainment": 0.849999, "known": True},
            {"day": "2026-11-19", "actual": None, "target": 1000000, "attainment": None, "known": False},
            {"day": "2026-11-20", "actual": 700000, "target": 1000000, "attainment": 0.7, "known": True},
        ],
        "closed_days": [],
        "corrected": [],
        "synced_at": "2026-11-21T00:01:00+00:00",
        "usual_days": 28,
        "mtd": {"actual": 18000000, "target": 20000000, "attainment": 0.9},
        "weekdays": [{"day": "2026-11-13", "actual": 990000}, {"day": "2026-11-06", "actual": None}],
        "siblings": {"median": 0.97, "count": 6},
        "drivers": {
            "factors": [
                {"name": "t", "title": both("客数", "Traffic"), "before": 200.0, "after": 170.0, "money": False},
                {"name": "u", "title": both("连带", "Units"), "before": 2.0, "after": 1.8, "money": False},
                {"name": "p", "title": both("件价", "Price"), "before": 5000.0, "after": 5100.0, "money": True},
            ],
            "days": 1,
            "before": 2000000.0,
            "after": 1560600.0,
        },
        "causes": [given()],
    } | more


def lines(body: dict[str, Any], section: str, lang: str = "en") -> list[str]:
    return [line[lang] for one in body["sections"] if one["name"] == section for line in one["lines"]]


def test_the_whole_report() -> None:
    body = write(inputs())
    assert [one["name"] for one in body["sections"]] == ["caveats", "facts", "drivers", "causes", "links"]
    assert lines(body, "caveats") == ["Duty days without data: 11-19", "Data as of 2026-11-21 08:01"]
    assert lines(body, "facts") == [
        "What fired: below 85% for 3 days",
        "11-18: 8,499.99 of 10,000.00, 84.9%",
        "11-20: 7,000.00 of 10,000.00, 70.0%",
        "Month to date: 180,000.00 of 200,000.00, 90.0%",
        "Same weekday, last four weeks: 11-13 9,900.00",
        "Median attainment of 6 sibling units: 97.0%",
    ]
    assert lines(body, "drivers") == [
        "Against the usual (mean of 28 days): −4,394.00",
        "Traffic −2,878.00 (200 → 170)",
        "Units −1,868.00 (2 → 1.8)",
        "Price +352.00 (50.00 → 51.00)",
    ]
    assert lines(body, "causes") == [
        "Shortage (strong evidence): out of stock 12.0%, usually 3.0% (11-18 to 11-20, data as of 2026-11-21 08:01). "
        "Suggested: Restock. Owner: Manager"
    ]
    assert lines(body, "causes", "zh") == [
        "缺货（证据较强）：缺货率 12.0%，平时 3.0%（11-18 至 11-20，数据截至 2026-11-21 08:01）。建议：补货。跟进：经理"
    ]
    assert body["top_cause"] == "stock_out"
    assert body["summary"] == both("缺货：缺货率 12.0%，平时 3.0%", "Shortage: out of stock 12.0%, usually 3.0%")
    (numbers,) = body["causes"][0]["numbers"]
    assert numbers["value"] == "12.0%"
    told = {part["title"]["en"]: part["value"] for part in numbers["parts"]}
    assert told == {"usually": "3.0%", "target": "4.0%", "against the usual": "+300.0%"}
    assert [one["href"] for one in body["sections"][-1]["lines"]] == [
        "/unit/L1?period=day&day=2026-11-20",
        "/unit/L1?period=day&day=2026-11-20&why=sales",
        "/builder/rule/low",
    ]
    assert [part["part"] for part in body["drivers"]["parts"]] == [-287800, -186800, 35200]


def test_no_evidence_is_said() -> None:
    quiet = inputs()["days"][::2]
    body = write(inputs(days=quiet, causes=[given(value=0.03), given(value=None) | {"name": "b"}]))
    assert lines(body, "causes") == ["No evidence found"]
    assert lines(body, "causes", "zh") == ["未找到证据"]
    assert lines(body, "checked") == [
        "Late, missing or corrected data, a changed definition, closed days: none",
        "Shortage: Out of stock 3.0%, usually 3.0%",
        "Shortage: no data, could not be checked",
    ]
    assert body["top_cause"] is None
    assert body["summary"] == both("未找到证据", "No evidence found")
    assert lines(write(inputs(causes=[])), "causes") == ["No evidence found"]
    failed = write(inputs(causes=[given() | {"failed": True}]))
    assert lines(failed, "checked") == ["Shortage: could not be checked"]


def test_what_the_data_may_say_of_itself_comes_first() -> None:
    body = write(
        inputs(
            late=True,
            corrected=["2026-11-18"],
            redefined="2026-11-10",
            closed_days=["2026-11-19"],
            opened="2026-11-01",
        )
    )
    assert body["sections"][0]["name"] == "caveats"
    assert lines(body, "caveats", "zh") == [
        "缺少数据的营业日：11-19",
        "数据晚到或被更正，本预警为补报",
        "数据到达后有更正：11-18",
        "口径于 2026-11-10 变更过",
        "期间停业或休息：11-19",
        "单元于 2026-11-01 开业",
        "数据更新于 2026-11-21 08:01",
    ]


def test_the_facts_say_what_was_compared() -> None:
    told = {"compared": both("对比期", "before"), "compared_as": "value"}
    told |= {"tested": both("变差", "worse by"), "tested_as": "share"}
    day = {"day": "2026-11-20", "actual": 700000, "target": None, "attainment": None, "known": True}
    body = write(inputs(told=told, days=[day | {"compared": 1000000, "tested": 0.3}]))
    assert lines(body, "facts")[1] == "11-20: 7,000.00, before 10,000.00, worse by 30.0%"
    assert lines(body, "facts", "zh")[1] == "11-20：实际 7,000.00，对比期 10,000.00，变差 30.0%"


def test_the_strongest_evidence_first() -> None:
    body = write(inputs(causes=[given(value=0.06) | {"name": "a"}, given(), given(usual=0.0) | {"name": "z"}]))
    assert [one["name"] for one in body["causes"]] == ["stock_out", "a", "z"]
    strengths = [one["strength"] for one in body["causes"]]
    assert strengths == sorted(strengths, reverse=True)


def test_few_peers_would_tell_on_each_other() -> None:
    assert not [x for x in lines(write(inputs(siblings={"median": 0.97, "count": 2})), "facts") if "Median" in x]


def test_drivers_that_do_not_multiply_are_not_split() -> None:
    some = copy.deepcopy(inputs())
    some["drivers"]["after"] = 900000.0
    assert drivers(some) is None
    assert "The drivers do not multiply to the indicator: no split" in lines(write(some), "caveats")
    some["drivers"]["factors"][0]["after"] = None
    assert drivers(some) is None


def test_it_never_says_that_one_thing_made_another() -> None:
    text = json.dumps(write(inputs(late=True, redefined="2026-11-10", usual_days=3)), ensure_ascii=False)
    for word in ("导致", "造成", "because", "caused", "due to"):
        assert word not in text
    assert "可能原因" in text


@dataclass
class V:
    actual: Any
    targets: dict[str, Any]
    attainment: float | None
    have: int = 3
    expected: int = 3
    synced_at: Any = None


@dataclass
class FakeReading:
    """Figures by hand; counts the questions."""

    questions: list[str] = field(default_factory=list)
    fails: bool = False

    def values(self, units: Any, first: date, last: date, indicators: Any) -> Any:
        self.questions.append("values")
        if self.fails:
            raise RuntimeError("no figures")
        long = (last - first).days > 20
        return {
            (unit, name): V(0.03 if long else 0.12, {"target": 0.05}, None)
            if name == "oos"
            else V(28_000_000 if long else 2_520_000, {"target": 3_000_000}, 0.84, have=28 if long else 3)
            for unit in units
            for name in indicators
        }

    def factors(self, units: Any, first: date, last: date, indicator: str) -> Any:
        self.questions.append("factors")
        return {unit: Factors((100.0, 8400.0), (False, True), 840_000.0, 3, True) for unit in units}

    def month_start(self, at: date) -> date:
        return at.replace(day=1)

    def totals(self, query: Any, units: Any, days: Any) -> Any:
        raise AssertionError("no cause here has a query")

    rows = totals

    def corrected(self, indicator: str, units: Any, days: Any) -> Any:
        self.questions.append("corrected")
        return {}

    def loaded(self, datasets: Any) -> Any:
        return {}


def fire(world: World, reading: FakeReading, *units: str) -> Any:
    world.change(causes=(CAUSE.name,))
    begin(world)
    world.everybody(2, 100, 100, 100)
    for code in units:
        world.write(code, 2, 84, 84, 84)
    reporter = lambda run, tellings: write_reports(run, tellings, reading)  # noqa: E731
    world.run(2)
    world.run(3)
    return world.run(4, reporter=reporter)


def test_a_report_is_stored_with_its_inputs_and_can_be_written_again(world: World) -> None:
    reading = FakeReading()
    assert fire(world, reading, "L1", "L2").issues == ()
    found = world.rows(tables.report)
    assert len(found) == 2
    for row in found:
        assert row.inputs_hash == canonical.digest(row.inputs)
        assert verify(row.inputs, row.inputs_hash, row.body) == "same"
        assert verify({**row.inputs, "late": True}, row.inputs_hash, row.body) == "inputs_changed"
        assert verify(row.inputs, row.inputs_hash, {**row.body, "top_cause": "x"}) == "body_differs"
        old = {**row.inputs, "version": 1}
        assert verify(old, canonical.digest(old), row.body) == "older"
        assert write(dict(random.sample(list(row.inputs.items()), len(row.inputs)))) == row.body
        assert row.body["top_cause"] == "stock_out"
        assert lines(row.body, "facts")[1] == "11-03: 8,400.00 of 10,000.00, 84.0%"
    assert len(reading.questions) <= 8  # however many incidents over the same days


def test_a_report_that_cannot_be_written_does_not_stop_the_alert(world: World) -> None:
    outcome = fire(world, FakeReading(fails=True), "L1")
    assert [issue.code for issue in outcome.issues] == ["N955"]
    assert world.rows(tables.report) == []
    assert len(world.messages()) == 2


def test_the_helpers_are_right() -> None:
    assert day(2) == date(2026, 11, 2) + timedelta(days=1)
    with pytest.raises(ValueError, match="factors"):
        split([1], [1, 2])

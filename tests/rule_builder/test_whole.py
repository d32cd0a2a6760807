"""Rules over the real engine: definitions published, facts loaded, figures measured, on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from engine.access import Actor
from engine.access.door import Door
from engine.base import clock
from engine.base.text import both
from engine.definitions.publish import publish
from engine.definitions.read import read_value
from engine.definitions.release import Release
from engine.facts import begin_load, publish_load, stage
from engine.storage import tables
from engine.storage.database import reading, writing
from rule_builder.commands.evaluate import COMMAND
from rule_builder.evaluate import Outcome
from rule_builder.message import message_context
from rule_builder.report import write
from rule_builder.rounds import evaluate_rules

A = date(2026, 11, 20)
LEAVES = ("L1", "L2", "L3", "L4", "M1")
USUAL = {"tickets": 200, "pieces": 400, "amount": Decimal("20000.00"), "short": 2, "listed": 100}
LOW = {"tickets": 170, "pieces": 306, "amount": Decimal("15606.00"), "short": 12, "listed": 100}  # 78.03 % of 20,000


def titled(kind: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "name": name, "title": both(f"{name}中", name.capitalize()), **fields}


def named(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "title": both(f"{name}中", name.capitalize()), **fields}


NUMBERS = ("tickets", "pieces", "short", "listed")
COLUMNS = (("unit", "unit"), ("day", "day"), ("amount", "money"), *((name, "integer") for name in NUMBERS))
ROLE = {"scope": "subtree", "indicators": "all", "permissions": ["read_values", "read_incidents"]}
BANDS = [{"light": "red", "from": None, "to": 0.85}, {"light": "green", "from": 0.85, "to": None}]
APP = {"time_zone": "Asia/Shanghai", "currency": "CNY", "calendar": "days", "org": "org", "home_indicators": ["net"]}
WECOM = {"base_url": "{NAVMARK_WECOM_URL}", "corp_id": "ww0123456789abcdef", "agent_id": 1, "secret": {"secret": "s"}}
RULE = titled(
    "rule",
    "low",
    indicator="net",
    level="branch",
    condition={"type": "consecutive_days", "attainment_below": 0.85, "days": 3},
    to={"role": "manager"},
    cc={"role": "head"},
    channel="phone",
    message=both("{{ unit }} {{ count }}", "{{ unit }} {{ count }}"),
)
CAUSE = titled(
    "cause",
    "shortage",
    indicator="short_rate",
    when="value > 1.5 * usual and value > 0.05",
    evidence=both("缺货率 {value}，平时 {usual}", "short {value}, usually {usual}"),
)
PACKAGE = [
    titled("app", "app", **APP),
    titled("calendar", "days"),
    titled(
        "org",
        "org",
        levels=[named("top"), named("area"), named("branch")],
        units="data/units.csv",
        posts="data/posts.csv",
        users="data/users.csv",
    ),
    *(titled("role", name, level=level, **ROLE) for name, level in (("head", "top"), ("manager", "area"))),
    titled("scale", "lights", bands=BANDS),
    titled(
        "dataset",
        "sales",
        columns=[named(name, type=kind) for name, kind in COLUMNS],
        key=["unit", "day"],
        measures=[named(f"sum_{name}", formula=f"sum({name})") for name, kind in COLUMNS[2:]],
    ),
    titled(
        "indicator",
        "net",
        direction="higher",
        display="money",
        scale="lights",
        formula="sum_amount",
        drivers=[
            named("traffic", formula="sum_tickets"),
            named("basket", formula="sum_pieces / sum_tickets"),
            named("price", formula="sum_amount / sum_pieces"),
        ],
    ),
    titled(
        "indicator", "short_rate", direction="lower", display="percent", decimals=1, scale="lights",
        formula="sum_short / sum_listed",
    ),
    titled(
        "target_plan",
        "plan",
        **{"from": "2026-10-01", "to": "2026-11-30"},
        lines=[
            {
                "indicator": "net",
                "spread": "amount",
                "total": {"target": "6100000.00"},
                "over_units": "equal",
                "over_time": {"months": "days", "days": "equal"},
            }
        ],
    ),
    titled(
        "channel", "phone", type="wecom",
        settings=WECOM,
    ),
    RULE,
    CAUSE,
]  # fmt: skip
FILES = {
    "data/units.csv": "code,zh,en,level,parent,opened,closed,groups\nT,顶,Top,top,,,,\nA1,一片,Area One,area,T,,,\n"
    "A2,二片,Area Two,area,T,,,\n"
    + "".join(f"{code},{code}号,Unit {code},branch,{'A1' if code[0] == 'L' else 'A2'},,,\n" for code in LEAVES),
    "data/posts.csv": "role,unit,login,from,to,deputy\nhead,T,boss,,,\nmanager,A1,ann,,,\nmanager,A2,bob,,,\n",
    "data/users.csv": "login,zh,en,language,wecom,email\n"
    "boss,老板,Boss,zh,boss,\nann,安,Ann,zh,ann,\nbob,博,Bob,en,bob,\n",
}


class Shop:
    """The whole engine with a few units."""

    def __init__(self, database: sa.Engine, rules: Sequence[dict[str, Any]] = (RULE,)) -> None:
        self.database = database
        package = [*(one for one in PACKAGE if one is not RULE), *rules]
        with writing(database) as connection:
            documents = [read_value(d, f"{d['kind']}s/{d['name']}.json") for d in package]
            self.release: Release = publish(connection, documents, FILES, author="test", reason="test")

    def load(self, rows: list[dict[str, Any]]) -> None:
        with writing(self.database) as connection:
            key = begin_load(connection, "till", "manual")
            stage(connection, key, "sales", ((json.dumps(row, default=str), row, []) for row in rows))
        assert publish_load(self.database, key, release=self.release).refused == 0

    def days(self, first: date, last: date, *but: str, **low: list[date]) -> None:
        """Loads every unit but some: usual figures, or low ones on the days named."""
        span = [first + timedelta(n) for n in range((last - first).days + 1)]
        self.load(
            [
                {"unit": unit, "day": day, **(LOW if day in low.get(unit, ()) else USUAL)}
                for unit in LEAVES
                if unit not in but
                for day in span
            ]
        )

    def run(self, day: date) -> Outcome:
        at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
        (outcome,) = evaluate_rules(self.database, self.release, day, now=at)
        assert outcome.state != "failed", [issue.line_of_text() for issue in outcome.issues]
        return outcome

    def all(self, table: sa.Table) -> list[Any]:
        with reading(self.database) as connection:
            return list(connection.execute(sa.select(table).order_by(*table.primary_key)))

    def incidents(self) -> list[tuple[Any, ...]]:
        codes = {row.id: row.code for row in self.all(tables.org_unit)}
        return [(row.rule, codes[row.unit_id], row.state, row.fired_day, row.late) for row in self.all(tables.incident)]


@pytest.fixture
def shop(any_database: sa.Engine) -> Iterator[Shop]:
    with clock.frozen(datetime(2026, 11, 21, tzinfo=UTC)):
        yield Shop(any_database)


LAST3 = [A - timedelta(2), A - timedelta(1), A]


def seeded(shop: Shop) -> None:
    """Seven weeks of usual days, the rule in place, then three low days of L1."""
    shop.days(date(2026, 10, 2), A - timedelta(3))
    shop.run(A - timedelta(3))
    for day in LAST3:
        shop.days(day, day, L1=LAST3)
        outcome = shop.run(day)
    assert outcome.issues == ()
    assert outcome.counts == {"fired": 1, "messages": 2}


def test_from_facts_to_an_incident_with_its_report(shop: Shop) -> None:
    seeded(shop)
    assert shop.incidents() == [("low", "L1", "firing", A, False)]
    (incident,) = shop.all(tables.incident)
    assert [(d["actual"], d["target"], d["attainment"]) for d in incident.facts["days"]] == [
        (1560600, 2000000, 0.7803)
    ] * 3
    (report,) = shop.all(tables.report)
    parts = report.body["drivers"]
    # 200×2.0×50 → 170×1.8×51 on each of three days
    assert [part["part"] for part in parts["parts"]] == [3 * -287800, 3 * -186800, 3 * 35200]
    assert parts["total"] == 3 * -439400
    assert report.body["top_cause"] == "shortage"
    sections = {one["name"]: [line["en"] for line in one["lines"]] for one in report.body["sections"]}
    assert sections["causes"] == ["Shortage (strong evidence): short 12.0%, usually 2.0% (11-18 to 11-20)"]
    assert sections["facts"][0].startswith("What fired: ")
    assert sections["facts"][1:4] == [f"11-{n}: 15,606.00 of 20,000.00, 78.0%" for n in (18, 19, 20)]
    # November: 17 days of 20,000 and three of 15,606 = 386,818 of 400,000
    assert sections["facts"][4] == "Month to date: 386,818.00 of 400,000.00, 96.7%"
    assert sections["facts"][5].startswith("Same weekday, last four weeks: 10-23 20,000.00")
    assert sections["facts"][6] == "Median attainment of 3 sibling units: 100.0%"
    assert write(report.inputs) == report.body


def test_a_late_correction_through_a_load(shop: Shop) -> None:
    seeded(shop)
    shop.load([{"unit": "L1", "day": A - timedelta(1), **USUAL}])
    assert shop.run(A).counts["retracted"] == 1
    assert shop.incidents() == [("low", "L1", "retracted", A, False)]
    shop.load([{"unit": "L2", "day": day, **LOW} for day in LAST3])
    assert shop.run(A).counts["fired"] == 1
    before = [shop.all(t) for t in (tables.incident, tables.incident_event, tables.outbox, tables.report)]
    shop.run(A)
    assert [shop.all(t) for t in (tables.incident, tables.incident_event, tables.outbox, tables.report)] == before


def test_late_data_holds_and_a_dead_feed_fires_nothing(shop: Shop) -> None:
    shop.days(date(2026, 10, 2), A - timedelta(3))
    shop.run(A - timedelta(3))
    for day in LAST3[:2]:
        shop.days(day, day, L1=LAST3)
        shop.run(day)
    assert shop.run(A).state == "held"
    assert [one[:3] for one in shop.incidents()] == [("low:no_feed", "T", "firing")]
    shop.days(A, A, L1=LAST3)
    assert shop.run(A).state == "done"
    assert [one[:3] for one in shop.incidents()] == [("low:no_feed", "T", "resolved"), ("low", "L1", "firing")]


def test_one_unit_without_data(shop: Shop) -> None:
    shop.days(date(2026, 10, 2), A - timedelta(2))
    shop.run(A - timedelta(2))
    for day in LAST3[1:]:
        shop.days(day, day, "L3")
        shop.run(day)
    assert shop.incidents() == [("low:no_data", "L3", "firing", A, False)]


def test_two_evaluations_at_once_are_as_good_as_one(shop: Shop) -> None:
    shop.days(date(2026, 10, 2), A - timedelta(3))
    shop.run(A - timedelta(3))
    shop.days(A - timedelta(2), A, L1=LAST3, M1=LAST3)
    at = datetime(2026, 11, 21, tzinfo=UTC)
    with ThreadPoolExecutor(4) as pool:
        rounds = [pool.submit(evaluate_rules, shop.database, shop.release, A, now=at) for _ in range(4)]
        outcomes = [outcome for one in rounds for outcome in one.result()]
    assert [one.state for one in outcomes] == ["done"] * 4
    assert sorted(one.counts.get("fired", 0) for one in outcomes) == [0, 0, 0, 2]
    assert len(shop.all(tables.outbox)) == 4


def test_a_message_to_its_reader(shop: Shop) -> None:
    seeded(shop)
    first, copy = shop.all(tables.outbox)
    assert (first.copy, copy.copy) == (False, True)
    with reading(shop.database) as connection:
        values = message_context(connection, shop.release, first._mapping, Actor.system(), public_url="http://x")
    assert isinstance(values, dict)
    assert values["data_time"] != ""
    assert values["cause"] == "shortage中"
    assert Door(connection, shop.release, Actor.system(), A).system


def test_the_command(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.days(date(2026, 10, 2), A)
    monkeypatch.setattr("rule_builder.commands.evaluate.opened", lambda: shop.database)
    runner = CliRunner()
    said = runner.invoke(COMMAND, ["--day", A.isoformat(), "--lang", "en"])
    assert (said.exit_code, said.output) == (0, f"low {A}: evaluated, no change\n")
    answer = runner.invoke(COMMAND, ["low", "--day", A.isoformat(), "--json"])
    assert [one["state"] for one in json.loads(answer.output)] == ["done"]
    refused = runner.invoke(COMMAND, ["lov", "--lang", "en"])
    assert refused.exit_code == 1
    assert 'unknown rule "lov" — did you mean "low"?' in refused.output

"""Evidence rows against SQL that knows nothing of the engine, at leaves and above, on both databases; and how many
statements the reports of a run take."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from engine.base import clock
from engine.base.text import both
from engine.definitions.publish import publish
from engine.definitions.read import read_value
from engine.storage import tables
from engine.storage.database import open_database, reading, writing
from rule_builder.commands.report import COMMAND
from rule_builder.evidence_rows import Evidence
from rule_builder.rounds import evaluate_rules
from rule_builder.try_cause import try_cause
from tests.rule_builder.test_whole import FILES, LAST3, LEAVES, PACKAGE, A, Shop, named, titled

AT = datetime(2026, 11, 21, tzinfo=UTC)
WITH_ROWS = titled(
    "cause",
    "by_day",
    when="lacking > 1.5 * lacking_usual and sold > money(0)",
    evidence=both(
        "缺 {lacking}，平时 {lacking_usual}，售 {sold}", "{lacking} short, usually {lacking_usual}, {sold} sold"
    ),
    query={
        "dataset": "sales",
        "title": both("各日", "By day"),
        "where": "short > 1",
        "group_by": ["day", "unit"],
        "measures": [named("lacking", formula="sum(short)"), named("sold", formula="sum(amount, where=short > 5)")],
        "beside": {
            "dataset": "sales",
            "match": ["unit"],
            "measures": [named("sold_before", formula="sum(amount)")],
            "where": "short < 10",
        },
        "order": ["-lacking", "-day", "unit"],
        "limit": 4,
    },
)


@pytest.fixture
def shop(any_database: sa.Engine) -> Iterator[Shop]:
    with clock.frozen(AT):
        yield made_in(any_database)


def made_in(database: sa.Engine) -> Shop:
    """The shop with the cause that has rows."""
    made = Shop(database)
    with writing(database) as connection:
        documents = [read_value(d, f"{d['kind']}s/{d['name']}.json") for d in (*PACKAGE, WITH_ROWS)]
        made.release = publish(connection, documents, FILES, author="test", reason="rows")
    return made


def loaded(shop: Shop, *low: str) -> None:
    shop.days(date(2026, 10, 2), A, **dict.fromkeys(low, LAST3))


def by_sql(shop: Shop, units: tuple[str, ...], first: date, last: date) -> list[tuple[Any, ...]]:
    """(ordinal of the day, unit code, short, amount of days with more than five short) of the facts."""
    with reading(shop.database) as connection:
        number = connection.scalar(sa.text("SELECT number FROM dataset_table WHERE dataset = 'sales'"))
        named_ = {
            row.name: row.physical
            for row in connection.execute(sa.text("SELECT name, physical FROM dataset_column WHERE dataset = 'sales'"))
        }
        c = named_
        query = (
            f"SELECT d.{c['day']} AS day, o.code AS code, SUM(d.{c['short']}) AS lacking, "  # noqa: S608
            f"SUM(CASE WHEN d.{c['short']} > 5 THEN d.{c['amount']} ELSE 0 END) AS sold "
            f"FROM d_{number} d JOIN org_unit o ON o.id = d.{c['unit']} "
            f"WHERE d.{c['short']} > 1 AND d.{c['day']} BETWEEN :first AND :last GROUP BY 1, 2"
        )
        given = {"first": first.toordinal(), "last": last.toordinal()}
        rows = [tuple(row) for row in connection.execute(sa.text(query), given) if row.code in units]
    return sorted(rows, key=lambda row: (-row[2], -row[0], row[1]))


@pytest.mark.parametrize(("code", "below"), [("L1", ("L1",)), ("A1", ("L1", "L2", "L3", "L4")), ("T", None)])
def test_rows_are_those_of_the_unit_and_below(shop: Shop, code: str, below: tuple[str, ...] | None) -> None:
    loaded(shop, "L1", "M1")
    below = below or ("L1", "L2", "L3", "L4", "M1")
    ids = {row.code: row.id for row in shop.all(tables.org_unit)}
    with reading(shop.database) as connection:
        (found,) = try_cause(connection, shop.release, "by_day", [ids[code]], LAST3[0], A)
    rows = by_sql(shop, below, LAST3[0], A)
    low = [row for row in rows if row[2] == 12]
    if code == "A1":  # 36 + 3 × 3 × 2 = 54 short in three days, usually 4 × 2 × 3 = 24
        assert (sum(row[2] for row in rows), len(rows)) == (54, 12)
    assert found.cause is not None
    assert found.cause["evidence"]["en"] == (
        f"{sum(row[2] for row in rows)} short, usually {2 * 3 * len(below)}, "
        f"{sum(row[3] for row in rows) / 100:,.2f} sold"
    )
    shown = found.cause["rows"]
    assert [(row[0], row[1]["unit"], row[2], row[3]) for row in shown["rows"]] == [
        (date.fromordinal(day).isoformat(), unit, str(lacking), f"{sold / 100:,.2f}")
        for day, unit, lacking, sold in rows[:4]
    ]
    assert shown["more"] == max(0, len(rows) - 4)
    assert {row[4] for row in shown["rows"]} == {"560,000.00"}  # 28 days of 20,000.00
    assert len(low) == (3 if code != "T" else 6)


def test_a_unit_without_rows_cannot_be_told_of(shop: Shop) -> None:
    shop.days(date(2026, 10, 2), A, "M1")
    ids = {row.code: row.id for row in shop.all(tables.org_unit)}
    with reading(shop.database) as connection:
        (found,) = try_cause(connection, shop.release, "by_day", [ids["M1"]], LAST3[0], A)
    assert (found.holds, found.cause) == (None, None)
    assert found.line is not None
    assert found.line["en"].endswith("no data, could not be checked")


def statements_of(shop: Shop, *low: str) -> tuple[int, list[Any]]:
    """How many statements the last evaluation sent, and its reports."""
    shop.days(date(2026, 10, 2), A - timedelta(3))
    shop.run(A - timedelta(3))
    for day in LAST3[:2]:
        shop.days(day, day, **dict.fromkeys(low, LAST3))
        shop.run(day)
    shop.days(A, A, **dict.fromkeys(low, LAST3))
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")) or "INTO report" in statement:
            sent.append(statement)

    sa.event.listen(shop.database, "after_cursor_execute", note)
    (outcome,) = evaluate_rules(shop.database, shop.release, A, now=AT)
    sa.event.remove(shop.database, "after_cursor_execute", note)
    assert outcome.issues == ()
    assert outcome.counts["fired"] == len(low)
    return len([one for one in sent if "INTO report" in one or "d_" in one or "r_" in one]), shop.all(tables.report)


def test_reports_of_five_units_take_no_more_statements_than_one(tmp_path: Path) -> None:
    counts = []
    for low in (("L1",), LEAVES):
        engine = open_database(f"sqlite:///{tmp_path / str(len(low))}.sqlite")
        tables.metadata.create_all(engine)
        with clock.frozen(AT):
            count, reports = statements_of(made_in(engine), *low)
        assert len(reports) == len(low)
        assert [cause["name"] for cause in reports[0].body["causes"]] == ["by_day", "shortage"]
        counts.append(count)
        engine.dispose()
    assert counts[0] == counts[1] <= 40


def test_a_cause_that_cannot_be_read_stops_none_of_the_others(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Evidence, *rest: Any) -> Any:
        return self.door.connection.execute(sa.text("SELECT nothing FROM nowhere"))  # the database refuses it

    monkeypatch.setattr(Evidence, "totals", broken)
    shop.days(date(2026, 10, 2), A - timedelta(3))
    shop.run(A - timedelta(3))
    for at in LAST3:
        shop.days(at, at, L1=LAST3)
        assert shop.run(at).issues == ()
    (found,) = shop.all(tables.report)
    assert [cause["name"] for cause in found.body["causes"]] == ["shortage"]
    (checked,) = [one for one in found.body["sections"] if one["name"] == "checked"]
    assert "By_day: could not be checked" in [line["en"] for line in checked["lines"]]


def test_the_command_prints_reports_and_verifies_them(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    statements_of(shop, "L1")
    (told,) = shop.all(tables.incident)
    monkeypatch.setattr("rule_builder.commands.report.opened", lambda: shop.database)
    said = CliRunner().invoke(COMMAND, [told.public_id, "--lang", "en"])
    assert (said.exit_code, said.output.splitlines()[0]) == (0, "About the data")
    assert "Possible causes\n  By_day (strong evidence): " in said.output
    fine = CliRunner().invoke(COMMAND, ["--verify", "--lang", "en"])
    assert fine.exit_code == 0
    assert fine.output.endswith("  same: written again from its stored inputs, word for word\n")
    with writing(shop.database) as connection:
        r = tables.report
        inputs = connection.scalar(sa.select(r.c.inputs))
        connection.execute(sa.update(r).values(inputs={**inputs, "late": True}))
    changed = CliRunner().invoke(COMMAND, [told.public_id, "--verify", "--lang", "en"])
    assert changed.exit_code == 1
    assert "NOT the same: the stored inputs do not match their hash" in changed.output
    assert CliRunner().invoke(COMMAND, ["no-such-incident"]).exit_code == 1
    assert CliRunner().invoke(COMMAND, []).exit_code == 2

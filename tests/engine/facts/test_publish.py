"""Stage → accept or refuse → upsert → roll up, on both databases, against figures worked out by hand."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import engine.facts.publish as publishing
from engine.base import clock
from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.release import Release
from engine.facts import begin_load, fail_load, publish_load, stage, sweep_broken_loads
from engine.facts.seal import verify
from engine.org import units_on, verify_org
from engine.plan.shape import PLAN
from engine.storage.database import reading, writing
from engine.storage.model import model_of
from engine.storage.tables import fact_history, load, refused_row, staged_batch
from tests.small_app import ANCHOR, APP, NOW, fill, load_rows, publish_app, serving

DAY = ANCHOR.toordinal()


@pytest.fixture
def any_database(small_database: sa.Engine) -> sa.Engine:
    """Both kinds, with the small app and its data."""
    return small_database


@pytest.fixture
def app(any_database: sa.Engine) -> Release:
    return serving(any_database)


def rollup(
    database: sa.Engine, release: Release, column: str, day: int = DAY, dataset: str = "sales"
) -> dict[str, Any]:
    """Unit code → value of a rollup column on a day."""
    with reading(database) as connection:
        table = model_of(connection, release).tables[dataset].sums
        codes = {unit.id: unit.code for unit in units_on(connection, date.fromordinal(day)).by_id.values()}
        rows = connection.execute(sa.select(table.c.unit, table.c[column]).where(table.c.day == day))
        return {codes[unit]: value for unit, value in rows}


def everything(database: sa.Engine, release: Release) -> dict[str, list[tuple[Any, ...]]]:
    """All facts and rollups, for "nothing changed"."""
    with reading(database) as connection:
        model = model_of(connection, release)
        found = {}
        for name, tables in model.tables.items():
            facts = [c for c in tables.facts.c if c.key not in ("~load", "~hash")]
            found[name] = sorted(map(tuple, connection.execute(sa.select(*facts)).all()), key=repr)
            if tables.rollup is not None:
                found[f"{name} sums"] = sorted(map(tuple, connection.execute(sa.select(tables.rollup)).all()), key=repr)
        return found


def test_totals_at_every_level(any_database: sa.Engine, app: Release) -> None:
    """100, 96, 90, 80 | 110, 50, 100, and S22 has delivered nothing: in cents."""
    assert rollup(any_database, app, "sales_amount") == {
        **{"N11": 10_000, "N12": 9_600, "N21": 9_000, "N22": 8_000, "S11": 11_000, "S12": 5_000, "S21": 10_000},
        **{"N1": 19_600, "N2": 17_000, "S1": 16_000, "S2": 10_000, "N": 36_600, "S": 26_000, "HQ": 62_600},
    }
    assert rollup(any_database, app, "~have")["HQ"] == 7
    assert rollup(any_database, app, "~have")["S2"] == 1


def test_the_plan_is_rolled_up_too(any_database: sa.Engine, app: Release) -> None:
    """100.00 a store and day; 8 stores expected."""
    assert rollup(any_database, app, "sales:target", dataset=PLAN)["HQ"] == 80_000
    assert rollup(any_database, app, "expected", dataset=PLAN)["S"] == 4


def test_the_same_rows_again_change_nothing(any_database: sa.Engine, app: Release) -> None:
    before = everything(any_database, app)
    again = fill(any_database, app)
    assert (again.added, again.changed, again.refused) == (0, 0, 0)
    assert again.same == again.rows_in
    assert everything(any_database, app) == before


def sale(store: str, day: date, amount: str, channel: str = "shop", orders: int = 4) -> dict[str, Any]:
    return {
        "unit": store,
        "day": day.isoformat(),
        "channel": channel,
        "orders": orders,
        "amount": amount,
        "cost": "0.00",
    }


def test_a_correction_restates_the_day_and_keeps_the_old_value(any_database: sa.Engine, app: Release) -> None:
    with clock.frozen(NOW):
        done = load_rows(any_database, app, "till", {"sales": [sale("N11", ANCHOR, "180.00")]})
    assert (done.added, done.changed) == (0, 1)
    # 80.00 in the shop became 180.00; 20.00 on the web stayed
    found = rollup(any_database, app, "sales_amount")
    assert (found["N11"], found["N1"], found["N"], found["HQ"]) == (20_000, 29_600, 46_600, 72_600)
    with reading(any_database) as connection:
        (kept,) = connection.execute(sa.select(fact_history)).all()
    assert json.loads(kept.old)["amount"] == 8_000
    assert kept.day == ANCHOR


def test_late_data_arrives(any_database: sa.Engine, app: Release) -> None:
    """Rows without a day close stay out of sight; the close brings them in, and counts absent rows as zero."""
    with clock.frozen(NOW):
        load_rows(any_database, app, "till", {"sales": [sale("S22", ANCHOR, "70.00")]})
        assert "S22" not in rollup(any_database, app, "sales_amount")
        load_rows(any_database, app, "till", {"closes": [{"unit": "S22", "day": ANCHOR.isoformat(), "closed": False}]})
    assert rollup(any_database, app, "sales_amount")["S22"] == 7_000
    assert rollup(any_database, app, "web_amount")["S22"] == 0
    assert rollup(any_database, app, "sales_amount")["HQ"] == 69_600
    assert rollup(any_database, app, "~have")["HQ"] == 8


def test_a_confirmed_day_without_tickets_is_zero(any_database: sa.Engine, app: Release) -> None:
    with clock.frozen(NOW):
        load_rows(any_database, app, "till", {"closes": [{"unit": "S22", "day": ANCHOR.isoformat(), "closed": False}]})
    assert rollup(any_database, app, "sales_amount")["S22"] == 0


def test_a_closed_day_is_no_longer_expected_and_is_again_when_corrected(any_database: sa.Engine, app: Release) -> None:
    for closed, expected in ((True, 7), (False, 8)):
        with clock.frozen(NOW):
            load_rows(
                any_database, app, "till", {"closes": [{"unit": "N11", "day": ANCHOR.isoformat(), "closed": closed}]}
            )
        assert rollup(any_database, app, "expected", dataset=PLAN)["HQ"] == expected


BAD = [
    ("unknown unit", {"unit": "N91"}, "N522"),
    ("future day", {"day": (ANCHOR + timedelta(days=9)).isoformat()}, "N521"),
    ("before the unit opened", {"day": "2019-12-31"}, "N523"),
    ("not a day", {"day": "22/11/2026"}, "N516"),
    ("missing amount", {"amount": None}, "N510"),
    ("too many decimals", {"amount": "1.005"}, "N515"),
    ("not a number", {"amount": "12x"}, "N511"),
    ("not finite", {"amount": "NaN"}, "N512"),
    ("infinite", {"amount": "1e999999"}, "N513"),
    ("not whole", {"orders": 1.5}, "N514"),
    ("below the minimum", {"orders": -1}, "N520"),
    ("breaks a rule", {"channel": "fax"}, "N530"),
    ("too long", {"channel": "x" * 11}, "N519"),
    ("NUL", {"channel": "a\x00b"}, "N519"),
]


def test_bad_rows_are_kept_once_with_their_reasons(any_database: sa.Engine, app: Release) -> None:
    good = sale("N11", ANCHOR, "80.00")
    bad = {name: sale("N11", ANCHOR, "80.00", "web") | change for name, change, _ in BAD}
    with clock.frozen(NOW):
        done = load_rows(any_database, app, "till", {"sales": [good, *bad.values()]})
        again = load_rows(any_database, app, "till", {"sales": [good, *bad.values()]})
    assert (done.refused, again.refused) == (len(BAD), len(BAD))
    assert (done.changed, again.same) == (1, 1)  # the good row among them was taken
    with reading(any_database) as connection:
        rows = {row.raw: row for row in connection.execute(sa.select(refused_row))}
    assert len(rows) == len(BAD)  # refused twice, kept once
    kept = {name: rows[json.dumps(row, sort_keys=True)] for name, row in bad.items()}
    assert {name: [issue["code"] for issue in row.issues] for name, row in kept.items()} == {
        name: [code] for name, _, code in BAD
    }
    assert {row.state for row in kept.values()} == {"open"}


def test_all_reasons_are_named(any_database: sa.Engine, app: Release) -> None:
    with clock.frozen(NOW):
        load_rows(any_database, app, "till", {"sales": [sale("N9", ANCHOR, "x") | {"orders": None}]})
    with reading(any_database) as connection:
        issues = connection.scalars(sa.select(refused_row.c.issues)).one()
    assert sorted(issue["code"] for issue in issues) == ["N510", "N511", "N522"]


def test_an_accepted_row_closes_its_refusal(any_database: sa.Engine, app: Release) -> None:
    """The mapping is mended: the same raw record comes with other values."""
    raw = json.dumps({"till": 7})
    with clock.frozen(NOW), writing(any_database) as connection:
        first = begin_load(connection, "till", "manual")
        stage(connection, first, "sales", [(raw, None, [Issue("N650", both("坏", "bad"))])])
    publish_load(any_database, first, release=app)
    with writing(any_database) as connection:
        second = begin_load(connection, "till", "replay")
        stage(connection, second, "sales", [(raw, sale("N11", ANCHOR, "80.00"), [])])
    publish_load(any_database, second, release=app)
    with reading(any_database) as connection:
        row = connection.execute(sa.select(refused_row)).one()
    assert (row.state, row.replayed_by) == ("replayed", second)


def test_a_crash_in_the_middle_leaves_the_old_data(
    any_database: sa.Engine, app: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(any_database, app)
    with clock.frozen(NOW), writing(any_database) as connection:
        number = begin_load(connection, "till", "manual")
        stage(connection, number, "sales", [("{}", sale("N11", ANCHOR, "999.00"), [])])

    def crash(*args: Any) -> None:
        raise RuntimeError("killed between facts and rollup")

    with monkeypatch.context() as patched:
        patched.setattr(publishing, "note_for_rules", crash)
        with pytest.raises(RuntimeError):
            publish_load(any_database, number, release=app)
    assert everything(any_database, app) == before
    with clock.frozen(NOW):  # the staging is still there: the same load can be published after all
        assert publish_load(any_database, number, release=app).changed == 1
    assert rollup(any_database, app, "sales_amount")["N11"] == 101_900


def test_a_failed_load_is_swept_and_a_broken_one_at_start(any_database: sa.Engine, app: Release) -> None:
    with writing(any_database) as connection:
        failed, broken = (begin_load(connection, "till", "manual") for _ in range(2))
        for number in (failed, broken):
            stage(connection, number, "sales", [("{}", sale("N11", ANCHOR, "1.00"), [])])
        fail_load(connection, failed, Issue("N601", both("超时", "timed out")))
        assert sweep_broken_loads(connection) == 1
        states = set(connection.scalars(sa.select(load.c.state).where(load.c.id.in_([failed, broken]))))
        assert states == {"failed"}
        assert connection.scalar(sa.select(sa.func.count()).select_from(staged_batch)) == 0


def test_a_moved_branch_restates_only_from_its_day(any_database: sa.Engine, app: Release, tmp_path: Path) -> None:
    """N2 moves under S on 20 November: N loses 170.00 a day from then on, and keeps it before."""
    import shutil

    folder = tmp_path / "app"
    shutil.copytree(APP, folder)
    head, *rows = (folder / "data/units.csv").read_text(encoding="utf-8").splitlines()
    moved = [f"{row},2026-11-20".replace(",N,2020", ",S,2020") if row.startswith("N2,") else f"{row}," for row in rows]
    # a parent stands above its children in the file
    ordered = sorted(moved, key=lambda row: ("company", "division", "area", "store").index(row.split(",")[3]))
    (folder / "data/units.csv").write_text("\n".join([f"{head},from", *ordered, ""]), encoding="utf-8")
    release = publish_app(any_database, folder, "N2 goes south")
    with reading(any_database) as connection:
        assert verify_org(connection) == []
    before, after = date(2026, 11, 19).toordinal(), date(2026, 11, 20).toordinal()
    assert rollup(any_database, release, "sales_amount", before)["N"] == 36_600
    assert rollup(any_database, release, "sales_amount", after)["N"] == 19_600
    assert rollup(any_database, release, "sales_amount", after)["S"] == 53_000  # 36,000 + 17,000
    assert rollup(any_database, release, "sales_amount", after)["HQ"] == 72_600


def codes(database: sa.Engine, release: Release) -> list[str]:
    with reading(database) as connection:
        return sorted(issue.code for issue in verify(connection, release))


def test_hand_made_changes_are_named(any_database: sa.Engine, app: Release) -> None:
    with clock.frozen(NOW):  # a correction keeps what it replaced, so its load can still be verified
        load_rows(any_database, app, "till", {"sales": [sale("N11", ANCHOR, "81.00")]})
    assert codes(any_database, app) == []
    with writing(any_database) as connection:
        facts = model_of(connection, app).tables["sales"].facts
        here = sa.and_(facts.c.channel == "web", facts.c.day == DAY)
        one = connection.execute(sa.select(facts).where(here).limit(1)).one()
        mine = sa.and_(here, facts.c.unit == one[0])
        before = connection.scalar(sa.select(facts.c.amount).where(mine))
        connection.execute(sa.update(facts).where(mine).values(amount=before + 1))
    with reading(any_database) as connection:
        (named,) = verify(connection, app)
    assert named.code == "N550"
    assert "'channel': 'web'" in named.message["en"]
    with writing(any_database) as connection:
        connection.execute(sa.update(facts).where(mine).values(amount=before))
        connection.execute(sa.delete(facts).where(mine))
    # the batch that lost the row; and the chain of what came after it holds
    assert codes(any_database, app) == ["N551"]


def test_a_load_cannot_be_taken_out_of_the_chain(any_database: sa.Engine, app: Release) -> None:
    with clock.frozen(NOW):
        for amount in ("81.00", "82.00"):
            load_rows(any_database, app, "till", {"sales": [sale("N11", ANCHOR, amount)]})
    with writing(any_database) as connection:
        middle = connection.scalars(sa.select(load.c.id).order_by(load.c.id)).all()[1]
        connection.execute(sa.update(load).where(load.c.id == middle).values(state="failed"))
    assert "N551" in codes(any_database, app)

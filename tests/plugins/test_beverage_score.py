"""The beverage example's card over a month, on one route with two outlets, worked out by hand; then what a visit and a
verdict turned round by an appeal do to it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.definitions.publish import publish
from engine.definitions.read import read_folder
from engine.definitions.release import Release
from engine.scores.round import recompute_scores
from engine.scores.trail import sentence
from engine.storage.database import reading, writing
from engine.storage.tables import org_unit, score, score_change
from tests.flows.playhouse import keep_rows
from tests.small_app import load_rows

BEVERAGE = Path(__file__).parents[2] / "examples/beverage"
NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)
ROUTE = {"HQ", "GD", "GZ", "GZ01", "GZ011", "GZ012"}


def published(database: sa.Engine, folder: Path) -> Release:
    """The example, cut down to one route."""
    shutil.copytree(BEVERAGE, folder)
    for name, column in (("units", "code"), ("posts", "unit"), ("outlet_weights", "unit"), ("universe", "outlet")):
        keep_rows(folder / f"data/{name}.csv", lambda row, column=column: row[column] in ROUTE)  # type: ignore[misc]
    documents, files, issues = read_folder(folder)
    assert not issues
    with writing(database) as connection:
        return publish(connection, documents, files, author="test", reason="one route")


def day(n: int) -> str:
    return f"2026-11-{n:02}"


def outlet(code: str, at: int, listed: int, contact: int) -> dict[str, Any]:
    return {"outlet": code, "day": day(at), "listed_skus": listed, "last_contact": day(contact)}


def sold(code: str, at: int, sku: str, qty: int) -> dict[str, Any]:
    return {"outlet": code, "day": day(at), "sku": sku, "qty": qty, "stock": 4, "listed": True}


def check(code: str, at: int, passed: bool) -> dict[str, Any]:
    return {"outlet": code, "day": day(at), "required": 1, "passed": passed, "submission": None}


def state(database: sa.Engine) -> tuple[float, dict[str, tuple[float, float, float]]]:
    """The route's points, and per line (attainment, curve points, weighted points)."""
    with reading(database) as connection:
        here = sa.select(score).join(org_unit, org_unit.c.id == score.c.unit_id).where(org_unit.c.code == "GZ01")
        row = connection.execute(here).one()
    return row.points, {part["line"]: (part["x"], part["points"], part["weighted"]) for part in row.parts}


def last_words(database: sa.Engine, release: Release) -> str:
    with reading(database) as connection:
        row = connection.execute(sa.select(score_change).order_by(score_change.c.id.desc()).limit(1)).one()
    return sentence(release, "supervisor_card", row.parts, row.cause)["zh"]


def test_a_month_of_one_route(any_database: sa.Engine, tmp_path: Path) -> None:
    """Stocked (outlet, article) pairs of the month: 3 + 2 = 5. Moved on some day: K330, K500 at 011, K330 at 012 = 3,
    though the days have 2 + 1 + 2 = 5 moved pairs: 3 / 5 = 0.6 of 0.728 = 0.824176 → 56.044.
    Covered on the last day: 011 yes, 012 has nothing listed: 1 / 2 = 0.5 of 0.8652 = 0.577901 → below 60 %, 0.
    Display: 5 of 6 = 0.833333 of 0.8549 = 0.974773 → 93.6933 (93.69325).
    0.4 · 56.044 + 0.3 · 0 + 0.3 · 93.69325 = 22.4176 + 0 + 28.107975 = 50.525575 → 50.5.
    """
    with clock.frozen(NOW):
        release = published(any_database, tmp_path / "app")
        recompute_scores(any_database)
        articles = ["K330", "K500", "W550"]
        moved = {("GZ011", 18): ["K330", "K500"], ("GZ012", 19): ["K330"], ("GZ011", 20): ["K330"]}
        moved[("GZ012", 20)] = ["K330"]
        stocked = {"GZ011": articles, "GZ012": articles[:2]}
        first = {
            "products": [{"sku": sku, "zh": sku, "en": sku, "category": "cola"} for sku in articles],
            "universe": [{"outlet": c, "channel": "grocery", "valid_from": "2026-01-01"} for c in stocked],
            "outlet_days": [
                row for n in (18, 19, 20) for row in (outlet("GZ011", n, 3, 10), outlet("GZ012", n, 0, 16))
            ],
            "sell_out": [
                sold(code, n, sku, int(sku in moved.get((code, n), ())))
                for n in (18, 19, 20) for code, skus in stocked.items() for sku in skus
            ],
            "display_checks": [check("GZ011", n, n != 18) for n in range(16, 22)],
        }  # fmt: skip
        load_rows(any_database, release, "sell_out_file", first)
        recompute_scores(any_database)
        assert state(any_database) == (
            50.5,
            {
                "sell_through": (0.824176, 56.044, 22.4),
                "coverage": (0.577901, 0.0, 0.0),
                "display": (0.974773, 93.6933, 28.1),
            },
        )
        # A visit on the 25th lists an article at 012: 2 / 2 = 1 of 0.8652 = 1.155802 → 138.95, cut to 120: + 36.
        load_rows(any_database, release, "outlet_days_file", {"outlet_days": [outlet("GZ012", 25, 2, 25)]})
        recompute_scores(any_database)
        points, lines = state(any_database)
        assert (points, lines["coverage"]) == (86.5, (1.155802, 120.0, 36.0))
        assert (
            last_words(any_database, release)
            == "覆盖 +36.0（" + release.get("source", "outlet_days_file").title["zh"] + "）"
        )
        # The check of the 18th was failed by mistake; the appeal turns it round: 6 / 6 = 1 of 0.8549 = 1.169727 → 120.
        # 22.4176 + 36 + 36 = 94.4176; display moves from 28.1 to 36.0.
        load_rows(any_database, release, "form:display_check", {"display_checks": [check("GZ011", 18, True)]})
        assert recompute_scores(any_database) == 1
        points, lines = state(any_database)
        assert (points, lines["display"]) == (94.4, (1.169727, 120.0, 36.0))
        assert last_words(any_database, release) == "陈列 +7.9（陈列检查）"
        # Eight checks failed: 6 / 14 is below one half, display has 0 points, and the veto holds at 60; 58.4 is less.
        failed = [check("GZ012", n, False) for n in (14, 16, 17, 18, 19, 20, 21, 23)]
        load_rows(any_database, release, "form:display_check", {"display_checks": failed})
        recompute_scores(any_database)
        assert state(any_database)[0] == 58.4
        with reading(any_database) as connection:
            assert connection.scalar(sa.select(score.c.vetoed)) == "display_failed"

"""From a load to a score with its trail, on both databases; against points worked out by hand (``cards``)."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.access.actor import Actor
from engine.access.door import Door
from engine.base import clock
from engine.scores.round import recompute_scores
from engine.scores.standing import standings_of
from engine.scores.trail import sentence
from engine.storage.database import reading
from engine.storage.tables import load, org_unit, score, score_change, score_due
from tests import small_app
from tests.engine.scores.cards import POINTS, app_with, card, line
from tests.flows.playhouse import keep_rows
from tests.small_app import NOW, load_rows, publish_app, serving


def scored(database: sa.Engine, at: datetime = NOW) -> int:
    with clock.frozen(at):
        return recompute_scores(database)


def points(database: sa.Engine, name: str = "shop") -> dict[str, float]:
    with reading(database) as connection:
        query = sa.select(org_unit.c.code, score.c.points).join(org_unit, org_unit.c.id == score.c.unit_id)
        return {row.code: row.points for row in connection.execute(query.where(score.c.scorecard == name))}


def changes(database: sa.Engine, since: int = 0) -> list[Any]:
    with reading(database) as connection:
        query = sa.select(score_change, org_unit.c.code).join(org_unit, org_unit.c.id == score_change.c.unit_id)
        return list(connection.execute(query.where(score_change.c.id > since).order_by(score_change.c.id)))


def due(database: sa.Engine) -> int:
    with reading(database) as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(score_due)) or 0


def more(database: sa.Engine, store: str, amount: float, at: datetime = NOW) -> None:
    """One order more in the shop of a store on the anchor day: a correction of that row (4 orders, 4/5 of sales)."""
    sold = f"{small_app.STORES[store] * 0.8 + amount:.2f}"
    row = {"unit": store, "day": "2026-11-22", "channel": "shop", "orders": 5, "amount": sold, "cost": "1.00"}
    close = {"unit": store, "day": "2026-11-22", "closed": False}
    with clock.frozen(at):
        load_rows(database, serving(database), "till", {"sales": [row], "closes": [close]})


@pytest.fixture
def shops(small_database: sa.Engine, tmp_path: Path) -> sa.Engine:
    """The small app with its data and the card, scored."""
    publish_app(small_database, app_with(tmp_path, card()), reason="a card")
    assert scored(small_database) == 8
    return small_database


def test_publishing_a_card_scores_every_unit_of_its_level(shops: sa.Engine) -> None:
    assert points(shops) == POINTS
    found = changes(shops)
    assert {c.code: c.after for c in found} == POINTS
    assert all(c.before is None and c.points_ready and c.cause["release"] == 2 for c in found)
    n22 = next(c for c in found if c.code == "N22")
    assert [(p["line"], p["delta"]) for p in n22.parts] == [("sales", 25.0), ("order_value", 15.0), ("web_share", 20.0)]
    assert due(shops) == 0
    assert scored(shops) == 0


def test_a_load_of_one_leaf_moves_exactly_what_lies_above_it(shops: sa.Engine, tmp_path: Path) -> None:
    """N22 sells 22 × 80 = 1,760 of 2,200. With one order of 44 more: 1,804 / 2,200 = 0.82 → 55; 1,804 / 111 orders =
    16.252252 of 20 = 0.812613 → 53.1532; web 352 / 1,804 = 0.195122 of 0.2 = 0.97561 → 93.9025. 27.5 + 15.94595 +
    18.7805 = 62.2264… → 62.2; parts 27.5, 15.9, 18.8 (cut: 27.5, 15.9, 18.7; one tenth is missing, 18.7805 lost most).
    """
    area = card(name="area", level="area", lines=[line("sales", 100, "销售", "Sales")])
    publish_app(shops, app_with(tmp_path, area), reason="areas too")
    assert scored(shops) == 4
    last = changes(shops)[-1].id
    more(shops, "N22", 44, at=NOW + timedelta(minutes=3))
    assert due(shops) == 2  # of two cards, the one leaf
    assert scored(shops, NOW + timedelta(minutes=3, seconds=40)) == 2
    above, mine = changes(shops, last)
    assert (mine.scorecard, mine.code, mine.before, mine.after) == ("shop", "N22", 60.0, 62.2)
    assert [(p["line"], p["before"], p["after"], p["delta"]) for p in mine.parts] == [
        ("sales", 25.0, 27.5, 2.5), ("order_value", 15.0, 15.9, 0.9), ("web_share", 20.0, 18.8, -1.2),
    ]  # fmt: skip
    # N2: 22 × (90 + 80) = 3,740 of 4,400 = 0.85 → 62.5; 3,784 / 4,400 = 0.86 → 65
    assert (above.scorecard, above.code, above.before, above.after) == ("area", "N2", 62.5, 65.0)
    with reading(shops) as connection:
        came = connection.execute(sa.select(load).order_by(load.c.id.desc()).limit(1)).one()
    assert mine.cause == {"loads": [came.public_id], "sources": ["till"]}
    assert (mine.caused_at, mine.at - mine.caused_at) == (came.started_at, timedelta(seconds=40))
    words = sentence(serving(shops), "shop", mine.parts, mine.cause)
    assert words["zh"] == "销售 +2.5，客单 +0.9，网店 −1.2（收银）"
    assert words["en"] == "Sales +2.5, Basket +0.9, Web −1.2 (Till)"
    hidden = sentence(serving(shops), "shop", mine.parts, mine.cause, lambda name: name != "web_share")
    assert hidden["zh"] == "销售 +2.5，客单 +0.9，其他项 −1.2（收银）"
    more(shops, "N22", 44)  # the same rows again
    assert scored(shops) == 0
    assert len(changes(shops, last)) == 2


def test_two_processes_at_once_write_each_change_once(shops: sa.Engine) -> None:
    last = changes(shops)[-1].id
    for n, store in enumerate(POINTS):
        more(shops, store, 400 + n)
    counts: list[int] = []
    begin = threading.Barrier(4)

    def go() -> None:
        begin.wait()
        counts.append(recompute_scores(shops))

    with clock.frozen(NOW):
        threads = [threading.Thread(target=go) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        recompute_scores(shops)
    found = changes(shops, last)
    assert sorted(c.code for c in found) == sorted(POINTS)
    assert sum(counts) <= len(found)
    assert all(abs(c.after - c.before - sum(p["delta"] for p in c.parts)) < 1e-9 for c in found)
    assert due(shops) == 0


def test_a_new_month_begins_anew_and_an_old_one_still_follows_corrections(shops: sa.Engine) -> None:
    with reading(shops) as connection:
        n11 = connection.scalar(sa.select(org_unit.c.id).where(org_unit.c.code == "N11"))
    december = datetime(2026, 12, 2, 1, tzinfo=UTC)
    close = {"unit": "N11", "day": "2026-12-01", "closed": False}
    row = {"unit": "N11", "day": "2026-12-01", "channel": "shop", "orders": 4, "amount": "80.00", "cost": "40.00"}
    with clock.frozen(december):
        load_rows(shops, serving(shops), "till", {"closes": [close], "sales": [row]})
    more(shops, "N11", 220, at=december)  # of November: 2,420 of 2,200 = 1.1 → 120
    assert scored(shops, december) == 2
    with reading(shops) as connection:
        mine = sa.select(score).where(score.c.unit_id == n11).order_by(score.c.period_from)
        november, new = connection.execute(mine).all()
    assert (november.period_to, november.day) == (date(2026, 11, 30), date(2026, 11, 30))
    assert november.parts[0]["points"] == 120.0
    # December: 80 of 100 → 50; 80 / 4 = 20 of 20 → 100; no web sales: 0 of 0.2 → 0. 25 + 30 + 0 = 55
    assert (new.period_from, new.period_to, new.day, new.points) == (
        date(2026, 12, 1), date(2026, 12, 31), date(2026, 12, 2), 55.0,
    )  # fmt: skip


def test_points_that_wait_for_the_end_are_ready_after_it(small_database: sa.Engine, tmp_path: Path) -> None:
    final = card(points_ready={"when": "period_end", "closing_days": 2})
    publish_app(small_database, app_with(tmp_path, final), reason="a card")
    assert scored(small_database) == 8
    assert not any(c.points_ready for c in changes(small_database))
    assert scored(small_database, datetime(2026, 12, 2, 12, tzinfo=UTC)) == 0
    after = datetime(2026, 12, 3, 1, tzinfo=UTC)
    assert scored(small_database, after) == 8
    assert scored(small_database, after) == 0
    closed = changes(small_database)[8:]
    assert {c.code: (c.before, c.after) for c in closed} == {code: (p, p) for code, p in POINTS.items()}
    assert all(c.points_ready and c.cause == {"closed": True} for c in closed)
    more(small_database, "N22", 44, at=after)
    assert scored(small_database, after) == 1
    assert changes(small_database)[-1].points_ready


def test_another_curve_and_rolling_back_score_again(shops: sa.Engine, tmp_path: Path) -> None:
    last = changes(shops)[-1].id
    step = {"type": "step", "bands": [{"from": None, "points": 0}, {"from": 0.9, "points": 100}]}
    publish_app(shops, app_with(tmp_path, card(curve=step)), reason="steps")
    assert scored(shops) == 4  # N11, S21, S22 stay at 100, S12 at 20
    assert points(shops) == POINTS | {"N12": 100.0, "N21": 100.0, "N22": 20.0, "S11": 100.0}
    publish_app(shops, app_with(tmp_path, card()), reason="back")
    assert scored(shops) == 4
    assert points(shops) == POINTS
    words = sentence(serving(shops), "shop", changes(shops, last)[-1].parts, changes(shops, last)[-1].cause)
    assert words["zh"].endswith("（评分或目标改版）")


def test_a_rank_is_among_the_units_of_the_same_group(small_database: sa.Engine, tmp_path: Path) -> None:
    """Malls S11 116, N11 100, S12 20 (of two groups the card's first counts); streets N12 92, N21 80, N22 60; two of no
    group are no ranking."""
    folder = app_with(tmp_path, card(peers={"by": "group", "groups": ["mall", "street"]}))
    groups = {"N11": "new;mall", "S11": "mall", "S12": "street;mall", "N12": "street", "N21": "street", "N22": "street"}
    keep_rows(folder / "data/units.csv", lambda row: row.update(groups=groups.get(row["code"], "")) or True)
    publish_app(small_database, folder, reason="groups")
    assert scored(small_database) == 8
    release = serving(small_database)
    with reading(small_database) as connection:
        door = Door(connection, release, Actor.system(), date(2026, 11, 23))
        units = list(door.units(door.units_of_level(3)).values())
        made = release.compiled("scorecard", "shop")
        found = standings_of(door, made, date(2026, 11, 1), units, of_all=True)
        places = {unit.code: (found[unit.id].place, found[unit.id].of, found[unit.id].group) for unit in units}
    assert places == {
        "S11": (1, 3, "mall"), "N11": (2, 3, "mall"), "S12": (3, 3, "mall"), "N12": (1, 3, "street"),
        "N21": (2, 3, "street"), "N22": (3, 3, "street"), "S21": (None, 2, ""), "S22": (None, 2, ""),
    }  # fmt: skip

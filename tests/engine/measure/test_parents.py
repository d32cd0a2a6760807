"""The light of a unit above the leaves, by hand: small app, month to date, 22 days of 100.00 per store as target.

Stores: N11 100 %, N12 96 %, N21 90 %, N22 80 %, S11 110 %, S12 50 %, S21 100 %, S22 100 % but its last day missing.
Areas: N1 98 %, N2 exactly 85 %, S1 80 %, S2 grey store below. Divisions: N 91.5 %, S below.
"""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from engine.access.actor import Actor
from engine.access.door import Door
from engine.base import clock
from engine.definitions.release import Release
from engine.measure import day_lights, explain, outlook, period_of, series, standing, values
from engine.measure.parents import lowered
from engine.org import units_on
from engine.storage.database import reading
from tests.small_app import ANCHOR, APP, NOW, fill, publish_app


@pytest.mark.parametrize(
    ("own", "rule", "below", "shown"),
    [
        ("green", {"by": "red_children", "share": 0.25}, "green red green green", "yellow"),  # exactly a quarter
        ("green", {"by": "red_children", "share": 0.25}, "green red green green green", "green"),
        ("green", {"by": "red_children", "share": 0.25}, "grey grey grey red green green green", "yellow"),  # grey: not
        ("green", {"by": "red_children", "share": 1.0}, "red red", "yellow"),  # never red by others
        ("red", {"by": "red_children", "share": 0.25}, "green green", "red"),  # never better by others
        ("grey", {"by": "red_children", "share": 0.25}, "red red", "grey"),
        ("green", {"by": "worst_child"}, "green yellow", "yellow"),
        ("yellow", {"by": "worst_child"}, "green red grey", "red"),
        ("red", {"by": "worst_child"}, "green", "red"),
        ("green", {"by": "worst_child"}, "grey", "green"),
    ],
)
def test_units_below_only_make_it_worse(own: str, rule: dict[str, Any], below: str, shown: str) -> None:
    assert lowered(own, SimpleNamespace(**{"share": None, **rule}), below.split()) == shown


def app_with(folder: Path, database: sa.Engine, rule: dict[str, Any] | None) -> Release:
    package = shutil.copytree(APP, folder / "app")
    file = package / "scales/standard.json"
    scale = json.loads(file.read_text(encoding="utf-8"))
    bands = [("red", None, 0.85), ("yellow", 0.85, 0.9), ("green", 0.9, None)]
    scale["bands"] = [dict(zip(("light", "from", "to"), band, strict=True)) for band in bands]
    if rule:
        scale["parent_light"] = rule
    file.write_text(json.dumps(scale), encoding="utf-8")
    release = publish_app(database, package)
    fill(database, release)
    return release


def lights(door: Door, codes: str, period: str = "mtd") -> dict[str, tuple[str, str]]:
    units = {code: units_on(door.connection, ANCHOR).by_code[code].id for code in codes.split()}
    found = values(door, list(units.values()), period_of(door, period, ANCHOR), ["sales"])
    return {code: (found[i, "sales"].light, found[i, "sales"].reason["zh"]) for code, i in units.items()}


def door_to(connection: sa.Connection, release: Release) -> Door:
    return Door(connection, release, Actor.system(), ANCHOR + timedelta(days=1))


def test_a_share_of_red_children_takes_the_green(tmp_path: Path, any_database: sa.Engine) -> None:
    """N: 91.5 % with N1 98 % and N2 85 % (yellow): stays green. S1 80 %: red, one of the two areas of S.
    HQ: (366 + 360) × 22 − 100 of 17,500 = 90.69 %, its divisions by their own light."""
    with clock.frozen(NOW):
        release = app_with(tmp_path, any_database, {"by": "red_children", "share": 0.5})
    with reading(any_database) as connection:
        door = door_to(connection, release)
        seen = lights(door, "HQ N S N1 N2 S1 S12")
        assert {code: light for code, (light, _) in seen.items()} == {
            "HQ": "green",
            "N": "green",
            "S": "yellow",  # (360 × 22 − 100) / 8,700 = 89.88 % is yellow by itself
            "N1": "green",
            "N2": "yellow",
            "S1": "red",
            "S12": "red",
        }
        assert seen["S"][1].endswith("；1/2 区域红")
        assert "红" not in seen["N1"][1]
        # one store of N2 is red (80 %), one green: half. N2 itself: 85 % — its light is its own
        assert seen["N2"][1].endswith("；1/2 门店红")
        why = explain(door, units_on(connection, ANCHOR).by_code["S"].id, "sales", period_of(door, "mtd", ANCHOR))
        assert (why.value.light, why.value.reason["zh"]) == seen["S"]


def test_the_worst_child_reaches_up_to_the_top(tmp_path: Path, any_database: sa.Engine) -> None:
    with clock.frozen(NOW):
        release = app_with(tmp_path, any_database, {"by": "worst_child"})
    with reading(any_database) as connection:
        door = door_to(connection, release)
        seen = lights(door, "HQ N N1 N2")
        assert [seen[code][0] for code in ("HQ", "N", "N1", "N2")] == ["red", "red", "green", "red"]
        assert seen["N"][1] == "自身 91.5 %，但 1/2 区域红"  # N2 is red because N22 is
        assert seen["HQ"][1].startswith("自身 90.69 %，但 2/2 大区红")
        top = units_on(connection, ANCHOR).by_code["HQ"].id
        points = series(door, top, "sales", ANCHOR - timedelta(days=2), ANCHOR)
        assert day_lights(door, top, "sales", points) == ["red"] * 3  # N22 and S12 every day


def test_the_rest_of_the_month_at_the_rate_so_far(tmp_path: Path, any_database: sa.Engine) -> None:
    """N22 sold 80.00 of 100.00 on each of 22 days; 8 days of 100.00 are to come: 1,760 + 800 × 0.8 = 2,400 of 3,000."""
    with clock.frozen(NOW):
        release = app_with(tmp_path, any_database, None)
    with reading(any_database) as connection:
        door = door_to(connection, release)
        unit = units_on(connection, ANCHOR).by_code["N22"].id
        month = outlook(door, unit, "sales", period_of(door, "mtd", ANCHOR))
        assert (month.end.isoformat(), month.target, month.target_to_date) == ("2026-11-30", 300_000, 220_000)
        assert month.projected == pytest.approx(240_000)
        assert month.projected_attainment == pytest.approx(0.8)
        assert (month.light, month.days_gone, month.days, len(month.ahead)) == ("red", 22, 30, 8)
        assert month.ahead[0].projected == pytest.approx(8_000)
        # S22: 21 days at 100 %, the 22nd missing: what is missing comes at the same rate
        late = outlook(door, units_on(connection, ANCHOR).by_code["S22"].id, "sales", period_of(door, "mtd", ANCHOR))
        assert late.projected == pytest.approx(300_000)
        rate = outlook(door, unit, "web_share", period_of(door, "mtd", ANCHOR))
        assert (rate.projected, rate.ahead, rate.amounts) == (pytest.approx(0.2), (), False)
        day = outlook(door, unit, "sales", period_of(door, "day", ANCHOR))
        assert (day.end, day.target, day.projected) == (ANCHOR, 10_000, pytest.approx(8_000))


def test_a_place_among_peers_without_their_names(tmp_path: Path, any_database: sa.Engine) -> None:
    """Stores by attainment: 110, 100, 100, 100, 96, 90, 80, 50 → N22 is 7th of 8, the median 98 %."""
    with clock.frozen(NOW):
        release = app_with(tmp_path, any_database, None)
    with reading(any_database) as connection:
        door = door_to(connection, release)
        tree = units_on(connection, ANCHOR)
        month = period_of(door, "mtd", ANCHOR)
        found = standing(door, tree.by_code["N22"], "sales", month, of_all=True)
        assert (found.among, found.of, found.place, found.quarter) == ("level", 8, 7, 4)
        assert found.median == pytest.approx(0.98)
        assert standing(door, tree.by_code["S21"], "sales", month, of_all=True).place == 2  # three share it
        few = standing(door, tree.by_code["N1"], "sales", month, of_all=True)
        assert (few.of, few.place, few.median) == (4, None, None)  # four areas: too few

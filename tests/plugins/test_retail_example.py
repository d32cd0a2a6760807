"""The retail example: it passes the one path of a definition, and holds what the brief asks for."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from typing import Any

import pytest

from engine.base.issue import has_errors
from engine.definitions.check import check
from engine.definitions.read import read_folder
from rule_builder.templates import compile_template, render
from tests.plugins.plan_by_hand import RETAIL, daily_target, day_weights, load, month_targets, store_weights

EIGHT = ["net_sales", "atv", "upt", "new_share", "focus_share", "oos_rate", "staff_rate", "display_rate"]


def rows(name: str) -> list[dict[str, str]]:
    with (RETAIL / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_package_is_clean_and_canonical() -> None:
    documents, files, issues = read_folder(RETAIL)
    checked = check(documents, files)
    found = [*issues, *checked.issues]
    assert [issue.line_of_text() for issue in found] == []
    assert not has_errors(found)
    for definition in checked.catalog.definitions.values():
        assert (RETAIL / definition.path).read_text(encoding="utf-8") == definition.text, definition.path


def test_levels_and_parents() -> None:
    units = {row["code"]: row for row in rows("units.csv")}
    assert Counter(row["level"] for row in units.values()) == {"hq": 1, "division": 8, "area": 16, "store": 56}
    above = {"store": "area", "area": "division", "division": "hq"}
    for row in units.values():
        if row["level"] != "hq":
            assert units[row["parent"]]["level"] == above[row["level"]]
    assert len({row["zh"] for row in units.values()}) == len(units)
    assert set(store_weights()) == {code for code, row in units.items() if row["level"] == "store"}
    for row in units.values():
        if row["level"] == "store":
            shape, tier, *pilot = row["groups"].split(";")
            assert shape in ("flagship", "standard", "compact")
            assert tier in ("tier_1", "tier_2", "tier_3")
            assert pilot in ([], ["pilot"])


def test_posts_have_holders_but_for_one_vacancy_and_one_deputy() -> None:
    posts, people = rows("posts.csv"), {row["login"]: row for row in rows("users.csv")}
    held = Counter(row["role"] for row in posts if row["login"] and not row["deputy"])
    assert held == {"hq": 2, "director": 8, "area_manager": 15, "store_manager": 56}
    assert [(row["role"], row["unit"]) for row in posts if not row["login"]] == [("area_manager", "MG2")]
    assert [(row["login"], row["unit"]) for row in posts if row["deputy"] == "true"] == [("dep_sw2", "SW2")]
    assert {row["login"] for row in posts if row["login"]} == set(people)
    assert {"hq", "dir_east", "am_e1", "sm_e101"} <= set(people)
    ids = [row["wecom"] for row in people.values()]
    assert all(ids)
    assert len(set(ids)) == len(ids)


def test_exactly_the_eight_indicators_each_with_a_target_in_each_year() -> None:
    assert sorted(path.stem for path in (RETAIL / "indicators").iterdir()) == sorted(EIGHT)
    assert load("app.json")["home_indicators"] == EIGHT
    for year in (2026, 2027):
        lines = load(f"plans/plan_{year}.json")["lines"]
        assert [line["indicator"] for line in lines] == EIGHT
        for line in lines:
            assert list(line.get("total", line.get("value", {}))) == ["baseline", "target", "stretch"]


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_year_is_spread_to_the_cent(year: int) -> None:
    total = {2026: 10_000_000_000, 2027: 11_200_000_000}[year]
    assert sum(month_targets(year).values()) == total
    months = load(f"plans/plan_{year}.json")["lines"][0]["over_time"]["months"]
    assert round(sum(months), 6) == 100
    year_of_one_store = sum(daily_target("E101", day) for day in day_weights(year))
    assert year_of_one_store == sum(amount for (code, _), amount in month_targets(year).items() if code == "E101")


def test_holidays_are_where_they_are_in_the_year() -> None:
    for year, eve in ((2026, "2026-02-16"), (2027, "2027-02-05")):
        closed = [day.isoformat() for day, weight in day_weights(year).items() if weight == 0]
        assert (len(closed), closed[0]) == (2, eve)
    titles = {holiday["title"]["zh"] for holiday in load("calendars/trading.json")["holidays"]}
    assert {"元旦", "春节假期", "清明节", "劳动节", "端午节", "中秋节", "国庆节"} <= titles


def test_no_secret_is_written_down() -> None:
    found = set()
    for path in (RETAIL / "sources").iterdir():
        auth = load(f"sources/{path.name}")["connection"].get("auth")
        if auth and auth["type"] == "login_token":
            found.add(auth["body"]["password"]["secret"])
        elif auth:
            found.add(auth["key"]["secret"])
    assert found == {"pos_password", "erp_key"}
    assert load("channels/wecom_app.json")["settings"]["secret"] == {"secret": "wecom_secret"}


def test_messages_fit_a_text_card_even_for_the_longest_names() -> None:
    units = [row for row in rows("units.csv") if row["level"] == "store"]
    day = {"day": date(2026, 11, 22), "actual": 123_456_78, "target": 234_567_89, "attainment": 0.526}
    for lang in ("zh", "en"):
        values: dict[str, Any] = {
            "unit": max((row[lang] for row in units), key=lambda name: len(name.encode())),
            "indicator": load("indicators/net_sales.json")["title"][lang],
            "days": [day] * 3,
            "count": 3,
            "data_time": "2026-11-23 06:00",
            "cause": load("causes/understaffed.json")["title"][lang],
            "to_names": max((row[lang] for row in rows("users.csv")), key=len),
            "cc_names": max((row[lang] for row in rows("users.csv")), key=len),
        }
        for field in ("message", "resolved_message", "retracted_message"):
            source = load("rules/below_85_for_3_days.json")[field][lang]
            text = render(compile_template(source, set(values)), values, "text")
            assert values["unit"] in text
            assert len(text.encode()) <= 512
        assert "11-22 123,456.78/234,567.89 52.6%" in render(
            compile_template(load("rules/below_85_for_3_days.json")["message"][lang]), values, "text"
        )

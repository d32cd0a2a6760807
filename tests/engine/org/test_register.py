"""Units, posts and people imported: what is added, moved, closed, refused; the same table again changes nothing."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest

from engine.base.text import both
from engine.definitions.check import check
from engine.definitions.kind import Catalog
from engine.definitions.read import read_text
from engine.kinds.org.model import Level, OrgModel
from engine.org.register import Plan, Register, plan_people, plan_posts, plan_units, put_rows, suggest, without_address

DAY = date(2026, 11, 23)
LEVELS = (("top", "总部"), ("mid", "分部"), ("leaf", "网点"))
UNITS = """code,zh,en,level,parent,opened,closed,groups
HQ,总部,Head,top,,,,
A,甲部,Dept A,mid,HQ,,,
B,乙部,Dept B,mid,HQ,,,
A1,甲一,,leaf,A,2024-01-01,,pilot
B1,乙一,,leaf,B,,,
"""
POSTS = "role,unit,login,from,to,deputy\nboss,HQ,wang,,,\nlead,A,li,2026-01-01,,\n"
USERS = "login,zh,en,language,wecom\nwang,王敏,Min Wang,zh,WangMin\nli,李强,Qiang Li,zh,\n"


def register(units: str = UNITS, posts: str = POSTS, users: str = USERS, levels: Any = LEVELS) -> Register:
    made = tuple(Level(name=name, title=both(zh, name)) for name, zh in levels)
    model = OrgModel(
        name="o", title=both("组织", "Org"), levels=made, units="data/u.csv", posts="data/p.csv", users="data/x.csv"
    )
    return Register(model, {"units": units, "posts": posts, "users": users})


def table(*rows: dict[str, str]) -> list[tuple[int, dict[str, str]]]:
    return list(enumerate(rows, start=2))


def told(plan: Plan) -> dict[str, str]:
    return {change.key: change.action for change in plan.changes}


def after(plan: Plan, what: str = "units") -> dict[str, dict[str, str]]:
    """The file as it would be: key → cells."""
    key = {"units": "code", "users": "login"}[what]
    found = register(**{what: plan.texts[what]}).table(what)  # type: ignore[arg-type]
    return {row[key]: dict(row.cells) for row in found.rows}


def test_every_kind_of_change_at_once() -> None:
    came = table(
        {"code": "A", "zh": "甲部（新）", "parent": "总部", "level": "分部"},  # by the names of unit and level
        {"code": "A1", "zh": "甲一", "parent": "B"},
        {"code": "B1", "zh": "乙一", "parent": "B", "closed": "2026/12/31"},
        {"code": "Ｃ１", "zh": "丙一", "parent": "B", "groups": "pilot，new"},  # full-width code; the level follows
    )
    plan = plan_units(register(), came, day=DAY)
    assert told(plan) == {"A": "changed", "A1": "moved", "B1": "closed", "C1": "added"}
    assert plan.ok
    rows = after(plan)
    assert (rows["A1"]["parent"], rows["A1"]["from"]) == ("B", "2026-11-23")
    assert rows["B1"]["closed"] == "2026-12-31"
    assert (rows["C1"]["level"], rows["C1"]["groups"], rows["C1"]["parent"]) == ("leaf", "pilot;new", "B")
    assert rows["A1"]["groups"] == "pilot", "columns that did not come stay"
    again = plan_units(register(plan.texts["units"]), came, day=date(2026, 12, 24))
    assert set(told(again).values()) == {"unchanged"}
    assert not again.changed
    assert again.texts["units"] == plan.texts["units"]


def test_a_move_holds_from_the_day_that_the_row_names() -> None:
    plan = plan_units(register(), table({"code": "A1", "parent": "B", "from": "2026年6月1日"}), day=DAY)
    assert after(plan)["A1"]["from"] == "2026-06-01"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"code": "X1", "zh": "丁", "parent": "NOPE", "level": "leaf"}, "N443"),
        ({"code": "X1", "zh": "丁", "parent": "A", "level": "街道"}, "N446"),
        ({"code": "X 1", "zh": "丁", "parent": "A", "level": "leaf"}, "N448"),
        ({"code": "", "zh": "丁", "parent": "A", "level": "leaf"}, "N448"),
        ({"code": "X1", "parent": "A", "level": "leaf"}, "N448"),
        ({"code": "X1", "zh": "丁", "parent": "A", "level": "leaf", "opened": "昨天"}, "N447"),
        ({"code": "X1", "zh": "丁", "parent": "A", "opened": "2026-02-01", "closed": "2026-01-01"}, "N447"),
        ({"code": "A", "parent": "A1"}, "N444"),
        ({"code": "X1", "zh": "丁", "parent": "A1"}, "N446"),  # nothing below the last level
    ],
)
def test_a_wrong_row_is_refused_with_its_reason(row: dict[str, str], code: str) -> None:
    good = {"code": "A2", "zh": "甲二", "parent": "A", "level": "leaf"}
    plan = plan_units(register(), table(good, row), day=DAY)
    assert not plan.ok
    refused = [change for change in plan.changes if change.action == "refused"]
    assert code in {issue.code for change in refused for issue in change.issues}
    assert "A2" not in {change.key for change in refused}
    assert all(issue.message["zh"] and issue.message["en"] for change in refused for issue in change.issues)


def test_the_same_code_twice() -> None:
    row = {"code": "A2", "zh": "甲二", "parent": "A", "level": "leaf"}
    plan = plan_units(register(), table(row, row), day=DAY)
    assert [(c.line, c.action) for c in plan.changes] == [(2, "added"), (3, "refused")]


def test_units_that_are_missing_are_kept_or_closed() -> None:
    came = table({"code": "A", "zh": "甲部"}, {"code": "B", "zh": "乙部"}, {"code": "A1", "zh": "甲一"})
    assert set(told(plan_units(register(), came, day=DAY))) == {"A", "B", "A1"}
    closing = plan_units(register(), came, day=DAY, close_missing=True)
    assert told(closing)["B1"] == "closed"
    assert after(closing)["B1"]["closed"] == "2026-11-23"
    assert after(closing)["HQ"]["closed"] == "", "the top is never closed for being left out"


def test_a_one_level_org_becomes_a_tree() -> None:
    """What ``navmark start`` leaves: one unit; the table brings its own top, levels by words that are not there yet."""
    blank = register(
        "code,zh,en,level,parent,opened,closed,groups\nHQ,示范公司,,top,,,,\n",
        "role,unit,login,from,to,deputy\nadministrator,HQ,admin,,,\n",
        levels=(("top", "总部"),),
    )
    came = table(
        {"code": "G", "zh": "集团", "parent": "", "level": "集团"},
        {"code": "E", "zh": "东部", "parent": "集团", "level": "大片"},
        {"code": "E1", "zh": "东一", "parent": "东部", "level": "站点"},
    )
    first = plan_units(blank, came, day=DAY)
    assert not first.ok
    assert first.unknown_levels == ("集团", "大片", "站点")
    levels = (("top", "集团"), ("level_2", "大片"), ("level_3", "站点"))
    plan = plan_units(register(blank.texts["units"], blank.texts["posts"], levels=levels), came, day=DAY)
    assert plan.ok
    assert told(plan) == {"G": "changed", "E": "added", "E1": "added"}
    assert "administrator,G,admin" in plan.texts["posts"], "the administrator goes along with the top unit"
    assert list(after(plan)) == ["G", "E", "E1"]


def test_a_flat_list_hangs_below_the_top() -> None:
    came = table({"code": "X", "zh": "丙部", "parent": ""}, {"code": "Y", "zh": "丁部", "parent": ""})
    rows = after(plan_units(register(), came, day=DAY))
    assert [(rows[code]["parent"], rows[code]["level"]) for code in "XY"] == [("HQ", "mid"), ("HQ", "mid")]


def test_five_thousand_units_even_all_wrong_take_seconds() -> None:
    good = [{"code": f"L{i}", "zh": f"点{i}", "parent": "A" if i % 2 else "B"} for i in range(5_000)]
    bad = [{**row, "parent": f"Q{i}"} for i, row in enumerate(good)]
    begun = time.monotonic()
    assert plan_units(register(), table(*good), day=DAY).counts() == {"added": 5_000}
    assert not plan_units(register(), table(*bad), day=DAY).ok
    assert time.monotonic() - begun < 10


ROLES = [
    {
        "kind": "role",
        "name": "boss",
        "title": {"zh": "总裁", "en": "Boss"},
        "level": "top",
        "permissions": ["read_values"],
    },
    {
        "kind": "role",
        "name": "lead",
        "title": {"zh": "主管", "en": "Lead"},
        "level": "mid",
        "permissions": ["read_values"],
    },
]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    import json

    documents = [read_text(json.dumps(role), f"roles/{role['name']}.json") for role in ROLES]
    return check(documents, {}, package=False).catalog


def test_posts_by_names_and_a_successor(catalog: Catalog) -> None:
    came = table(
        {"role": "主管", "unit": "甲部", "login": "李强", "from": "2026-01-01", "to": "2026-11-30"},
        {"role": "主管", "unit": "甲部", "login": "王敏", "from": "2026-12-01", "deputy": "是"},
        {"role": "主管", "unit": "乙部", "login": "", "from": ""},
    )
    plan = plan_posts(register(), catalog, came, day=DAY)
    assert [c.action for c in plan.changes] == ["changed", "added", "added"]
    assert plan.texts["posts"].splitlines()[1:] == [
        "boss,HQ,wang,,,",
        "lead,A,li,2026-01-01,2026-11-30,",
        "lead,A,wang,2026-12-01,,true",
        "lead,B,,,,",
    ]
    again = plan_posts(register(posts=plan.texts["posts"]), catalog, came, day=DAY)
    assert not again.changed


@pytest.mark.parametrize(
    "row",
    [
        {"role": "皇帝", "unit": "A", "login": "li"},
        {"role": "lead", "unit": "HQ", "login": "li"},  # a role of another level
        {"role": "lead", "unit": "Z", "login": "li"},
        {"role": "lead", "unit": "B", "login": "nobody"},
        {"role": "lead", "unit": "B", "login": "li", "from": "2026-02-01", "to": "2026-01-01"},
        {"role": "lead", "unit": "B", "login": "li", "deputy": "也许"},
    ],
)
def test_posts_that_cannot_be(catalog: Catalog, row: dict[str, str]) -> None:
    plan = plan_posts(register(), catalog, table(row), day=DAY)
    assert [c.action for c in plan.changes] == ["refused"]


def test_posts_that_are_missing_end(catalog: Catalog) -> None:
    plan = plan_posts(
        register(), catalog, table({"role": "boss", "unit": "HQ", "login": "wang"}), day=DAY, end_missing=True
    )
    assert told(plan) == {"boss · HQ · wang": "unchanged", "lead · A · li": "closed"}
    assert "lead,A,li,2026-01-01,2026-11-22," in plan.texts["posts"]


def test_people_and_their_addresses() -> None:
    came = table(
        {"login": " Li ", "zh": "李强", "wecom": "LiQiang", "email": "li@example.com"},
        {"login": "zhao", "zh": "赵云", "language": "中文"},
        {"login": "bad login", "zh": "坏"},
    )
    plan = plan_people(register(), came)
    assert told(plan) == {"li": "changed", "zhao": "added", "bad login": "refused"}
    good = plan_people(register(), came[:2])
    assert after(good, "users")["li"]["wecom"] == "LiQiang"
    made = register(users=good.texts["users"])
    assert without_address(made) == ["zhao"]
    assert not plan_people(made, came[:2]).changed


def test_rows_by_hand(catalog: Catalog) -> None:
    made = put_rows(
        register(),
        catalog,
        "posts",
        [(3, {"to": "2026-11-30"}), (None, {"role": "lead", "unit": "B", "login": "LI"})],
        [2],
        day=DAY,
    )
    assert [c.action for c in made.changes] == ["changed", "added", "removed"]
    assert made.texts["posts"].splitlines()[1:] == ["lead,A,li,2026-01-01,2026-11-30,", "lead,B,li,,,"]
    assert not put_rows(register(), catalog, "users", [], [2], day=DAY).ok, "wang still holds a post"
    assert put_rows(register(), catalog, "units", [(None, {"code": "A1", "zh": "甲壹"})], [], day=DAY).ok
    gone = {
        code: put_rows(register(), catalog, "units", [], [line], day=DAY, live={"B1"})
        for code, line in (("B1", 6), ("A1", 5), ("B", 4), ("A", 3))
    }
    assert {code: plan.ok for code, plan in gone.items()} == {"B1": False, "A1": True, "B": False, "A": False}
    assert "A1" not in after(gone["A1"])


@pytest.mark.parametrize(
    ("what", "header", "expected"),
    [
        (
            "units",
            ["序号", "机构编码", "机构名称", "上级机构编码", "级别", "开业日期"],
            {"code": 1, "zh": 2, "parent": 3, "level": 4, "opened": 5},
        ),
        (
            "units",
            ["code", "zh", "en", "level", "parent", "opened", "closed", "groups"],
            {n: i for i, n in enumerate(["code", "zh", "en", "level", "parent", "opened", "closed", "groups"])},
        ),
        (
            "units",
            ["Unit Code", "Name (Chinese)", "English Name", "Parent Code"],
            {"code": 0, "zh": 1, "en": 2, "parent": 3},
        ),
        ("posts", ["岗位", "单位编码", "姓名", "任职日期"], {"role": 0, "unit": 1, "login": 2, "from": 3}),
        ("users", ["工号", "姓名", "企业微信账号", "邮箱"], {"login": 0, "zh": 1, "wecom": 2, "email": 3}),
        ("users", ["甲", "乙"], {}),
    ],
)
def test_columns_are_recognised(what: Any, header: list[str], expected: dict[str, int]) -> None:
    assert suggest(what, header) == expected


def test_where_a_unit_is_comes_and_goes_with_the_table() -> None:
    plan = plan_units(register(), table({"code": "A1", "lat": " 31.2304 ", "lon": "121.4737"}), day=DAY)
    assert told(plan) == {"A1": "changed"}
    assert plan.texts["units"].splitlines()[0] == "code,zh,en,level,parent,opened,closed,groups,lat,lon"
    assert (after(plan)["A1"]["lat"], after(plan)["A1"]["lon"], after(plan)["B1"]["lat"]) == ("31.2304", "121.4737", "")
    again = plan_units(register(units=plan.texts["units"]), table({"code": "A1", "zh": "甲一"}), day=DAY)
    assert told(again) == {"A1": "unchanged"}
    half = plan_units(register(), table({"code": "A1", "lat": "31.2"}, {"code": "B1", "lat": "x", "lon": "1"}), day=DAY)
    assert told(half) == {"A1": "refused", "B1": "refused"}
    assert suggest("units", ["编码", "纬度", "Longitude"]) == {"code": 0, "lat": 1, "lon": 2}

"""Who may see and do what, and why: about others for those with view_as who see everything, about oneself for all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine.access import accounts
from engine.access.permissions import PERMISSIONS, grouped
from engine.storage.tables import org_unit, post_holder, user_account
from tests.admin_ui.conftest import Person, World

SignIn = Callable[[str], Person]
ChangedApp = Callable[[str, Callable[[Any], None]], None]


def test_every_permission_is_in_one_group(person: SignIn) -> None:
    listed = [name for _, _, names in grouped() for name in names]
    assert sorted(listed) == sorted(PERMISSIONS)
    groups = person("keep_n11").get("/permissions")
    assert [group["name"] for group in groups] == ["read", "forms", "data", "definitions", "people"]  # all
    assert groups[0]["permissions"][0] == {
        "name": "read_values",
        "title": {"zh": "查看指标、目标与灯号", "en": "See indicators, targets and lights"},
    }


def appoint(world: World, login: str, role: str, unit: str, first: date, last: date, *, deputy: bool = False) -> None:
    with world.database.begin() as connection:
        user = connection.scalar(sa.select(user_account.c.id).where(user_account.c.login == login))
        place = connection.scalar(sa.select(org_unit.c.id).where(org_unit.c.code == unit))
        row = {"role": role, "unit_id": place, "user_id": user, "deputy": deputy}
        connection.execute(sa.insert(post_holder).values(**row, valid_from=first, valid_to=last))


def test_the_deciding_reason(world: World, person: SignIn) -> None:
    """The truth by hand: posts.csv, and what the roles of the small app allow."""
    chief = person("chief")

    def asked(login: str, **question: str) -> tuple[bool, str]:
        found = chief.get("/access/explain", query_string={"login": login, **question})
        return found["allowed"], found["because"]["zh"]

    assert asked("dir_n", unit="N11", indicator="sales") == (True, "岗位 总监 @ 北方大区：可见 销售额（北方11店）")
    assert asked("dir_n", unit="S11", indicator="sales") == (False, "岗位 总监 @ 北方大区：范围不含 南方11店")
    assert asked("keep_n11", unit="N11", indicator="margin") == (False, "岗位 店长 @ 北方11店：角色隐藏 毛利率")
    assert asked("keep_n11", unit="N11") == (True, "岗位 店长 @ 北方11店：范围包含（北方11店）")
    assert asked("nobody", unit="N11") == (False, "2026-11-23 未担任任何有效岗位")
    assert asked("ghost", unit="N11") == (False, "没有用户 “ghost”")
    assert asked("dir_n", permission="run_jobs")[0] is False
    assert asked("chief", permission="run_jobs") == (True, "岗位 总部 @ 总部：有权“手动取数和运行任务”")
    assert asked("dir_n", board="board", unit="N11")[0] is True
    assert asked("dir_n") == (True, "在任：总监 @ 北方大区")
    # A post that has ended, one that has not begun, and a deputy's.
    appoint(world, "nobody", "manager", "N1", date(2026, 1, 1), date(2026, 6, 15))
    appoint(world, "nobody", "director", "S", date(2026, 12, 1), date.max)
    assert asked("nobody", unit="N11", day="2026-06-14")[0] is True
    assert asked("nobody", unit="N11", day="2026-06-15") == (False, "2026-06-15 未担任任何有效岗位")
    found = chief.get("/access/explain?login=nobody&unit=S11")
    assert [step["words"]["zh"] for step in found["steps"]] == [
        "岗位 经理 @ 北方1区：已于 2026-06-15 结束",
        "岗位 总监 @ 南方大区：2026-12-01 才开始",
        "2026-11-23 未担任任何有效岗位",
    ]
    assert [[title["zh"] for title in post["path"]] for post in found["posts"]] == [
        ["总部", "北方大区", "北方1区"],
        ["总部", "南方大区"],
    ]
    appoint(world, "nobody", "manager", "S2", date(2026, 11, 1), date.max, deputy=True)
    assert asked("nobody", unit="S21", indicator="sales") == (
        True,
        "岗位 经理 @ 南方2区（代理）：可见 销售额（南方21店）",
    )
    with world.database.begin() as connection:
        account = accounts.find(connection, "nobody")
        assert account is not None
        accounts.deactivate(connection, account, by="test")
    assert asked("nobody", unit="S21") == (False, "用户 “nobody” 已停用")


def test_nobody_learns_what_he_may_not_see(world: World, person: SignIn) -> None:
    director, keeper, chief = person("dir_n"), person("keep_n11"), person("chief")
    ask = "/access/explain?login={}&unit={}"
    assert director.call("GET", ask.format("mgr_n1", "N11")).status_code == 403
    own = director.get(ask.format("dir_n", "N11"))
    assert own["allowed"]
    assert own["posts"][0]["path"] == [{"zh": "北方大区", "en": "Northland"}]  # nothing above him
    answers = [director.call("GET", ask.format("dir_n", unit)) for unit in ("S11", "X99")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].data == answers[1].data
    answers = [
        keeper.call("GET", f"/access/explain?login=keep_n11&unit=N11&indicator={name}")
        for name in ("margin", "no_such")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].data == answers[1].data
    assert director.call("GET", "/access/people").status_code == 403
    entry = next(e for e in chief.get("/audit?action=access") if e["actor"] == "dir_n")
    assert (entry["object"], entry["detail"]) == ("dir_n", {"unit": "N11", "allowed": True})


def test_view_as_without_the_whole_tree_is_not_enough(person: SignIn, changed_app: ChangedApp) -> None:
    changed_app("roles/director.json", lambda role: role["permissions"].append("view_as"))
    director = person("dir_n")
    for login in ("mgr_n1", "ghost"):
        assert director.call("GET", f"/access/explain?login={login}&unit=N11").status_code == 404
    north = ["dir_n", "keep_n11", "keep_n12", "keep_n21", "keep_n22", "mgr_n1", "mgr_n2"]
    assert [one["login"] for one in director.get("/access/people")] == north
    assert director.get("/access/people?q=S1") == []


def test_people_by_name_and_by_unit(person: SignIn) -> None:
    chief = person("chief")
    assert len(chief.get("/access/people?page_size=50")) == 16
    (one,) = chief.get("/access/people?q=北方1区经理")
    assert one == {
        "login": "mgr_n1",
        "title": {"zh": "北方1区经理", "en": "Manager Northland 1"},
        "posts": [
            {
                "role": "manager",
                "role_title": {"zh": "经理", "en": "Manager"},
                "unit": "N1",
                "unit_title": {"zh": "北方1区", "en": "Northland 1"},
                "deputy": False,
            }
        ],
    }
    assert [one["login"] for one in chief.get("/access/people?q=S1")] == ["keep_s11", "keep_s12", "mgr_s1"]
    assert [one["login"] for one in chief.get("/access/people?q=%25")] == []


def test_units_by_code_or_title_in_scope(person: SignIn) -> None:
    found = person("chief").get("/units?q=1区")
    assert [(unit["code"], unit["parent_title"]["zh"]) for unit in found] == [("N1", "北方大区"), ("S1", "南方大区")]
    director = person("dir_n")
    assert [unit["code"] for unit in director.get("/units?q=1区")] == ["N1"]
    assert [unit["code"] for unit in director.get("/units?level=store&limit=3")] == ["N11", "N12", "N21"]
    assert [unit["parent_title"] for unit in director.get("/units?level=division")] == [None]
    assert director.get("/units?q=S1") == director.get("/units?level=nothing") == []

"""The builder: from 85 % to 80 % with the eyes of others, publish, roll back; two at once; by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from engine import measure
from engine.definitions.release import current_release
from engine.storage.tables import incident, org_unit
from rule_builder.evaluate import evaluate
from tests.browser.board import DESK, NOW, PHONE, RED, A, Board, Tab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

RULE = "below_85_for_3_days"
#: 81, 79 and 76 % of its targets on the last three days: each below 85 %, two below 80 %. RED: 78, 74, 71.
BETWEEN = "SW103"
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}


@pytest.fixture
def desk(board: Board) -> Iterator[Tab]:
    with board.tab("hq") as tab:
        yield tab
        for change in tab.api("/changes?state=open"):
            write(tab, "DELETE", f"/changes/{change['public_id']}")


def write(tab: Tab, method: str, path: str, body: Any = None) -> Any:
    """A changing call of the same person, past the page."""
    csrf = tab.api("/session")["csrf"]
    answer = tab.page.request.fetch(f"{tab.url}/api/v1{path}", method=method, data=body, headers={"X-CSRF-Token": csrf})
    assert answer.ok, answer.text()
    return answer.json() if answer.body() else None


def saved(page: Page) -> None:
    expect(page.locator("[data-saving]")).to_have_attribute("data-saving", "saved", timeout=15_000)


def begin(tab: Tab, title: str) -> str:
    """A new change set, by its button; its id."""
    page = tab.open("/builder")
    page.get_by_role("button", name="新变更集").click()
    page.get_by_label("这次要改什么").fill(title)
    page.keyboard.press("Enter")
    expect(page.locator(".changebar-on")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    return next(str(one["public_id"]) for one in tab.api("/changes?state=open") if one["title"] == title)


def firing(board: Board) -> set[str]:
    """The units whose incidents the next evaluation of A leaves open, with what serves now; nothing of it stays."""
    with board.house.database.connect() as connection:
        release = current_release(connection)
        assert release is not None
        rule = release.get("rule", RULE)
        evaluate(connection, release, rule, A, now=NOW, series=measure.leaf_series)
        open_ = sa.select(org_unit.c.code).join(incident, incident.c.unit_id == org_unit.c.id)
        found = set(connection.scalars(open_.where(incident.c.rule == RULE, incident.c.state == "firing")))
        connection.rollback()
    return found


def test_85_becomes_80_seen_first_then_published_with_a_reason_and_rolled_back(board: Board, desk: Tab) -> None:
    page = desk.page
    before = desk.api("/releases")[0]["number"]
    assert firing(board) == {RED, BETWEEN}
    begin(desk, "预警线调到 80%")
    page.get_by_role("link", name="连续三天低于目标 85%").first.click()
    page.get_by_role("tab", name="全部字段").click()  # the editor made from the schema, beside the hand-made one
    page.get_by_role("spinbutton", name="attainment_below").fill("80")
    expect(page.locator("[data-saving=waiting]")).to_be_visible()
    saved(page)
    # what serves has not changed
    assert desk.api(f"/definitions/rule/{RULE}")["value"]["condition"]["attainment_below"] == 0.85

    page.get_by_role("link", name="检查并发布").click()
    expect(page.locator(".difftab-words")).to_contain_text("0.85 → 0.8")
    page.get_by_role("button", name="“连续三天低于目标 85%”的 JSON 对比").click()
    expect(page.locator(".sidebyside-gone")).to_contain_text('"attainment_below": 0.85')
    expect(page.locator(".sidebyside-come")).to_contain_text('"attainment_below": 0.8')
    page.get_by_role("tab", name="影响").click()
    expect(page.locator(".impacttab-lead")).to_contain_text("盏灯都不变")
    page.get_by_role("tab", name="检查结果").click()
    # the example's rule cases speak of 85 %: each difference stands here, and publishing asks whether it is meant
    expect(page.locator(".checktab")).to_contain_text("连续第三天触发")

    # seen as the area manager would, with the change set; nothing can be written meanwhile
    page.get_by_role("button", name="预览").click()
    page.get_by_label("以谁的身份").click()
    page.keyboard.type("am_e1")
    page.locator(".ant-select-item-option").filter(has_text="am_e1").click()
    page.get_by_role("button", name="开始预览").click()
    banner = page.locator(".previewbanner")
    expect(banner).to_contain_text("预警线调到 80%")
    expect(page.locator("h1")).to_contain_text(board.titles()["E1"][0])
    expect(page.get_by_role("link", name="搭建")).to_have_count(0)
    page.reload()
    expect(banner).to_contain_text("区域经理")
    page.get_by_role("button", name="结束预览").click()
    expect(page).to_have_url(re.compile("/builder/change$"))
    expect(banner).to_have_count(0)

    page.get_by_role("button", name="发布", exact=True).click()
    dialog = page.get_by_role("dialog")
    publish = dialog.get_by_role("button", name="发布")
    expect(publish).to_be_disabled()  # no reason, no release
    dialog.get_by_label("原因（必填）").fill("淡季，85% 太紧")
    expect(publish).to_be_disabled()
    dialog.get_by_role("checkbox").check()
    publish.click()
    expect(page.get_by_text(f"已发布为第 {before + 1} 版")).to_be_visible(timeout=20_000)
    assert firing(board) == {RED}
    noted = next(one for one in desk.api("/audit?page_size=20") if one["action"] == "change.publish")
    assert (noted["actor"], noted["detail"]["reason"]) == ("hq", "淡季，85% 太紧")

    page.get_by_role("link", name="发布历史").first.click()
    page.get_by_role("article", name=f"第 {before} 版").get_by_role("button", name="回滚到此版").click()
    dialog.get_by_label("原因（必填）").fill("总部要求恢复")
    dialog.get_by_role("button", name="回滚到此版").click()
    expect(page.get_by_text(f"已回滚，现行为第 {before + 2} 版")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("article", name=f"第 {before + 2} 版")).to_contain_text("总部要求恢复")
    assert firing(board) == {RED, BETWEEN}
    assert desk.errors == []


def test_two_at_once_lose_nothing(board: Board, desk: Tab) -> None:
    """What only one changed is merged by itself; only the field that both changed is asked for."""
    change = begin(desk, "两人同时")
    address = "/builder/calendar/trading"
    page = desk.open(address)
    with board.tab("hq") as other:
        theirs = other.open(address)
        expect(theirs.locator(".changebar-on")).to_contain_text("两人同时")
        title = theirs.get_by_label("标题 中文").first
        title.fill("营业日历（新）")
        theirs.get_by_label("说明 中文").first.fill("对方的说明")
        saved(theirs)
        page.get_by_role("spinbutton", name="财年起始月").fill("4")
        page.get_by_label("说明 中文").first.fill("我的说明")
        dialog = page.get_by_role("dialog", name="合并两边的修改")
        expect(dialog).to_be_visible(timeout=15_000)
        assert [one.get_attribute("data-clash") for one in page.locator("[data-clash]").all()] == ["$.description.zh"]
        expect(dialog).to_contain_text("说明 › 中文")
        expect(dialog.get_by_role("button", name="合并")).to_be_disabled()
        dialog.get_by_role("radio", name="我的").check()
        dialog.get_by_role("button", name="合并").click()
        saved(page)
        draft = desk.api(f"/changes/{change}/definitions/calendar/trading")["value"]
        assert draft["title"]["zh"] == "营业日历（新）"
        assert draft["description"]["zh"] == "我的说明"
        assert draft["fiscal_year_start_month"] == 4
        # the other goes on from the older state, at another place: nothing is asked
        theirs.get_by_label("标题 英文").first.fill("Trading days (new)")
        expect(theirs.get_by_text("已自动合并他人的修改")).to_be_visible(timeout=15_000)
        saved(theirs)
        merged = desk.api(f"/changes/{change}/definitions/calendar/trading")["value"]
        assert (merged["title"]["en"], merged["description"]["zh"]) == ("Trading days (new)", "我的说明")
        # back and forth
        page.reload()
        field = page.get_by_label("标题 英文").first
        expect(field).to_have_value("Trading days (new)")
        field.fill("Days")
        page.get_by_role("button", name="撤销（Ctrl+Z）").click()
        expect(field).to_have_value("Trading days (new)")
        assert [one for one in desk.errors + other.errors if "409" not in one] == []


def focus(page: Page, name: str, role: str | None = None) -> None:
    """On by Tab to the control with that accessible name."""
    for _ in range(120):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => { const one = document.activeElement;
            const labels = [...(one.labels ?? [])].map((label) => label.innerText).join();
            return one.ariaLabel || labels || one.innerText || ""; }"""
        )
        if name in here:
            return
    raise AssertionError(f"Tab never comes to {name}")


def test_a_definition_is_made_mended_and_deleted_by_keyboard_alone(desk: Tab) -> None:
    change = begin(desk, "只用键盘")
    page = desk.open("/builder?kind=calendar")
    keys = page.keyboard
    focus(page, "新建营业日历")
    keys.press("Enter")
    expect(page.get_by_label("中文标题")).to_be_focused()
    keys.type("节日历")
    keys.press("Tab")
    keys.type("Holiday calendar")
    expect(page.get_by_label("标识")).to_have_value("holiday_calendar")
    keys.press("Enter")
    expect(page.locator("h1")).to_contain_text("节日历")
    saved(page)

    focus(page, "添加：节假日")
    for _ in range(2):
        keys.press("Enter")
        focus(page, "标题 中文")
        keys.type("节")
        focus(page, "添加：节假日")
    saved(page)
    place = f"/changes/{change}/definitions/calendar/holiday_calendar"
    wrong = {one["path"] for one in desk.api(place)["issues"]}
    assert wrong
    # an issue leads to its field
    panel = page.locator(".issuepanel")
    panel.get_by_role("button").first.focus()
    keys.press("Enter")
    expect(page.locator(".field-open:focus-within").first).to_be_visible()
    # entries move with Alt and the arrows
    page.get_by_label("标题 中文").nth(2).fill("第二节")
    page.locator('[data-path="$.holidays[1]"] summary').focus()
    keys.press("Alt+ArrowUp")
    expect(page.locator('[data-path="$.holidays[0]"] summary')).to_contain_text("第二节")
    focus(page, "移除：节假日 第 1 项")
    keys.press("Enter")
    keys.press("Control+s")
    saved(page)
    assert len(desk.api(place)["value"]["holidays"]) == 1

    page.get_by_role("tab", name="编辑").focus()
    keys.press("ArrowRight")
    keys.press("Enter")
    editor = page.get_by_label("“节日历”的 JSON")
    editor.focus()
    keys.press("Control+a")
    title = '{"zh": "节日历", "en": "Holiday calendar"}'
    keys.insert_text(f'{{"kind": "calendar", "name": "holiday_calendar", "title": {title}, "week": 1}}')
    saved(page)
    expect(page.locator(".issuepanel")).to_contain_text("没有字段 “week”")
    expect(page.locator(".cm-lintRange, .cm-lint-marker-error").first).to_be_visible()

    page.get_by_role("button", name="删除", exact=True).focus()
    keys.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("发布之后才生效")
    page.get_by_role("dialog").get_by_role("button", name="删除").focus()
    keys.press("Enter")
    expect(page.get_by_text("已在此变更集中删除")).to_be_visible()
    assert desk.api(place)["value"] is None
    # what is in use is not deleted; its users are named
    page = desk.open("/builder?kind=scale")
    page.get_by_role("button", name="删除“标准三色灯”").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("不能删除")
    expect(dialog.get_by_role("link", name="销售额")).to_be_visible()
    expect(dialog.get_by_role("button", name="删除")).to_be_disabled()
    assert desk.errors == []


def test_every_screen_of_the_builder_is_accessible_and_fits(desk: Tab) -> None:
    begin(desk, "很长的变更集标题" * 6)
    axe = Axe()
    for path in (
        "/builder",
        "/builder/calendar/trading",
        "/builder/channel/wecom_app?tab=json",
        "/builder/change",
        "/builder/releases",
    ):
        page = desk.open(path)
        for width, height in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": height})
            desk.settled()
            assert desk.wider_than_window() <= 0, (path, width)
        found = axe.run(page, options=WCAG).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == [], path
    assert desk.violations() == []
    assert desk.errors == []

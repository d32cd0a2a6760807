"""The data room and the administration in a real browser: a matrix by keyboard, an adjustment by two people, people,
the audit log; every screen fits, breaks no policy and passes axe."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from engine.access import accounts
from engine.base import clock
from engine.storage.database import writing
from tests.browser.board import DESK, GREY, NOW, PASSWORD, PHONE, RED, A, Board

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

WCAG = {"runOnly": ["wcag2a", "wcag2aa"]}
SCREENS = (
    "/sources",
    "/sources/pos_day_closes",
    f"/data/completeness?dataset=day_closes&to={A}",
    f"/data/adjustments?ask=1&dataset=day_closes&unit={RED}&day={A}",
    "/data/adjustments",
    "/admin/users",
    "/admin/posts",
    "/admin/tokens",
    "/admin/audit",
    "/admin/jobs",
    "/admin/system",
    "/admin/password",
)


def second_head(board: Board) -> str:
    """The login of another person at the top, with a password."""
    with writing(board.house.database) as connection, clock.frozen(NOW):
        other = accounts.find(connection, "hq_ops")
        assert other is not None
        accounts.set_password(connection, other, PASSWORD, by="test", cost="test")
        accounts.set_language(connection, other.id, "zh")
        return other.login


def test_every_screen_fits_and_is_accessible(board: Board) -> None:
    axe = Axe()
    with board.tab("hq") as tab:
        for path in SCREENS:
            page = tab.open(path)
            for width, height in (PHONE, DESK):
                page.set_viewport_size({"width": width, "height": height})
                tab.settled()
                assert tab.wider_than_window() <= 0, (path, width)
            found = axe.run(page, options=WCAG).response["violations"]
            assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == [], path
            assert tab.violations() == []
        assert tab.errors == []


def test_who_owes_a_day_is_found_by_keyboard_and_named(board: Board) -> None:
    with board.tab("hq") as tab:
        page = tab.open(f"/data/completeness?dataset=day_closes&to={A}")
        grid = page.get_by_role("grid")
        page.get_by_label("按名称或编码查找").fill(GREY)
        [title] = [zh for zh, _ in board.titles([GREY]).values()]
        last = grid.get_by_role("gridcell", name=f"{title} {A} 缺")
        expect(last).to_have_text("缺")
        last.focus()
        page.keyboard.press("ArrowLeft")
        expect(page.locator(":focus")).to_have_text("✓")
        page.keyboard.press("End")
        expect(page.locator(":focus")).to_have_text("缺")
        page.get_by_role("button", name=re.compile(f"^{A}：")).click()
        owing = page.get_by_role("region", name=re.compile("缺数据的单位"))
        expect(owing.get_by_role("link", name=title)).to_have_attribute("href", f"/unit/{GREY}?day={A}")
        last.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_contain_text("提出调整")
        assert f"unit={GREY}" in page.url
        assert tab.errors == []


def test_one_asks_and_another_approves_an_adjustment(board: Board) -> None:
    with board.tab("hq") as tab:
        page = tab.open(f"/data/adjustments?ask=1&dataset=day_closes&unit={RED}&day={A}")
        form = page.get_by_role("dialog")
        tickets = form.get_by_label(re.compile("小票数"))
        before = int(tickets.input_value())
        tickets.fill(str(before + 5))
        expect(form.get_by_role("button", name="提交")).to_be_disabled()  # no reason, no request
        form.get_by_label("原因").fill("纸质日结多五张 <img src=x onerror=alert(1)>")
        form.get_by_role("button", name="提交").click()
        card = page.get_by_role("listitem").filter(has_text="多五张")
        expect(card).to_contain_text("待批准")
        expect(card).to_contain_text("Δ +5")
        expect(card).to_contain_text("须由他人批准")
        expect(card.get_by_role("button", name="批准")).to_have_count(0)
        assert tab.violations() == []
    with board.tab(second_head(board)) as tab:
        page = tab.open("/data/adjustments?state=requested")
        card = page.get_by_role("listitem").filter(has_text="多五张")
        card.get_by_label("批注（可不填）").fill("已核对")
        card.get_by_role("button", name="批准").click()
        expect(card).to_have_count(0)
        page.get_by_text("已生效", exact=True).first.click()
        card = page.get_by_role("listitem").filter(has_text="多五张")
        expect(card).to_contain_text("已核对")
        rows = tab.api(f"/datasets/day_closes/rows?unit={RED}&day={A}")["rows"]
        assert [row["tickets"] for row in rows] == [before + 5]
        assert tab.errors == []


def test_a_password_is_shown_once_and_the_log_knows(board: Board) -> None:
    with board.tab("hq") as tab:
        page = tab.open("/admin/users?text=am_sw1")
        page.get_by_role("button", name="am_sw1 的密码").click()
        page.get_by_role("dialog").get_by_role("button", name="设置密码").click()
        secret = page.get_by_role("dialog").locator("code").inner_text()
        assert len(secret) == 20
        page.get_by_role("dialog").get_by_role("button", name="完成").click()
        assert secret not in tab.open("/admin/users?text=am_sw1").content()
        page = tab.open("/admin/audit")
        page.get_by_label("动作（如 user 或 user.password）").fill("user.password")
        page.get_by_label("对象", exact=True).fill("am_sw1")
        page.get_by_role("button", name="查找").click()
        row = page.get_by_role("row").filter(has_text="am_sw1")
        expect(row).to_have_count(1)
        expect(row).to_contain_text("设置密码")
        with page.expect_download() as taken:
            page.get_by_role("button", name="导出 CSV").click()
        assert "user.password" in taken.value.path().read_text(encoding="utf-8-sig")
        assert tab.errors == []
        assert tab.violations() == []

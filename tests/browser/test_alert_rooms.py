"""Silences, the delivery log, how the rules stand and why one fired: in a browser, on a desk and a phone, with axe."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.board import DESK, PHONE, RED, Board

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

WCAG = {"runOnly": ["wcag2a", "wcag2aa"]}
#: A unit with nothing to tell of: a silence there changes nothing for other tests of the board.
CALM = "E101"
SCREENS = ("/incidents?tab=all", "/incident/{incident}", "/silences", "/messages", "/rules", "/rules/{rule}")


def test_the_rooms_about_alerts_pass_axe(board: Board) -> None:
    axe = Axe()
    for login, size in (("hq", DESK), ("am_e1", PHONE)):
        with board.tab(login, size) as tab:
            incident = tab.api("/incidents")[0]["public_id"]
            for path in SCREENS:
                page = tab.open(path.format(incident=incident, rule=f"below_85_for_3_days?unit={RED}"))
                found = axe.run(page, options=WCAG).response["violations"]
                assert found == [], (path, [(one["id"], one["nodes"][0]["html"]) for one in found])


def test_a_silence_is_set_seen_and_ended(board: Board) -> None:
    with board.tab("dir_east", PHONE) as tab:
        page = tab.open("/silences")
        page.get_by_role("button", name="新建静默").click()
        dialog = page.get_by_role("dialog")
        make = dialog.get_by_role("button", name="开始静默")
        expect(make).to_be_disabled()
        dialog.get_by_role("combobox", name="单位（含下级）").fill(CALM)
        page.locator(".ant-select-item-option", has_text=CALM).click()
        dialog.get_by_label("原因").fill("装修")
        dialog.get_by_label("结束", exact=True).fill("2026-12-10T08:30")  # the server's clock is not the browser's
        make.click()
        expect(dialog).to_have_count(0)
        line = page.locator(".silences > li", has_text="装修")
        expect(line).to_contain_text(board.titles()[CALM][0])
        found = tab.api("/silences?state=active")
        assert [(one["unit"]["code"], one["reason"], one["rule"], one["ends_at"]) for one in found] == [
            (CALM, "装修", None, "2026-12-10T00:30:00+00:00")
        ]
        line.get_by_role("button", name="立即结束").click()
        page.get_by_role("tooltip").get_by_role("button", name="立即结束").click()
        expect(line).to_have_count(0)
        assert tab.api("/silences?state=active") == []
        assert tab.errors == []


def test_why_it_fired_day_by_day(board: Board) -> None:
    with board.tab("am_e1") as tab:
        page = tab.open(f"/rules/below_85_for_3_days?unit={RED}")
        expect(page.locator(".rulepage-fired")).to_contain_text("触发")
        rows = page.get_by_role("table", name="逐日判断").locator("tbody tr")
        last = rows.last.locator("td").all_inner_texts()
        assert last[0] == "12-06"
        assert last[3] in ("70.9%", "71.0%")  # the story's third weak day, cut at one decimal
        assert last[-1] == "触发中 3/3"
        page.get_by_role("link", name="打开所属预警").click()
        expect(page.locator("h1")).to_have_text(f"{board.titles()[RED][0]} · 销售额")


def test_the_log_says_why_each_message_went_out(board: Board) -> None:
    with board.tab("hq") as tab:
        page = tab.open("/messages")
        total = tab.api("/messages/counts")
        assert total["sent"] > 0
        assert sum(total.values()) == total["sent"]
        lines = page.locator(".messages > li")
        expect(lines.first).to_contain_text("已发送")
        page.get_by_text("被渠道拒绝", exact=True).click()
        expect(page.locator("main")).to_contain_text("没有发送过消息")
        assert "state=refused" in page.url

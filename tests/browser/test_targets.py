"""From "needs me today" to a confirmed target; pace, projection and rank on a unit's page, with no peer's name."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.board import RED, Board
from tests.browser.test_scope import nothing_of, strangers
from tests.flows.playhouse import rows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_a_store_manager_confirms_and_his_area_manager_sees_it(board: Board) -> None:
    with board.tab("sm_e102") as tab:
        page = tab.open("/")
        needs = page.get_by_role("list", name="今天需要我处理")
        needs.get_by_role("link", name="2 份目标待确认").click()
        expect(page.locator("h1")).to_have_text("我的目标")
        first = page.locator(".panel").first
        first.get_by_label("备注（可不填）").fill("收到 <b>x</b>")
        first.get_by_role("button", name="确认收到目标").click()
        expect(page.locator(".receipt-open")).to_have_count(1)
        expect(page.get_by_text("备注：收到 <b>x</b>")).to_be_visible()
        tab.settled()
        assert tab.wider_than_window() <= 0
        assert tab.violations() == []
        nothing_of(tab, strangers(board, RED))
        page = tab.open("/")
        expect(needs.get_by_role("link", name="1 份目标待确认")).to_be_visible()
        assert tab.errors == []
    with board.tab("am_e1") as tab:
        page = tab.open("/targets/receipts?state=confirmed")
        expect(page.get_by_role("table", name="确认情况").get_by_role("link")).to_have_text([board.titles()[RED][0]])
        assert tab.violations() == []
        nothing_of(tab, strangers(board, "E1", "E101", "E102", "E103", "E104", "E105"))


def test_pace_and_rank_tell_no_name(board: Board) -> None:
    with board.tab("sm_e102") as tab:
        page = tab.open(f"/unit/{RED}?period=mtd")
        tab.settled()
        rank = tab.api(f"/units/{RED}/rank?indicator=net_sales&period=mtd")
        stores = [row for row in rows(board.house.package / "data/units.csv") if row["level"] == "store"]
        assert (rank["among"], rank["of"]) == ("level", len(stores))  # he himself sees one
        pace = page.get_by_role("region", name="进度与预测")
        expect(pace).to_contain_text(f"第 {rank['place']} 名 / 共 {rank['of']} 个")
        expect(pace).to_contain_text("按目前完成进度推算")
        expect(pace.get_by_role("list", name="时间、目标与完成进度").get_by_role("listitem")).to_have_count(3)
        nothing_of(tab, strangers(board, RED))
        assert tab.violations() == []
        assert tab.errors == []

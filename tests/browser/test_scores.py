"""Scores as people read them, and a scorecard made on the desk: weights that must make 100 %, a curve that is tried."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.board import PHONE, RED, Board
from tests.browser.test_rule_editor import WCAG, saved, write

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_a_store_manager_reads_on_his_phone_what_made_his_score(board: Board) -> None:
    with board.tab("sm_e102", PHONE) as tab:
        page = tab.open("/scores")
        expect(page.locator(".scoretable-open")).to_have_count(1)
        page.locator(".scoretable-open").click()
        drawer = page.get_by_role("dialog")
        (mine,) = tab.api("/field/scores")["cards"]
        expect(drawer.locator(".score-points")).to_contain_text(f"{mine['points']:.1f}")
        expect(drawer.locator(".score-line")).to_have_count(4)
        expect(drawer.locator(".score-trail > li").first).to_contain_text(mine["trail"][0]["text"]["zh"])
        assert (
            round(sum(line["weighted"] for line in mine["lines"]) + (mine["veto"] or {"taken": 0})["taken"], 6)
            == mine["points"]
        )
        assert tab.wider_than_window() <= 0
        assert tab.errors == []
        found = Axe().run(page, options=WCAG).response["violations"]
        assert [(one["id"], [node["html"][:160] for node in one["nodes"]][:3]) for one in found] == []


def test_weights_that_do_not_make_100_are_said_and_mended_and_a_curve_is_tried(board: Board) -> None:
    with board.tab("hq") as tab:
        change = write(tab, "POST", "/changes", {"title": "评分"})["public_id"]
        tab.page.goto(tab.url + "/builder")
        tab.page.evaluate("id => localStorage.setItem('navmark.change', id)", change)
        page = tab.open("/builder/scorecard/store_month")
        total = page.locator(".weightbar-sum")
        expect(total).to_contain_text("权重合计 100%")
        page.get_by_role("spinbutton", name="销售的权重").fill("40")
        page.keyboard.press("Tab")
        expect(total).to_contain_text("权重合计 90%")
        expect(total).to_contain_text("还差 10%")
        saved(page)
        expect(page.locator(".scorecardeditor .field-issue").first).to_contain_text(
            "权重合计 90 %，应恰为 100 %（还差 10 %）"
        )
        page.get_by_role("button", name="“陈列”改为 25%").click()
        expect(total).to_contain_text("权重合计 100%")
        # the default curve: 60 % → 0, 100 % → 100; 90 % gets 75. From 50 % on it is 80.
        whole = page.locator(".curveeditor[data-path='$.curve']")
        expect(whole.locator("output")).to_have_text("75 分")
        whole.get_by_role("spinbutton", name="第 1 点的达成率").fill("50")
        page.keyboard.press("Tab")
        expect(whole.locator("output")).to_have_text("80 分")
        whole.get_by_role("spinbutton", name="试一个达成率").fill("130")
        expect(whole.locator("output")).to_have_text("120 分")
        saved(page)
        found = tab.api(f"/changes/{change}/definitions/scorecard/store_month")["value"]
        assert [line["weight"] for line in found["lines"]] == [40, 20, 25, 15]
        assert found["curve"] == {"type": "linear", "from": {"at": 0.5, "points": 0}, "to": {"at": 1, "points": 100}}
        assert tab.errors == []
        axe = Axe().run(page, options=WCAG).response["violations"]
        assert [(one["id"], [node["html"][:160] for node in one["nodes"]][:3]) for one in axe] == []
        write(tab, "DELETE", f"/changes/{change}")
        assert RED in {row["unit"]["code"] for row in tab.api("/scores?scorecard=store_month")}

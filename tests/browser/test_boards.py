"""Boards in a browser: figures of the API, drilling, a phone, a meeting, copies to take away, the designer."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.board import RED, Board, Tab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

BOARD = "/boards/regional_board"
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}


def accessible(page: Page) -> None:
    found = Axe().run(page, options=AXE).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []


def exact(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{round(Decimal(str(value)), 6):,f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


def post(tab: Tab, path: str, body: Any) -> Any:
    csrf = tab.api("/session")["csrf"]
    headers = {"X-CSRF-Token": csrf}
    answer = tab.page.request.post(f"{tab.url}/api/v1{path}", data=body, headers=headers)
    assert answer.ok, answer.text()
    return answer.json()


def test_a_board_shows_the_figures_of_the_api_and_drills_down(board: Board) -> None:
    with board.tab("hq") as tab:
        page = tab.open(f"{BOARD}?unit=HQ&period=mtd&day=2026-12-06")
        said = tab.api("/boards/regional_board?unit=HQ&period=mtd&day=2026-12-06")
        tiles = next(one for one in said["widgets"] if one["type"] == "tiles")["data"]["tiles"]
        expect(page.locator(".tile")).to_have_count(len(tiles))
        shown = [tile.get_attribute("title") for tile in page.locator(".tile-main b").all()]
        assert shown == [exact(tile["actual"]) for tile in tiles]
        assert sum("/widgets/" in asked for asked in tab.asked) == 2  # trend and heat came after the first look
        expect(page.locator(".trend-frame svg")).to_be_visible()
        rows = page.get_by_role("table", name=re.compile("热力表")).get_by_role("row")
        expect(rows).to_have_count(1 + 3)
        head = page.get_by_role("button", name="按 销售额 实际 排序")
        head.click()
        table = page.locator(".tablewidget tbody tr")
        sales = [row.locator("td").first.get_attribute("title") for row in table.all()]
        figures = [float((value or "").replace(",", "")) for value in sales[1:]]
        assert figures == sorted(figures, reverse=True)
        accessible(page)
        page.locator(".ranking a").first.click()
        expect(page).to_have_url(re.compile(r"/boards/regional_board\?unit=(E|SW|C)&period=mtd&day=2026-12-06"))
        tab.settled()
        page.get_by_role("link", name="总部").click()
        expect(page.locator("h1")).to_contain_text("总部")
        assert tab.errors == tab.violations() == []


def test_on_a_phone_all_eight_readings_can_be_read(board: Board) -> None:
    with board.tab("am_e1", (360, 780)) as tab:
        page = tab.open(BOARD)
        assert tab.wider_than_window() <= 0
        kinds = [one.get_attribute("data-widget") for one in page.locator("[data-widget]").all()]
        assert kinds[:3] == ["lights", "tiles", "lights"]
        tile = page.locator(".tile").first
        inside = tile.bounding_box()
        assert inside is not None
        readings = tile.locator(".tile-main b, .spark, dl dd, footer time").all()
        assert len(readings) == 1 + 1 + 5 + 1
        for reading in readings:
            box = reading.bounding_box()
            assert box is not None
            assert box["x"] >= inside["x"]
            assert box["x"] + box["width"] <= inside["x"] + inside["width"] + 0.5
            assert box["height"] >= 12
            assert reading.evaluate("node => node.scrollWidth <= node.clientWidth + 1 || node.clientWidth === 0")
        accessible(page)
        assert tab.errors == []


def test_a_meeting_with_comment_and_snapshot(board: Board) -> None:
    evil = '<img src=x onerror="window.bitten=1">'
    with board.tab("hq") as tab:
        page = tab.open(f"{BOARD}/meeting?unit=E1&period=mtd&day=2026-12-05")
        agenda = tab.api("/boards/regional_board/meeting?unit=E1&period=mtd&day=2026-12-05")["agenda"]
        assert RED in [card["unit"]["code"] for card in agenda["red"]]
        current = page.locator("[aria-current=step]")
        expect(current).to_have_text("本级总览")
        page.locator("h1").click()
        page.keyboard.press("ArrowRight")
        expect(page.locator(".meetingitem h3")).to_contain_text(agenda["red"][0]["unit"]["title"]["zh"])
        assert "step=2" in page.url
        page.locator(".meetingfigure button").first.click()
        page.get_by_role("textbox").fill(evil)
        page.get_by_role("button", name="发表").click()
        expect(page.locator(".talk li p").first).to_have_text(evil)
        page.keyboard.press("Tab")
        accessible(page)
        page.locator("h1").click()
        page.keyboard.press("End")
        expect(page.locator("h2")).to_contain_text("标杆")
        page.keyboard.press("Escape")
        expect(page).to_have_url(re.compile(r"/boards/regional_board\?unit=E1"))
        page.get_by_role("button", name="快照", exact=True).click()
        page.get_by_role("textbox", name="快照名称").fill(evil)
        page.get_by_role("dialog").get_by_role("button", name="保存").click()
        expect(page).to_have_url(re.compile("/snapshots/"))
        tab.settled()
        expect(page.locator(".boardpage-frozen")).to_contain_text(evil)
        kept = page.url.removeprefix(tab.url)
        expect(page.locator(".tile-main b").first).to_be_visible()
        before = page.locator(".tile-main b").all_inner_texts()
        assert page.evaluate("window.bitten") is None
        assert tab.errors == tab.violations() == []
    with board.tab("am_e1") as tab:  # it is about his area
        page = tab.open(kept)
        expect(page.locator(".tile-main b")).to_have_text(before)
        assert [one["text"] for one in tab.api("/comments?unit=E1")] == [evil]
        page.goto(f"{tab.url}{BOARD}/snapshots")
        expect(page.get_by_role("table").get_by_role("link")).to_have_text([evil])
    with board.tab("sm_e102") as tab:  # the snapshot is not about his store alone
        tab.page.goto(tab.url + kept)
        expect(tab.page.get_by_role("alert")).to_be_visible()
        assert tab.api("/boards/regional_board/snapshots") == []


def test_copies_are_taken_away(board: Board) -> None:
    with board.tab("am_e1") as tab:
        page = tab.open(BOARD)
        for word, end in (("图片 PNG", ".png"), ("Excel XLSX", ".xlsx"), ("PDF", ".pdf")):
            page.get_by_role("button", name="导出").click()
            with page.expect_download(timeout=60_000) as download:
                page.get_by_role("menuitem", name=word, exact=True).click()
            file = download.value
            assert file.suggested_filename.endswith(end)
            path = file.path()
            if end == ".xlsx":
                with zipfile.ZipFile(path) as parts:
                    assert "定义版本 1" in parts.read("xl/sharedStrings.xml").decode()
            else:
                assert path.read_bytes()[:5] == (b"%PDF-" if end == ".pdf" else b"\x89PNG\r")
        acts = [asked for asked in tab.asked if "/export?" in asked]
        assert len(acts) == 3
        assert tab.errors == tab.violations() == []


def test_the_designer_by_keys_and_by_mouse_with_real_figures(board: Board) -> None:
    with board.tab("hq") as tab:
        live = tab.api("/boards/regional_board")["widgets"]
        change = post(tab, "/changes", {"title": "看板"})["public_id"]
        draft = f"/changes/{change}/definitions/dashboard/regional_board"
        page = tab.open("/builder/dashboard/regional_board")
        items = page.locator(".canvas-item")
        expect(items).to_have_count(len(live))
        page.locator("[data-add=gap_bars]").focus()
        page.keyboard.press("Enter")
        expect(items).to_have_count(len(live) + 1)
        items.last.focus()
        for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown"):
            page.keyboard.press(key)
        expect(items.last).to_have_accessible_name(re.compile(r"差距条，第 3 列、第 \d+ 行，宽 7，高 8"))
        page.keyboard.press("Enter")
        page.get_by_role("spinbutton", name="最多几个").fill("5")
        expect(items.last.locator(".gapbars li")).to_have_count(3, timeout=15_000)  # figures of the draft
        accessible(page)
        head = items.nth(0).locator(".canvas-head")
        head.scroll_into_view_if_needed()
        page.mouse.wheel(0, -2000)
        corner = items.nth(0).locator("xpath=..").locator(".react-resizable-handle-se").bounding_box()
        assert corner is not None
        page.mouse.move(corner["x"] + 8, corner["y"] + 8)
        page.mouse.down()
        page.mouse.move(corner["x"] - 200, corner["y"] + 8, steps=8)
        page.mouse.up()
        expect(items.nth(0)).not_to_have_accessible_name(re.compile("宽 12"))
        page.get_by_role("combobox", name="以谁的身份看").fill("am_e1")
        expect(page.locator(".lookbar-where")).to_contain_text(board.titles()["E1"][0], timeout=15_000)
        expect(page.get_by_text("已保存")).to_be_visible()
        saved = tab.api(draft)["value"]["layout"]
        assert saved[-1] == {"type": "gap_bars", "x": 2, "y": saved[-1]["y"], "w": 7, "h": 8, "settings": {"most": 5}}
        assert saved[0]["w"] < 12
        items.last.focus()
        page.keyboard.press("Delete")
        expect(items).to_have_count(len(live))
        assert tab.api("/boards/regional_board")["widgets"] == live
        assert tab.errors == tab.violations() == []
        csrf = {"X-CSRF-Token": tab.api("/session")["csrf"]}
        assert page.request.delete(f"{tab.url}/api/v1/changes/{change}", headers=csrf).ok

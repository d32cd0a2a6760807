"""From head office down to a store and back, with the same figures as the API's; and why a number is what it is."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.board import RED, Board, Tab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

DOWN = ("HQ", "E", "E1", RED)
NOTHING = "—"


def exact(value: float | None) -> str:
    """A value as the titles of cells give it: 1,234.5, six decimals at most."""
    if value is None:
        return NOTHING
    return f"{round(Decimal(str(value)), 6):,f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


def cells(page: Page, name: str) -> list[str]:
    """The unshortened values of a column."""
    return [cell.get_attribute("title") or "" for cell in page.locator(f".indicatorrow .cell-{name}").all()]


def path_of(page: Page) -> list[str]:
    """The breadcrumb."""
    return page.get_by_role("navigation", name="组织路径").locator("li:not([aria-hidden])").all_inner_texts()


def is_as_the_api_says(tab: Tab, code: str) -> dict[str, Any]:
    """Every shown figure of a unit, its lights and its children's lamps; returns what the API says."""
    said: dict[str, Any] = tab.api(f"/units/{code}?period=mtd")
    lights = said["lights"]
    assert len(lights) == 8
    assert cells(tab.page, "actual") == [exact(light["actual"]) for light in lights]
    assert cells(tab.page, "target") == [exact(light["targets"]["target"]) for light in lights]
    assert cells(tab.page, "attainment") == [exact(light["attainment"]) for light in lights]
    words = {"red": "干预", "yellow": "关注", "green": "正常", "grey": "无数据"}
    lamps = [lamp.get_attribute("aria-label") for lamp in tab.page.locator(".indicatorrow svg.lamp").all()]
    assert lamps == [words[light["light"]] for light in lights]
    assert sorted(tab.lamps()) == sorted((child["unit"]["title"]["zh"], child["light"]) for child in said["children"])
    return said


def test_head_office_drills_down_with_the_same_totals_at_each_level(board: Board) -> None:
    titles = [board.titles()[code][0] for code in DOWN]
    with board.tab("hq") as tab:
        page = tab.open("/")
        assert len(tab.lamps()) <= 12
        page.locator("h1 a").click()
        for depth, code in enumerate(DOWN):
            if depth:
                page.locator("[data-lamp]").filter(has_text=titles[depth]).click()
            expect(page).to_have_url(re.compile(f"/unit/{code}\\?"))
            expect(page.locator("h1")).to_contain_text(titles[depth])
            tab.settled()
            assert path_of(page) == titles[: depth + 1]
            said = is_as_the_api_says(tab, code)
            if said["children"]:  # money adds up to the last 分
                below = [one["lights"] for one in said["children"]]
                sales = [light["actual"] for lights in below for light in lights if light["indicator"] == "net_sales"]
                total = sum(Decimal(str(value)) for value in sales)
                assert total == Decimal(cells(page, "actual")[0].replace(",", ""))
        page.get_by_role("link", name=titles[1]).click()
        expect(page.locator("h1")).to_contain_text(titles[1])
        assert path_of(page) == titles[:2]
        assert "period=mtd" in page.url
        assert tab.errors == []


def test_the_trend_is_drawn_with_its_target_line(board: Board) -> None:
    with board.tab("hq") as tab:
        page = tab.open(f"/unit/{RED}?period=mtd")
        chart = page.get_by_role("img", name=re.compile("销售额每日走势"))
        expect(chart.locator("svg")).to_be_visible()
        dashed = chart.locator("path[stroke-dasharray]:not([stroke-dasharray=''])").all()
        longest = max((path.get_attribute("d") or "" for path in dashed), key=len)
        points = tab.api(f"/units/{RED}/trend?indicator=net_sales&from=2026-11-07&to=2026-12-06")["points"]
        known = [point for point in points if point["target"] is not None]
        assert len(re.findall(r"-?[\d.]+ -?[\d.]+|[ML]", longest)) >= len(known) > 6
        for words in ("实际", "目标线"):
            expect(chart.get_by_text(words, exact=True)).to_be_visible()
        page.get_by_text("按日明细").click()
        table = page.locator(".trenddays table")
        expect(table.locator("tbody tr")).to_have_count(len(points))
        newest = table.locator("tbody tr").first.locator("td").all_inner_texts()
        last = points[-1]
        assert newest[0] == "12-06"
        assert newest[2:4] == [f"¥{last['actual']:,.2f}", f"¥{last['target']:,.2f}"]


def test_why_this_number_opens_explains_and_gives_the_focus_back(board: Board) -> None:
    with board.tab("hq") as tab:
        page = tab.open(f"/unit/{RED}?period=mtd")
        assert not any("/explain" in asked for asked in tab.asked)
        button = page.get_by_role("button", name="连带率: 为什么是这个数")
        button.focus()
        page.keyboard.press("Enter")
        drawer = page.get_by_role("dialog")
        expect(drawer).to_be_visible()
        expect(drawer.get_by_role("heading", name="计算公式")).to_be_visible()
        said = tab.api(f"/units/{RED}/explain?indicator=upt&period=mtd")
        expect(drawer.get_by_text(said["words"]["zh"], exact=True)).to_be_visible()
        expect(drawer.locator("pre")).to_have_text(said["formula"])
        measures = drawer.locator(".whymeasure")
        assert measures.locator(".whymeasure-head b").all_inner_texts() == [
            exact(one["value"]) for one in said["measures"]
        ]
        assert len(said["measures"]) == 2
        loads = drawer.get_by_role("table", name="数据来自").locator("tbody tr")
        expect(loads).to_have_count(len(said["loads"]))
        assert "pos_tickets" in loads.first.inner_text()
        measures.first.get_by_text("样本数据行").click()
        sample = measures.first.get_by_role("table", name="样本数据行").locator("tbody tr")
        expect(sample).to_have_count(len(said["measures"][0]["sample"]))
        assert RED in sample.first.inner_text()
        page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()
        assert "why=" not in page.url
        expect(button).to_be_focused()
        assert tab.errors == []

"""The grid of a target plan: type, paste a block, lock, spread, see the red gap, mend it, to Excel and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.board import PHONE, Board, Tab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}
PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
GRID = "plans/plan_2026/grid?indicator=net_sales&tier=target"


@pytest.fixture
def desk(board: Board) -> Iterator[Tab]:
    with board.tab("hq") as tab:
        yield tab
        for change in tab.api("/changes?state=open"):
            write(tab, "DELETE", f"/changes/{change['public_id']}")


def write(tab: Tab, method: str, path: str, body: Any = None) -> Any:
    csrf = tab.api("/session")["csrf"]
    answer = tab.page.request.fetch(f"{tab.url}/api/v1{path}", method=method, data=body, headers={"X-CSRF-Token": csrf})
    assert answer.ok, answer.text()
    return answer.json() if answer.body() else None


def kept(page: Page) -> None:
    expect(page.locator(".planeditor-saving")).to_have_text("表格已保存", timeout=15_000)
    expect(page.locator("[data-saving]")).to_have_attribute("data-saving", "saved", timeout=15_000)


def cell(page: Page, unit: str, column: int) -> Any:
    """The cell of a unit by its title; column 0 = total, 1 = January."""
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader").filter(has_text=re.compile(f"^{unit}$")))
    return row.locator(f"[aria-colindex='{column + 2}']")


def amount(text: str) -> int:
    """Cents of 1,234.56."""
    return int(re.sub(r"[^\d]", "", text))


def test_a_plan_is_typed_spread_mended_and_brought_to_excel_and_back(desk: Tab, tmp_path: Path) -> None:
    page = desk.page
    change = write(desk, "POST", "/changes", {"title": "年中调整"})["public_id"]
    desk.open("/builder/target_plan/plan_2026")
    grid = page.get_by_role("treegrid")
    expect(cell(page, "总部", 0)).to_contain_text("100,000,000.00")
    assert not page.locator(".is-gap").count()
    names = page.get_by_role("rowheader").all_inner_texts()
    first, second = names[3], names[4]  # HQ, a division, an area, its first two stores
    was = amount(cell(page, first, 1).inner_text())

    # Typing replaces, Escape takes back, Enter writes; the head office's total is 1,000.00 short of what it was.
    cell(page, first, 1).click()
    page.keyboard.type("9")
    page.keyboard.press("Escape")
    assert amount(cell(page, first, 1).inner_text()) == was
    page.keyboard.type(f"{(was - 100_000) // 100}.{(was - 100_000) % 100:02d}")
    page.keyboard.press("Enter")
    expect(cell(page, "总部", 0)).to_contain_text("+1,000.00")
    kept(page)
    assert "is-gap" in (cell(page, "总部", 0).get_attribute("class") or "")
    expect(page.locator(".gappanel")).to_contain_text("1 处下达数与下级合计不等")
    expect(page.locator(".workbench-side")).to_contain_text("N880")

    # Pasted from a spreadsheet: a block of two stores by two months, the difference given to the second store.
    other = amount(cell(page, second, 1).inner_text())
    block = [[f"{(was - 100_000) / 100:.2f}", "¥1,000"], [f"{(other + 100_000) / 100:.2f}", "2,000"]]
    february = [amount(cell(page, one, 2).inner_text()) for one in (first, second)]
    cell(page, first, 1).click()
    page.evaluate(
        PASTE,
        "\n".join("\t".join(row) for row in block),
    )
    expect(cell(page, second, 2)).to_contain_text("2,000.00")
    gap = sum(february) - 300_000
    expect(cell(page, "总部", 0).locator("em")).to_have_text(f"+{gap // 100:,}.{gap % 100:02d}")
    kept(page)
    page.keyboard.press("Control+z")  # the whole block at once
    expect(cell(page, "总部", 0).locator("em")).to_have_text("+1,000.00")
    assert [amount(cell(page, one, 2).inner_text()) for one in (first, second)] == february
    kept(page)

    # Locked, the first store is left alone by a spread of the whole, which closes the gap to the cent.
    cell(page, first, 1).click()
    page.get_by_role("button", name="锁定此单位").click()
    kept(page)
    page.keyboard.press("Escape")
    grid.focus()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已锁定，未写入")).to_be_visible()
    cell(page, "总部", 0).click()
    page.get_by_role("button", name="分摊…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("金额").fill("1")
    dialog.get_by_role("button", name="先看结果").click()
    expect(dialog.get_by_text("锁定金额无法平账")).to_be_visible()  # an impossible lock is refused, with the gap
    dialog.get_by_label("金额").fill("1亿")
    dialog.get_by_role("radio", name="按现在的比例").first.check()
    dialog.get_by_role("button", name="先看结果").click()
    expect(dialog.get_by_text("合计 100,000,000.00。")).to_be_visible()
    assert first not in dialog.locator("table").inner_text()
    dialog.get_by_role("button", name="采用").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".gappanel-fine")).to_be_visible()
    assert amount(cell(page, first, 1).inner_text()) == was - 100_000
    kept(page)
    assert desk.api(f"/changes/{change}/{GRID}")["gaps"] == []
    assert desk.api(f"/changes/{change}/check")["ok"]

    # To Excel and back: nothing changes. A wrong code: its row is listed and nothing is written.
    with page.expect_download() as download:
        page.get_by_role("button", name="导出 Excel").click()
    file = tmp_path / "plan.xlsx"
    download.value.save_as(file)
    page.get_by_role("button", name="导入").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(file)
    expect(dialog.get_by_text("与现有内容完全相同：0 处改动")).to_be_visible()
    dialog.get_by_label("或粘贴").fill("单位编码\t2026-01\nE101\t5000\nE1O1\t1")
    dialog.get_by_role("button", name="比对").click()
    expect(dialog.get_by_text("拒绝 1 行")).to_be_visible()
    expect(dialog.get_by_text("没有单位 “E1O1”")).to_be_visible()
    dialog.get_by_role("button", name="取消").click()
    assert desk.api(f"/changes/{change}/check")["ok"]

    # By keyboard: the tree folds, the range stretches, and the page is fit for everybody at both widths.
    grid.focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("[role=gridcell][aria-selected=true]")).to_have_count(4)
    violations = Axe().run(page, context=".planeditor", options=WCAG).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in violations] == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert desk.wider_than_window() <= 0
    assert [one for one in desk.errors if "status of 422" not in one] == []  # the lock that was refused
    assert desk.violations() == []

"""The grid of a target plan: type, paste a block, lock, spread, see the red gap, mend it, to Excel and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from engine.sheets import read_tables
from tests.browser.board import DESK, PHONE, Board, Tab

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
    with page.expect_download() as refused:
        dialog.get_by_role("button", name="下载被拒绝的行").click()
    refused.value.save_as(tmp_path / "refused.xlsx")
    (bad,) = read_tables((tmp_path / "refused.xlsx").read_bytes())
    assert (bad.header, bad.rows[0][:2]) == (("单位编码", "2026-01", "原因"), ("E1O1", "1"))
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


def test_a_plan_is_begun_from_nothing(desk: Tab) -> None:
    page = desk.page
    change = write(desk, "POST", "/changes", {"title": "件数目标"})["public_id"]
    upt = desk.api("/definitions/indicator/upt")["value"]
    pieces = {
        **upt,
        "name": "pieces",
        "title": {"zh": "销售件数", "en": "Pieces"},
        "formula": "unit_count",
        "decimals": 0,
    }
    write(desk, "PUT", f"/changes/{change}/definitions/indicator/pieces", {"value": pieces, "revision": 0})
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if "/grid" in answer.url and not answer.ok else None)
    desk.open("/builder?kind=target_plan")
    page.get_by_role("button", name="新建目标计划").click()
    page.get_by_label("中文标题").fill("件数计划")
    page.keyboard.press("Enter")

    # What has targets this year already cannot be chosen, and it says so; what has none can.
    begin = page.get_by_role("form", name="开始这个目标计划")
    expect(begin.get_by_label("开始日")).to_have_value("2026-01-01")
    indicator = begin.get_by_role("combobox", name="指标")
    indicator.click()
    taken = page.locator(".ant-select-item-option-disabled").filter(has_text="销售额")
    expect(taken).to_contain_text("这段时间“2026 年度目标”已有它的目标")
    page.keyboard.type("件数")
    page.keyboard.press("Enter")
    expect(begin.get_by_text("此指标可以相加：总额逐级分解，一分不差。")).to_be_visible()
    start = begin.get_by_role("button", name="开始")
    expect(start).to_be_disabled()
    target = begin.get_by_label("目标", exact=True)
    target.fill("1200.5")  # there are no half pieces
    expect(begin.get_by_text("最多 0 位小数")).to_be_visible()
    expect(start).to_be_disabled()
    target.fill("120万")
    begin.get_by_label("结束日").fill("2025-12-31")
    expect(begin.get_by_text("结束日早于开始日")).to_be_visible()
    expect(start).to_be_disabled()
    begin.get_by_label("结束日").fill("2026-12-31")
    violations = Axe().run(page, context=".planbegin", options=WCAG).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in violations] == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert desk.wider_than_window() <= 0
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    target.press("Enter")  # begins, as the button does

    # 1,200,000 over the units and days of 2026, to the last piece; nothing is wrong with the plan.
    expect(cell(page, "总部", 0)).to_contain_text("1,200,000", timeout=15_000)
    expect(page.locator(".gappanel-fine")).to_be_visible()
    name = next(one["name"] for one in desk.api(f"/changes/{change}")["items"] if one["kind"] == "target_plan")
    found = desk.api(f"/changes/{change}/plans/{name}/grid?indicator=pieces&tier=target")
    leaves = [unit["cells"] for unit in found["units"] if unit["leaf"]]
    assert sum(int(amount or 0) for row in leaves for amount in row) == 1_200_000

    # Another tier, and a second indicator: a quotient is handed down as it is, and taken away again.
    page.get_by_role("button", name="各档目标…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("挑战").fill("130万")
    dialog.get_by_role("button", name="采用").click()
    page.get_by_role("radio", name="挑战").locator("..").click()
    expect(cell(page, "总部", 0)).to_contain_text("1,300,000", timeout=15_000)
    atv = {**upt, "name": "pieces_a_day", "title": {"zh": "件单比", "en": "Per ticket"}}
    write(desk, "PUT", f"/changes/{change}/definitions/indicator/pieces_a_day", {"value": atv, "revision": 0})
    page.get_by_role("button", name="添加指标").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="指标").click()
    page.keyboard.type("件单")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("此指标是比值，不能相加")).to_be_visible()
    dialog.get_by_label("目标", exact=True).fill("2.1")
    dialog.get_by_role("button", name="添加指标").click()
    expect(page.get_by_role("treegrid", name="件单比")).to_be_visible(timeout=15_000)
    expect(cell(page, "总部", 0)).to_contain_text("2.1")
    page.get_by_role("button", name="移除此指标").click()
    expect(page.get_by_role("treegrid", name="销售件数")).to_be_visible(timeout=15_000)
    expect(page.locator("[data-saving]")).to_have_attribute("data-saving", "saved", timeout=15_000)
    assert desk.api(f"/changes/{change}/check")["ok"]
    assert refused == []  # the grid was never asked for what is not saved yet
    assert desk.errors == []
    assert desk.violations() == []

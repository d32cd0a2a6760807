"""The editors of org and source: a messy workbook becomes units, a unit moves on a day; a file becomes a source."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.board import PHONE, Board, Tab
from tests.browser.test_builder import WCAG, begin, saved, write

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def desk(board: Board) -> Iterator[Tab]:
    with board.tab("hq") as tab:
        yield tab
        for change in tab.api("/changes?state=open"):
            write(tab, "DELETE", f"/changes/{change['public_id']}")


def workbook(*rows: tuple[str, ...]) -> bytes:
    """As head offices send them: a merged title, an empty row, then the header."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("机构")
        sheet.merge_range(0, 0, 0, 3, "2027 年机构清单")
        for i, row in enumerate([("机构编码", "机构名称", "上级机构", "级别"), *rows], start=2):
            sheet.write_row(i, 0, row)
    return target.getvalue()


def bring(page: Page, name: str, data: bytes) -> None:
    page.locator("input[type=file]").first.set_input_files({"name": name, "mimeType": "", "buffer": data})


def sound(tab: Tab) -> None:
    """Nothing sticks out, and axe has no complaint about the page."""
    assert tab.wider_than_window() <= 0
    found = Axe().run(tab.page, options=WCAG).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"], one["nodes"][0]["html"][:160]) for one in found] == []
    assert (tab.errors, tab.violations()) == ([], [])


def test_an_org_by_import_and_by_hand(desk: Tab, board: Board) -> None:
    change = begin(desk, "新机构")
    page = desk.open("/builder/org/chain")
    tree = page.get_by_role("tree", name="单位")
    expect(tree.get_by_role("treeitem").first).to_contain_text("HQ")
    sound(desk)

    page.get_by_role("button", name="导入 CSV / Excel").click()
    drawer = page.get_by_role("dialog", name="导入单位")
    wrong = workbook(("E109", "前滩店", "上海区", "门店"), ("E110", "外滩店", "没有这个区", "门店"))
    bring(page, "机构.xlsx", wrong)
    counts = drawer.get_by_role("list", name="变化统计")
    expect(counts).to_contain_text("拒绝 1")
    expect(drawer).to_contain_text("表头在第 3 行")
    expect(drawer.get_by_role("option").first).to_contain_text("没有上级单位")
    expect(drawer.get_by_role("button", name="保存")).to_be_disabled()
    bring(page, "机构.xlsx", workbook(("E109", "前滩店", "上海区", "门店"), ("E101", "上海旗舰店", "上海区", "门店")))
    expect(counts).to_contain_text("新增 1")
    expect(counts).to_contain_text("修改 1")
    assert desk.api(f"/changes/{change}")["files"] == [], "nothing is stored by looking"
    drawer.get_by_role("button", name="保存 2 项变化").click()
    expect(drawer).to_contain_text("已保存 2 项变化")
    bring(page, "机构.xlsx", workbook(("E109", "前滩店", "上海区", "门店"), ("E101", "上海旗舰店", "上海区", "门店")))
    expect(drawer).to_contain_text("没有变化")
    drawer.get_by_role("button", name="取消").click()

    # By keyboard: find the new unit, open it, move it.
    page.get_by_label("搜索名称、编码、分组").fill("E109")
    tree.focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    card = page.get_by_role("region", name="前滩店 E109")
    card.get_by_role("button", name="调整上级").click()
    parent = card.get_by_label("新的上级")
    parent.click()
    parent.fill("江苏浙江区")
    page.locator(".ant-select-item-option", has_text="江苏浙江区 E2").click()
    card.get_by_label("生效日").fill("2027-01-01")
    card.get_by_role("button", name="自 2027-01-01 起调整").click()
    expect(page.get_by_text("最近一次调整自 2027-01-01 生效")).to_be_visible()
    unit = next(one for one in desk.api(f"/changes/{change}/org/chain")["units"] if one["code"] == "E109")
    assert (unit["parent"], unit["moved"]) == ("E2", "2027-01-01")
    sound(desk)
    page.get_by_text("岗位", exact=True).first.click()
    page.get_by_label("搜索单位、人员").fill("E101")
    page.get_by_role("listbox", name="岗位").get_by_role("option").first.click()
    dialog = page.get_by_role("dialog", name="修改任职")
    dialog.get_by_label("结束日（含）").fill("2027-01-31")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog).to_have_count(0)
    assert "2027-01-31" in {one["until"] for one in desk.api(f"/changes/{change}/org/chain")["posts"]}
    with board.tab("hq", PHONE) as phone:
        phone.open("/builder/org/chain")
        expect(phone.page.get_by_role("tree", name="单位")).to_be_visible()
        sound(phone)


def test_a_source_from_a_file_with_suggestions(desk: Tab, board: Board, tmp_path: Path) -> None:
    change = begin(desk, "手工表")
    value = {
        "kind": "source",
        "name": "hand_made",
        "title": {"zh": "手工日结", "en": "Hand-made"},
        "connector": "csv_file",
    }
    value |= {"connection": {}, "into": [{"dataset": "day_closes", "map": {}}]}
    write(desk, "PUT", f"/changes/{change}/definitions/source/hand_made", {"value": value, "revision": 0})
    page = desk.open("/builder/source/hand_made")
    lines = [
        "门店,营业日,小票数,停业,日结时间",
        "E101,2026/12/1,12,否,2026-12-01T22:00:00+08:00",
        "X9,2026/12/1,3,否,2026-12-01T22:00:00+08:00",
    ]
    bring(page, "日结.csv", "\n".join(lines).encode("gb18030"))
    expect(page.get_by_text("按 GB18030 编码读取")).to_be_visible()
    page.get_by_role("button", name="保存为 data/hand_made.csv（2 行）").click()
    expect(page.get_by_text("已保存 data/hand_made.csv")).to_be_visible()
    saved(page)
    page.get_by_role("button", name="取 20 行样本").click()
    expect(page.get_by_text("这一页有 2 条记录")).to_be_visible()
    page.get_by_role("button", name="采用 5 条建议").click()
    page.get_by_role("button", name="取 20 行样本").click()
    sample = page.get_by_role("group", name="取 20 行样本")
    expect(sample.get_by_role("row").nth(1)).to_contain_text("2026-12-01")
    expect(sample.get_by_role("row").nth(2)).to_contain_text("没有编码为 “X9” 的组织单元")
    page.get_by_role("button", name="加入").click()
    expect(page.get_by_text("下次：12-08 08:00")).to_be_visible()
    saved(page)
    assert desk.api(f"/changes/{change}/check")["ok"]
    sound(desk)
    # One that really calls out: the connection says in plain words that it cannot, no secret is shown, one can be set.
    page = desk.open("/builder/source/pos_day_closes")
    page.get_by_role("button", name="更换").click()
    dialog = page.get_by_role("dialog", name="密钥 pos_password")
    expect(dialog.get_by_label("密钥的值")).to_have_value("")
    expect(dialog.get_by_label("密钥的值")).to_have_attribute("type", "password")
    dialog.get_by_role("button", name="取消").click()
    sound(desk)
    with board.tab("hq", PHONE) as phone:
        phone.open("/builder/source/hand_made")
        expect(phone.page.get_by_role("button", name="取 20 行样本")).to_be_visible()
        sound(phone)

"""The editors of indicators, scales and datasets as somebody uses them: keyboard, chips, trials on real units."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.board import PHONE, A, Board, Tab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

TRIED = "[data-busy], .ant-skeleton"


@pytest.fixture
def tab(board: Board) -> Iterator[Tab]:
    """A tab of head office's that works in a change set of its own."""
    with board.tab("hq") as found:
        found.open("/")
        csrf = found.api("/session")["csrf"]
        made = found.page.request.post(
            f"{found.url}/api/v1/changes", data={"title": "试改"}, headers={"X-CSRF-Token": csrf}
        )
        found.page.evaluate("id => localStorage.setItem('navmark.change', id)", made.json()["public_id"])
        yield found
        assert found.errors == []
        assert found.violations() == []


def tried(page: Page) -> Page:
    """The page when what was typed has been saved and tried."""
    page.wait_for_timeout(700)
    expect(page.locator(TRIED)).to_have_count(0, timeout=20_000)
    return page


def sound(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == []


def test_a_formula_by_keyboard_with_titles_as_chips(tab: Tab) -> None:
    page = tab.open("/builder/indicator/atv")
    field = page.locator(".cm-content").first
    expect(field.locator(".formula-chip")).to_have_text(["销售净额", "客单数"])
    tried(page)
    # On the last day: what serves and the draft are the same, down to the last step.
    page.get_by_text("当日", exact=True).click()
    page.get_by_label("业务日").last.fill(A.isoformat())
    tried(page)
    first = page.locator(".trypanel .datatable tbody tr").first
    served = tab.api(f"/units/HQ/explain?indicator=atv&period=day&day={A}")
    expect(first).to_contain_text(f"{served['actual']:,.2f}")
    first.get_by_role("button").click()
    tried(page)
    steps = page.locator(".trace-steps li")
    assert [step.get_attribute("data-step") for step in steps.all()] == ["result", "target", "attainment", "light"]
    sums = {one["name"]: one["value"] for one in served["measures"]}
    expect(steps.first).to_contain_text(f"{sums['sales_amount']:,.2f} ÷ {sums['ticket_count']:,}")
    expect(page.locator(".trypanel-summing")).to_contain_text("从不取比率的平均")
    sound(page)
    # Backspace takes a whole chip away; the list offers titles while one types, and Enter takes one.
    field.focus()
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    expect(field.locator(".formula-chip")).to_have_text(["销售净额"])
    page.keyboard.type("客单")
    page.locator(".formula-offers li", has_text="ticket_count").wait_for()
    page.wait_for_timeout(200)  # a list that has only just come does not take Enter
    page.keyboard.press("Enter")
    expect(field.locator(".formula-chip")).to_have_text(["销售净额", "客单数"])
    page.keyboard.press("Backspace")
    # A mistake is underlined where it stands, named in words, and mended with one press.
    page.keyboard.type("ticket_cont")
    tried(page)
    expect(page.locator(".cm-lintRange-error")).to_have_text("ticket_cont")
    expect(page.locator(".trypanel-issues")).to_contain_text("ticket_count")
    page.locator(".cm-lintRange-error").hover()
    page.get_by_role("button", name="改为 ticket_count").click()
    tried(page)
    assert page.locator(".trypanel-issues").all_inner_texts() == []
    expect(page.locator(".trypanel .datatable tbody tr").first).to_be_visible()


def test_a_scale_by_arrow_keys(tab: Tab) -> None:
    page = tried(tab.open("/builder/scale/standard"))
    low = page.get_by_role("slider").first
    expect(low).to_have_attribute("aria-valuenow", "85")
    expect(page.get_by_text("恰好 85% 为“关注”")).to_be_visible()
    low.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    expect(low).to_have_attribute("aria-valuenow", "80")
    tried(page)
    sound(page)
    for _ in range(40):
        page.keyboard.press("PageUp")
    assert float(low.get_attribute("aria-valuenow") or 0) < 95  # never past its neighbour
    expect(page.get_by_role("status").filter(has_text=re.compile("盏灯会变|没有灯会变"))).to_be_visible()


def test_a_dataset_from_a_sample_and_its_table(tab: Tab, board: Board) -> None:
    page = tried(tab.open("/builder/dataset/tickets"))
    expect(page.locator(".tableplan")).to_contain_text("表不变")
    page.get_by_role("button", name="从样本生成列").click()
    page.get_by_placeholder("从 Excel 复制几行").fill("券号\t券额\nC001\t5.00\nC002\t7.50\n")
    page.get_by_role("button", name=re.compile("采用 2 列")).click()
    tried(page)
    expect(page.locator(".tableplan li[data-action=add]")).to_have_count(3)  # two columns, and the sum of one
    expect(page.locator(".columntable > li").last.locator("input").first).to_have_value("field_2")
    sound(page)
    # A new one begins with nothing but two ways to begin; a file from the browser fills it, sums and all.
    tab.open("/builder?kind=dataset")
    page.get_by_role("button", name="新建数据集").click()
    page.get_by_label("中文标题").fill("客流")
    page.locator("#new-name").fill("visits")
    page.get_by_role("button", name=re.compile("创\\s?建")).click()
    page.get_by_role("button", name="添加一列").wait_for()
    tried(page)
    expect(page.locator(".field-bad, .columntable-bad, .columntable > li")).to_have_count(0)
    expect(page.locator(".issuepanel").first.locator(".issuepanel-open")).to_have_count(2)
    page.get_by_role("button", name="添加一列").click()
    page.get_by_role("button", name="从样本生成列").click()
    csv = "门店,日期,时段,人数,消费额\nE101,2026-12-01,上午,12,80.5\nE101,2026-12-02,上午,9,60\n"
    page.locator("input[type=file]").set_input_files(
        {"name": "客流.csv", "mimeType": "text/csv", "buffer": csv.encode("gb18030")}
    )
    expect(page.get_by_role("checkbox", name=re.compile("求和度量（2 个）"))).to_be_checked()
    page.get_by_role("button", name=re.compile("采用 5 列")).click()
    tried(page)
    names = page.locator(".columntable-name")
    assert [one.input_value() for one in names.all()] == ["unit", "day", "field_3", "field_4", "field_5"]
    expect(page.locator(".columntable-key")).to_have_text(re.compile("门店 \\+ 日期$"))
    change = page.evaluate("localStorage.getItem('navmark.change')")
    draft = tab.api(f"/changes/{change}/definitions/dataset/visits")
    assert draft["issues"] == []
    assert [one["formula"] for one in draft["value"]["measures"]] == ["sum(field_4)", "sum(field_5)"]
    for path in ("/builder/dataset/tickets", "/builder/indicator/atv", "/builder/scale/standard"):
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        tried(tab.open(path))
        assert tab.wider_than_window() <= 0, path


def test_what_serves_is_shown_as_it_is_edited(tab: Tab) -> None:
    """Without a change set: the same sentence, chips, strip and matrix, with nothing to press and every name known."""
    tab.page.evaluate("localStorage.setItem('navmark.change', 'none')")
    page = tab.open("/builder/rule/below_85_for_3_days")
    expect(page.locator(".sentence-line")).to_contain_text("门店")
    expect(page.locator(".rehearsal")).to_have_count(0)
    page = tab.open("/builder/indicator/atv")
    expect(page.locator(".formula-chip")).to_have_text(["销售净额", "客单数"])
    page = tab.open("/builder/role/store_manager")
    expect(page.locator(".matrixcell").first).to_be_visible()
    expect(page.locator('[data-path="$.level"]')).to_contain_text("门店")
    sound(page)
    page = tab.open("/builder/scale/standard")
    expect(page.locator(".bandrows > li")).to_have_count(3)
    expect(page.get_by_text("不存在")).to_have_count(0)
    expect(page.get_by_role("slider")).to_have_count(0)
    assert [asked for asked in tab.asked if asked.startswith(("PUT", "POST"))] == []

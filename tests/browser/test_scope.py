"""What a person of one area, and of one store, gets to see: his lights first, nothing of anybody else."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.board import HIDDEN, PASSWORD, RED, Board, Tab
from tests.flows.playhouse import rows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

MOST = 12
ORDER = ["red", "yellow", "grey", "green"]
STORES = ("E101", "E102", "E103", "E104", "E105")  # the stores of the area E1
EIGHT = {"销售额", "客单价", "连带率", "新品占比", "重点品类占比", "缺货率", "排班达成率", "陈列达标率"}


def strangers(board: Board, *mine: str) -> set[str]:
    """The titles, in both languages, of every unit but these."""
    return {title for code, titles in board.titles().items() if code not in mine for title in titles}


def nothing_of(tab: Tab, names: set[str]) -> None:
    """None of the names stands anywhere in the document, be it hidden or in an attribute."""
    text = tab.page.content()
    assert [name for name in names if name in text] == []


@pytest.fixture
def signed_in_by_keyboard(board: Board) -> Iterator[Tab]:
    with board.tab() as tab:
        keys = tab.open("/").keyboard
        keys.type("am_e1")
        keys.press("Tab")
        keys.type(PASSWORD)
        keys.press("Enter")
        tab.page.locator("[data-lamp]").first.wait_for()
        tab.quiet()
        yield tab


def asked(tab: Tab) -> list[str]:
    """What the page asked for; the bell asks by itself, once all is quiet and every minute."""
    return [one for one in tab.asked if one != "GET /notices/count"]


def test_an_area_manager_sees_his_lights_first_and_only_them(board: Board, signed_in_by_keyboard: Tab) -> None:
    tab = signed_in_by_keyboard
    assert set(asked(tab)) == {"GET /app", "GET /session", "POST /session", "GET /home"}
    lamps = tab.lamps()
    assert {title for title, _ in lamps} == {zh for zh, _ in board.titles(STORES).values()}
    assert lamps[0] == (board.titles()[RED][0], "red")
    shown = [ORDER.index(colour) for _, colour in lamps]
    assert shown == sorted(shown)
    assert len(lamps) <= MOST
    assert tab.page.locator("table").count() == 0
    nothing_of(tab, strangers(board, "E1", *STORES))
    # his own indicators are one press away and were there all the time
    before = asked(tab)
    tab.page.get_by_text("本级指标").click()
    own = tab.lamps()
    assert {title for title, _ in own} == EIGHT
    assert [ORDER.index(colour) for _, colour in own] == sorted(ORDER.index(colour) for _, colour in own)
    assert asked(tab) == before
    assert tab.errors == []


def test_the_red_store_is_one_key_away_and_the_path_begins_at_his_area(
    board: Board, signed_in_by_keyboard: Tab
) -> None:
    tab = signed_in_by_keyboard
    page = tab.page
    for _ in range(20):  # on by Tab to the first lamp
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.lamp"):
            break
    assert page.evaluate("document.activeElement.dataset.lamp") == "red"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(board.titles()[RED][0])
    assert page.evaluate("location.pathname") == f"/unit/{RED}"
    path = page.get_by_role("navigation", name="组织路径").get_by_role("listitem").all_inner_texts()
    assert path == [board.titles()["E1"][0], board.titles()[RED][0]]
    expect(page.locator(".indicatorrow")).to_have_count(8)
    nothing_of(tab, strangers(board, "E1", *STORES))


def test_signing_out_leaves_nothing_for_the_next_person(board: Board, signed_in_by_keyboard: Tab) -> None:
    tab = signed_in_by_keyboard
    page = tab.page
    page.get_by_role("button", name="账户菜单").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_label("账号")).to_be_visible()
    nothing_of(tab, strangers(board))
    tab.asked.clear()
    page.get_by_label("账号").fill("sm_e102")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(board.titles()[RED][0])
    tab.quiet()
    assert "GET /home" in tab.asked
    nothing_of(tab, strangers(board, RED))


def test_an_address_opens_the_same_view_again(board: Board) -> None:
    with board.tab("am_e1") as tab:
        page = tab.open("/unit/E1")
        page.get_by_text("当日", exact=True).click()
        page.get_by_role("button", name="客单价", exact=True).click()
        expect(page.get_by_role("heading", name="每日走势 · 客单价")).to_be_visible()
        tab.settled()
        address, figures = page.url, page.locator(".cell-actual").all_inner_texts()
        assert "period=day" in address
        assert "indicator=atv" in address
        page.reload()
        tab.settled()
        with board.tab("am_e1") as other:
            other.open(address.removeprefix(board.url))
            for again in (page, other.page):
                expect(again.get_by_role("radio", name="当日")).to_be_checked()
                expect(again.get_by_role("button", name="客单价", exact=True)).to_have_attribute("aria-pressed", "true")
                expect(again.get_by_role("heading", name="每日走势 · 客单价")).to_be_visible()
                assert again.locator(".cell-actual").all_inner_texts() == figures


def test_what_is_foreign_looks_like_what_does_not_exist(board: Board) -> None:
    with board.tab("hq") as all_seeing:
        incidents = all_seeing.api("/incidents")
    foreign = next(one["public_id"] for one in incidents if one["unit"]["code"] == "SW103")
    pairs = [("/unit/SW103", "/unit/ZZ999"), (f"/incident/{foreign}", f"/incident/{uuid.uuid4()}")]
    with board.tab("am_e1") as tab:
        for existing, invented in pairs:
            seen = []
            for path in (existing, invented):
                page = tab.open(path)
                expect(page.locator(".topbar")).to_be_visible()
                seen.append((page.title(), page.locator("main").inner_text()))
                nothing_of(tab, strangers(board, "E1", *STORES))
            assert seen[0] == seen[1]
            assert "没有找到，或不在您的查看范围内" in seen[0][1]


def test_a_store_manager_sees_his_store_alone(board: Board) -> None:
    title = board.titles()[RED][0]
    with board.tab("sm_e102") as tab:
        page = tab.open("/")
        expect(page.locator("h1")).to_have_text(title)
        assert {name for name, _ in tab.lamps()} == EIGHT - {"排班达成率"}
        expect(page.get_by_role("link", name="数据源")).to_have_count(0)
        page.locator("[data-lamp]").first.click()
        expect(page.locator(".indicatorrow")).to_have_count(7)
        tab.settled()
        assert page.get_by_role("navigation", name="组织路径").get_by_role("listitem").all_inner_texts() == [title]
        nothing_of(tab, strangers(board, RED))
        for code in ("E1", "E101", "HQ"):
            assert "没有找到" in tab.open(f"/unit/{code}").locator("main").inner_text()
        assert "您没有查看这些内容的权限" in tab.open("/sources").locator("main").inner_text()
        assert tab.errors == []


def test_an_indicator_that_his_post_hides_is_nowhere(board: Board) -> None:
    """Neither among lights and rows nor in the analysis, which found nothing wrong with it."""
    hidden = {"排班达成率", "Staffing rate", HIDDEN}
    with board.tab("hq") as tab:
        mine = next(one for one in tab.api("/incidents") if one["unit"]["code"] == RED)
        page = tab.open(f"/incident/{mine['public_id']}")
        assert "排班达成率" in page.locator("main").inner_text()
    with board.tab("sm_e102") as tab:
        for path in (
            "/",
            f"/unit/{RED}",
            f"/unit/{RED}?indicator={HIDDEN}&why={HIDDEN}",
            f"/incident/{mine['public_id']}",
        ):
            tab.open(path)
            nothing_of(tab, hidden)


def test_the_example_has_the_stores_that_are_expected_here(board: Board) -> None:
    found = [row["code"] for row in rows(board.house.package / "data/units.csv") if row["parent"] == "E1"]
    assert tuple(found) == STORES

"""What the office sees of forms: the table and its file, a submission and its correction, the wall, reviews by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from admin_ui.check_crew import crew_of
from engine.base import clock
from tests.browser.board import NOW, PHONE, Board, Tab, played
from tests.browser.forms import picture, sent

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]
AT = "2026-12-07T08:29:00+08:00"
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}


@pytest.fixture(scope="module")
def board(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """A board of its own, with three submissions of which one photo is too dark to judge."""
    with played(tmp_path_factory.mktemp("forms"), browser) as found:
        with found.tab("sm_e102") as tab:
            sent(tab, "E102", {"facings": 7, "state": "tidy", "price": 350}, at=AT)
            sent(tab, "E102", {"facings": 1, "state": "messy", "remark": "缺货一层"}, (photo("#804020"),), at=AT)
            sent(tab, "E102", {"facings": 2, "state": "tidy"}, (photo("#050505"),), at=AT)
        crew = crew_of(found.house.database, found.house.settings, lambda: None)
        with clock.frozen(NOW):
            limit = clock.monotonic() + 60
            while clock.monotonic() < limit and not all(judged(found)):
                crew()
        crew.stop()
        yield found


def photo(colour: str) -> bytes:
    return picture(colour, (900, 700), "x")


def judged(board: Board) -> list[bool]:
    with board.tab("hq") as tab:
        return [one["outcome"] is not None or not one["photos"] for one in tab.api("/submissions?form=display_check")]


def sound(tab: Tab) -> None:
    """No offence against WCAG, nothing wider than the window, no error."""
    found = Axe().run(tab.page, options=WCAG).response["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found] == []
    assert tab.wider_than_window() <= 0
    assert tab.errors == []


def test_the_table_its_columns_and_its_file(board: Board, tmp_path: Path) -> None:
    with board.tab("hq") as tab:
        page = tab.open("/forms")
        expect(page.locator(".formcard .sharebar")).to_contain_text("已交 1 / 应交 24")
        page.get_by_role("link", name="3 份提交").click()
        rows = page.get_by_role("row")
        expect(rows).to_have_count(4)
        assert [one.inner_text() for one in rows.nth(3).get_by_role("cell").all()[1:7]] == [
            "上海徐家汇店", "郑明哲", "7", "整洁", "—", "3.50",
        ]  # fmt: skip
        page.get_by_role("button", name="显示的列").click()
        page.get_by_role("checkbox", name="标价").click()  # its state follows once the address has changed
        expect(page.get_by_role("columnheader", name="标价")).to_have_count(0)
        page.keyboard.press("Escape")
        page.get_by_label("文字").fill("缺货")
        page.keyboard.press("Enter")
        expect(rows).to_have_count(2)
        assert "q=%E7%BC%BA%E8%B4%A7" in page.url
        with page.expect_download() as coming:
            page.get_by_role("button", name="导出").click()
            page.get_by_role("menuitem", name="CSV").click()
        coming.value.save_as(tmp_path / "out.csv")
        lines = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
        assert len(lines) == 2
        assert "缺货一层" in lines[1]
        assert "凌乱" in lines[1]
        sound(tab)


def test_a_correction_keeps_what_was(board: Board) -> None:
    with board.tab("hq") as tab:
        page = tab.open("/forms/submissions?form=display_check")
        page.get_by_role("row").nth(3).get_by_role("link").click()
        page.get_by_role("button", name="更正").click()
        form = page.get_by_role("dialog")
        form.get_by_label("排面数").fill("8")
        save = form.get_by_role("button", name="保存更正")
        expect(save).to_be_disabled()  # not without a reason
        form.get_by_label("原因").fill("数错了一个")
        save.click()
        history = page.locator(".submissionpage-history").last
        expect(history).to_contain_text("hq")
        expect(history).to_contain_text("数错了一个")
        expect(history.locator("del")).to_have_text("7")
        expect(history.locator("ins")).to_have_text("8")
        sound(tab)


def test_the_wall_and_the_large_photo_by_keys(board: Board) -> None:
    for size in ((1440, 900), PHONE):
        with board.tab("hq", size) as tab:
            page = tab.open("/forms/photos")
            cards = page.locator(".photocard")
            expect(cards).to_have_count(2)
            sound(tab)
            cards.first.focus()
            page.keyboard.press("Enter")
            large = page.get_by_role("dialog")
            expect(large).to_contain_text("第 1 / 2 张")
            page.keyboard.press("ArrowRight")
            expect(large).to_contain_text("第 2 / 2 张")
            assert large.locator("img").evaluate("one => one.decode().then(() => one.naturalWidth)") == 900
            sound(tab)
            page.keyboard.press("Escape")
            expect(large).to_have_count(0)
            expect(cards.first).to_be_focused()


def test_reviews_by_keys_alone(board: Board) -> None:
    with board.tab("dir_east") as tab:
        page = tab.open("/forms/reviews")
        queue = page.locator(".reviewspage")
        entries = queue.locator("nav button")
        expect(queue.locator("nav [aria-current=true]")).to_contain_text("检查拿不准")
        before = entries.count()
        expect(queue).to_contain_text("自动检查看不清或证据不足")
        sound(tab)
        queue.focus()
        page.keyboard.press("f")
        if before > 1:
            expect(entries).to_have_count(before - 1)
        else:
            expect(queue).to_have_count(0)
        page.get_by_text("已复核", exact=True).click()
        expect(page.locator(".reviewspage-done")).to_contain_text("不合格")
        sound(tab)

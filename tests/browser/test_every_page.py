"""What holds for every page: no error, nothing forbidden, nothing too wide, lamps that do not rely on colour; both
languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.board import DESK, GREY, PHONE, RED, Board, Tab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PAGES = (
    "/",
    "/unit/HQ?period=mtd",
    "/unit/E1?period=wtd",
    f"/unit/{RED}?period=day&why=upt",
    f"/unit/{GREY}?period=day",
    "/incidents?state=all",
    "/incident/{incident}",
    "/silences",
    "/messages",
    "/rules",
    f"/rules/below_85_for_3_days?unit={RED}",
    "/sources",
    "/sources/pos_tickets",
    "/unit/ZZ999",
    "/nowhere",
)
SHAPES = {"red": "rect", "yellow": "path", "green": "circle", "grey": "circle"}
LETTERS = {"red": "R", "yellow": "Y", "green": "G", "grey": "–"}
STATES = {"red": "干预", "yellow": "关注", "green": "正常", "grey": "无数据"}
#: Each lamp of the document: colour, shape, whether it is a ring, letter, what a screen reader hears.
LAMPS = """() => [...document.querySelectorAll("svg.lamp")].map((svg) => {
  const shape = svg.firstElementChild;
  const beside = svg.closest("[data-lamp]")?.getAttribute("aria-label") ?? svg.parentElement.textContent;
  const spoken = svg.getAttribute("role") === "img" && svg.getAttribute("aria-label");
  return {
    colour: [...svg.classList].find((name) => name.startsWith("lamp-")).slice(5),
    shape: shape.tagName,
    ring: shape.getAttribute("fill") === "none",
    letter: svg.querySelector("text").textContent,
    name: svg.getAttribute("aria-hidden") ? beside : spoken,
  };
})"""


def is_sound(tab: Tab) -> set[str]:
    """Whether the page as it stands is free of faults; the colours of its lamps."""
    assert tab.wider_than_window() <= 0
    assert tab.violations() == []
    assert tab.errors == []
    lamps = tab.page.evaluate(LAMPS)
    for lamp in lamps:
        colour = lamp["colour"]
        assert (lamp["shape"], lamp["letter"]) == (SHAPES[colour], LETTERS[colour])
        assert lamp["ring"] == (colour == "grey")
        assert lamp["name"], lamp
    for link in tab.page.locator("[data-lamp]").all():
        name = link.get_attribute("aria-label") or ""
        assert STATES[link.get_attribute("data-lamp") or ""] in name
        assert link.locator(".lamptile-title").inner_text() in name
    return {lamp["colour"] for lamp in lamps}


def test_every_page_is_sound_on_a_desk_and_on_a_phone(board: Board) -> None:
    seen: set[str] = set()
    with board.tab() as tab:
        tab.open("/login")
        is_sound_in_both_sizes(tab)
    with board.tab("hq") as tab:
        incident = tab.api("/incidents")[0]["public_id"]
        for path in PAGES:
            page = tab.open(path.format(incident=incident))
            if "why=" in path:
                expect(page.get_by_role("dialog").locator(".whymeasure").first).to_be_visible()
            seen |= is_sound_in_both_sizes(tab)
            assert page.title() not in ("", "航标 Navmark"), path
            assert page.locator("h1").count() == 1, path
    assert seen == set(STATES)  # every colour has been looked at


def is_sound_in_both_sizes(tab: Tab) -> set[str]:
    """The same page looked at on a phone, then on a desk again."""
    seen: set[str] = set()
    for width, height in (PHONE, DESK):
        tab.page.set_viewport_size({"width": width, "height": height})
        tab.settled()
        seen |= is_sound(tab)
    return seen


@pytest.mark.parametrize("login", ["am_e1", "sm_e102"])
def test_the_first_look_needs_no_scrolling(board: Board, login: str) -> None:
    for size in (DESK, PHONE):
        with board.tab(login, size) as tab:
            page = tab.open("/")
            is_sound(tab)
            boxes = [lamp.bounding_box() for lamp in page.locator("[data-lamp]").all()]
            assert boxes
            assert all(box and box["y"] >= 0 and box["y"] + box["height"] <= size[1] for box in boxes)


def test_these_checks_notice_what_they_are_for(board: Board) -> None:
    with board.tab("am_e1") as tab:
        page = tab.open("/")
        page.evaluate(
            """() => {
              const script = document.createElement("script");
              script.textContent = "window.injected = true";
              const wide = document.createElement("div");
              wide.style.width = "3000px"; wide.textContent = "wide";
              document.body.append(script, wide);
            }"""
        )
        assert any(words.startswith("script-src") for words in tab.violations())
        assert page.evaluate("window.injected") is None
        assert tab.wider_than_window() > 1000
        assert any("Content Security Policy" in words for words in tab.errors)


def test_the_language_changes_everything_and_stays(board: Board) -> None:
    zh, en = board.titles()["E"]
    with board.tab("dir_east") as tab:
        page = tab.open("/unit/E?period=mtd")
        expect(page.locator("h1")).to_contain_text(zh)
        chinese = set(page.locator("h2, th, .lamptile-title").all_inner_texts())
        page.get_by_role("button", name="切换语言: English").click()
        try:
            for again in (False, True):
                if again:
                    page.reload()
                expect(page.locator("h1")).to_contain_text(en)
                tab.settled()
                assert page.evaluate("document.documentElement.lang") == "en"
                assert page.title().startswith(en)
                english = set(page.locator("h2, th, .lamptile-title").all_inner_texts())
                assert english
                assert not english & (chinese - {""})
                stray = [
                    word
                    for word in re.findall(r"[\u4e00-\u9fff]+", page.locator("main").inner_text())
                    if word != "中文"
                ]
                assert stray == []
                assert is_sound_in_english(tab)
        finally:
            page.get_by_role("button", name=re.compile("中文$")).click()
            expect(page.locator("h1")).to_contain_text(zh)
        page.reload()
        expect(page.locator("h1")).to_contain_text(zh)
        assert page.evaluate("document.documentElement.lang") == "zh-CN"


def is_sound_in_english(tab: Tab) -> bool:
    """Nothing too wide, nothing wrong: words are longer in English."""
    return tab.wider_than_window() <= 0 and tab.errors == [] and tab.violations() == []

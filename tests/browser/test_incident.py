"""From the message on a phone to the incident it is about."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.board import PASSWORD, PHONE, RED, Board
from tests.flows.playhouse import recipients

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

#: The story's parts of the usual sales on A-2, A-1 and A; the last is cut, not rounded, at one decimal.
DAYS = {"12-04": r"78\.0%", "12-05": r"74\.0%", "12-06": r"7(0\.9|1\.0)%"}


def told(board: Board, login: str) -> dict[str, Any]:
    """The message about the red store that a person's phone shows."""
    logins = recipients(board.house.package)
    mine = [one for one in board.house.systems.wecom.received if logins[one["user"]] == login]
    title = board.titles()[RED][0]
    (found,) = [one["message"] for one in mine if title in one["message"]["title"]]
    return dict(found)


def test_the_link_in_the_message_leads_through_sign_in_to_the_incident(board: Board) -> None:
    message = told(board, "am_e1")
    link = message["url"]
    assert link.startswith(f"{board.url}/incident/")
    with board.tab(size=PHONE) as tab:
        page = tab.page
        page.goto(link)
        page.get_by_label("账号").fill("am_e1")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.locator("h1")).to_have_text(f"{board.titles()[RED][0]} · 销售额")
        tab.settled()
        assert page.url == link
        expect(page.locator(".incidentpage-head")).to_contain_text("未关闭")
        assert tab.errors == []
        assert tab.wider_than_window() <= 0


def test_the_incident_shows_its_days_its_analysis_and_who_was_told(board: Board) -> None:
    message = told(board, "am_e1")
    with board.tab("am_e1") as tab:
        page = tab.open(message["url"].removeprefix(board.url))
        panel = page.locator("section.panel")
        # the three days, as the message has them
        lines = re.findall(r"(\d\d-\d\d) ([\d,.]+)/([\d,.]+) ([\d.]+%)", message["description"])
        assert [line[0] for line in lines] == list(DAYS)
        rows = page.get_by_role("table", name="触发事实").locator("tbody tr")
        expect(rows).to_have_count(3)
        for nth, (day, actual, target, share) in enumerate(lines):
            shown = rows.nth(nth).locator("td").all_inner_texts()
            assert shown == [day, f"¥{actual}", f"¥{target}", share, f"第 {nth + 1} 天"]
            assert re.fullmatch(DAYS[day], share)
        # the analysis
        report = panel.filter(has=page.get_by_role("heading", name="分析报告"))
        cause = report.locator(".causes > li")
        expect(cause).to_have_count(1)
        expect(cause.locator("b")).to_have_text("缺货")
        found = re.search(r"缺货率 ([\d.]+)%，平时 ([\d.]+)%", cause.inner_text())
        assert found
        assert float(found[1]) > 1.5 * float(found[2])
        assert float(found[1]) > 5
        expect(cause).to_contain_text("联系商品部当日补货")
        split = report.locator(".driversplit > li")
        names = [text.split(" ")[0] for text in split.locator("span").all_inner_texts()]
        assert sorted(names) == sorted(["客单数", "连带率", "件单价"])
        parts = [_signed(text) for text in split.locator("span").all_inner_texts()]
        total = _signed(report.locator(".report-drivers > p").inner_text())
        assert sum(parts) == total < 0  # in 分: the split is exact
        for bar in split.all():
            expect(bar.locator("svg rect")).to_have_count(3)
        expect(report.locator(".report-checked")).to_contain_text("排班不足")
        # who was told
        said = panel.filter(has=page.get_by_role("heading", name="通知消息")).locator("li.message")
        heads = [text.replace("\n", "") for text in said.locator(".message-head").all_inner_texts()]
        assert heads == ["程磊主送已发送", "高雪梅抄送已发送"]
        said.first.get_by_text("消息内容").click()
        expect(said.first.locator(".message-text")).to_contain_text("12-04 ")
        assert tab.errors == []


def _signed(text: str) -> int:
    """The first signed amount in a text, in 分."""
    found = re.search(r"([−+])([\d,]+)\.(\d\d)", text)
    assert found, text
    size = int(found[2].replace(",", "") + found[3])
    return -size if found[1] == "−" else size

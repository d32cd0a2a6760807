"""A whole incident on a phone: fired, the message's link opened, signed in, acknowledged, an action planned; the data
recovers two mornings later, everybody told hears of it, and the timeline says how long the answer took."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from engine.access import accounts
from engine.base import clock
from engine.storage.database import writing
from plugins.demo.state import any_free
from plugins.sample_sources.story import Story
from tests.browser.board import PASSWORD, PHONE, serving
from tests.flows import record
from tests.flows.playhouse import House, house, instant, package, recipients

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

A = date(2026, 12, 6)
#: Data of A is loaded, and the rule fires, on the morning after.
FIRED = instant(A + timedelta(days=1), "08:00:20")
ANSWERED = instant(A + timedelta(days=1), "08:31:00")
WHO = "am_e1"
DOING = "今晚从邻店调货 30 件"


@dataclass(frozen=True)
class Weak(Story):
    """E102 is weak on A and the two days before; nothing else goes wrong."""

    s2: str = "-"
    s3: str = "-"
    s4: str = "-"
    s5: str = "-"
    s6: str = "-"


@pytest.fixture(scope="module")
def fired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("phone_flow")
    with ExitStack() as running:
        copy = package(folder / "package", first_days=3, divisions=("E",), chased=True)
        made = house(folder, Weak(A), running, package_=copy)
        made.settings = replace(made.settings, public_url=f"http://127.0.0.1:{any_free()}")
        made.publish(instant(A, "12:00:00"))
        with writing(made.database) as connection, clock.frozen(instant(A, "12:00:00")):
            account = accounts.find(connection, WHO)
            assert account is not None
            accounts.set_password(connection, account, PASSWORD, by="test", cost="test")
        made.run(instant(A + timedelta(days=1), "07:59:00"))  # the worker is there before the morning's job is due
        made.morning(A + timedelta(days=1))
        yield made


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    width, height = PHONE
    context = browser.new_context(
        locale="zh-CN", reduced_motion="reduce", has_touch=True, viewport={"width": width, "height": height}
    )
    yield context
    context.close()


def served(at: House, moment: datetime, name: str, folder: Path) -> Any:
    """The installation served at a moment."""
    port = int(at.settings.public_url.rpartition(":")[2])
    return serving(at.settings, port, moment, folder / f"{name}.log")


def mine(at: House) -> list[dict[str, Any]]:
    """What has newly come to the phone of WHO."""
    logins = recipients(at.package)
    return [one for one in at.arrived() if logins[one["user"]] == WHO]


def sign_in(page: Page) -> None:
    page.get_by_label("账号").fill(WHO)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def timeline(page: Page) -> list[str]:
    return page.locator(".timeline-item > b").all_inner_texts()


def test_from_the_message_to_recovery_on_a_phone(fired: House, phone: BrowserContext, tmp_path: Path) -> None:
    (told,) = mine(fired)
    link = re.search(r"https?://\S+?/incident/[\w-]+", str(told["message"]))
    assert link
    faults: list[str] = []
    with served(fired, ANSWERED, "answered", tmp_path):
        page = phone.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(link[0])
        sign_in(page)
        bar = page.get_by_role("group", name="处理预警")
        expect(bar).to_be_visible()
        assert page.url == link[0]
        box = bar.bounding_box()
        assert box
        assert box["y"] + box["height"] <= PHONE[1]  # within reach without scrolling
        assert box["y"] > PHONE[1] / 2  # of the thumb
        # acknowledged, with a reason
        bar.get_by_role("button", name="确认", exact=True).click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("原因").click()
        page.locator(".ant-select-item-option", has_text="缺货").click()
        dialog.get_by_role("button", name="提交").click()
        expect(dialog).to_have_count(0)
        expect(bar.get_by_role("button", name="确认", exact=True)).to_have_count(0)
        expect(bar.get_by_role("status")).to_have_text("已保存")
        # 08:00:20 to 08:31:00: thirty whole minutes
        expect(page.locator(".timeline-took")).to_have_text("响应用时 30 分钟")
        # an action of his own
        bar.get_by_role("button", name="加措施", exact=True).click()
        dialog.get_by_label("要做什么").fill(DOING)
        dialog.get_by_label("负责人").click()
        page.locator(".ant-select-item-option").first.click()
        dialog.get_by_label("完成日期").fill((A + timedelta(days=3)).isoformat())
        dialog.get_by_role("button", name="提交").click()
        expect(dialog).to_have_count(0)
        expect(page.locator("main")).to_contain_text(DOING)
        assert {"新增措施", "已确认", "已读", "触发预警"} <= set(timeline(page))
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    # the next morning's data is fine again
    fired.morning(A + timedelta(days=2))
    (over,) = [one for one in mine(fired) if "恢复" in record.spoken(one)[1]]
    assert link[0] in str(over["message"])
    with served(fired, instant(A + timedelta(days=2), "08:40:00"), "over", tmp_path):
        page.goto(link[0])
        sign_in(page)  # a day later
        expect(page.locator(".incidentpage-head")).to_contain_text("已恢复")
        expect(page.locator(".timeline-took")).to_have_text("响应用时 30 分钟")
        said = timeline(page)
        assert said.index("已恢复") < said.index("已确认") < said.index("触发预警")  # newest first
        times = page.locator(".timeline-item time").all()
        assert [one.get_attribute("datetime") for one in times] == sorted(
            (one.get_attribute("datetime") or "" for one in times), reverse=True
        )
    assert faults == []

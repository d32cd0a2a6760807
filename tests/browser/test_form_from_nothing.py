"""A form from nothing to a submission from a phone, in the browser alone and without code: built by visible controls,
published, filled in with a photo, and seen by the office."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from engine.access import accounts
from engine.base import clock
from engine.base.text import both
from engine.storage.database import open_database, writing
from engine.storage.migrate import upgrade
from plugins.demo.state import any_free
from tests import small_app
from tests.browser.board import PASSWORD, serving
from tests.browser.forms import allow
from tests.browser.hand import Hand
from tests.browser.phone_world import phone, take_photo
from tests.browser.phone_world import sign_in as sign_in_on_phone

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

DATASET = {
    "kind": "dataset", "name": "display_days", "title": both("陈列日报", "Display days"),
    "columns": [
        {"name": "unit", "title": both("门店", "Store"), "type": "unit"},
        {"name": "day", "title": both("营业日", "Day"), "type": "day"},
        {"name": "facings", "title": both("排面数", "Facings"), "type": "integer"},
    ],
    "key": ["unit", "day"],
}  # fmt: skip
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}
#: How long somebody may take who has never built one (F43: less than 10 minutes).
MOST = 10 * 60


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The small app, with a dataset for the answers and store keepers who may fill in forms; its address."""
    app = shutil.copytree(small_app.APP, folder / "app")
    (app / "datasets/display_days.json").write_text(json.dumps(DATASET, ensure_ascii=False), encoding="utf-8")
    allow(app, "keeper", "fill_forms")
    port = any_free()
    settings = small_app.settings_in(folder, public_url=f"http://127.0.0.1:{port}")
    database = open_database(settings.database)
    upgrade(database)
    small_app.publish_app(database, app)
    with clock.frozen(small_app.NOW), writing(database) as connection:
        for account in accounts.accounts(connection):
            if account.login in ("chief", "keep_n11"):
                accounts.set_password(connection, account, PASSWORD, by="test", cost="test")
    try:
        with serving(settings, port, small_app.NOW, folder / "serve.log"):
            yield settings.public_url
    finally:
        database.dispose()


def test_a_form_from_nothing_to_the_phone_and_back(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path) as url:
        context = browser.new_context(locale="zh-CN", reduced_motion="reduce", viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.set_default_timeout(15_000)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        hand = Hand(page, url)
        hand.open("/login")
        hand.fill("账号", "chief")
        hand.fill("密码", PASSWORD)
        hand.press("登录")
        page.locator("h1").first.wait_for()
        begin(hand)
        questions(hand)
        tried(page)
        who_and_where(hand)
        fits(page)
        published(hand)
        assert hand.seconds < MOST, f"building took {hand.seconds:.0f} s at human pace"
        filled(browser, tmp_path, url)
        seen(hand)
        assert errors == []
        context.close()


def begin(hand: Hand) -> None:
    page = hand.page
    hand.press("表单", role="link")
    hand.press("搭建表单")
    part = page.locator("section").filter(has=page.get_by_role("heading", name="表单", exact=True))
    hand.click(part.get_by_role("button", name="新建"))
    dialog = page.get_by_role("dialog")
    hand.fill("中文标题", "陈列检查", dialog)
    hand.fill("英文标题", "Display check", dialog)
    hand.press("创建", dialog)
    hand.sees(page.locator("h1"), "陈列检查")
    hand.choose("层级", "门店")


def settings(page: Page) -> object:
    return page.locator(".formproperties")


def named(hand: Hand, zh: str, en: str) -> None:
    box = hand.page.locator(".formproperties")
    hand.fill("标题 中文", zh, box)
    hand.fill("标题 英文", en, box)


def questions(hand: Hand) -> None:
    page = hand.page
    box = page.locator(".formproperties")
    hand.click(page.locator(".formrow-main").first)  # the one it begins with: a remark
    hand.press("添加字段：数字")
    named(hand, "排面数", "Facings")
    hand.click(box.get_by_text("必填", exact=True).last)
    hand.type(box.get_by_label("校验", exact=True), "facings <= 200")
    hand.fill("校验提示 中文", "排面数不合理", box)
    hand.fill("校验提示 英文", "That many cannot be", box)
    hand.press("添加字段：单选")
    named(hand, "陈列状态", "State")
    hand.press("粘贴列表", box)
    dialog = page.get_by_role("dialog")
    hand.fill("粘贴列表", "整洁\tTidy\n凌乱\tMessy", dialog)
    hand.press(re.compile("加入 2 项"), dialog)
    hand.press("添加字段：照片")
    named(hand, "货架照片", "Shelf")
    # Moved up by a key, past the choice: the order is the order of filling.
    page.locator(".formrow-main").nth(3).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".formrow-title")).to_have_text(["备注", "排面数", "货架照片", "陈列状态"])
    expect(page.locator(".formrow code")).to_have_text(["remark", "facings", "shelf", "state"])
    hand.saved()


def tried(page: Page) -> None:
    """The preview is the phone's own form, worked out as there."""
    preview = page.locator(".formphone")
    preview.get_by_label("排面数").fill("201")
    expect(preview.get_by_text("排面数不合理")).to_be_visible()
    preview.get_by_label("排面数").fill("12")
    expect(preview.get_by_text("排面数不合理")).to_have_count(0)
    expect(preview.get_by_text("凌乱")).to_be_visible()


def who_and_where(hand: Hand) -> None:
    page = hand.page
    hand.press("添加任务")
    duty = page.locator(".formduty")
    hand.choose("角色", "店长", duty)
    page.keyboard.press("Escape")
    expect(duty.locator(".formduty-said")).to_contain_text("由 店长 为所辖的每个 门店 ，每个营业日 填写一次")
    hand.press("添加检查")
    hand.choose("检查", "照片质量", page.locator(".formcheck"))
    hand.choose("写入数据集…", "陈列日报")
    expect(page.locator(".formmap-column")).to_have_count(3)
    for title, formula in (("门店", "填写单位"), ("营业日", "业务日"), ("排面数", "排面数")):
        row = page.locator(".formmap-column").filter(has_text=title)
        expect(row.first.locator(".cm-content")).to_contain_text(formula)  # matched by itself
    hand.saved()
    hand.sees(page.locator(".workbench-side"), "没有问题")


def fits(page: Page) -> None:
    """The designer with everything in it: for everybody, and on a phone too."""
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.locator(".formrow-main").nth(1).click()
        page.get_by_label("校验", exact=True).wait_for()
        found = Axe().run(page, options=WCAG).response["violations"]
        assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == [], width
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, width
    page.set_viewport_size({"width": 1440, "height": 900})


def published(hand: Hand) -> None:
    page = hand.page
    hand.press("检查并发布", role="link")
    hand.sees(page.locator("main"), "陈列检查")
    hand.press("发布")
    dialog = page.get_by_role("dialog")
    hand.fill("原因（必填）", "陈列检查上线", dialog)
    hand.press("发布", dialog)
    hand.sees(page.get_by_text(re.compile("已发布为第 \\d+ 版")))


def filled(browser: Browser, folder: Path, url: str) -> None:
    """The store keeper, with a phone of 390 px and a camera."""
    with phone(browser.browser_type, folder / "phone", viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(url + "/m/")
        page.get_by_label("登录名").wait_for()
        sign_in_on_phone(page, "keep_n11")
        page.get_by_text("陈列检查").first.click()
        page.get_by_label("排面数").fill("7")
        page.get_by_text("凌乱", exact=True).click()
        take_photo(page, "货架照片")
        page.get_by_role("button", name="提交").click()
        expect(page.get_by_text("1 张照片核对无误")).to_be_visible(timeout=30_000)


def seen(hand: Hand) -> None:
    page = hand.page
    hand.press("表单", role="link")
    hand.press("陈列检查", role="link")
    row = page.get_by_role("row").nth(1)
    expect(row.get_by_role("cell").nth(1)).to_have_text("北方11店")
    expect(row).to_contain_text("7")
    expect(row).to_contain_text("凌乱")
    hand.click(row.get_by_role("link"))
    hand.sees(page.get_by_role("button", name=re.compile("打开照片")))
    hand.click(page.get_by_role("button", name=re.compile("打开照片")))
    picture = page.get_by_role("dialog").locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 300
    page.keyboard.press("Escape")
    page.go_back()
    hand.press("完成情况", role="link")
    expect(page.locator(".sharebar").first).to_contain_text("已交 1")

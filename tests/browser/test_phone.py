"""The phone client as people use it: 360 × 740, one hand, a camera, a place, and a form with every type of field."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from engine.base import clock
from engine.storage.database import reading
from engine.storage.tables import attachment, form_submission
from tests.browser.phone_world import World, phone, played, sign_in, take_photo

#: How many people this phone keeps something for.
STORES = "indexedDB.databases().then((all) => all.filter((one) => one.name.startsWith('navmark-phone-')).length)"
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}


@pytest.fixture(scope="module")
def world(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with played(tmp_path_factory.mktemp("phone")) as found:
        yield found


@pytest.fixture
def pocket(world: World, browser: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A phone nobody has used."""
    with phone(browser.browser_type, tmp_path / "phone") as context:
        yield context


def opened(context: BrowserContext, world: World, path: str = "/m/") -> Page:
    page = context.new_page()
    page.goto(world.url + path)
    return page


def not_wider(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def small_targets(page: Page) -> list[str]:
    """What is to be pressed and is lower than 44 px."""
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll("button, a, input:not(.unseen), select, textarea")]
             .filter(one => one.offsetParent && one.getBoundingClientRect().height < 43.5)
             .map(one => one.outerHTML.slice(0, 120))"""
    )
    return found


def test_a_link_leads_there_through_sign_in_and_every_field_is_filled(world: World, pocket: BrowserContext) -> None:
    page = opened(pocket, world, "/m/duty/visit/N11")
    page.get_by_label("登录名").wait_for()
    not_wider(page)
    sign_in(page)
    page.get_by_role("heading", name="拜访").wait_for()  # there, not on the first page
    page.get_by_label("排面数").fill("501")
    expect(page.get_by_text("不能大于 500")).to_be_visible()
    page.get_by_label("排面数").fill("201")
    expect(page.get_by_text("太多")).to_be_visible()  # the form's own words
    expect(page.get_by_label("原因")).to_have_count(0)
    page.get_by_label("排面数").fill("0")
    expect(page.get_by_label("原因")).to_be_visible()
    page.get_by_role("button", name="下一页").click()
    expect(page.get_by_text("请填写").first).to_be_visible()  # needed where there is none
    page.get_by_label("排面数").fill("2")
    page.get_by_label("原因").fill("货架被占")
    page.get_by_label("金额").fill("12.5")
    page.get_by_label("份额").fill("33.3")
    page.get_by_label("生产日期").fill("2026-11-01")
    page.get_by_label("到达").fill("09:05")
    page.get_by_label("时刻").fill("2026-11-23T08:00")
    page.get_by_role("radiogroup", name="营业").get_by_role("radio", name="是").click()
    page.get_by_label("状况").select_option("good")
    brands = page.get_by_role("group", name="品牌")
    brands.get_by_role("checkbox", name="乙").click()  # offered because there are more than one
    page.get_by_label("选择大类", exact=False).or_(page.get_by_label("大类")).select_option("tea")
    page.get_by_label("小类").select_option("red")
    page.get_by_label("邻近").fill("N12")
    page.get_by_label("同行").fill("keep_n12")
    take_photo(page, "货架")
    draw_signature(page)
    page.get_by_role("button", name="获取位置").click()
    page.get_by_text("误差约 12 米").wait_for()
    page.get_by_label("条码").fill("4006381333930")
    expect(page.get_by_text("校验位不符")).to_be_visible()
    page.get_by_label("条码").fill("4006381333931")
    page.get_by_role("radio", name="4 分，满分 5").click()
    for row in ("整洁", "饱满"):
        page.get_by_role("radiogroup", name=row).get_by_role("radio", name="是").click()
    not_wider(page)
    assert small_targets(page) == []
    page.get_by_role("button", name="下一页").click()
    for item, pieces, price in (("红茶", "3", "2.5"), ("绿茶", "2", "4")):
        page.get_by_role("button", name="添加品项").click()
        entry = page.locator(".entry").last
        entry.get_by_label("品项").fill(item)
        entry.get_by_label("排面数").fill(pieces)
        entry.get_by_label("单价").fill(price)
    not_wider(page)
    page.reload()  # the draft is as it was left
    page.get_by_role("button", name="下一页").click()
    expect(page.locator(".entry").nth(1).get_by_label("单价")).to_have_value("4.00")
    page.get_by_role("button", name="下一页").click()
    expect(page.get_by_role("status", name="合计").or_(page.locator("output"))).to_have_text("15.50")  # 3 × 2.5 + 2 × 4
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("2 张照片核对无误")).to_be_visible()
    row = submission(world, "visit")
    assert row.state == "complete"
    expected: dict[str, Any] = {
        "facings": 2, "why": "货架被占", "deal": 1250, "share": 0.333, "made": "2026-11-01", "at": "09:05",
        "moment": "2026-11-23T08:00:00+08:00", "open": True, "state": "good", "brands": ["b"],
        "kind_of": ["tea", "red"], "near": "N12", "with_whom": "keep_n12", "code": "4006381333931", "stars": 4,
        "look": {"clean": "yes", "full": "yes"}, "total": 1550,
        "lines": [{"sku": "红茶", "pieces": 3, "price": 250, "worth": 750},
                  {"sku": "绿茶", "pieces": 2, "price": 400, "worth": 800}],
    }  # fmt: skip
    found = dict(row.values)
    assert {name: found.get(name) for name in expected} == expected
    assert (found["place"]["lat"], found["place"]["lon"], found["place"]["accuracy"]) == (31.23042, 121.4737, 12)
    assert (len(found["shelf"]), len(found["signed"])) == (1, 1)


def draw_signature(page: Page) -> None:
    page.get_by_role("group", name="签名").get_by_role("button").click()
    pad = page.locator("canvas.pad")
    box = pad.bounding_box()
    assert box
    use = page.get_by_role("button", name="使用此签名")
    expect(use).to_be_disabled()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 120, steps=5)
    page.mouse.up()
    use.click()
    pad.wait_for(state="detached")


def submission(world: World, form: str) -> Any:
    with reading(world.database) as connection:
        return connection.execute(sa.select(form_submission).where(form_submission.c.form == form)).one()


def test_every_screen_fits_and_speaks_both_languages(world: World, pocket: BrowserContext) -> None:
    page = opened(pocket, world)
    page.get_by_label("登录名").wait_for()
    sign_in(page)
    expect(page.get_by_text("陈列检查").first).to_be_visible()
    for path in ("/m/", "/m/queue", "/m/sent", "/m/scores", "/m/me", "/m/duty/display/N11"):
        page.goto(world.url + path)
        page.locator("h1").wait_for()
        expect(page.get_by_text("正在载入…")).to_have_count(0)
        not_wider(page)
        assert small_targets(page) == [], path
        found = Axe().run(page, options=WCAG).response["violations"]
        assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == [], path
    page.goto(world.url + "/m/me")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Me", exact=True)).to_be_visible()
    page.goto(world.url + "/m/duty/display/N11")
    expect(page.get_by_label("Facings")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"


def test_what_is_denied_is_explained(world: World, browser: Browser, tmp_path: Path) -> None:
    with phone(browser.browser_type, tmp_path / "denied", camera=False, permissions=[]) as context:
        page = opened(context, world, "/m/duty/display/N12")
        sign_in(page, "keep_n12")
        page.get_by_role("group", name="货架照片").get_by_role("button", name="拍照").click()
        expect(page.get_by_role("alert").get_by_text("相机", exact=False).first).to_be_visible()
        expect(page.get_by_text("没有定位权限", exact=False)).to_be_visible()
        # No way round the camera: this form takes no pictures from the gallery.
        expect(page.locator("input[type=file]")).to_have_count(0)


def test_signing_out_with_an_unsent_queue_warns_and_keeps_it_from_others(
    world: World, pocket: BrowserContext, tmp_path: Path
) -> None:
    page = opened(pocket, world, "/m/duty/display/N21")
    sign_in(page, "keep_n21")
    page.get_by_label("排面数").fill("8")
    take_photo(page, "货架照片")
    page.evaluate("navigator.serviceWorker.ready")
    pocket.set_offline(True)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("等待网络")).to_be_visible()
    expect(page.get_by_label("1 份未同步")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出为文件").click()
    download.value.save_as(tmp_path / "queue.zip")
    with zipfile.ZipFile(tmp_path / "queue.zip") as archive:
        assert archive.testzip() is None
        told = json.loads(archive.read("queue.json"))
        photos = [name for name in archive.namelist() if name.startswith("photos/")]
    assert told["submissions"][0]["body"]["values"]["facings"] == 8
    assert photos == [f"photos/{told['submissions'][0]['body']['attachments'][0]['id']}.jpg"]
    world.wire.down = True  # the network is there, the server is not
    pocket.set_offline(False)
    page.get_by_role("link", name="我的", exact=True).click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("还有 1 份未同步", exact=False)).to_be_visible()
    page.get_by_role("button", name="先不退出").click()
    world.wire.down = False
    # The session ends behind its back, and somebody else signs in on this phone: nothing of it is his.
    pocket.clear_cookies()
    page.get_by_role("link", name="待同步").click()
    page.get_by_role("button", name="立即重试").click()
    expect(page.get_by_text("登录已过期，填写的内容都还在。")).to_be_visible()
    page.get_by_role("button", name="重新登录").click()
    sign_in(page, "keep_n22")
    expect(page.get_by_text("没有待同步的内容", exact=False)).to_be_visible()
    page.get_by_role("link", name="我的", exact=True).click()
    assert page.evaluate(STORES) == 2
    page.get_by_role("button", name="退出登录").click()
    page.get_by_label("密码").wait_for()
    limit = clock.monotonic() + 10
    while page.evaluate(STORES) > 1 and clock.monotonic() < limit:
        page.wait_for_timeout(50)
    assert page.evaluate(STORES) == 1  # he leaves nothing behind; what the other has not sent stays
    sign_in(page, "keep_n21")
    page.get_by_role("navigation").wait_for()
    page.goto(world.url + "/m/queue")
    expect(page.get_by_text("1 张照片核对无误")).to_be_visible()
    with reading(world.database) as connection:
        sent = connection.execute(
            sa.select(attachment.c.state, attachment.c.sha256).where(attachment.c.form == "display")
        ).all()
    assert ("stored", told["submissions"][0]["body"]["attachments"][0]["sha256"]) in [tuple(one) for one in sent]

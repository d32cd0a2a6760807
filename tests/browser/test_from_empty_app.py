"""From an empty app to the first light, in the browser alone and without code, in less than fifteen minutes.

``NAVMARK_WALK_SCREENS=docs/screens/from_empty pytest tests/browser/test_from_empty_app.py`` draws the screens again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from engine.base import clock, settings
from engine.cli import main
from plugins.demo.state import any_free
from tests.browser.board import PASSWORD, serving
from tests.browser.hand import Hand
from tests.flows.playhouse import instant

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

TODAY = date(2026, 11, 26)
#: Daily sales of the four stores. 14,600,000 over 4 stores and 365 days = 10,000.00 each: 100, 96, 90 and 70 %.
SALES = {"E01": 10_000, "E02": 9_600, "S01": 9_000, "S02": 7_000}
ORG = """编码,名称,层级,上级
HQ,华夏连锁,总部,
E,华东大区,大区,HQ
S,华南大区,大区,HQ
E01,上海一店,门店,E
E02,杭州店,门店,E
S01,广州店,门店,S
S02,深圳店,门店,S
"""
MOST = 15 * 60
#: The sums that were proposed for the third and the fourth column of the file.
NET_SALES, AVERAGE_TICKET = "field_3_total", "field_3_total / field_4_total"


def sales_csv() -> str:
    """25 days of November, four stores."""
    days = [date(2026, 11, 1) + timedelta(days=n) for n in range(25)]
    lines = [f"{code},{day},{amount}.00,{amount // 100}" for day in days for code, amount in SALES.items()]
    return "\n".join(["门店,日期,销售额,客单数", *lines]) + "\n"


@contextmanager
def empty_app(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """``navmark start`` in an empty folder, served at 09:00 in Shanghai; its address."""
    now = instant(TODAY, "09:00:00")
    monkeypatch.setenv("NAVMARK_DATA", str(folder))
    for name in ("NAVMARK_DATABASE", "NAVMARK_KEY", "NAVMARK_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    settings.current.cache_clear()
    words = ["start", "--login", "admin", "--title", "华夏连锁", "--title-en", "Huaxia chain", "--zh", "管理员"]
    with clock.frozen(now):
        made = CliRunner().invoke(main, [*words, "--password-stdin"], input=PASSWORD + "\n")
        assert made.exit_code == 0, made.output
        port = any_free()
        url = f"http://127.0.0.1:{port}"
        here = replace(settings.current(), public_url=url)
    try:
        with serving(here, port, now, folder / "serve.log"):
            yield url
    finally:
        settings.current.cache_clear()


def new(hand: Hand, kind: str, zh: str, en: str) -> None:
    """A new definition from the builder's first page."""
    page = hand.page
    hand.press("搭建", role="link")
    part = page.locator("section").filter(has=page.get_by_role("heading", name=kind, exact=True))
    hand.click(part.get_by_role("button", name="新建"))
    dialog = page.get_by_role("dialog")
    hand.fill("中文标题", zh, dialog)
    hand.fill("英文标题", en, dialog)
    hand.press("创建", dialog)
    hand.sees(page.locator("h1"), zh)
    hand.saved()


def edit(hand: Hand, kind: str, title: str) -> None:
    """An existing definition, from the builder's first page."""
    page = hand.page
    part = page.locator("section").filter(has=page.get_by_role("heading", name=kind, exact=True))
    hand.click(part.get_by_role("link").filter(has_text=title))


def sound(hand: Hand) -> None:
    """The definition has no issue left."""
    hand.saved()
    hand.sees(hand.page.locator(".workbench-side"), "没有问题")


def sign_in(page: Page, hand: Hand, login: str, password: str) -> None:
    hand.open("/login")
    hand.fill("账号", login)
    hand.fill("密码", password)
    hand.press("登录")


def test_from_nothing_to_a_light_in_fifteen_minutes(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    org, sales = tmp_path / "组织.csv", tmp_path / "日报.csv"
    org.write_text(ORG, encoding="utf-8")
    sales.write_text(sales_csv(), encoding="utf-8")
    with empty_app(tmp_path / "data", monkeypatch) as url:
        context = browser.new_context(locale="zh-CN", reduced_motion="reduce", viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.set_default_timeout(30_000)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        hand = Hand(page, url)
        sign_in(page, hand, "admin", PASSWORD)
        hand.sees(page.locator("h1"), "华夏连锁")
        hand.draw("empty_app")
        begin(hand)
        import_org(hand, org)
        make_dataset(hand, sales)
        make_source(hand, sales)
        make_scale_and_indicators(hand)
        make_plan(hand)
        make_role_channel_and_rule(hand)
        make_board_and_home(hand)
        make_person(hand)
        publish(hand)
        password = pull_and_give_a_password(hand)
        other = browser.new_context(locale="zh-CN", reduced_motion="reduce", viewport={"width": 390, "height": 844})
        seen = Hand(other.new_page(), url, hand.seconds, hand.drawn)
        sign_in(seen.page, seen, "li", password)
        see_the_light(seen)
        assert errors == []
        assert seen.seconds < MOST, f"{seen.seconds / 60:.1f} minutes"
        print(f"from an empty app to a light: {seen.seconds / 60:.1f} minutes at human pace")
        context.close()
        other.close()


def begin(hand: Hand) -> None:
    hand.press("搭建", role="link")
    hand.press("新变更集")
    hand.fill("这次要改什么", "首次搭建")
    hand.page.keyboard.press("Enter")
    hand.sees(hand.page.locator(".changebar-on"))
    hand.draw("change_set")


def import_org(hand: Hand, file: Path) -> None:
    """Seven units in three levels that did not exist; nothing is saved while a row is refused."""
    page = hand.page
    edit(hand, "组织", "组织")
    hand.press("导入 CSV / Excel")
    dialog = page.get_by_role("dialog")
    hand.give(file, dialog)
    hand.sees(dialog, "拒绝 6")
    hand.press("建立这些层级")
    hand.sees(dialog, "新增 6")
    hand.draw("org_import")
    hand.press(re.compile("保存 6 项变化"))
    hand.sees(page.locator("main"), "7 个单位 · 3 个层级")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    sound(hand)


def make_dataset(hand: Hand, file: Path) -> None:
    """Columns, key and sums are proposed from the file; two names are made speaking ones."""
    new(hand, "数据集", "门店日销售", "Daily sales")
    hand.press("从样本生成列")
    dialog = hand.page.get_by_role("dialog")
    hand.give(file, dialog)
    hand.sees(dialog, "每个值都是单位编码")
    hand.draw("dataset_from_a_sample")
    hand.press("采用 4 列", dialog)
    hand.sees(hand.page.locator(".tableplan"), "新建一张表")
    sound(hand)


def make_plan(hand: Hand) -> None:
    """14.6 million over 2026, spread over days and units: 10,000.00 a store and day; 100 a ticket everywhere."""
    page = hand.page
    new(hand, "目标计划", "2026 年目标", "Targets 2026")
    hand.choose("指标", "销售额")
    hand.fill("目标", "1460万")
    hand.press("开始")
    hand.sees(page.get_by_role("treegrid"), "14,600,000.00")
    hand.press("添加指标")
    dialog = page.get_by_role("dialog")
    hand.choose("指标", "客单价", dialog)
    hand.fill("目标", "100", dialog)
    hand.press("添加指标", dialog)
    hand.sees(page.get_by_role("treegrid", name=re.compile("^客单价")), "100")
    sound(hand)
    hand.choose("目标行", "销售额")
    hand.sees(page.get_by_role("treegrid"), "14,600,000.00")
    hand.draw("targets")


def make_source(hand: Hand, file: Path) -> None:
    page = hand.page
    new(hand, "数据来源", "门店日报", "Daily file")
    hand.choose("连接器", "CSV 文件")
    hand.give(file)
    hand.press(re.compile("^保存为 "))
    hand.sees(page.locator("main"), "已保存 data/daily_file.csv")
    hand.choose("写入数据集", "门店日销售")
    hand.saved()
    hand.press("取 20 行样本")
    hand.press(re.compile("采用 4 条建议"))
    hand.press("加入")  # to the morning's schedule
    hand.sees(page.locator("main"), "移出")
    hand.press("取 20 行样本")
    hand.sees(page.locator("main"), "连接成功")
    expect(page.locator("main")).not_to_contain_text("条会被拒收", timeout=15_000)
    hand.draw("source_mapping")
    sound(hand)


def make_scale_and_indicators(hand: Hand) -> None:
    page = hand.page
    new(hand, "灯色标尺", "三色灯", "Lights")
    hand.sees(page.locator("main"), "恰好 85% 为“关注”")
    hand.draw("lights")
    sound(hand)
    for zh, en, formula in (("销售额", "Net sales", NET_SALES), ("客单价", "Average ticket", AVERAGE_TICKET)):
        new(hand, "指标", zh, en)
        hand.type(page.locator(".cm-content").first, formula)
        hand.choose("标尺", "三色灯")
        hand.click(page.get_by_text("金额", exact=True).first)
        sound(hand)
    hand.draw("indicator")


def make_role_channel_and_rule(hand: Hand) -> None:
    page = hand.page
    new(hand, "角色", "大区经理", "Division manager")
    hand.choose("层级", "大区")
    sound(hand)
    hand.draw("role")
    new(hand, "推送通道", "企业微信", "WeCom")
    hand.fill(page.get_by_role("textbox", name="corp_id"), "ww_huaxia")
    sound(hand)
    new(hand, "预警规则", "连续三天低于 85%", "Below 85 % for three days")
    hand.choose("层级", "门店")
    hand.choose("指标", "销售额")
    hand.choose("主送岗位", "大区经理")
    hand.choose("消息渠道", "企业微信")
    spoken = "当任一门店的销售额 的日达成率连续 3 个营业日低于 85% 时，以警告级别通知 大区经理，抄送 无人"
    expect(page.locator(".sentence > .unseen")).to_contain_text(spoken)
    sound(hand)
    hand.draw("rule")


def make_board_and_home(hand: Hand) -> None:
    page = hand.page
    new(hand, "看板", "区域看板", "Board")
    for title in ("销售额", "客单价"):
        hand.choose("选择加入：指标", title)
    page.keyboard.press("Escape")
    for widget in ("指标卡", "表格"):
        hand.press(f"添加部件：{widget}")
    sound(hand)
    hand.draw("board_designer")
    hand.press("搭建", role="link")
    edit(hand, "应用", "华夏连锁")
    for title in ("销售额", "客单价"):
        hand.choose("选择加入：首页指标", title)
    page.keyboard.press("Escape")
    sound(hand)


def make_person(hand: Hand) -> None:
    """Li Hua, who answers for the east."""
    page = hand.page
    hand.press("搭建", role="link")
    edit(hand, "组织", "组织")
    hand.click(page.get_by_text("人员", exact=True).first)
    hand.press("添加人员")
    dialog = page.get_by_role("dialog")
    hand.fill("登录名", "li", dialog)
    hand.fill("姓名", "李华", dialog)
    hand.fill("企业微信账号", "li.hua", dialog)
    hand.press("保存", dialog)
    hand.sees(page.locator("main"), "李华")
    hand.click(page.get_by_text("岗位", exact=True).first)
    hand.press("添加任职")
    hand.choose("角色", "大区经理", dialog)
    hand.choose("单位", "华东大区", dialog, typed="华东")
    hand.choose("任职人", "李华", dialog, typed="li")
    hand.press("保存", dialog)
    hand.sees(page.locator("main"), "大区经理 · 华东大区")
    hand.draw("posts")
    sound(hand)


def publish(hand: Hand) -> None:
    page = hand.page
    hand.press("检查并发布", role="link")
    hand.sees(page.locator("main"), "门店日销售")
    hand.press("检查结果", role="tab")
    hand.sees(page.locator("main"), "全部通过")
    hand.draw("check")
    hand.press("发布")
    dialog = page.get_by_role("dialog")
    hand.fill("原因（必填）", "首次上线", dialog)
    hand.press("发布", dialog)
    hand.sees(page.locator("main"), "已发布为第 2 版", 60)
    hand.draw("published")


def pull_and_give_a_password(hand: Hand) -> str:
    page = hand.page
    hand.press("数据", role="link")
    hand.press(re.compile("门店日报"), page.locator("main"), role="link")
    hand.press("立即取数")
    hand.sees(page.locator("main"), "取数已结束", 60)
    hand.draw("pulled")
    hand.press("管理", role="link")
    person = page.locator("tr, li").filter(has_text="李华").first
    hand.click(person.get_by_role("button").filter(has_text="设置密码"))
    dialog = page.get_by_role("dialog")
    hand.sees(dialog, "生成一个，只显示一次")
    hand.press("设置密码", dialog)
    hand.sees(dialog.locator("code"))
    password = dialog.locator("code").inner_text()
    hand.press(re.compile("完成"), dialog)
    return password


def see_the_light(hand: Hand) -> None:
    """The east on its manager's phone: (10,000 + 9,600) / 20,000 = 98 %, green; he sees nothing of the south."""
    page = hand.page
    hand.sees(page.locator("h1"), "华东大区")
    lamps = page.locator("[data-lamp]")
    expect(lamps.filter(has_text="上海一店")).to_have_attribute("data-lamp", "green")
    expect(lamps.filter(has_text="杭州店")).to_have_attribute("data-lamp", "green")
    expect(page.locator("body")).not_to_contain_text("深圳店")
    hand.draw("first_light")
    said = page.request.get(f"{hand.url}/api/v1/units/E?period=day").json()
    sold = next(light for light in said["lights"] if light["indicator"] == "net_sales")
    assert (sold["actual"], sold["targets"]["target"], round(sold["attainment"], 6)) == (19_600, 20_000, 0.98)

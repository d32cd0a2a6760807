"""A cause and a rule made in the builder; the next report cites it, as JSON, as a page and as PDF, to each reader what
he may see (F64, §3.5)."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base.text import both
from engine.storage.database import reading
from engine.storage.tables import report
from rule_builder.reporting import verify
from rule_builder.rounds import evaluate_rules
from tests import small_app
from tests.admin_ui.conftest import Person, World
from tests.admin_ui.test_causes import CAUSE

HOSTILE = "<script>alert(1)</script>&\"'"
CHANNEL = {
    "title": both("手机", "Phone"),
    "type": "wecom",
    "settings": {
        "base_url": "{NAVMARK_WECOM_URL}",
        "corp_id": "ww0123456789abcdef",
        "agent_id": 1,
        "secret": {"secret": "s"},
    },
}
RULE = {
    "title": both("三天低", "Three low days"),
    "indicator": "sales",
    "level": "store",
    "condition": {"type": "consecutive_days", "attainment_below": 0.85, "days": 3, "missing": "hold"},
    "to": {"role": "manager"},
    "channel": "phone",
    "message": both("{{ unit }} {{ summary }}", "{{ unit }} {{ summary }}"),
}
#: Told by an indicator and a column that keepers may not see.
THIN = {
    "title": both("毛利薄", "Thin"),
    "indicator": "margin",
    "when": "value < 0.5",
    "evidence": both("毛利率 {value}", "rate {value}"),
    "order": 1,
}
COSTS = {
    "title": both(f"退单{HOSTILE}", f"Returns {HOSTILE}"),
    "when": "all_orders > 0 and all_orders_usual > 0",
    "evidence": both("共 {all_orders} 单", "{all_orders} orders"),
    "query": {
        "dataset": "sales",
        "title": both("各店各渠道", "By unit and channel"),
        "group_by": ["unit", "channel"],
        "measures": [
            {"name": "all_orders", "title": both("单数", "Orders"), "formula": "sum(orders)"},
            {"name": "spent", "title": both("花费", "Spent"), "formula": "sum(cost)"},
        ],
        "order": ["-all_orders", "channel"],
    },
}


class Words(HTMLParser):
    """The text of a page and the tags in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture
def fired(world: World, person: Callable[[str], Person]) -> dict[str, str]:
    """What the builder published has fired: unit code → incident. S12 and N22 did well until three days ago: 100.00 a
    day, a fifth of it on the web."""
    good = [
        {"unit": u, "day": d.isoformat(), "channel": c, "amount": a, "cost": "1.00", "orders": n}
        for u in ("S12", "N22")
        for d in small_app.days()[:-3]
        for c, a, n in (("shop", "80.00", 4), ("web", "20.00", 1))
    ]
    small_app.load_rows(world.database, world.release, "till", {"sales": good})
    chief = person("chief")
    change = f"/changes/{chief.call('POST', '/changes', json={'title': '预警'}).get_json()['public_id']}"
    drafts = [("channel", "phone", CHANNEL), ("rule", "low", RULE)]
    drafts += [("cause", "weak_web", CAUSE), ("cause", "thin", THIN), ("cause", "costs", COSTS)]
    for kind, name, value in drafts:
        whole = {"kind": kind, "name": name, **value}
        answer = chief.call("PUT", f"{change}/definitions/{kind}/{name}", json={"value": whole, "revision": 0})
        assert answer.status_code == 200, answer.get_data(as_text=True)
    answer = chief.call("POST", f"{change}/publish", json={"reason": "原因库"})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    release = small_app.serving(world.database)
    (outcome,) = evaluate_rules(world.database, release, small_app.ANCHOR, now=small_app.NOW)
    assert (outcome.state, outcome.issues) == ("done", ()), outcome
    return {one["unit"]["code"]: one["public_id"] for one in chief.get("/incidents")}


def causes_of(who: Person, public_id: str) -> dict[str, Any]:
    return {one["name"]: one for one in who.get(f"/incidents/{public_id}")["report"]["body"]["causes"]}


def page_of(who: Person, public_id: str, lang: str) -> str:
    answer = who.call("GET", f"/incidents/{public_id}/report.html?lang={lang}")
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    return str(answer.get_data(as_text=True))


def pdf_of(who: Person, public_id: str, lang: str) -> bytes:
    answer = who.call("GET", f"/incidents/{public_id}/report.pdf?lang={lang}")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return bytes(answer.data)


def text_of(pdf: bytes) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("no pdftotext")
    return subprocess.run([tool, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def test_a_cause_of_the_builder_is_cited_in_the_next_report(
    world: World, person: Callable[[str], Person], fired: dict[str, str]
) -> None:
    chief = person("chief")
    assert set(fired) == {"S12", "N22"}
    found = causes_of(chief, fired["S12"])
    assert set(found) == {"weak_web", "thin", "costs"}
    web = found["weak_web"]
    assert web["evidence"]["zh"] == "网店 30.00，平时 60.00，占比 20.0%"
    assert web["period"] == {"first": "2026-11-20", "last": "2026-11-22"}
    assert web["rows"]["rows"] == [["shop", "0.00", "12"], ["web", "30.00", "3"]]
    # 80.00 a day at N22, 240.00 in three days: not below 200.00
    assert "weak_web" not in causes_of(chief, fired["N22"])
    with reading(world.database) as connection:
        for row in connection.execute(sa.select(report)):
            assert verify(row.inputs, row.inputs_hash, row.body) == "same"


def test_the_page_and_the_pdf_say_what_the_report_says(person: Callable[[str], Person], fired: dict[str, str]) -> None:
    chief = person("chief")
    page = page_of(chief, fired["S12"], "zh")
    words = Words(page)
    assert words.tags.isdisjoint({"script", "iframe", "link", "img", "form", "object"})
    said = "".join(words.text)
    for part in ("分析简报 · 南方12店", "数据说明", "可能原因", "网店弱", "各渠道", HOSTILE, "并不断言因果"):
        assert part in said, part
    assert not re.search(r"(?:src|href)=\"(?!/)", page)  # nothing from elsewhere
    english = "".join(Words(page_of(chief, fired["S12"], "en")).text)
    assert "Analysis report · Southland Store 12" in english
    assert "Weak web" in english
    quiet = "".join(Words(page_of(chief, fired["N22"], "zh")).text)
    assert "已核对、未发现" in quiet
    first = pdf_of(chief, fired["S12"], "zh")
    assert first == pdf_of(chief, fired["S12"], "zh")
    told = text_of(first)
    for part in ("分析简报", "南方12店", "可能原因", "网店弱", "各渠道", "shop"):
        assert part in told, part


def test_each_reader_sees_what_he_may(person: Callable[[str], Person], fired: dict[str, str]) -> None:
    keeper, chief = person("keep_s12"), person("chief")
    found = causes_of(keeper, fired["S12"])
    assert set(found) == {"weak_web", "costs"}  # margin is hidden from him
    assert [c["name"] for c in found["costs"]["rows"]["columns"]] == ["unit", "channel", "all_orders"]  # and so is cost
    assert [c["name"] for c in causes_of(chief, fired["S12"])["costs"]["rows"]["columns"]][-1] == "spent"
    for said in (page_of(keeper, fired["S12"], "zh"), text_of(pdf_of(keeper, fired["S12"], "zh"))):
        assert "网店弱" in said
        assert "毛利" not in said
        assert "花费" not in said
    other = person("keep_n22")
    for ending in ("", "/report.html", "/report.pdf"):
        assert other.call("GET", f"/incidents/{fired['S12']}{ending}").status_code == 404

"""Rules of photo standards over scenes made by hand: sure and doubtful facings, prices, words, order, share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine.base.text import both
from engine.definitions.schema import schema_of
from form_builder.photo_rules import photo_rules
from form_builder.photo_rules.contract import PhotoRule, Scene, Seen, says
from form_builder.photo_rules.price_tag import prices

# Two shelves: three sure red facings and a doubtful fourth at eye level, one blue; two blue ones below.
PRODUCTS = (
    Seen("red", (0.10, 0.30, 0.10, 0.20), 0.9),
    Seen("red", (0.20, 0.30, 0.10, 0.20), 0.9),
    Seen("red", (0.30, 0.30, 0.10, 0.20), 0.8),
    Seen("red", (0.40, 0.30, 0.10, 0.20), 0.5),
    Seen("blue", (0.60, 0.30, 0.10, 0.20), 0.9),
    Seen("blue", (0.10, 0.70, 0.10, 0.20), 0.9),
    Seen("blue", (0.20, 0.70, 0.10, 0.20), 0.9),
)
TEXTS = (
    Seen("￥3.50", (0.12, 0.51, 0.06, 0.02), 0.95),
    Seen("￥4.20", (0.62, 0.51, 0.06, 0.02), 0.55),
    Seen("第二件半价", (0.4, 0.1, 0.2, 0.05), 0.9),
    Seen("净含量 500ml 3.5% vol", (0.1, 0.4, 0.1, 0.02), 0.9),
)
SCENE = Scene(
    PRODUCTS,
    TEXTS,
    {"eye_level": (0.25, 0.6)},
    {"red": both("红罐", "Red can"), "eye_level": both("视平线", "eye level")},
)
BLIND = Scene(PRODUCTS, (), SCENE.bands, SCENE.titles, reads_text=False)


@pytest.mark.parametrize(
    ("rule", "outcome"),
    [
        ({"type": "facings", "product": "red", "at_least": 3}, "pass"),
        ({"type": "facings", "product": "red", "at_least": 4}, "uncertain"),  # three sure, one doubtful
        ({"type": "facings", "product": "red", "at_least": 5}, "fail"),
        ({"type": "facings", "product": "red", "at_most": 4}, "pass"),
        ({"type": "facings", "product": "red", "at_most": 3}, "uncertain"),
        ({"type": "facings", "product": "red", "at_most": 2}, "fail"),
        ({"type": "facings", "product": "green"}, "fail"),
        ({"type": "facings", "product": "green", "at_most": 0}, "pass"),
        ({"type": "facings", "product": "blue", "at_least": 2, "band": "eye_level"}, "fail"),  # the others are below
        ({"type": "facings", "product": "blue", "at_least": 3}, "pass"),
        ({"type": "share", "product": "red", "at_least": 0.5}, "pass"),  # 3 of 6 at the least
        ({"type": "share", "product": "red", "at_least": 0.57}, "uncertain"),  # 4 of 7 = 0.571 at the most
        ({"type": "share", "product": "red", "at_least": 0.58}, "fail"),
        ({"type": "share", "product": "green", "at_least": 0.1}, "fail"),
        ({"type": "order", "products": ["red", "blue"], "band": "eye_level"}, "pass"),
        ({"type": "order", "products": ["blue", "red"], "band": "eye_level"}, "fail"),
        ({"type": "order", "products": ["red", "green"]}, "fail"),
        ({"type": "price_tag"}, "pass"),
        ({"type": "price_tag", "at_least": 2}, "uncertain"),  # the second was read at 0.55
        ({"type": "price_tag", "at_least": 3}, "fail"),
        ({"type": "price_tag", "near": "red"}, "pass"),
        ({"type": "price_tag", "near": "blue"}, "uncertain"),
        ({"type": "price_tag", "near": "green"}, "fail"),
        ({"type": "price_tag", "pattern": "¥#.##"}, "pass"),
        ({"type": "price_tag", "pattern": "$#.##"}, "fail"),
        ({"type": "text", "any_of": ["新品", "第二件半价"]}, "pass"),
        ({"type": "text", "any_of": ["第二件平价"]}, "uncertain"),  # 4 of 5 letters, read at 0.9: 0.72
        ({"type": "text", "any_of": ["买一送一"]}, "fail"),
    ],
    ids=str,
)
def test_a_rule_says(rule: Mapping[str, Any], outcome: str) -> None:
    reason = photo_rules()[rule["type"]].judge(rule, SCENE)
    assert (reason.code, reason.outcome) == (rule["type"], outcome)
    assert reason.text["zh"]
    assert reason.text["en"]


def test_words_say_what_was_seen_and_wanted() -> None:
    rule = {"type": "facings", "product": "red", "at_least": 6, "band": "eye_level"}
    assert photo_rules()["facings"].judge(rule, SCENE).text == both(
        "视平线的红罐：看到 3–4 个排面，要求至少 6 个", "Red can in eye level: 3–4 facings seen, wanted at least 6"
    )


def test_a_doubtful_product_leaves_the_order_open() -> None:
    scene = Scene((Seen("red", (0.1, 0.3, 0.1, 0.2), 0.5), PRODUCTS[4]), ())
    assert photo_rules()["order"].judge({"products": ["red", "blue"]}, scene).outcome == "uncertain"


@pytest.mark.parametrize("rule", [{"type": "price_tag"}, {"type": "text", "any_of": ["x"]}])
def test_what_cannot_be_read_proves_nothing(rule: Mapping[str, Any]) -> None:
    assert photo_rules()[rule["type"]].judge(rule, BLIND).outcome == "uncertain"
    assert photo_rules()[rule["type"]].reads_text


def test_prices_are_told_from_other_numbers() -> None:
    read = ["￥3.50", "¥ 12", "3.50", "5元", "3,50", "500ml", "3.5%", "2026.11.25", "第2排", "12.345", "69012345"]
    seen = tuple(Seen(text, (0, 0, 0.1, 0.1), 1.0) for text in read)
    assert [tag.name for tag in prices(seen)] == ["￥3.50", "¥ 12", "3.50", "5元", "3,50"]


def test_words_are_compared_as_people_read_them() -> None:
    assert says("航标可樂 500ml", "航标可乐") == 0.75
    assert says("ＣＯＬＡ", "cola") == 1.0
    assert says("x", "") == says("", "x") == 0.0


def test_a_new_type_of_rule_is_one_new_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plug-in's rule is in the registry, and in the schema that editors and checks use."""
    mine = PhotoRule("nothing_red", both("没有红色", "Nothing red"), {"properties": {}}, lambda rule, scene: None)  # type: ignore[arg-type,return-value]
    with monkeypatch.context() as patch:
        patch.setattr("form_builder.photo_rules.provided", lambda door: {"nothing_red": mine})
        photo_rules.cache_clear()
        schema_of.cache_clear()
        types = [
            branch["properties"]["type"]["const"]
            for branch in schema_of("photo_standard")["properties"]["rules"]["items"]["oneOf"]
        ]
    photo_rules.cache_clear()
    schema_of.cache_clear()
    assert types == ["facings", "nothing_red", "order", "price_tag", "share", "text"]

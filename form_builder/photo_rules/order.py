"""Rule order: products stand in this order, from left to right."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

from engine.base.text import both
from form_builder.checks.contract import Outcome, Reason
from form_builder.photo_rules.contract import BAND, PhotoRule, Scene, Seen, Settings, setting


def judge(settings: Settings, scene: Scene) -> Reason:
    """By the middle facing of each product; one that is not seen for sure leaves it open, one not at all fails it."""
    band = settings.get("band")
    seen = {product: scene.of(product, band) for product in settings["products"]}
    sure = {p: [s for s in found if s.confidence >= scene.sure] for p, found in seen.items()}
    names = {product: scene.title(product) for product in seen}
    outcome: Outcome = "pass"
    wrong = [(a, b) for a, b in pairwise(seen) if sure[a] and sure[b] and _middle(sure[a]) >= _middle(sure[b])]
    gone = [product for product, found in seen.items() if not found]
    doubtful = [product for product in seen if not sure[product] and product not in gone]
    zh, en = "从左到右的顺序符合要求", "the order from left to right is as wanted"
    if gone:
        outcome = "fail"
        zh = "没有看到" + "、".join(names[p]["zh"] for p in gone) + "，顺序不符"
        en = "not seen, so not in order: " + ", ".join(names[p]["en"] for p in gone)
    elif wrong:
        outcome = "fail"
        zh = "；".join(f"{names[a]['zh']}应在{names[b]['zh']}左边" for a, b in wrong)
        en = "; ".join(f"{names[a]['en']} belongs left of {names[b]['en']}" for a, b in wrong)
    elif doubtful:
        outcome = "uncertain"
        zh = "看不清" + "、".join(names[p]["zh"] for p in doubtful) + "，顺序无法确定"
        en = "the order is open, not clearly seen: " + ", ".join(names[p]["en"] for p in doubtful)
    return Reason("order", both(zh, en), outcome, {"band": band, "missing": gone, "wrong": [list(w) for w in wrong]})


def _middle(found: list[Seen]) -> float:
    return median(seen.centre[0] for seen in found)


RULE = PhotoRule(
    name="order",
    title=both("左右顺序", "Order"),
    judge=judge,
    refs={"products": "product", "band": "band"},
    schema={
        "properties": {
            "products": setting(
                "从左到右 / Left to right", "参考产品的名称，从左到右。", "Names of reference products, left to right.",
                ["cola", "lemon"], type="array", minItems=2, maxItems=12, items={"$ref": "#/$defs/name"},
            ),
            "band": BAND,
        },
        "required": ["products"],
    },
)  # fmt: skip

"""Rule share: of all facings of the reference products, a product has at least such a share."""

from __future__ import annotations

from engine.base.text import both
from form_builder.checks.contract import Outcome, Reason
from form_builder.photo_rules.contract import BAND, PRODUCT, PhotoRule, Scene, Settings, setting


def judge(settings: Settings, scene: Scene) -> Reason:
    """The share lies between: only the sure ones of ours against all others, and all ours against the sure others."""
    product, band, wanted = settings["product"], settings.get("band"), settings["at_least"]
    ours = scene.count(scene.of(product, band))
    every = scene.count(scene.of(None, band))
    others = (every[0] - ours[0], every[1] - ours[1])
    low, high = _part(ours[0], others[1]), _part(ours[1], others[0])
    outcome: Outcome = "pass" if low >= wanted else "fail" if high < wanted else "uncertain"
    name, place = scene.title(product), scene.title(band)
    seen = f"{low:.0%}" if ours == (ours[0], ours[0]) and others[0] == others[1] else f"{low:.0%}–{high:.0%}"
    where_zh, where_en = (f"{place['zh']}的", f" in {place['en']}") if band else ("", "")
    text = both(
        f"{where_zh}{name['zh']}占排面 {seen}，要求至少 {wanted:.0%}",
        f"{name['en']}{where_en} has {seen} of the facings, wanted at least {wanted:.0%}",
    )
    return Reason("share", text, outcome, {"product": product, "band": band, "low": low, "high": high})


def _part(ours: int, others: int) -> float:
    return ours / (ours + others) if ours + others else 0.0


RULE = PhotoRule(
    name="share",
    title=both("排面占比", "Share of facings"),
    judge=judge,
    refs={"product": "product", "band": "band"},
    schema={
        "properties": {
            "product": PRODUCT,
            "at_least": setting(
                "至少占比 / At least", "占全部参考产品排面的比例；不在参考产品里的看不到，不计入。",
                "Of the facings of all reference products; what is no reference is not seen and does not count.", 0.5,
                type="number", exclusiveMinimum=0, maximum=1,
            ),
            "band": BAND,
        },
        "required": ["product", "at_least"],
    },
)  # fmt: skip

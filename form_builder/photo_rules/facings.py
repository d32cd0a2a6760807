"""Rule facings: a product stands there at least (or at most) so many times."""

from __future__ import annotations

from engine.base.text import both
from form_builder.checks.contract import Reason
from form_builder.photo_rules.contract import BAND, PRODUCT, PhotoRule, Scene, Settings, by_count, setting


def judge(settings: Settings, scene: Scene) -> Reason:
    """Counts the facings of the product in the band."""
    product, band = settings["product"], settings.get("band")
    least, highest = settings.get("at_least"), settings.get("at_most")
    if least is None and highest is None:
        least = 1
    sure, most = scene.count(scene.of(product, band))
    name, place = scene.title(product), scene.title(band)
    seen = f"{sure}" if sure == most else f"{sure}–{most}"
    wanted_zh = "，".join([f"至少 {least} 个"] * (least is not None) + [f"至多 {highest} 个"] * (highest is not None))
    wanted_en = ", ".join([f"at least {least}"] * (least is not None) + [f"at most {highest}"] * (highest is not None))
    where_zh, where_en = (f"{place['zh']}的", f" in {place['en']}") if band else ("", "")
    text = both(
        f"{where_zh}{name['zh']}：看到 {seen} 个排面，要求{wanted_zh}",
        f"{name['en']}{where_en}: {seen} facings seen, wanted {wanted_en}",
    )
    data = {"product": product, "band": band, "sure": sure, "most": most, "at_least": least, "at_most": highest}
    return Reason("facings", text, by_count(sure, most, least, highest), data)


RULE = PhotoRule(
    name="facings",
    title=both("排面数", "Facings"),
    judge=judge,
    refs={"product": "product", "band": "band"},
    schema={
        "properties": {
            "product": PRODUCT,
            "at_least": setting(
                "至少 / At least", "至少多少个排面；两项都不写即至少 1 个。",
                "At least so many facings; with neither given: 1.", 6, type="integer", minimum=0, maximum=500,
            ),
            "at_most": setting(
                "至多 / At most", "至多多少个排面；0 表示不应出现。", "At most so many; 0: must not be there.", 0,
                type="integer", minimum=0, maximum=500,
            ),
            "band": BAND,
        },
        "required": ["product"],
    },
)  # fmt: skip

"""Rule price_tag: price tags are there, at all or below a product."""

from __future__ import annotations

import re

from engine.base.text import both
from form_builder.checks.contract import Outcome, Reason
from form_builder.photo_rules.contract import PRODUCT, PhotoRule, Scene, Seen, Settings, plain, setting

#: A number with a yuan sign before it or 元 behind it, or with two digits behind the point.
_PRICE = re.compile(r"¥\d{1,5}(?:[.,:]\d{1,2})?|\d{1,5}(?:[.,]\d{1,2})?元|(?<![\d.])\d{1,4}[.,]\d{2}(?![\d.%])")
#: How sure a read price has to be.
_SURE = 0.6


def prices(texts: tuple[Seen, ...], pattern: str | None = None) -> list[Seen]:
    """The texts that are prices. ``pattern``: ``#`` stands for digits, everything else for itself (``¥#.##``)."""
    shape = _PRICE if pattern is None else re.compile(_mask(pattern))
    return [text for text in texts if shape.search(plain(text.name))]


def _mask(pattern: str) -> str:
    """As an expression that takes linear time: runs of # are so many digits, a single one is up to six."""
    runs = re.findall(r"#+|[^#]+", plain(pattern))
    return "".join((r"\d{1,6}" if run == "#" else rf"\d{{{len(run)}}}") if run[0] == "#" else re.escape(run)
                   for run in runs)  # fmt: skip


def below(tag: Seen, facing: Seen) -> bool:
    """Whether a tag belongs to a facing: under it (or on its foot), not beside it, not a shelf away."""
    x, y, width, height = facing.box
    tag_x, tag_y = tag.centre
    return x - 0.2 * width <= tag_x <= x + 1.2 * width and y + 0.75 * height <= tag_y <= y + 1.6 * height


def judge(settings: Settings, scene: Scene) -> Reason:
    """Counts prices; with ``near`` those below facings of that product (doubtful facings make it doubtful)."""
    near, wanted = settings.get("near"), settings.get("at_least", 1)
    tags = prices(scene.texts, settings.get("pattern"))
    most = [tag for tag in tags if not near or any(below(tag, facing) for facing in scene.of(near))]
    firm = [facing for facing in scene.of(near) if facing.confidence >= scene.sure] if near else []
    sure = [tag for tag in most if tag.confidence >= _SURE and (not near or any(below(tag, facing) for facing in firm))]
    outcome: Outcome = "pass" if len(sure) >= wanted else "uncertain" if len(most) >= wanted else "fail"
    name = scene.title(near)
    where_zh, where_en = (f"{name['zh']}下方的", f" below {name['en']}") if near else ("", "")
    read = ", ".join(tag.name for tag in most[:5])
    text = both(
        f"{where_zh}价格牌：读到 {len(most)} 个，要求至少 {wanted} 个" + (f"（{read}）" if read else ""),
        f"price tags{where_en}: {len(most)} read, wanted at least {wanted}" + (f" ({read})" if read else ""),
    )
    if not scene.reads_text:
        outcome, text = "uncertain", both("无法读取价格牌上的文字", "the price tags could not be read")
    elif outcome == "fail" and near and not scene.of(near):
        text = both(
            f"没有看到{name['zh']}，也就没有它的价格牌", f"{name['en']} was not seen, so there is no price tag of it"
        )
    return Reason("price_tag", text, outcome, {"near": near, "sure": len(sure), "most": len(most), "at_least": wanted})


RULE = PhotoRule(
    name="price_tag",
    title=both("价格牌", "Price tag"),
    judge=judge,
    refs={"near": "product"},
    reads_text=True,
    schema={
        "properties": {
            "near": {**PRODUCT, "x-text": {
                "zh": "只算这个产品下方的价格牌；不写则整张照片都算。",
                "en": "Only tags below this product; left out: anywhere.",
            }},
            "at_least": setting(
                "至少 / At least", "至少几个；不写即 1。", "At least so many; left out: 1.", 1,
                type="integer", minimum=1, maximum=100,
            ),
            "pattern": setting(
                "样子 / Shape", "价格的样子：# 代表数字，其余照原样，如 ¥#.##；不写则认常见写法。",
                "What a price looks like: # stands for digits, the rest for itself; left out: the usual ways.",
                "¥#.##", type="string", minLength=1, maxLength=20,
            ),
        },
    },
)  # fmt: skip

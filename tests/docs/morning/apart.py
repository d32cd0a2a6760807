"""Rule apart of photo standards: two products do not stand side by side."""

from __future__ import annotations

from engine.base.text import both
from form_builder.checks.contract import Reason
from form_builder.photo_rules.contract import PRODUCT, PhotoRule, Scene, Seen, Settings


def judge(settings: Settings, scene: Scene) -> Reason:
    """Fails for sure neighbours, is uncertain for doubtful ones."""
    pairs = [
        (a.confidence >= scene.sure and b.confidence >= scene.sure)
        for a in scene.of(settings["product"])
        for b in scene.of(settings["not_beside"])
        if _beside(a, b)
    ]
    one, other = scene.title(settings["product"]), scene.title(settings["not_beside"])
    words = both(f"{one['zh']}与{other['zh']}相邻 {len(pairs)} 处", f"{one['en']} beside {other['en']}: {len(pairs)}")
    return Reason("apart", words, "fail" if any(pairs) else "uncertain" if pairs else "pass")


def _beside(one: Seen, other: Seen) -> bool:
    wide, tall = one.box[2], one.box[3]
    (x, y), (other_x, other_y) = one.centre, other.centre
    return abs(y - other_y) < tall / 2 and abs(x - other_x) < 1.5 * wide


RULE = PhotoRule(
    name="apart",
    title=both("不相邻", "Apart"),
    judge=judge,
    refs={"product": "product", "not_beside": "product"},
    schema={"properties": {"product": PRODUCT, "not_beside": PRODUCT}, "required": ["product", "not_beside"]},
)

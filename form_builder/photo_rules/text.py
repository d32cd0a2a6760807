"""Rule text: some of these words can be read in the picture."""

from __future__ import annotations

from engine.base.text import both
from form_builder.checks.contract import Outcome, Reason
from form_builder.photo_rules.contract import SAYS, PhotoRule, Scene, Settings, says, setting


def judge(settings: Settings, scene: Scene) -> Reason:
    """A clear reading passes; a shaky one, or nothing to read with, is for people."""
    words = list(settings["any_of"])
    found = [(says(text.name, word) * text.confidence, word, text.name) for word in words for text in scene.texts]
    best, word, read = max(found, default=(0.0, "", ""))
    list_zh, list_en = "、".join(words), ", ".join(words)
    outcome: Outcome
    if not scene.reads_text:
        outcome, zh, en = "uncertain", "无法读取照片中的文字", "the text of the picture could not be read"
    elif best >= SAYS:
        outcome, zh, en = "pass", f"读到“{read}”", f'"{read}" can be read'
    elif best >= SAYS - 0.2:
        outcome, zh, en = "uncertain", f"读到“{read}”，不能确定是“{word}”", f'"{read}" may or may not be "{word}"'
    else:
        outcome, zh, en = "fail", f"没有读到这些文字：{list_zh}", f"none of these words can be read: {list_en}"
    return Reason("text", both(zh, en), outcome, {"any_of": words, "best": round(best, 3), "read": read})


RULE = PhotoRule(
    name="text",
    title=both("文字", "Text"),
    judge=judge,
    reads_text=True,
    schema={
        "properties": {
            "any_of": setting(
                "任一文字 / Any of", "读到其中任意一个即可；允许四个字里认错一个。",
                "One of them is enough; one letter in four may be misread.", ["第二件半价"],
                type="array", minItems=1, maxItems=20, items={"type": "string", "minLength": 1, "maxLength": 60},
            ),
        },
        "required": ["any_of"],
    },
)  # fmt: skip

"""Check picture_quality: whether anything can be seen in the picture at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.base.text import Text, both
from form_builder.checks.contract import Ask, Outcome, PhotoCheck, Reason, Verdict
from form_builder.photo_rules.contract import setting
from plugins.shelf_photo.libraries import NoLibrary, cv, model, nothing_to_look_with, np
from plugins.shelf_photo.picture import Array, Picture, read

NAME = "picture_quality"
#: Everything is measured at this size, so that a large and a small picture of one thing are judged alike.
_LONGEST = 800
_WHITE = 200  # mean grey level past which nearly everything is burnt
DEFAULTS: Mapping[str, float] = {"blur": 0.64, "dark": 45, "bright": 0.25, "contrast": 14, "min_side": 480}


@dataclass(frozen=True)
class Figures:
    """``blur``: 0 sharp … 1 (how little the picture changes when it is blurred once more); ``light``: mean grey level
    (0…255); ``burnt``: share of pixels at the upper end; ``contrast``: between the 5th and 95th percentile, in % of the
    whole range; ``side``: the shorter side in pixels."""

    blur: float
    light: float
    burnt: float
    contrast: float
    side: int


def figures(picture: Picture) -> Figures:
    """Measures one picture."""
    grey = picture.at_most(_LONGEST).grey
    low, high = np().percentile(grey, [5, 95])
    return Figures(
        blur=_blur(grey),
        light=float(grey.mean()),
        burnt=float((grey >= 250).mean()),
        contrast=float(high - low) / 2.55,
        side=min(picture.size),
    )


def _blur(grey: Array) -> float:
    """After Crete et al. (2007), in the quarter of the tiles that has most edges, so that a plain wall beside the thing
    does not count; a little smoothing first, or noise would pass for sharpness."""
    smooth = cv().GaussianBlur(grey, (0, 0), 0.9).astype("float32")
    worst = 0.0
    for axis in (0, 1):
        again = cv().blur(smooth, (1, 9) if axis == 0 else (9, 1))
        edges, left = np().abs(np().diff(smooth, axis=axis)), np().abs(np().diff(again, axis=axis))
        lost = np().maximum(0, edges - left)
        there, gone = _tiles(edges), _tiles(lost)
        busiest = np().argsort(-there, kind="stable")[: max(1, len(there) // 4)]
        total = float(there[busiest].sum())
        worst = max(worst, 1 - float(gone[busiest].sum()) / total if total > 1e-6 else 1.0)
    return worst


def _tiles(array: Array) -> Array:
    """Sums of 8 × 8 tiles."""
    rows = [part.sum(axis=0) for part in np().array_split(array, 8, axis=0)]
    return np().array([part.sum() for row in rows for part in np().array_split(row, 8)])


def faults(found: Figures, limits: Mapping[str, Any]) -> list[tuple[str, Text]]:
    """What is wrong with it, as (code, words); empty for a picture that can be used."""
    at = {**DEFAULTS, **limits}
    said = []
    if found.side < at["min_side"]:
        zh, en = f"照片太小：短边 {found.side} 像素", f"too small: its shorter side has {found.side} pixels"
        said.append(("too_small", both(f"{zh}，至少 {at['min_side']:g}", f"{en}, {at['min_side']:g} at least")))
    if found.light < at["dark"]:
        said.append(("too_dark", both("照片太暗，请开灯或靠近重拍", "too dark: take it again with more light")))
    if found.burnt > at["bright"] or found.light > _WHITE:
        said.append(("too_bright", both("照片过曝，大片发白", "over-exposed: much of it is white")))
    if found.contrast < at["contrast"]:
        said.append(("low_contrast", both("照片灰蒙蒙，看不出内容", "hardly any contrast: nothing can be made out")))
    if found.blur > at["blur"]:
        said.append(("blurred", both("照片模糊，请拿稳、对焦后重拍", "blurred: hold still, focus, and take it again")))
    return said


def look(ask: Ask) -> Verdict:
    """The verdict on a picture's quality. Raises IssueError (N760) for what is no picture."""
    try:
        found = figures(read(ask.picture))
    except NoLibrary:
        return nothing_to_look_with(NAME)
    outcome: Outcome = ask.options.get("outcome", "fail")
    data = {name: round(float(value), 3) for name, value in vars(found).items()}
    wrong = faults(found, ask.options)
    reasons = tuple(Reason(code, text, outcome, data) for code, text in wrong)
    if not reasons:
        reasons = (Reason("clear", both("照片清楚", "the picture is clear"), "pass", data),)
    return Verdict(outcome if wrong else "pass", 0.0 if wrong else 1.0, reasons, model(NAME))


OUTCOME = setting(
    "结论 / Outcome", "发现问题时：fail 判不合格，uncertain 交给人。", "If something is wrong: fail, or ask people.",
    "fail", enum=["fail", "uncertain"],
)  # fmt: skip

CHECK = PhotoCheck(
    name=NAME,
    title=both("照片质量", "Picture quality"),
    look=look,
    megabytes=700,
    compares=False,
    seconds=20.0,
    schema={
        "properties": {
            "blur": setting(
                "模糊上限 / Blur", "0 清晰，1 全糊；高于此值算模糊，不写为 0.64。", "0 sharp … 1 blurred: the most.",
                0.64, type="number", minimum=0.3, maximum=1,
            ),
            "dark": setting(
                "亮度下限 / Dark", "平均亮度（0–255）低于此值算太暗，不写为 45。", "The least mean light (0–255).",
                45, type="number", minimum=0, maximum=255,
            ),
            "bright": setting(
                "过曝上限 / Bright", "发白像素的比例高于此值算过曝，不写为 0.25。", "The largest share of white.",
                0.25, type="number", minimum=0, maximum=1,
            ),
            "contrast": setting(
                "反差下限 / Contrast", "明暗跨度（占全程的 %）低于此值算看不清，不写为 14。",
                "Range from dark to light, in % of all there is, below which nothing shows. 14.", 14,
                type="number", minimum=0, maximum=100,
            ),
            "min_side": setting(
                "短边至少 / Least side", "短边像素，不写为 480。", "Pixels of the shorter side. 480.", 480,
                type="integer", minimum=60, maximum=4000,
            ),
            "outcome": OUTCOME,
        }
    },
)  # fmt: skip

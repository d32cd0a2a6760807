"""The picture with what was seen drawn on it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw

from engine.base.text import Text
from form_builder.checks.contract import Finding, Outcome
from plugins.shelf_photo.fonts import font, writable
from plugins.shelf_photo.libraries import cv
from plugins.shelf_photo.picture import Picture

_LONGEST = 1280
_SURE, _DOUBTFUL, _WORDS = (22, 163, 74), (217, 119, 6), (37, 99, 235)
_OUTCOMES: dict[Outcome, tuple[str, str, tuple[int, int, int]]] = {
    "pass": ("合格", "passed", (21, 128, 61)),
    "fail": ("不合格", "failed", (185, 28, 28)),
    "uncertain": ("待人工确认", "for people to decide", (161, 98, 7)),
}


def marked(
    picture: Picture, products: Sequence[tuple[Finding, bool]], words: Sequence[Finding], outcome: Outcome, said: Text
) -> bytes:
    """A JPEG: solid boxes for what counts, thin amber ones for what may be there, blue ones for text, and a strip at
    the foot with the verdict and ``said``. ``products``: with whether each counts."""
    small = picture.at_most(_LONGEST)
    image = Image.fromarray(cv().cvtColor(small.bgr, cv().COLOR_BGR2RGB))
    pen = ImageDraw.Draw(image)
    letters = font(max(14, round(image.height / 46)))
    for finding in words:
        pen.rectangle(_corners(finding, image.size), outline=_WORDS, width=2)
    for finding, sure in products:
        colour = _SURE if sure else _DOUBTFUL
        box = _corners(finding, image.size)
        pen.rectangle(box, outline=colour, width=4 if sure else 2)
        _label(pen, box, f"{finding.label} {finding.confidence:.0%}", colour)
    zh, en, colour = _OUTCOMES[outcome]
    foot = Image.new("RGB", (image.width, image.height + round(image.height / 18)), colour)
    foot.paste(image, (0, 0))
    words_said = writable(f"{zh} · {said['zh']}", f"{en} - {said['en']}")
    ImageDraw.Draw(foot).text((12, image.height + image.height / 90), words_said, fill=(255, 255, 255), font=letters)
    buffer = io.BytesIO()
    foot.save(buffer, "JPEG", quality=82, optimize=True)
    return buffer.getvalue()


def _corners(finding: Finding, size: tuple[int, int]) -> tuple[float, float, float, float]:
    x, y, width, height = finding.box
    return x * size[0], y * size[1], (x + width) * size[0], (y + height) * size[1]


def _label(pen: Any, box: tuple[float, float, float, float], text: str, colour: Any) -> None:
    """Inside the box, along its upper edge, as large as its width allows."""
    for size in range(22, 9, -2):
        letters = font(size)
        left, top, right, bottom = pen.textbbox((0, 0), text, font=letters)
        if right - left + 8 <= box[2] - box[0] or size <= 10:
            break
    pen.rectangle((box[0], box[1], box[0] + right - left + 8, box[1] + bottom - top + 8), fill=colour)
    pen.text((box[0] + 4 - left, box[1] + 4 - top), text, fill=(255, 255, 255), font=letters)

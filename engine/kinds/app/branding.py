"""What a schema cannot say of branding: can the colour be read, is the mark the picture that it says it is."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.kind import Definition
from engine.kinds.app.model import Branding

#: WCAG 2.2 AA for text; the colour stands under white words and as words on white.
CONTRAST = 4.5
MOST_PIXELS = 512
_PNG, _HEAD = b"\x89PNG\r\n\x1a\n", b"IHDR"


def branding_issues(definition: Definition, branding: Branding) -> Iterable[Issue]:
    """Complaints about colour (N899) and mark (N899)."""
    if branding.color is not None and (found := contrast_with_white(branding.color)) < CONTRAST:
        words = both(
            f"颜色 {branding.color} 与白色的对比度只有 {found:.1f}:1，看不清",
            f"the contrast of {branding.color} with white is only {found:.1f}:1: it cannot be read",
        )
        hint = both(f"请选深一些的颜色（至少 {CONTRAST}:1）", f"choose a darker one (at least {CONTRAST}:1)")
        yield definition.issue("N899", words, "$.branding.color", hint)
    if branding.logo is not None and not _small_png(branding.logo):
        words = both(
            f"标志须是至多 {MOST_PIXELS}×{MOST_PIXELS} 像素的 PNG 图",
            f"the mark must be a PNG of at most {MOST_PIXELS}×{MOST_PIXELS} pixels",
        )
        yield definition.issue("N899", words, "$.branding.logo")


def contrast_with_white(color: str) -> float:
    """WCAG's contrast ratio of #rrggbb with white, 1 to 21."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def _small_png(url: str) -> bool:
    try:
        data = base64.b64decode(url.partition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        return False
    if not data.startswith(_PNG) or data[12:16] != _HEAD or len(data) < 45:
        return False
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    return 1 <= width <= MOST_PIXELS and 1 <= height <= MOST_PIXELS

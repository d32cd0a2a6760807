"""A font that has Chinese, where the machine has one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from PIL import ImageFont

_PLACES = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/simhei.ttf",
)


@cache
def chinese() -> str | None:
    """Where such a font is; None where there is none."""
    return next((place for place in _PLACES if Path(place).is_file()), None)


@cache
def font(size: int) -> Any:
    """That font in a size, else Pillow's own, which has Latin letters only."""
    place = chinese()
    return ImageFont.truetype(place, size) if place else ImageFont.load_default(size)


def writable(zh: str, en: str) -> str:
    """The Chinese words where they can be drawn, else the English ones."""
    return zh if chinese() else en

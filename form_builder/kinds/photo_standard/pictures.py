"""Reads the pictures of a standard: data URLs that hold a real JPEG, PNG or WebP of a bearable size."""

from __future__ import annotations

import base64
import binascii
import io
import warnings

from PIL import Image

from engine.base.text import Text, both

LARGEST = 120_000  # bytes
LEAST_SIDE, MOST_SIDE = 60, 2_000  # pixels
_MAGIC = {"jpeg": (b"\xff\xd8\xff",), "png": (b"\x89PNG\r\n\x1a\n",), "webp": (b"RIFF",)}


class NoPicture(ValueError):
    """A data URL that holds no usable picture; ``words`` say why."""

    def __init__(self, words: Text) -> None:
        self.words = words
        super().__init__(words["en"])


def picture_bytes(url: str) -> bytes:
    """The picture's bytes, whole and decodable. Raises NoPicture."""
    head, _, text = url.partition(",")
    kind = head.removeprefix("data:image/").removesuffix(";base64")
    if head != f"data:image/{kind};base64" or kind not in _MAGIC:
        raise NoPicture(both(
            "写成 data:image/jpeg;base64,…（jpeg、png 或 webp）", "write data:image/jpeg;base64,… (jpeg, png, webp)"
        ))  # fmt: skip
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoPicture(both("不是完整的 base64", "it is no whole base64")) from None
    if len(found) > LARGEST:
        raise NoPicture(both(
            f"图片 {len(found) // 1000} kB，最多 {LARGEST // 1000} kB",
            f"the picture has {len(found) // 1000} kB, {LARGEST // 1000} kB at most",
        ))  # fmt: skip
    if not found.startswith(_MAGIC[kind]) or (kind == "webp" and found[8:12] != b"WEBP"):
        raise NoPicture(both(f"内容不是 {kind} 图片", f"what is in it is no {kind} picture"))
    _decode(found, kind)
    return found


def _decode(found: bytes, kind: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(found), formats=[kind.upper()]) as image:
                sides = image.size
                if min(sides) >= LEAST_SIDE and max(sides) <= MOST_SIDE:
                    image.load()
    except Exception as fault:  # Pillow raises half a dozen kinds for a broken file
        raise NoPicture(both("图片已损坏", "the picture is damaged")) from fault
    if not (min(sides) >= LEAST_SIDE and max(sides) <= MOST_SIDE):
        raise NoPicture(both(
            f"图片 {sides[0]}×{sides[1]}，边长应在 {LEAST_SIDE} 到 {MOST_SIDE} 像素之间",
            f"the picture is {sides[0]}×{sides[1]}; sides of {LEAST_SIDE} to {MOST_SIDE} pixels are wanted",
        ))  # fmt: skip

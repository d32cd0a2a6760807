"""What a file is, told from its bytes alone: a whole JPEG, PNG or WebP and nothing besides, or the reason why not.

Nothing is decoded here: only headers and the lengths of segments are read, so that a picture of 400 megapixels in 20 kB
costs nothing. Names and types that came with a file are never asked.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import Literal

from engine.base.issue import Issue, IssueError
from engine.base.text import Text, both

MOST_PIXELS = 40_000_000
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_HINT = both("请用手机拍照，或另存为 JPEG、PNG、WebP", "take it with the phone, or save it as JPEG, PNG or WebP")
#: Beginnings of what people (and others) try, with the word for it.
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (rb"GIF8[79]a", "GIF"),
    (rb"%PDF-", "PDF"),
    (rb"PK\x03\x04", "ZIP"),
    (rb".{4}ftyp(?:hei|hev|mif|msf)", "HEIC"),
    (rb".{4}ftypavi", "AVIF"),
    (rb".{4}ftyp", "MP4"),
    (rb"BM.{12}", "BMP"),
    (rb"II\*\x00|MM\x00\*", "TIFF"),
    (rb"(?:\xef\xbb\xbf)?\s*<.{0,1000}?<svg|(?:\xef\xbb\xbf)?\s*<svg", "SVG"),
    (rb"(?:\xef\xbb\xbf)?\s*<", "HTML/XML"),
    (rb"\x7fELF|MZ|#!", "program"),
)  # fmt: skip


@dataclass(frozen=True)
class Header:
    """A picture as its header has it. ``media_type``: image/jpeg | image/png | image/webp."""

    media_type: Literal["image/jpeg", "image/png", "image/webp"]
    width: int
    height: int


def look(data: bytes) -> Header:
    """What the bytes are. Raises IssueError: N560 not such a picture, N561 too many pixels, N562 something else is in
    the file too, N563 broken, cut off or moving."""
    if data.startswith(b"\xff\xd8\xff"):
        width, height, end = _jpeg(data)
        found = Header("image/jpeg", width, height)
    elif data.startswith(b"\x89PNG\r\n\x1a\n"):
        width, height, end = _png(data)
        found = Header("image/png", width, height)
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        width, height, end = _webp(data)
        found = Header("image/webp", width, height)
    else:
        raise _refused("N560", *_named(data), hint=_HINT)
    if not width or not height:
        raise broken()
    if width * height > MOST_PIXELS:
        size = f"{width} × {height}"
        most = MOST_PIXELS // 1_000_000
        raise _refused("N561", f"图片过大：{size}，最多 {most} 百万像素", f"{size} is too large: at most {most} MP")
    rest = data[end:]
    # Cameras put a second picture (depth, thumbnail) or padding behind the first: that is dropped with the rest.
    if rest.strip(b"\0") and not (found.media_type == "image/jpeg" and rest.startswith(b"\xff\xd8\xff")):
        raise _refused("N562", "文件里除了图片还有别的内容", "the file holds something else besides the picture")
    return found


def broken() -> IssueError:
    """The complaint about a picture that is cut off or cannot be read."""
    return _refused("N563", "图片不完整或已损坏", "the picture is not whole, or broken")


def _jpeg(data: bytes) -> tuple[int, int, int]:
    """Width, height, and where the picture ends."""
    at, size = 2, (0, 0)
    while True:
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        if at + 2 > len(data) or data[at] != 0xFF:
            raise broken()
        marker = data[at + 1]
        at += 2
        if marker == 0xD9:
            return (*size, at)
        if marker in _ALONE:
            continue
        if at + 2 > len(data):
            raise broken()
        (length,) = struct.unpack_from(">H", data, at)
        if length < 2 or at + length > len(data):
            raise broken()
        if marker in _FRAMES:
            if length < 8 or size != (0, 0):
                raise broken()
            height, width = struct.unpack_from(">HH", data, at + 3)
            size = (width, height)
        at += length
        if marker == 0xDA:
            next_one = _AFTER_SCAN.search(data, at)
            if next_one is None or size == (0, 0):
                raise broken()
            at = next_one.start()


def _png(data: bytes) -> tuple[int, int, int]:
    at, size = 8, (0, 0)
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data) or (kind == b"IHDR") != (at == 8):
            break
        if kind == b"IHDR":
            if length != 13:
                break
            size = struct.unpack_from(">II", data, at + 8)
        elif kind == b"acTL":
            raise _moving()
        elif kind == b"IEND":
            return (*size, end)
        at = end
    raise broken()


def _webp(data: bytes) -> tuple[int, int, int]:
    if len(data) < 30:
        raise broken()
    end = 8 + struct.unpack_from("<I", data, 4)[0]
    if end > len(data):
        raise broken()
    kind, at = data[12:16], 20
    if kind == b"VP8X":
        if data[at] & 0x02:
            raise _moving()
        width = 1 + int.from_bytes(data[at + 4 : at + 7], "little")
        height = 1 + int.from_bytes(data[at + 7 : at + 10], "little")
    elif kind == b"VP8L":
        bits = int.from_bytes(data[at + 1 : at + 5], "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif kind == b"VP8 " and data[at + 3 : at + 6] == b"\x9d\x01\x2a":
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", data, at + 6))
    else:
        raise broken()
    return width, height, end


def _named(data: bytes) -> tuple[str, str]:
    for beginning, word in _OTHERS:
        if re.match(beginning, data[:2_000], re.DOTALL | re.IGNORECASE):
            return f"这是 {word}，不是 JPEG、PNG 或 WebP 图片", f"this is {word}, not a JPEG, PNG or WebP picture"
    return "不是 JPEG、PNG 或 WebP 图片", "not a JPEG, PNG or WebP picture"


def _moving() -> IssueError:
    return _refused("N563", "不收动图", "moving pictures are not taken")


def _refused(code: str, zh: str, en: str, hint: Text | None = None) -> IssueError:
    return IssueError([Issue(code, both(zh, en), hint=hint)])

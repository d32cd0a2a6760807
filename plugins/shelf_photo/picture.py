"""One picture in memory: decoded once, its size bounded before and after."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from PIL import Image, ImageOps

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from plugins.shelf_photo.libraries import cv, np

MOST_PIXELS = 40_000_000
Array = Any


@dataclass(frozen=True)
class Picture:
    """``bgr``: height × width × 3, uint8."""

    bgr: Array

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return int(self.bgr.shape[1]), int(self.bgr.shape[0])

    @cached_property
    def grey(self) -> Array:
        """Height × width, uint8."""
        return cv().cvtColor(self.bgr, cv().COLOR_BGR2GRAY)

    def at_most(self, longest: int) -> Picture:
        """The same picture with its longer side not over ``longest`` pixels."""
        width, height = self.size
        factor = longest / max(width, height)
        if factor >= 1:
            return self
        size = (max(1, round(width * factor)), max(1, round(height * factor)))
        return Picture(cv().resize(self.bgr, size, interpolation=cv().INTER_AREA))

    def mirrored(self) -> Picture:
        """Left for right."""
        return Picture(cv().flip(self.bgr, 1))


def read(data: bytes) -> Picture:
    """The picture in ``data`` (JPEG, PNG or WebP), right way up. Raises IssueError (N760) for anything else."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "WEBP"]) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise ValueError("too many pixels")
                # of a JPEG much larger than we look at, only every second or fourth pixel is decoded
                image.draft("RGB", (1600, 1600))
                turned = ImageOps.exif_transpose(image).convert("RGB")
    except Exception as fault:  # Pillow raises half a dozen kinds for a broken file
        words = both("照片已损坏或不是 JPEG、PNG、WebP", "the photo is damaged, or no JPEG, PNG or WebP")
        raise IssueError([Issue("N760", words)]) from fault
    return Picture(np().ascontiguousarray(np().asarray(turned)[:, :, ::-1]))


def jpeg(bgr: Array, quality: int = 85) -> bytes:
    """A picture as JPEG bytes."""
    done, data = cv().imencode(".jpg", bgr, [cv().IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("the picture could not be written")
    return bytes(data)

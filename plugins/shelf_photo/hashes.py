"""What is remembered of a picture to know it again: two hashes of 64 bits, of it and of its mirror image, and some
hundred binary features with their places. About 10 kB as JSON; no part of the picture can be made from it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plugins.shelf_photo.libraries import cv, np
from plugins.shelf_photo.picture import Array, Picture

_VERSION = 1
#: Features are taken at this size, so that a large and a small copy give the same ones.
LONGEST = 512
_MOST = 200


@dataclass(frozen=True)
class Memory:
    """``hashes``: difference and DCT hash of the picture; ``mirrored``: those of its mirror image; ``points``: n × 2,
    pixels at a longer side of ``LONGEST``; ``words``: n × 32 bytes."""

    hashes: tuple[int, int]
    mirrored: tuple[int, int]
    points: Array
    words: Array


def remember(picture: Picture) -> Memory:
    """Works it out for a picture."""
    grey = picture.at_most(LONGEST).grey
    orb = cv().ORB_create(nfeatures=_MOST, scaleFactor=1.2, nlevels=8, fastThreshold=8)
    found, words = orb.detectAndCompute(cv().GaussianBlur(grey, (0, 0), 1.0), None)
    points = np().float32([p.pt for p in found]) if found else np().zeros((0, 2), "float32")
    words = words if words is not None else np().zeros((0, 32), "uint8")
    flipped = cv().flip(grey, 1)
    return Memory((dhash(grey), phash(grey)), (dhash(flipped), phash(flipped)), points, words)


def dhash(grey: Array) -> int:
    """64 bits: whether each of 8 × 8 fields is lighter than the one right of it."""
    small = cv().resize(grey, (9, 8), interpolation=cv().INTER_AREA).astype("int16")
    return _bits(small[:, :-1] > small[:, 1:])


def phash(grey: Array) -> int:
    """64 bits: which of the 8 × 8 lowest frequencies are above the median."""
    small = cv().resize(grey, (32, 32), interpolation=cv().INTER_AREA).astype("float32")
    low = cv().dct(small)[:8, :8]
    return _bits(low > np().median(low.ravel()[1:]))


def apart(one: int, other: int) -> int:
    """In how many bits two hashes differ (0…64)."""
    return (one ^ other).bit_count()


def _bits(array: Array) -> int:
    return int.from_bytes(np().packbits(array.ravel()).tobytes(), "big")


def as_json(memory: Memory) -> dict[str, Any]:
    """The form in which it is stored with the photo."""
    return {
        "version": _VERSION,
        "hashes": [f"{value:016x}" for value in memory.hashes],
        "mirrored": [f"{value:016x}" for value in memory.mirrored],
        "points": _packed(np().round(memory.points * 16).astype("<u2")),
        "words": _packed(memory.words),
    }


def from_json(value: Any) -> Memory | None:
    """What was stored; None for what another version, or something else, has left."""
    if not isinstance(value, Mapping) or value.get("version") != _VERSION:
        return None
    try:
        points = np().frombuffer(base64.b64decode(value["points"]), "<u2").reshape(-1, 2).astype("float32") / 16
        words = np().frombuffer(base64.b64decode(value["words"]), "uint8").reshape(-1, 32)
        one, two = (int(text, 16) for text in value["hashes"])
        three, four = (int(text, 16) for text in value["mirrored"])
    except (KeyError, TypeError, ValueError):
        return None
    return Memory((one, two), (three, four), points, words) if len(points) == len(words) else None


def _packed(array: Array) -> str:
    return base64.b64encode(np().ascontiguousarray(array).tobytes()).decode("ascii")

"""Chance that repeats: the same words give the same throws, in any order, process and version of Python."""

from __future__ import annotations

import hashlib
from random import Random


def dice(*words: object) -> Random:
    """A generator seeded by the words alone. Use only ``random()``: its sequence is guaranteed for a seed."""
    return Random(_number(words))


def chance(*words: object) -> float:
    """One throw: 0 ≤ x < 1."""
    return _number(words) / 2**64


def _number(words: tuple[object, ...]) -> int:
    text = "|".join(str(word) for word in words)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")

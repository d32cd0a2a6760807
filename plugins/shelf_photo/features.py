"""Local features: what SIFT sees in a picture, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plugins.shelf_photo.libraries import cv, np

Array = Any


@dataclass(frozen=True)
class Features:
    """``points``: n × 4 (x, y, size in pixels, angle in radians); ``words``: n × 128, RootSIFT, unit length."""

    points: Array
    words: Array

    def __len__(self) -> int:
        return len(self.points)


def features(grey: Array, most: int, contrast: float = 0.03) -> Features:
    """The ``most`` strongest ones of a grey picture; always the same for the same picture."""
    sift = cv().SIFT_create(nfeatures=most, contrastThreshold=contrast)
    found, words = sift.detectAndCompute(grey, None)
    if not found:
        return Features(np().zeros((0, 4), "float32"), np().zeros((0, 128), "float32"))
    points = np().float32([(p.pt[0], p.pt[1], p.size, np().deg2rad(p.angle)) for p in found])
    words = words / np().maximum(words.sum(axis=1, keepdims=True), 1e-6)
    return Features(points, np().sqrt(words).astype("float32"))


def nearest_two(one: Array, other: Array) -> tuple[Array, Array, Array]:
    """For each row of ``one``: index of the nearest row of ``other``, its similarity, and that of the second (−1…1)."""
    size = len(one)
    index, best, second = np().zeros(size, "int64"), np().full(size, -1.0), np().full(size, -1.0)
    if not len(other):
        return index, best, second
    for at in range(0, size, 1024):  # never more than 1024 × len(other) numbers in memory
        alike = one[at : at + 1024] @ other.T
        top = alike.argmax(axis=1)
        rows = np().arange(len(top))
        index[at : at + 1024], best[at : at + 1024] = top, alike[rows, top]
        if other.shape[0] > 1:
            alike[rows, top] = -1
            second[at : at + 1024] = alike.max(axis=1)
    return index, best, second


def ratio(best: Array, second: Array) -> Array:
    """Lowe's ratio of distances between unit vectors, from their similarities."""
    near, far = np().sqrt(np().maximum(2 - 2 * best, 0)), np().sqrt(np().maximum(2 - 2 * second, 1e-9))
    return near / far

"""Whether two pictures are of one exposure: brought over one another by what their features say, do their pixels agree?

A crop, a copy, a brighter or mirrored version of a photo is moved and scaled but never turned in space: then the map
between the two is exact. A print or screen that was photographed again is also seen aslant. Two photos of one shelf,
or of two shelves with the same packs, agree in places and differ in others: light, gaps, tags, the exact standing of
each pack.
"""

from __future__ import annotations

from dataclasses import dataclass

from plugins.shelf_photo.features import Features, features, nearest_two, ratio
from plugins.shelf_photo.libraries import cv, np
from plugins.shelf_photo.picture import Array, Picture

LONGEST = 640
_MOST = 1_200
_TILE = 40  # pixels
#: Fewer features, or fewer tiles with anything on them, prove nothing.
_POINTS, _TILES = 30, 24


@dataclass(frozen=True)
class Alike:
    """How two pictures lie over one another. ``agreement``: share of the tiles of their common part that show the same
    (0…1); ``common``: that part's share of the new picture; ``exact``: the map only moves and scales; ``points``: how
    many features agree."""

    agreement: float
    common: float
    exact: bool
    points: int


NOTHING = Alike(0.0, 0.0, False, 0)


def looked_at(picture: Picture) -> tuple[Array, Features]:
    """What ``compare`` needs of a picture."""
    grey = picture.at_most(LONGEST).grey
    return grey, features(grey, _MOST, contrast=0.02)


def compare(new: tuple[Array, Features], old: tuple[Array, Features]) -> Alike:
    """How the new picture and an older one agree."""
    (grey, here), (before, there) = new, old
    index, best, second = nearest_two(here.words, there.words)
    rows = np().nonzero((best > 0.75) & (ratio(best, second) < 0.92))[0]
    if len(rows) < _POINTS:
        return NOTHING
    to, from_ = here.points[rows, :2], there.points[index[rows], :2]
    matrix, inside = cv().findHomography(from_, to, cv().RANSAC, 2.5, maxIters=3000, confidence=0.999)
    if matrix is None or int(inside.sum()) < _POINTS or not _plausible(matrix, before.shape):
        return NOTHING
    agreement, common = _pixels(grey, before, matrix)
    return Alike(agreement, common, _only_moved(matrix, before.shape), int(inside.sum()))


def _pixels(grey: Array, before: Array, matrix: Array) -> tuple[float, float]:
    height, width = grey.shape
    over = cv().warpPerspective(before, matrix, (width, height), flags=cv().INTER_LINEAR)
    covers = cv().warpPerspective(np().full(before.shape, 255, "uint8"), matrix, (width, height)) > 250
    one, other = (cv().GaussianBlur(part, (0, 0), 1.0).astype("float32") for part in (grey, over))
    agree = total = 0
    for top in range(0, height - _TILE + 1, _TILE):
        for left in range(0, width - _TILE + 1, _TILE):
            spot = (slice(top, top + _TILE), slice(left, left + _TILE))
            if not covers[spot].all():
                continue
            a, b = one[spot] - one[spot].mean(), other[spot] - other[spot].mean()
            spread = float((a * a).mean()) ** 0.5
            if max(spread, float((b * b).mean()) ** 0.5) < 6:  # an empty wall is the same everywhere
                continue
            total += 1
            alike = float((a * b).sum() / max(1e-6, float((a * a).sum() * (b * b).sum()) ** 0.5))
            agree += alike >= 0.8
    return (agree / total if total >= _TILES else 0.0), float(covers.mean())


def _plausible(matrix: Array, shape: tuple[int, int]) -> bool:
    """A flat picture seen from somewhere: its corners stay in order, and no part is drawn far larger than another."""
    height, width = shape
    corners = np().float32([[[0, 0], [width, 0], [width, height], [0, height]]])
    moved = cv().perspectiveTransform(corners, matrix)[0]
    arms = np().roll(moved, -1, axis=0) - moved
    turns = arms[:, 0] * np().roll(arms[:, 1], -1) - arms[:, 1] * np().roll(arms[:, 0], -1)
    stretch = np().hypot(*arms.T) / (width, height, width, height)
    return bool((turns > 0).all() and stretch.min() > 0.3 and stretch.max() < min(3.3, 2 * stretch.min()))


def _only_moved(matrix: Array, shape: tuple[int, int]) -> bool:
    """Whether the corners land where a plain shift and scale puts them, within 0.6 % of the longer side."""
    height, width = shape
    corners = np().float32([[[0, 0], [width, 0], [width, height], [0, height]]])
    moved = cv().perspectiveTransform(corners, matrix)[0]
    source = corners[0]
    scale_x, shift_x = np().polyfit(source[:, 0], moved[:, 0], 1)
    scale_y, shift_y = np().polyfit(source[:, 1], moved[:, 1], 1)
    told = np().stack([source[:, 0] * scale_x + shift_x, source[:, 1] * scale_y + shift_y], axis=1)
    size = max(abs(scale_x) * width, abs(scale_y) * height)
    return bool(np().abs(moved - told).max() < 0.006 * size and abs(scale_x / scale_y - 1) < 0.03)

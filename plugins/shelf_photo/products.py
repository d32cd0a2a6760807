"""Finds the reference products in a picture: every feature that looks like one of a pack votes for where the pack's
middle would be; votes that agree are fitted with an affine map (RANSAC), and what the map says is compared with the
picture itself.

It sees flat fronts and labels well; bottles turned away, foil and packs that are half hidden less so. It never
sees what is no reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from plugins.shelf_photo.features import Features, features, nearest_two, ratio
from plugins.shelf_photo.libraries import cv, np
from plugins.shelf_photo.picture import Picture
from plugins.shelf_photo.references import Sample

#: Longer side of the picture that is looked at, in pixels, and how many features of it.
LONGEST, MOST = 1400, 7_000
_RATIO = 0.86  # to the nearest feature of another product
_LEAST = 6  # features that agree
_POSSIBLE = 0.2  # below this confidence it is nothing
_MOST_TURNED = 0.45
Array = Any


@dataclass(frozen=True)
class Found:
    """A pack: ``corners`` clockwise from its top left, in pixels of the picture given; ``alike``: how well its face
    agrees with the reference (−1…1); ``points``: how many features do, ``covered``: in how much of the face (0…1)."""

    product: str
    corners: Array
    points: int
    covered: float
    alike: float
    confidence: float

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        low, high = self.corners.min(axis=0), self.corners.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def find(picture: Picture, samples: Sequence[Sample]) -> list[Found]:
    """All packs of all products, best first, none over another."""
    if not samples:
        return []
    small = picture.at_most(LONGEST)
    scale = picture.size[0] / small.size[0]
    scene = features(small.grey, MOST)
    if not len(scene):
        return []
    found = [pack for matched in _matches(scene, samples) for pack in _packs(small, scene, *matched)]
    return [replace(pack, corners=pack.corners * scale) for pack in _apart(found)]


def _matches(scene: Features, samples: Sequence[Sample]) -> list[tuple[Sample, Array, Array]]:
    """For each sample: rows of the scene and of the sample that look alike, and like no other product."""
    products = sorted({sample.product for sample in samples})
    looked = [nearest_two(scene.words, sample.features.words)[:2] for sample in samples]
    best = np().stack([
        np().max([looked[i][1] for i, sample in enumerate(samples) if sample.product == product], axis=0)
        for product in products
    ])  # fmt: skip
    made = []
    for (index, alike), sample in zip(looked, samples, strict=True):
        others = np().delete(best, products.index(sample.product), axis=0)
        rival = others.max(axis=0) if len(others) else np().full(len(alike), 0.0)
        rows = np().nonzero((alike > 0.72) & (ratio(alike, rival) < _RATIO))[0]
        # what two variants of one brand share is evidence for both: the faces decide later
        shared = np().nonzero((alike > 0.86) & (ratio(alike, rival) < 1.12))[0]
        rows = np().union1d(rows, shared)
        made.append((sample, rows, index[rows]))
    return made


def _packs(picture: Picture, scene: Features, sample: Sample, rows: Array, there: Array) -> list[Found]:
    if len(rows) < _LEAST:
        return []
    here, its = scene.points[rows], sample.features.points[there]
    size = np().float32(sample.picture.size)
    scale = here[:, 2] / its[:, 2]
    turn = here[:, 3] - its[:, 3]
    turn = (turn + np().pi) % (2 * np().pi) - np().pi
    arm = (size / 2 - its[:, :2]) * scale[:, None]
    cos, sin = np().cos(turn), np().sin(turn)
    middle = here[:, :2] + np().stack([cos * arm[:, 0] - sin * arm[:, 1], sin * arm[:, 0] + cos * arm[:, 1]], axis=1)
    free = np().abs(turn) < _MOST_TURNED
    found: list[Found] = []
    while free.sum() >= _LEAST:
        seed, near = _densest(middle, scale, size, free)
        if near.sum() < _LEAST:
            break
        pack, used = _fitted(picture, sample, here, its, near, free)
        if pack is not None:
            found.append(pack)
        free = free & ~used
        free[seed] = False
    return found


def _densest(middle: Array, scale: Array, size: Array, free: Array) -> tuple[int, Array]:
    """The vote with most others around it, and those: within a third of a pack, of about its size."""
    rows = np().nonzero(free)[0]
    spot, log = middle[rows], np().log(scale[rows])
    width = size[0] * scale[rows]
    gap_x = np().abs(spot[:, None, 0] - spot[None, :, 0])
    gap_y = np().abs(spot[:, None, 1] - spot[None, :, 1])
    close = (gap_x < 0.3 * width[:, None]) & (gap_y < 0.3 * width[:, None]) & (
        np().abs(log[:, None] - log[None, :]) < 0.4
    )  # fmt: skip
    top = int(close.sum(axis=1).argmax())
    near = np().zeros(len(middle), bool)
    near[rows[close[top]]] = True
    return int(rows[top]), near


def _fitted(
    picture: Picture, sample: Sample, here: Array, its: Array, near: Array, free: Array
) -> tuple[Found | None, Array]:
    """The pack that these votes agree on, or None; and the votes that are used up by it."""
    width, height = sample.picture.size
    around = np().nonzero(near)[0]
    tall = float(np().median(here[around, 2] / its[around, 2])) * height
    matrix, inside = cv().estimateAffine2D(
        its[around, :2], here[around, :2], method=cv().RANSAC, ransacReprojThreshold=max(2.0, 0.035 * tall),
        maxIters=600, confidence=0.995,
    )  # fmt: skip
    if matrix is None or int(inside.sum()) < _LEAST or not _sane(matrix):
        return None, near
    corners = np().float32([[0, 0], [width, 0], [width, height], [0, height]]) @ matrix[:, :2].T + matrix[:, 2]
    told = its[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    agrees = free & (np().hypot(*(told - here[:, :2]).T) < 0.06 * tall)
    points = its[agrees][:, :2]
    spread = np().ptp(points, axis=0) / (width, height) if len(points) else np().zeros(2)
    count = len({(round(x), round(y)) for x, y in points.tolist()})
    if count < _LEAST or spread[0] < 0.2 or spread[1] < 0.15:
        return None, near
    alike, covered = _faces_agree(picture, sample.picture, matrix), _covered(sample, points)
    confidence = _confidence(count, covered, alike)
    if confidence < _POSSIBLE:
        return None, near
    within = _inside(here[:, :2], corners)
    return Found(sample.product, corners, count, covered, alike, confidence), agrees | (near & within)


def _sane(matrix: Array) -> bool:
    """No pack is mirrored, squeezed to a line, lying down or sheared like a parallelogram."""
    right, down = matrix[:, 0], matrix[:, 1]
    wide, tall = float(np().hypot(*right)), float(np().hypot(*down))
    if min(wide, tall) < 0.08 or not 0.55 < wide / tall < 1.8:
        return False
    cross = float(right[0] * down[1] - right[1] * down[0]) / (wide * tall)
    lean = float(np().arctan2(right[1], right[0]))
    return cross > 0.85 and abs(lean) < _MOST_TURNED


def _faces_agree(picture: Picture, front: Picture, matrix: Array) -> float:
    """How alike the two faces are, brought to one size: lights and colours, without the overall light. −1…1."""
    width, height = front.size
    small = (max(24, round(48 * width / max(width, height))), max(24, round(48 * height / max(width, height))))
    shrink = np().float32([[width / small[0], 0, 0], [0, height / small[1], 0]])
    to_scene = matrix[:, :2] @ shrink[:, :2]
    flat = np().hstack([to_scene, matrix[:, 2:]]).astype("float32")
    seen = cv().warpAffine(picture.bgr, flat, small, flags=cv().INTER_LINEAR | cv().WARP_INVERSE_MAP,
                           borderMode=cv().BORDER_REPLICATE)  # fmt: skip
    told = cv().resize(front.bgr, small, interpolation=cv().INTER_AREA)
    seen, told = (cv().cvtColor(cv().GaussianBlur(one, (0, 0), 1.0), cv().COLOR_BGR2LAB) for one in (seen, told))
    light = _correlation(seen[:, :, 0], told[:, :, 0])
    away = (seen[:, :, 1:].astype("float32") - told[:, :, 1:].astype("float32")).reshape(-1, 2).mean(axis=0)
    colour = float(np().exp(-((float(np().hypot(*away)) / 32) ** 2)))
    return 0.6 * light + 0.4 * (2 * colour - 1)


def _correlation(one: Array, other: Array) -> float:
    a, b = one.astype("float32").ravel(), other.astype("float32").ravel()
    a, b = a - a.mean(), b - b.mean()
    return float((a * b).sum() / max(1e-6, float(np().sqrt((a * a).sum() * (b * b).sum()))))


def _covered(sample: Sample, points: Array) -> float:
    """In how much of the face features agree: of its 4 × 5 fields that have any to speak of, the share with one."""
    size = np().float32(sample.picture.size)

    def fields(spots: Array) -> Array:
        column, row = np().clip((spots / size * (4, 5)).astype(int), 0, (3, 4)).T
        return np().bincount(row * 4 + column, minlength=20)

    there = fields(sample.features.points[:, :2]) >= 0.02 * len(sample.features)
    return float((fields(points)[there] > 0).mean()) if there.any() else 0.0


def _confidence(points: int, covered: float, alike: float) -> float:
    """0…1, fitted on generated shelves and on real packs: those in bad light have few points all over their face,
    look-alikes many in one part of it, and another product in the same lay-out a face that does not agree at all
    (benchmarks/photo_checks.py measures it)."""
    odds = 3 * np().log(points / 18) + 10 * (covered - 0.57) + 3 * (alike - 0.58) - 25 * max(0.0, 0.22 - alike)
    return float(min(0.99, 1 / (1 + np().exp(-odds))))


def _inside(spots: Array, corners: Array) -> Array:
    low, high = corners.min(axis=0), corners.max(axis=0)
    return ((spots > low) & (spots < high)).all(axis=1)


def _apart(found: Sequence[Found]) -> list[Found]:
    """Without those that lie over a better one."""
    kept: list[Found] = []
    for pack in sorted(found, key=lambda f: (-(f.confidence + f.alike), f.product, f.bounds)):
        if all(_overlap(pack.bounds, other.bounds) < 0.35 for other in kept):
            kept.append(pack)
    return kept


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The shared area as a part of the smaller one."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    areas = [(b[2] - b[0]) * (b[3] - b[1]) for b in (one, other)]
    return max(0.0, wide) * max(0.0, tall) / max(1e-6, min(areas))

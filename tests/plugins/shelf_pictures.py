"""Small shelves with a known truth, for the tests of plugins/shelf_photo."""

from __future__ import annotations

from functools import cache
from typing import Any

import cv2
import numpy as np

from engine.base.text import both
from plugins.shelf_photo.picture import jpeg, read
from plugins.shelf_photo.sample import camera
from plugins.shelf_photo.sample.packs import Design, data_url, draw
from plugins.shelf_photo.sample.shelves import Facing, Plan, build

DESIGNS = {
    "cola": Design("晴川可乐", "经典", 201, 0.01),
    "tea": Design("柠檬茶", "冰爽", 203, 0.14),
    "water": Design("山泉", "天然水", 204, 0.55),
    "stranger": Design("北岸", "苏打水", 41),  # no reference of the standard
}
KNOWN = ("cola", "tea", "water")
STANDARD: dict[str, Any] = {
    "kind": "photo_standard",
    "name": "shelf",
    "title": both("陈列", "Display"),
    "references": [
        {
            "name": name,
            "title": both(DESIGNS[name].brand, name),
            "images": [data_url(draw(DESIGNS[name]))],
            "words": [DESIGNS[name].brand],
        }
        for name in KNOWN
    ],
    "bands": [{"name": "top", "title": both("上层", "upper board"), "from": 0.0, "to": 0.5}],
    "rules": [
        {"type": "facings", "product": "cola", "at_least": 4, "band": "top"},
        {"type": "price_tag", "near": "cola"},
    ],
}
ROWS = (("cola",) * 4 + ("tea", "stranger", "tea"), ("water", "water", None, "stranger", "cola", "tea", "tea"))


CLEAR = camera.Camera(tilt=0.02, light=0.15, blur=0.6, noise=4.0, quality=80)


@cache
def packs() -> dict[str, Any]:
    return {name: draw(design) for name, design in DESIGNS.items()}


@cache
def photo(
    rows: tuple[tuple[str | None, ...], ...] = ROWS,
    how: camera.Camera = CLEAR,
    seed: int = 1,
    prices: bool = True,
) -> tuple[bytes, tuple[Facing, ...]]:
    """A photo of 1000 × 750 pixels and where its packs stand (pixels of it)."""
    plan = Plan(rows, {name: f"¥{3 + at}.50" for at, name in enumerate(DESIGNS)} if prices else {})
    array, facings = build(plan, packs(), seed)
    data, seen = camera.shoot(array, how, seed, facings)
    scale = 1000 / 1600
    small = cv2.resize(read(data).bgr, (1000, 750), interpolation=cv2.INTER_AREA)
    moved = tuple(Facing(f.name, tuple((x * scale, y * scale) for x, y in f.corners)) for f in seen)
    return jpeg(small, 88), moved


def cropped(data: bytes, share: float) -> bytes:
    """Without ``share`` of its width and height, off the middle."""
    bgr = read(data).bgr
    height, width = bgr.shape[:2]
    x, y = int(width * share * 0.3), int(height * share * 0.7)
    return jpeg(bgr[y : y + int(height * (1 - share)), x : x + int(width * (1 - share))])


def brighter(data: bytes) -> bytes:
    return jpeg(np.clip(read(data).bgr.astype("float32") * 1.25 + 12, 0, 255).astype("uint8"), 60)


def mirrored(data: bytes) -> bytes:
    return jpeg(cv2.flip(read(data).bgr, 1))


def shot_again(data: bytes) -> bytes:
    """A print of it on a table, photographed aslant."""
    bgr = read(data).bgr
    height, width = bgr.shape[:2]
    corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    there = np.float32([[0.09, 0.05], [0.93, 0.08], [0.95, 0.92], [0.06, 0.94]]) * np.float32([width, height])
    matrix = cv2.getPerspectiveTransform(corners, there)
    seen = cv2.warpPerspective(bgr, matrix, (width, height), borderValue=(60, 70, 90)).astype("float32")
    seen = cv2.GaussianBlur(seen, (0, 0), 1.0) * 0.85 + 18 + np.random.default_rng(1).normal(0, 4, seen.shape)
    return jpeg(np.clip(seen, 0, 255).astype("uint8"), 80)

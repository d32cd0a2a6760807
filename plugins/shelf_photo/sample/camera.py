"""Photographs a shelf: from aside, in uneven light, out of focus, with glare, as a JPEG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plugins.shelf_photo.libraries import cv, np
from plugins.shelf_photo.picture import jpeg
from plugins.shelf_photo.sample.shelves import Facing


@dataclass(frozen=True)
class Camera:
    """``tilt``: how far the corners move, as a share of the width; ``light``: slope of the light, ±; ``blur``: sigma in
    pixels; ``noise``: sigma in grey levels; ``glare``: blobs of light; ``exposure``: factor; ``quality``: of the JPEG.
    """

    tilt: float = 0.0
    light: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    glare: int = 0
    exposure: float = 1.0
    quality: int = 88


CLEAN = Camera(noise=1.5)
MEDIUM = Camera(tilt=0.04, light=0.15, blur=0.8, noise=4.0, quality=80)
HARD = Camera(tilt=0.1, light=0.4, blur=1.6, noise=7.0, glare=6, quality=60)
BLURRED = Camera(tilt=0.03, blur=7.0, noise=2.0)
DARK = Camera(tilt=0.03, noise=5.0, exposure=0.13)
BRIGHT = Camera(tilt=0.03, noise=2.0, exposure=2.9)


def shoot(array: Any, camera: Camera, seed: int, facings: Sequence[Facing] = ()) -> tuple[bytes, list[Facing]]:
    """The photo as JPEG bytes, and where the facings are in it."""
    dice = np().random.default_rng(seed)
    height, width = array.shape[:2]
    corners = np().float32([[0, 0], [width, 0], [width, height], [0, height]])
    moved = corners + dice.uniform(-camera.tilt, camera.tilt, (4, 2)).astype("float32") * width * 0.6
    to_photo = cv().getPerspectiveTransform(corners, moved)
    photo = cv().warpPerspective(array, to_photo, (width, height), flags=cv().INTER_AREA, borderValue=(70, 75, 80))
    photo = _lit(photo.astype("float32"), camera, dice)
    if camera.blur:
        photo = cv().GaussianBlur(photo, (0, 0), camera.blur)
    if camera.noise:
        photo = photo + dice.normal(0, camera.noise, photo.shape).astype("float32")
    made = np().clip(photo, 0, 255).astype("uint8")
    return jpeg(made, camera.quality), [Facing(f.name, _through(to_photo, f.corners)) for f in facings]


def _lit(photo: Any, camera: Camera, dice: Any) -> Any:
    height, width = photo.shape[:2]
    if camera.light:
        angle = dice.uniform(0, 2 * np().pi)
        x, y = np().meshgrid(np().linspace(-1, 1, width), np().linspace(-1, 1, height))
        slope = 1 + camera.light * (x * np().cos(angle) + y * np().sin(angle))
        cast = 1 + dice.uniform(-0.5, 0.5, 3) * camera.light * 0.4
        photo = photo * (slope[:, :, None] * cast[None, None, :]).astype("float32")
    for _ in range(camera.glare):
        centre = (int(dice.uniform(0, width)), int(dice.uniform(0, height)))
        axes = (int(dice.uniform(20, 70)), int(dice.uniform(40, 120)))
        blob = cv().ellipse(np().zeros((height, width), "float32"), centre, axes, dice.uniform(-20, 20), 0, 360, 1, -1)
        photo = photo + 190 * cv().GaussianBlur(blob, (0, 0), 18)[:, :, None]
    return photo * camera.exposure


def _through(matrix: Any, corners: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    moved = cv().perspectiveTransform(np().float32([corners]), matrix)[0]
    return tuple((float(x), float(y)) for x, y in moved)

"""Draws fronts of packs: a pattern, a brand in large letters, small print. The same seed draws the same pack."""

from __future__ import annotations

import base64
import colorsys
import io
from dataclasses import dataclass
from random import Random
from typing import Any

from PIL import Image, ImageDraw

from plugins.shelf_photo.fonts import font

SIZE = (300, 460)  # width, height in pixels


@dataclass(frozen=True)
class Design:
    """A pack. ``brand``: large letters; ``kind``: those below; ``hue`` 0…1: same ``seed``, other colour."""

    brand: str
    kind: str
    seed: int
    hue: float | None = None


def draw(design: Design) -> Any:
    """The front as a Pillow picture of ``SIZE``."""
    dice = Random(design.seed)
    hue = dice.random()
    hue = design.hue if design.hue is not None else hue
    width, height = SIZE
    image = Image.new("RGB", SIZE, _colour(hue, 0.75, 0.75))
    pen = ImageDraw.Draw(image)
    _pattern(pen, dice, hue)
    light, dark = _colour(hue + dice.uniform(0.4, 0.6), 0.2, 0.98), _colour(hue, 0.9, 0.25)
    top = round(height * dice.uniform(0.16, 0.3))
    plate = (round(width * 0.06), top, round(width * 0.94), top + round(height * 0.27))
    pen.rounded_rectangle(plate, radius=dice.randint(4, 40), fill=light, outline=dark, width=5)
    _fit(pen, design.brand, plate, dark)
    below = (plate[0] + 20, plate[3] + 12, plate[2] - 20, plate[3] + 60)
    pen.rectangle(below, fill=dark)
    _fit(pen, design.kind, below, light)
    _emblem(pen, dice, (width // 2, round(height * 0.78)), hue)
    small = font(13)
    for line in range(3):
        pen.text((24, height - 58 + 16 * line), _small_print(dice, design), fill=light, font=small)
    return image


def data_url(image: Any, quality: int = 80) -> str:
    """A picture as a JPEG data URL, as a photo standard holds it."""
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=quality, optimize=True)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")


def _colour(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def _pattern(pen: Any, dice: Random, hue: float) -> None:
    width, height = SIZE
    for _ in range(dice.randint(10, 18)):
        fill = _colour(hue + dice.uniform(-0.09, 0.09), dice.uniform(0.4, 0.95), dice.uniform(0.35, 1.0))
        x, y, size = dice.randint(-40, width), dice.randint(-40, height), dice.randint(25, 120)
        match dice.randint(0, 3):
            case 0:
                pen.ellipse((x, y, x + size, y + size), fill=fill)
            case 1:
                pen.polygon([(x, y), (x + size, y + size // 3), (x + size // 2, y + size)], fill=fill)
            case 2:
                pen.line((x, y, x + 2 * size, y + dice.randint(-size, size)), fill=fill, width=dice.randint(4, 22))
            case _:
                pen.arc((x, y, x + size, y + size), 0, dice.randint(120, 360), fill=fill, width=dice.randint(5, 16))


def _fit(pen: Any, text: str, box: tuple[int, int, int, int], fill: Any) -> None:
    """Writes the text as large as the box allows, in its middle."""
    for size in range(box[3] - box[1], 9, -2):
        left, top, right, bottom = pen.textbbox((0, 0), text, font=font(size))
        if right - left <= (box[2] - box[0]) * 0.92 and bottom - top <= (box[3] - box[1]) * 0.86:
            x = (box[0] + box[2] - (right - left)) / 2 - left
            y = (box[1] + box[3] - (bottom - top)) / 2 - top
            pen.text((x, y), text, fill=fill, font=font(size))
            return


def _emblem(pen: Any, dice: Random, centre: tuple[int, int], hue: float) -> None:
    points, radius = dice.randint(5, 11), dice.randint(40, 62)
    from math import cos, pi, sin

    for ring, fill in ((1.0, _colour(hue + 0.5, 0.7, 0.95)), (0.6, _colour(hue + 0.3, 0.8, 0.5))):
        edge = []
        for step in range(points * 2):
            far = radius * ring * (1 if step % 2 == 0 else 0.55)
            angle = pi * step / points
            edge.append((centre[0] + far * cos(angle), centre[1] + far * sin(angle)))
        pen.polygon(edge, fill=fill)


def _small_print(dice: Random, design: Design) -> str:
    return f"{design.brand} {design.kind} {dice.randint(100, 999)}ml {dice.randint(1000, 9999)}"

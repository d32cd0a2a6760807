"""Puts packs on a shelf, with rails, price tags and a header, and says where each one stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from PIL import Image, ImageDraw, ImageEnhance

from plugins.shelf_photo.fonts import font
from plugins.shelf_photo.libraries import cv, np

SIZE = (1600, 1200)  # width, height in pixels


@dataclass(frozen=True)
class Plan:
    """``rows``: names of packs from left to right, top row first; None leaves the place empty.

    ``tags``: the price below a pack, by name; ``header``: words above the shelf; ``round_packs``: names of those that
    are cans or bottles.
    """

    rows: Sequence[Sequence[str | None]]
    tags: Mapping[str, str] = field(default_factory=dict)
    header: str = ""
    round_packs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Facing:
    """A pack that stands there: its four corners in pixels of the picture, clockwise from the top left."""

    name: str
    corners: tuple[tuple[float, float], ...]


def build(plan: Plan, packs: Mapping[str, Any], seed: int) -> tuple[Any, list[Facing]]:
    """The shelf seen straight on, as a BGR array, and its facings. ``packs``: name → Pillow picture of its front."""
    dice = Random(seed)
    width, height = SIZE
    wall = dice.randint(60, 150)
    image = Image.new("RGB", SIZE, (wall, wall - dice.randint(0, 12), wall - dice.randint(0, 20)))
    pen = ImageDraw.Draw(image)
    _wall(pen, dice, wall)
    top = 110 if plan.header else 30
    if plan.header:
        pen.rectangle((0, 0, width, top - 20), fill=(200, 30, 40))
        pen.text((40, 12), plan.header, fill=(255, 240, 120), font=font(52))
    row_height = (height - top) / len(plan.rows)
    found: list[Facing] = []
    for number, row in enumerate(plan.rows):
        foot = top + row_height * (number + 1) - 62
        _rail(pen, dice, foot, row_height)
        found += _row(image, pen, dice, plan, row, packs, (foot, row_height - 80))
    array = np().ascontiguousarray(np().asarray(image)[:, :, ::-1])
    return array, found


def _wall(pen: Any, dice: Random, wall: int) -> None:
    width, height = SIZE
    for _ in range(60):
        x, y = dice.randint(0, width), dice.randint(0, height)
        tone = wall + dice.randint(-14, 14)
        pen.rectangle((x, y, x + dice.randint(20, 200), y + dice.randint(2, 30)), fill=(tone, tone, tone))


def _rail(pen: Any, dice: Random, foot: float, row_height: float) -> None:
    width = SIZE[0]
    shadow = foot - row_height + 62  # of the shelf above
    pen.rectangle((0, shadow, width, shadow + 18), fill=(35, 33, 30))
    tone = dice.randint(190, 225)
    pen.rectangle((0, foot, width, foot + 52), fill=(tone, tone, tone - 6))
    pen.line((0, foot, width, foot), fill=(90, 90, 90), width=3)


def _row(
    image: Any, pen: Any, dice: Random, plan: Plan, row: Sequence[str | None], packs: Mapping[str, Any],
    room: tuple[float, float],
) -> list[Facing]:  # fmt: skip
    foot, tall = room
    place = (SIZE[0] - 40) / len(row)
    found = []
    before = None
    for at, name in enumerate(row):
        left = 20 + place * at
        if name is not None:
            front = packs[name]
            high = min(tall, (place * 0.96) * front.height / front.width) * dice.uniform(0.985, 1.0)
            wide = high * front.width / front.height
            x = left + (place - wide) / 2 + dice.uniform(-0.5, 0.5) * max(2.0, (place - wide) * 0.8)
            pack = _pack(front, dice, (round(wide), round(high)), name in plan.round_packs)
            image.paste(pack, (round(x), round(foot - pack.height)), pack.getchannel("A"))
            box = (round(x), round(foot - pack.height), pack.width, pack.height)
            found.append(Facing(name, _corners(*box)))
        if name is not None and name != before and name in plan.tags:
            _tag(pen, dice, plan.tags[name], left + 8, foot)
        before = name
    return found


def _corners(x: float, y: float, width: float, height: float) -> tuple[tuple[float, float], ...]:
    return (x, y), (x + width, y), (x + width, y + height), (x, y + height)


def _pack(front: Any, dice: Random, size: tuple[int, int], is_round: bool) -> Any:
    """A front as it stands: a little turned and shaded; round ones bend away at the sides."""
    pack = ImageEnhance.Brightness(front.convert("RGB")).enhance(dice.uniform(0.9, 1.06))
    array = np().asarray(pack.resize(size, Image.Resampling.LANCZOS)).astype("float32")
    across = np().linspace(-1, 1, size[0], dtype="float32")
    shade = np().clip(1.02 - 0.16 * across**2, 0, 1)
    if is_round:
        array = _bent(array, dice.uniform(-0.22, 0.22))
        shade = np().clip(1.08 - 0.45 * across**2 + 0.18 * np().exp(-((across + 0.35) ** 2) / 0.02), 0, 1.2)
    array = np().clip(array * shade[None, :, None], 0, 255).astype("uint8")
    made = Image.fromarray(array).convert("RGBA")
    return made.rotate(dice.uniform(-0.9, 0.9), Image.Resampling.BICUBIC, expand=False)


def _bent(array: Any, turned: float) -> Any:
    """The front of a can, as its reference shows it, turned by ``turned`` rad."""
    height, width = array.shape[:2]
    across = np().linspace(-1, 1, width, dtype="float32")
    source = (np().sin(np().arcsin(across) + turned) + 1) / 2 * (width - 1)
    rows = np().arange(height, dtype="float32")
    x = np().repeat(source[None, :].astype("float32"), height, axis=0)
    y = np().repeat(rows[:, None], width, axis=1)
    return cv().remap(array, x, y, cv().INTER_LINEAR, borderMode=cv().BORDER_REFLECT)


def _tag(pen: Any, dice: Random, price: str, x: float, foot: float) -> None:
    x += dice.uniform(0, 14)
    box = (x, foot + 5, x + 104, foot + 48)
    pen.rectangle(box, fill=(252, 252, 246), outline=(180, 30, 30), width=2)
    pen.text((x + 8, foot + 7), price, fill=(190, 20, 20), font=font(30))

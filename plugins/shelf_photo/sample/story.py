"""Shelves for a standard: one that complies with it, and others that do not, each for its own reason."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from PIL import Image

from plugins.shelf_photo.sample import camera
from plugins.shelf_photo.sample.packs import Design, draw
from plugins.shelf_photo.sample.shelves import Plan, build

_STRANGERS = (Design("北岸", "苏打水", 41), Design("谷雨", "麦茶", 52), Design("LUMO", "SODA", 63))
_PLACES, _ROWS = 10, 3


@dataclass(frozen=True)
class Wish:
    """What a standard asks for, as far as a shelf can be filled by it: product → facings; words; whether prices."""

    facings: Mapping[str, int]
    text: str
    prices: bool
    row: int  # the shelf that the counted band lies on


def wish_of(standard: Mapping[str, Any]) -> Wish:
    """Reads the rules ``facings``, ``price_tag`` and ``text``; others are left to chance."""
    bands = {band["name"]: (band["from"] + band["to"]) / 2 for band in standard.get("bands", ())}
    rules = standard["rules"]
    counted = [rule for rule in rules if rule["type"] == "facings" and rule.get("at_least")]
    middle = next((bands[rule["band"]] for rule in counted if rule.get("band")), 0.5)
    return Wish(
        {rule["product"]: rule["at_least"] for rule in counted},
        next((rule["any_of"][0] for rule in rules if rule["type"] == "text"), ""),
        any(rule["type"] == "price_tag" for rule in rules),
        min(_ROWS - 1, int(middle * _ROWS)),
    )


Change = Callable[[Wish], tuple[Wish, camera.Camera]]
_PHONE = replace(camera.MEDIUM, tilt=0.025)
#: Kind of photo → what is changed about the wish, and how it is photographed.
KINDS: Mapping[str, Change] = {
    "good": lambda wish: (wish, _PHONE),
    "few": lambda wish: (replace(wish, facings={name: n // 2 for name, n in wish.facings.items()}), _PHONE),
    "no_price": lambda wish: (replace(wish, prices=False), _PHONE),
    "wrong_product": lambda wish: (replace(wish, facings=dict.fromkeys(wish.facings, 0)), _PHONE),
    "blurred": lambda wish: (wish, camera.BLURRED),
    "dark": lambda wish: (wish, camera.DARK),
    "hard": lambda wish: (wish, replace(camera.HARD, tilt=0.03)),
}


def photo(standard: Mapping[str, Any], kind: str, seed: int) -> bytes:
    """A JPEG of a shelf for a standard; the same seed gives the same one. Raises KeyError for an unknown kind."""
    wish, how = KINDS[kind](wish_of(standard))
    packs = {reference["name"]: _front(reference["images"][0]) for reference in standard["references"]}
    known = list(packs)
    strangers = {f"stranger_{i}": draw(design) for i, design in enumerate(_STRANGERS)}
    dice = Random(seed)
    others = [name for name in known if name not in wish.facings] + list(strangers)
    rows = [_row(dice, wish.facings if number == wish.row else {}, others) for number in range(_ROWS)]
    prices = {name: f"¥{dice.randint(2, 9)}.{dice.randint(0, 9)}0" for name in (*known, *strangers)}
    plan = Plan(rows, prices if wish.prices else {}, wish.text)
    array, _ = build(plan, {**packs, **strangers}, seed)
    return camera.shoot(array, how, seed)[0]


def _row(dice: Random, wanted: Mapping[str, int], others: Sequence[str]) -> list[str]:
    row = [name for name, count in wanted.items() for _ in range(count)]
    while len(row) < _PLACES:
        row += [dice.choice(others)] * dice.randint(1, 3)
    return row[: max(_PLACES, sum(wanted.values()))]


def _front(url: str) -> Any:
    return Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB")

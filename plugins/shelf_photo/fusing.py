"""Puts together what was recognised and what was read: one can confirm, or cast doubt on, the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Any

from form_builder.photo_rules.contract import SAYS, Seen, plain, says
from form_builder.photo_rules.price_tag import prices
from plugins.shelf_photo.products import Found
from plugins.shelf_photo.words import Bounds, Line

#: Packs seen with at least this confidence are not read: it would change nothing, and each line takes time.
CLEAR = 0.9
#: A product known by a word alone: it may be there. Never enough to count for sure.
_BY_WORD = 0.4
_NOTHING = 0.12  # not even doubtful
_READ = 0.8  # confidence of a line that may contradict


def fused(found: Sequence[Found], lines: Sequence[Line], words: Mapping[str, Sequence[str]]) -> list[Found]:
    """The packs with confidences as the text on them suggests. ``words``: product → what is printed on it."""
    packs = [_confirmed(pack, [line for line in lines if _within(line.bounds, pack.bounds)], words) for pack in found]
    return [pack for pack in packs if pack.confidence >= _NOTHING]


def _confirmed(pack: Found, lines: Iterable[Line], words: Mapping[str, Sequence[str]]) -> Found:
    firm = [line for line in lines if line.confidence >= _READ and len(plain(line.text)) >= 2]
    if pack.confidence >= CLEAR or not firm or not words.get(pack.product):
        return pack
    own = max(says(line.text, word) for line in firm for word in words[pack.product])
    other = max(
        (says(line.text, w) for line in firm for name, told in words.items() if name != pack.product for w in told),
        default=0.0,
    )
    if own >= SAYS and own >= other:
        return replace(pack, confidence=min(0.99, 1 - (1 - pack.confidence) * 0.35))
    if other >= SAYS or own < 0.5:  # another product's words are on it, or words of none that we know
        return replace(pack, confidence=pack.confidence * 0.4)
    return pack


def by_words(
    found: Sequence[Found], lines: Sequence[Line], words: Mapping[str, Sequence[str]], size: tuple[int, int]
) -> list[Seen]:
    """Products that are there by their words only, where no pack was recognised (glare, another side of it).

    Not from price tags and posters: a line of small letters, or one beside a price, says nothing of what stands there.
    """
    tags = [_seen(line, size) for line in lines]
    priced = prices(tuple(tags))
    made = []
    for line, seen in zip(lines, tags, strict=True):
        tall = (line.bounds[3] - line.bounds[1]) / size[1]
        taken = any(_within(line.bounds, pack.bounds) for pack in found)
        beside = any(_near(seen, price) for price in priced)
        best = max(((says(line.text, w), name) for name, told in words.items() for w in told), default=(0.0, ""))
        if not taken and not beside and tall >= 0.018 and best[0] * line.confidence >= 0.85:
            made.append(Seen(best[1], _pack_around(line, best[1], found, size), _BY_WORD * line.confidence))
    return made


def _pack_around(
    line: Line, product: str, found: Sequence[Found], size: tuple[int, int]
) -> tuple[float, float, float, float]:
    same = [pack.bounds for pack in found if pack.product == product] or [pack.bounds for pack in found]
    left, top, right, bottom = line.bounds
    wide = median(b[2] - b[0] for b in same) if same else right - left
    tall = median(b[3] - b[1] for b in same) if same else (bottom - top) * 4
    return as_box(((left + right - wide) / 2, (top + bottom - tall) / 2, (left + right + wide) / 2,
                   (top + bottom + tall) / 2), size)  # fmt: skip


def as_box(bounds: Bounds, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """Left, top, right, bottom in pixels → x, y, width, height as fractions, cut to the picture."""
    left, right = (min(max(x / size[0], 0.0), 1.0) for x in (bounds[0], bounds[2]))
    top, bottom = (min(max(y / size[1], 0.0), 1.0) for y in (bounds[1], bounds[3]))
    return left, top, right - left, bottom - top


def _seen(line: Line, size: tuple[int, int]) -> Seen:
    return Seen(line.text, as_box(line.bounds, size), line.confidence)


def seen_words(lines: Iterable[Line], size: tuple[int, int]) -> tuple[Seen, ...]:
    """The lines as rules see them."""
    return tuple(_seen(line, size) for line in lines)


def seen_packs(found: Iterable[Found], size: tuple[int, int]) -> tuple[Seen, ...]:
    """The packs as rules see them."""
    return tuple(Seen(pack.product, as_box(pack.bounds, size), pack.confidence) for pack in found)


def words_of(standard: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """Product → the words on it."""
    return {reference["name"]: tuple(reference.get("words", ())) for reference in standard.get("references", ())}


def _within(inner: Bounds, outer: Bounds) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _near(one: Seen, price: Seen) -> bool:
    tall = max(one.box[3], price.box[3])
    return (
        abs(one.centre[1] - price.centre[1]) < 2.5 * tall
        and abs(one.centre[0] - price.centre[0]) < one.box[2] + price.box[2]
    )

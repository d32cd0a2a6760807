"""What a rule of a photo standard is: it looks at what was seen in a picture, never at the picture itself.

A rule is one module in this package (or a plug-in's ``provides["photo_rule"]``) that exposes ``RULE``. A standard names
it by the module's name: ``{"type": "facings", …settings}``. Nothing else has to be edited: the schema of the kind
takes in ``schema``, and every check that fills a ``Scene`` applies it.

Seeing is never certain, so a rule counts twice: what surely is there, and what may be. It passes where the sure ones
are enough, fails where even the doubtful ones are not, and is uncertain in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any
from unicodedata import normalize

from engine.base.text import Text, both
from form_builder.checks.contract import Outcome, Reason

Box = tuple[float, float, float, float]  # x, y, width, height as fractions of the picture
Settings = Mapping[str, Any]


@dataclass(frozen=True)
class Seen:
    """A product (``name`` of a reference) or a text (``name`` is what it says) at a place. ``confidence``: 0…1."""

    name: str
    box: Box
    confidence: float

    @property
    def centre(self) -> tuple[float, float]:
        """Of the box, as fractions of the picture."""
        x, y, width, height = self.box
        return x + width / 2, y + height / 2


@dataclass(frozen=True)
class Scene:
    """What was seen in one picture, and the words of the standard. ``bands``: name → (from, to) of the height.

    ``sure``: the confidence from which a thing counts as seen. ``reads_text``: False where no text could be read at all
    (nothing to read with), so that a missing text proves nothing.
    """

    products: tuple[Seen, ...] = ()
    texts: tuple[Seen, ...] = ()
    bands: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    titles: Mapping[str, Text] = field(default_factory=dict)
    sure: float = 0.6
    reads_text: bool = True

    def of(self, product: str | None, band: str | None = None) -> list[Seen]:
        """Facings of a product (None: of any) whose centre lies in the band (None: anywhere), left to right."""
        low, high = self.bands[band] if band else (0.0, 1.0)
        found = [s for s in self.products if product in (None, s.name) and low <= s.centre[1] <= high]
        return sorted(found, key=lambda seen: seen.centre)

    def count(self, seen: Iterable[Seen]) -> tuple[int, int]:
        """How many are there surely, and how many at most."""
        confidences = [one.confidence for one in seen]
        return sum(c >= self.sure for c in confidences), len(confidences)

    def title(self, name: str | None) -> Text:
        """What people call a product or band; the name itself where the standard has no word for it."""
        return self.titles.get(name or "", both(name or "", name or ""))


@dataclass(frozen=True)
class PhotoRule:
    """One type of rule. ``schema``: JSON Schema of its settings in the form of a kind's schema.json, without ``type``.

    ``judge(settings, scene)`` says what it finds, in words with numbers. ``refs``: setting → ``product`` or ``band``,
    for those that name one of the standard's own; the kind checks them. ``reads_text``: needs the picture's text.
    """

    name: str
    title: Text
    schema: Mapping[str, Any]
    judge: Callable[[Settings, Scene], Reason]
    refs: Mapping[str, str] = field(default_factory=dict)
    reads_text: bool = False


def by_count(sure: int, most: int, least: int | None, highest: int | None = None) -> Outcome:
    """Pass, fail or uncertain for a number that is at least ``sure`` and at most ``most``."""
    if (least is not None and most < least) or (highest is not None and sure > highest):
        return "fail"
    if (least is None or sure >= least) and (highest is None or most <= highest):
        return "pass"
    return "uncertain"


def setting(title: str, zh: str, en: str, example: Any, **keywords: Any) -> dict[str, Any]:
    """One property of a rule's schema: title "中文 / English", help in both languages, an example, its keywords."""
    return {"title": title, **keywords, "x-text": {"zh": zh, "en": en}, "examples": [example]}


PRODUCT = setting(
    "产品 / Product", "参考产品的名称。", "The name of a reference product.", "cola", **{"$ref": "#/$defs/name"}
)
BAND = setting(
    "横带 / Band", "只看这一横带；不写则看整张照片。", "Only in this band; left out: anywhere.", "eye_level",
    **{"$ref": "#/$defs/name"},
)  # fmt: skip


def plain(text: str) -> str:
    """A text as it is compared: one width and case of letters, one sign for yuan, no blanks."""
    same = normalize("NFKC", text).casefold().replace("￥", "¥").replace("円", "¥")
    return "".join(same.split())


def says(text: str, word: str) -> float:
    """How well a read text holds a word: 1 = letter by letter; a misread letter in four is still 0.75."""
    read, wanted = plain(text), plain(word)
    if not wanted or not read:
        return 0.0
    if wanted in read:
        return 1.0
    size = len(wanted)
    windows = [read[at : at + size] for at in range(max(1, len(read) - size + 1))]
    return max(SequenceMatcher(None, window, wanted, autojunk=False).ratio() for window in windows)


#: From here on a text counts as the word.
SAYS = 0.75

"""What a board's copy as a document holds: the stamp, and each widget as a table in the caller's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from admin_ui.boards.scene import Card, Scene
from admin_ui.boards.stamp import stamp_lines
from admin_ui.boards.view import placed, widget_named
from admin_ui.widgets.contract import Sheet
from engine.base.text import pick

PERIOD_WORDS = {
    "zh": {"day": "当日", "wtd": "本周累计", "mtd": "本月累计", "qtd": "本季累计", "ytd": "本年累计"},
    "en": {
        "day": "day",
        "wtd": "week to date",
        "mtd": "month to date",
        "qtd": "quarter to date",
        "ytd": "year to date",
    },
}


@dataclass(frozen=True)
class Section:
    """A widget: its title, and its table or its words."""

    title: str
    sheet: Sheet | None
    words: str = ""


@dataclass(frozen=True)
class Document:
    """A board to be written down. ``stamp`` is printed on every page and sheet."""

    title: str
    subtitle: str
    stamp: Sequence[str]
    sections: Sequence[Section]
    language: str
    currency: str


def document(board: Any, scene: Scene, stamp: Card, app: Any, language: str) -> Document:
    """The board's widgets in reading order. Lights that are not in scope are in none of them."""
    entries = sorted(placed(board, scene.indicators), key=lambda one: (one[1].y or 0, one[1].x or 0, one[0]))
    sections = []
    for _, entry, spot in entries:
        widget = widget_named(spot.type)
        title = pick(entry.title or widget.title, language)
        if widget.sheet is not None:
            sections.append(Section(title, widget.sheet(scene, spot)))
        elif "text" in spot.settings:
            sections.append(Section(title, None, pick(spot.settings["text"], language)))
    unit = pick(scene.units[scene.unit]["title"], language)
    when = PERIOD_WORDS[language].get(scene.period, scene.period)
    return Document(
        title=pick(board.title, language),
        subtitle=f"{unit} · {when} · {scene.first} – {scene.day}",
        stamp=stamp_lines(stamp, board.title, language, app.time_zone),
        sections=sections,
        language=language,
        currency=app.currency,
    )

"""What a widget is: one folder here, or in any package named under the entry-point group ``navmark.widgets``.

``__init__.py``  exposes ``WIDGET``; the folder's name is what a dashboard's ``layout[].type`` says
``schema.json``  ``{"properties": {…}, "required": […]}`` of its settings, in the style of the kinds' schemas
``Widget.tsx``   draws ``data`` (default export; ``WidgetProps`` of the boards room), with its ``.css`` and texts
    ``zh.json`` / ``en.json`` under ``{"widgets": {"<name>": …}}``

``data`` and ``sheet`` are pure over the scene, which came through the caller's door: a widget cannot show what its
reader may not see, and a snapshot shows the same numbers for ever.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from admin_ui.boards.scene import NOTHING, Card, Needs, Scene
from engine.base.text import Text


@dataclass(frozen=True)
class Spot:
    """A widget's place on a board: which indicators it is over (only those its reader sees) and its settings."""

    type: str
    indicators: tuple[str, ...]
    settings: Mapping[str, Any]
    title: Text | None = None


@dataclass(frozen=True)
class Figure:
    """A number in a sheet, written as its indicator is: ``display`` money, number or percent."""

    value: float | None
    display: str = "number"
    decimals: int = 0


Cell = Text | str | date | Figure | None


@dataclass(frozen=True)
class Sheet:
    """A widget as a table, for PDF and Excel."""

    heads: Sequence[Text]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Widget:
    """``minimal`` and ``default`` are (columns, rows) on the grid of 12 columns. ``lazy``: its data is asked for by
    itself, after the first look. ``sheet`` None: it does not appear in exported tables."""

    title: Text
    minimal: tuple[int, int]
    default: tuple[int, int]
    schema: Mapping[str, Any]
    data: Callable[[Scene, Spot], Card]
    needs: Callable[[Spot], Needs] = lambda spot: NOTHING
    sheet: Callable[[Scene, Spot], Sheet] | None = None
    lazy: bool = False


def schema_beside(file: str) -> Mapping[str, Any]:
    """The ``schema.json`` in a widget's folder: ``schema_beside(__file__)``."""
    found: dict[str, Any] = json.loads(Path(file).with_name("schema.json").read_text(encoding="utf-8"))
    return found

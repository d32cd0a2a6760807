"""Widget text (文字): a heading or a note in plain text."""

from __future__ import annotations

from admin_ui.boards.scene import Card, Scene
from admin_ui.widgets.contract import Spot, Widget, schema_beside
from engine.base.text import both


def data(scene: Scene, spot: Spot) -> Card:
    """The words as they stand in the settings: they are shown as text, whatever they hold."""
    return {"text": spot.settings["text"], "style": spot.settings.get("style", "note")}


WIDGET = Widget(both("文字", "Text"), (2, 1), (12, 2), schema_beside(__file__), data)

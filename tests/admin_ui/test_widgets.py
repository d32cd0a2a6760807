"""Every widget keeps the contract; a new one is one folder: found, checked, shown and exported without another edit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from admin_ui import widgets as home
from admin_ui.boards.scene import Card, Scene
from admin_ui.widgets.contract import Sheet, Spot, Widget
from engine.base.text import both
from engine.definitions.schema import validator
from engine.kinds.dashboard import widgets as found
from tests.admin_ui.conftest import Person
from tests.house.test_kinds import properties_in, unknown_keywords

FOLDER = Path(home.__file__).parent
SHIPPED = sorted(path.parent.name for path in FOLDER.glob("*/__init__.py"))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_widget_is_whole(name: str) -> None:
    widget, schema = found.widgets()[name], found.settings_schema(name)
    assert isinstance(widget, Widget)
    assert widget.title["zh"]
    assert widget.title["en"]
    (least_w, least_h), (w, h) = widget.minimal, widget.default
    assert 1 <= least_w <= w <= 12
    assert 1 <= least_h <= h
    Draft202012Validator.check_schema(schema)
    assert unknown_keywords(schema) == []
    for path, about in properties_in({"properties": dict(widget.schema["properties"])}):
        zh, _, en = about["title"].partition(" / ")
        assert zh, path
        assert en, path
        assert set(about["x-text"]) == {"zh", "en"}, path
        for example in about["examples"]:
            assert list(validator({**about, "$defs": schema["$defs"]}).iter_errors(example)) == [], path
    assert (FOLDER / name / "Widget.tsx").is_file()
    for language in ("zh", "en"):
        texts = json.loads((FOLDER / name / f"{language}.json").read_text(encoding="utf-8"))
        assert list(texts) == ["widgets"]
        assert list(texts["widgets"]) == [name]


def _count(scene: Scene, spot: Spot) -> Card:
    return {
        "seen": sum(card["light"] == spot.settings["light"] for card in scene.lights_of(scene.unit, spot.indicators))
    }


def _sheet(scene: Scene, spot: Spot) -> Sheet:
    return Sheet([both("数目", "Count")], [[str(_count(scene, spot)["seen"])]])


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if a package named under ``navmark.widgets`` held it."""
    light = {"title": "灯 / Light", "enum": ["red", "yellow"]}
    schema = {"properties": {"light": light}, "required": ["light"]}
    made = Widget(both("计数", "Counter"), (2, 2), (3, 3), schema, _count, sheet=_sheet)
    whole = {**found.widgets(), "counter": made}
    monkeypatch.setattr(found, "members", lambda group, attribute: whole)
    found.widgets.cache_clear()
    found.settings_schema.cache_clear()
    yield
    found.widgets.cache_clear()
    found.settings_schema.cache_clear()


def test_a_new_widget_is_known_everywhere(
    counter: None,
    person: Callable[[str], Person],
    changed_app: Callable[[str, Callable[[Any], None]], None],
) -> None:
    layout = [{"type": "counter", "settings": {"light": "yellow"}}]
    changed_app("dashboards/board.json", lambda d: d.update(layout=layout))
    chief = person("chief")
    (card,) = chief.get("/boards/board")["widgets"]
    assert card["data"] == {"seen": 2}  # of head office: sales .907, order value 18.14 of 20; the rates are met
    assert "counter" in [one["name"] for one in chief.get("/widgets")]
    assert chief.call("GET", "/boards/board/export?format=xlsx").status_code == 200
    with pytest.raises(Exception, match="N124"):
        changed_app("dashboards/board.json", lambda d: d["layout"][0]["settings"].update(light="blue"))

"""The indicators one may see, each with its definition in words."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.cards import indicator_card
from admin_ui.hidden import tells_hidden
from admin_ui.resource import Resource
from admin_ui.shapes import IndicatorRef, Text
from engine.access import Door
from engine.base.text import both
from engine.measure.explain import words_of

RESOURCE = Resource("indicators", "Indicators")


class Band(Schema):
    light = fields.String()
    from_ = fields.Float(allow_none=True, data_key="from")
    to = fields.Float(allow_none=True)


class IndicatorBrief(IndicatorRef):
    description = Text(allow_none=True)


class Indicator(IndicatorBrief):
    formula = fields.String()
    words = Text()
    dataset = fields.String(allow_none=True)
    owner = fields.String(allow_none=True)
    tags = fields.List(fields.String())
    cap = fields.Float(allow_none=True)
    missing_text = Text(allow_none=True)
    bands = fields.List(fields.Nested(Band))


@RESOURCE.route("GET", "/indicators", answer=IndicatorBrief, many=True)
@needs("read_values")
def indicators(call: Call) -> Any:
    """All indicators one may see, by name."""
    return [_brief(call.door, name) for name in call.door.visible_indicators()]


@RESOURCE.route("GET", "/indicators/<name>", answer=Indicator)
@needs("read_values")
def one_indicator(call: Call, name: str) -> Any:
    """The definition card of an indicator; without its formula where that rests on a hidden indicator."""
    call.door.require_indicator(name)
    indicator = call.release.get("indicator", name)
    scale = {scale.name: scale for scale in call.release.all("scale")}.get(indicator.scale)
    shared = ("dataset", "owner", "tags", "cap", "missing_text")
    formula = "" if tells_hidden(call.door, "indicator", name) else indicator.formula
    return (
        _brief(call.door, name)
        | {key: getattr(indicator, key, None) for key in shared}
        | {
            "formula": formula,
            "words": words_of(call.release, formula) if formula else both("", ""),
            "bands": scale.bands if scale else [],
        }
    )


def _brief(door: Door, name: str) -> dict[str, Any]:
    indicator = door.release.get("indicator", name)
    return indicator_card(indicator) | {"description": indicator.description}

"""What a target plan may be begun with: the indicators of a change set, the way each is handed down, who has them."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from admin_ui.call import Call
from admin_ui.cards import indicator_card
from admin_ui.shapes import IndicatorRef, Text
from engine.base.issue import IssueError
from engine.definitions.kind import Catalog
from engine.kinds.target_plan.checks import money_digits
from engine.kinds.target_plan.revision import ancestors


class Planned(Schema):
    """Another plan that has targets of the indicator, and on which days."""

    plan = fields.String(required=True)
    title = Text(required=True)
    from_ = fields.Date(required=True, data_key="from")
    to = fields.Date(required=True)


class Plannable(IndicatorRef):
    """``spread`` null: it is neither a sum nor a quotient, so it has no targets."""

    spread = fields.String(required=True, allow_none=True, metadata={"enum": ["amount", "rate", None]})
    digits = fields.Integer(required=True, metadata={"description": "Decimals that an amount of it may have"})
    planned = fields.List(fields.Nested(Planned), required=True)


class Choices(Schema):
    """``weights``: data files that say how units share (unit,weight)."""

    today = fields.Date(required=True)
    indicators = fields.List(fields.Nested(Plannable), required=True)
    weights = fields.List(fields.String(), required=True)


def choices_card(call: Call, change: str, plan: str) -> dict[str, Any]:
    """The choices of one plan; plans that it revises, or that revise it, do not stand in its way."""
    call.require_builder()
    candidate = call.candidate(change)
    catalog, digits = candidate.catalog, money_digits(candidate.catalog)
    others = _others(catalog, plan)
    found = []
    for definition in catalog.all("indicator"):
        compiled = _compiled(catalog, definition.name)
        way = None if compiled is None else "amount" if compiled.additive else "rate" if compiled.is_ratio else None
        found.append(
            {
                **indicator_card(definition.model),
                "spread": way,
                "digits": digits if compiled is None or compiled.type == "money" else 0,
                "planned": [
                    {"plan": other.name, "title": other.title, "from_": other.from_, "to": other.to}
                    for other in others
                    if any(line.indicator == definition.name for line in other.lines)
                ],
            }
        )
    tables = [path for path, text in sorted(candidate.data.items()) if _header(text) == {"unit", "weight"}]
    return {"today": call.today, "indicators": found, "weights": tables}


def _others(catalog: Catalog, plan: str) -> list[Any]:
    mine = catalog.get("target_plan", plan)
    kin = {plan, *(ancestors(mine.model, catalog) if mine else ())}
    models = [definition.model for definition in catalog.all("target_plan")]
    return [model for model in models if model.name not in kin and plan not in ancestors(model, catalog)]


def _compiled(catalog: Catalog, name: str) -> Any:
    try:
        return catalog.compiled("indicator", name)
    except (IssueError, KeyError):
        return None


def _header(text: str) -> set[str]:
    return {name.strip() for name in text.lstrip("\ufeff").partition("\n")[0].split(",")}

"""Rule cases of a change set, played before anybody publishes."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.case_cards import CaseRun, case_card
from admin_ui.resource import Resource
from admin_ui.trials import typed
from engine.access.errors import not_found
from engine.changes import as_typed
from rule_builder.cases.compare import run_all

RESOURCE = Resource("cases", "Rule cases: days somebody typed, and what a rule must say of them")


class CaseWish(Schema):
    """``rule``, ``case``: as they stand in the editor (null: as drafted); a ``case`` may be one that nobody has saved.
    ``name``: play this case only."""

    rule = fields.Dict(load_default=None, allow_none=True)
    case = fields.Dict(load_default=None, allow_none=True)
    name = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 48))


@RESOURCE.route("POST", "/changes/<change>/rules/<rule>/cases/run", body=CaseWish, answer=CaseRun)
@needs("edit_definitions")
def cases_run(call: Call, wish: dict[str, Any], change: str, rule: str) -> Any:
    """Play the cases of a rule, by day and unit. 422 with the issues where the change set is not sound."""
    call.require_builder()
    candidate = typed(call, change, "rule", rule, wish["rule"])
    name = wish["name"]
    if wish["case"] is not None:
        name = name or str(wish["case"].get("name") or "case")
        candidate = as_typed(candidate, "case", name, wish["case"])
    catalog = candidate.checked.require()
    if catalog.get("rule", rule) is None:
        raise not_found()
    results = [one for one in run_all(catalog, rule) if name is None or one.case.name == name]
    failed = sum(not one.ok for one in results)
    return {"rule": rule, "total": len(results), "failed": failed, "cases": [case_card(one) for one in results]}

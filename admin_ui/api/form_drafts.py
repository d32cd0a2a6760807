"""A form as it is being designed, as the phone would get it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from marshmallow import Schema, fields

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.change_cards import IssueCard, issue_card
from admin_ui.resource import Resource
from admin_ui.trial_shapes import Typed
from admin_ui.trials import typed
from engine.base.issue import IssueError
from form_builder.phone import for_phone
from form_builder.shape.reading import compile_model

RESOURCE = Resource("form_drafts", "Forms, as they are designed")


class DraftedForm(Schema):
    """``form``: as the phone would get it; null while its fields are not sound: ``issues`` say why."""

    form = fields.Dict(required=True, allow_none=True)
    issues = fields.List(fields.Nested(IssueCard), required=True)


@RESOURCE.route("POST", "/changes/<change>/forms/<name>/try", body=Typed, answer=DraftedForm)
@needs("edit_definitions")
def form_trial(call: Call, wish: dict[str, Any], change: str, name: str) -> Any:
    """A form as it is being typed, ready to be filled in for a look: nothing is kept."""
    call.require_builder()
    checked = typed(call, change, "form", name, wish["value"]).checked
    found = checked.catalog.get("form", name)
    if found is None:
        return {"form": None, "issues": [issue_card(one) for one in checked.issues if one.level == "error"]}
    try:
        # Where the answers go is nothing to the phone: a map that is not finished hides no question.
        compiled = compile_model(replace(found.model, maps=()), found.hash)
    except IssueError as refused:
        return {"form": None, "issues": [issue_card(issue) for issue in refused.issues]}
    return {"form": for_phone(call.release, compiled), "issues": []}

"""Targets handed down: what one's own units are to reach, and who has confirmed it."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.resource import Answer, Resource
from admin_ui.shapes import IndicatorRef, Text, UnitRef
from admin_ui.target_cards import mine_cards, receipt_page
from engine.access import audit
from engine.access.errors import not_found
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.targets.receipts import Issued, confirm, issued, posts_of

RESOURCE = Resource("targets", "Targets handed down, and who has confirmed them")


class Whole(Schema):
    """An answer in which every field is always there."""

    def on_bind_field(self, field_name: str, field_obj: Any) -> None:
        """Says so in the OpenAPI document."""
        field_obj.required = True


class TargetMonth(Whole):
    month = fields.String(metadata={"description": "YYYY-MM"})
    amount = fields.Float()


class TargetTier(Schema):
    tier = fields.String(required=True)
    total = fields.Float(required=True, allow_none=True, metadata={"description": "amounts: of the whole plan"})
    months = fields.List(fields.Nested(TargetMonth), required=True)
    low = fields.Float(allow_none=True, metadata={"description": "rates: the least of the leaves"})
    high = fields.Float(allow_none=True)


class TargetLine(IndicatorRef):
    spread = fields.String(required=True, metadata={"enum": ["amount", "rate"]})
    tiers = fields.List(fields.Nested(TargetTier), required=True)


class MyTargets(Whole):
    plan = fields.String()
    title = Text()
    version = fields.String(metadata={"description": "changes with the plan; to be given back when confirming"})
    first = fields.Date()
    last = fields.Date()
    unit = fields.Nested(UnitRef)
    must_confirm = fields.Boolean()
    confirmed_at = fields.AwareDateTime(allow_none=True)
    note = fields.String()
    lines = fields.List(fields.Nested(TargetLine))


class ReceiptQuery(Schema):
    plan = fields.String(validate=validate.Length(1, 48))
    state = fields.String(validate=validate.OneOf(["open", "confirmed"]))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))
    page_size = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class TargetPlanRef(Whole):
    plan = fields.String()
    title = Text()
    version = fields.String()


class ReceiptRate(Whole):
    level = fields.String()
    level_title = Text()
    confirmed = fields.Integer()
    expected = fields.Integer()


class ReceiptCard(Whole):
    unit = fields.Nested(UnitRef)
    role_title = Text()
    person = Text()
    confirmed_at = fields.AwareDateTime(allow_none=True)
    note = fields.String()


class Receipts(TargetPlanRef):
    plans = fields.List(fields.Nested(TargetPlanRef))
    confirmed = fields.Integer()
    expected = fields.Integer()
    levels = fields.List(fields.Nested(ReceiptRate))
    total = fields.Integer(metadata={"description": "how many the state asked for has"})
    receipts = fields.List(fields.Nested(ReceiptCard))


class ReceiptWish(Schema):
    plan = fields.String(required=True, validate=validate.Length(1, 48))
    version = fields.String(required=True, validate=validate.Length(1, 64))
    unit = fields.String(required=True, validate=validate.Length(1, 64))
    note = fields.String(load_default="", validate=validate.Length(max=500))


@RESOURCE.route("GET", "/targets/mine", answer=MyTargets, many=True)
@needs("read_values")
def mine(call: Call) -> Any:
    """The targets of the units one holds a post at, for every plan that is not over."""
    return mine_cards(call)


@RESOURCE.route("GET", "/targets/receipts", query=ReceiptQuery, answer=Receipts)
@needs("read_values")
def receipts_view(call: Call, query: dict[str, Any]) -> Any:
    """Who in one's scope has confirmed a plan (by default the first that is not over), and who has not."""
    plans = issued(call.release, call.today)
    chosen = _plan(plans, query["plan"]) if "plan" in query else next(iter(plans), None)
    if chosen is None:
        raise not_found()
    return receipt_page(call, plans, chosen, query)


@RESOURCE.route("POST", "/targets/receipts", body=ReceiptWish, answer=MyTargets, status=201)
@needs("read_values")
def confirm_view(call: Call, wish: dict[str, Any]) -> Any:
    """Confirm the targets of one's own unit, in the version that was read. A second time changes nothing (200)."""
    plan = _plan(issued(call.release, call.today), wish["plan"])
    unit = call.unit(wish["unit"])
    if unit.id not in {post.unit_id for post in posts_of(call.actor, call.release)}:
        words = both("只有在该单位任职的人才能确认其目标", "only the holder of a post there confirms a unit's targets")
        raise IssueError([Issue("N832", words, "$.unit")])
    if wish["version"] != plan.hash:
        words = both("目标在此期间有了新版本", "the targets have changed meanwhile")
        raise IssueError([Issue("N833", words, "$.version", hint=both("请重新阅读后再确认", "read them again first"))])
    with call.writing() as connection:
        new = confirm(connection, call.actor, plan, unit.id, wish["note"].strip())
        if new:
            about = {"plan": plan.name, "version": plan.hash[:12], "note": wish["note"].strip()}
            audit.append(connection, call.actor.login, "target.confirm", unit.code, about)
    (card,) = [c for c in mine_cards(call, fresh=True) if (c["plan"], c["unit"]["code"]) == (plan.name, unit.code)]
    return Answer(card, 201 if new else 200)


def _plan(plans: list[Issued], name: str) -> Issued:
    found = next((plan for plan in plans if plan.name == name), None)
    if found is None:
        raise not_found()
    return found

"""Why a rule did or did not fire for a unit on a day."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.board import at_latest
from admin_ui.call import Call
from admin_ui.cards import Card, major, unit_card
from admin_ui.message_cards import MessageCard, messages_of
from admin_ui.resource import Resource
from admin_ui.shapes import Text, UnitRef
from engine.access.errors import not_found
from rule_builder.attainment import attainment_on
from rule_builder.cases.words import STATES
from rule_builder.explain import Explained, ExplainedDay, explain
from rule_builder.explain_record import Record, record_of
from rule_builder.kinds.rule.model import RuleModel

RESOURCE = Resource("rule_explain", "Why a rule did or did not fire")
NAMES = ("normal", "pending", "firing", "recovering", "no_data", "error")


class ExplainQuery(Schema):
    unit = fields.String(required=True, validate=validate.Length(1, 64))
    day = fields.Date()


class ExplainedState(Schema):
    state = fields.String(required=True, metadata={"enum": list(NAMES)})
    count = fields.Integer(required=True)
    needed = fields.Integer(required=True)
    words = Text(required=True)


class ExplainedDayCard(Schema):
    """``compared``: the other figure, as the condition has it; ``tested``: the quantity that is held against the line
    where that is not the attainment; ``corrected_at``: its data was corrected then."""

    day = fields.Date(required=True)
    actual = fields.Float(required=True, allow_none=True)
    target = fields.Float(required=True, allow_none=True)
    compared = fields.Float(required=True, allow_none=True)
    tested = fields.Float(required=True, allow_none=True)
    attainment = fields.Float(required=True, allow_none=True)
    expected = fields.Boolean(required=True)
    known = fields.Boolean(required=True)
    verdict = fields.String(required=True, metadata={"enum": ["breach", "fine", "between", "missing", "skip"]})
    words = Text(required=True)
    counted = fields.Boolean(required=True)
    state = fields.Nested(ExplainedState, required=True)
    corrected_at = fields.AwareDateTime(required=True, allow_none=True)


class ExplainedRun(Schema):
    """The last evaluation of the day. ``same``: by the rule as it reads today."""

    at = fields.AwareDateTime(required=True)
    state = fields.String(required=True, metadata={"enum": ["done", "held", "failed"]})
    release = fields.Integer(required=True)
    same = fields.Boolean(required=True)
    words = Text(required=True)


class RecordedState(ExplainedState):
    day = fields.Date(required=True)
    at = fields.AwareDateTime(required=True)
    release = fields.Integer(required=True)
    same = fields.Boolean(required=True)


class SaidCard(Schema):
    """Whether somebody was told (``told``) of a purpose, and the reason why, or why not."""

    told = fields.Boolean(required=True)
    at = fields.AwareDateTime(required=True)
    purpose = fields.String(required=True)
    why = fields.String(required=True, allow_none=True)
    words = Text(required=True, allow_none=True)


class RuleExplanation(Schema):
    """``agrees``: what is on record says what the days say today (null: the day was never evaluated); ``differs``: why
    not. ``incident``: the one that the day belongs to."""

    rule = fields.String(required=True)
    title = Text(required=True)
    unit = fields.Nested(UnitRef, required=True)
    day = fields.Date(required=True)
    indicator = fields.String(required=True)
    indicator_title = Text(required=True)
    display = fields.String(required=True)
    decimals = fields.Integer(required=True)
    condition = Text(required=True)
    needed = fields.Integer(required=True)
    window = fields.Integer(required=True)
    summary = Text(required=True)
    fired = fields.Boolean(required=True)
    watched = fields.Boolean(required=True)
    before = fields.Nested(ExplainedState, required=True)
    after = fields.Nested(ExplainedState, required=True)
    days = fields.List(fields.Nested(ExplainedDayCard), required=True)
    run = fields.Nested(ExplainedRun, required=True, allow_none=True)
    recorded = fields.Nested(RecordedState, required=True, allow_none=True)
    agrees = fields.Boolean(required=True, allow_none=True)
    differs = Text(required=True, allow_none=True)
    incident = fields.String(required=True, allow_none=True)
    incident_state = fields.String(required=True, allow_none=True)
    said = fields.List(fields.Nested(SaidCard), required=True)
    messages = fields.List(fields.Nested(MessageCard), required=True)


@RESOURCE.route("GET", "/rules/<rule>/explain", query=ExplainQuery, answer=RuleExplanation)
@needs("read_incidents")
def rule_explain(call: Call, query: dict[str, Any], rule: str) -> Any:
    """Why the rule did or did not fire for a unit on a day (by default the last whole one): each day with its figures
    and what follows from it, what is on record, and who was told of it or why nobody was."""
    unit = call.unit(query["unit"])
    model: RuleModel | None = call.release.find("rule", rule)
    if model is None or not call.door.shows(model.indicator, unit.id):
        raise not_found()
    found = explain(call.connection, call.release, model, unit.id, at_latest(call, query.get("day")))
    if found is None:
        raise not_found()
    return _card(call, found, unit, record_of(call.connection, call.release, found, unit))


def _card(call: Call, found: Explained, unit: Any, record: Record) -> Card:
    rule, door = found.rule, call.door
    indicator = call.release.get("indicator", rule.indicator)
    keys = [key for one in record.said for key in one.keys]
    recorded = record.recorded
    return {
        "rule": rule.name,
        "title": rule.title,
        "unit": unit_card(door, unit),
        "day": found.day,
        "indicator": rule.indicator,
        "indicator_title": indicator.title,
        "display": indicator.display,
        "decimals": indicator.decimals,
        "condition": found.test.words(),
        "needed": found.test.days,
        "window": found.test.window,
        "summary": found.summary,
        "fired": found.fired,
        "watched": found.watched,
        "before": _state(found.before.name, found.before.count, found.before.needed),
        "after": _state(found.after.name, found.after.count, found.after.needed),
        "days": [_day(call, indicator, found, one, record) for one in found.days],
        "run": record.run,
        "recorded": recorded and {**vars(recorded), **_state(recorded.state, recorded.count, recorded.needed)},
        "agrees": record.agrees,
        "differs": record.differs,
        "incident": record.incident.public_id if record.incident is not None else None,
        "incident_state": record.incident.state if record.incident is not None else None,
        "said": [vars(one) for one in record.said],
        "messages": messages_of(door, keys, unit.id),
    }


def _state(name: str, count: int, needed: int) -> Card:
    return {"state": name, "count": count, "needed": needed, "words": STATES[name]}


def _day(call: Call, indicator: Any, found: Explained, one: ExplainedDay, record: Record) -> Card:
    fact, state = one.fact, one.state
    share = attainment_on(fact, found.direction)
    return {
        "day": fact.day,
        "actual": major(call.door, indicator, fact.actual if fact.known else None),
        "target": major(call.door, indicator, fact.target),
        "compared": fact.compared,
        "tested": fact.tested,
        "attainment": None if share is None else round(float(share), 6),
        "expected": fact.expected,
        "known": fact.known,
        "verdict": one.verdict.value,
        "words": one.words,
        "counted": one.counted,
        "state": _state(state.name, state.count, state.needed),
        "corrected_at": record.corrections.get(fact.day),
    }

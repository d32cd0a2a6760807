"""How the rules stand: each rule's last run, the units that are on their way to an alert, and every turn they took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.cards import unit_card
from admin_ui.incident_cards import facts_card
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Resource
from admin_ui.shapes import Text, UnitRef
from engine.access.errors import not_found
from engine.access.units import in_force, unit_of
from engine.org.tree import unit_select
from engine.storage.tables import org_link, org_unit, rule_state, rule_transition
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.overview import run_standings

RESOURCE = Resource("rule_states", "How the rules stand")
STATES = ("pending", "firing", "recovering", "no_data", "error")
TURNS = ("normal", *STATES, "resolved", "retracted")


class RuleCounts(Schema):
    pending = fields.Integer(required=True)
    firing = fields.Integer(required=True)
    recovering = fields.Integer(required=True)
    no_data = fields.Integer(required=True)
    error = fields.Integer(required=True)


class RuleRun(Schema):
    """The last evaluation of a rule."""

    day = fields.Date(required=True)
    at = fields.AwareDateTime(required=True)
    state = fields.String(required=True, metadata={"enum": ["done", "held", "failed"]})
    why = Text(required=True, allow_none=True, metadata={"description": "what is wrong with it"})


class RuleStanding(Schema):
    rule = fields.String(required=True)
    title = Text(required=True)
    indicator = fields.String(required=True)
    severity = fields.String(required=True)
    last = fields.Nested(RuleRun, required=True, allow_none=True)
    last_done = fields.Date(required=True, allow_none=True, metadata={"description": "the last day judged"})
    failures = fields.Integer(required=True, metadata={"description": "failed so many times in a row"})
    broken = fields.Boolean(required=True)
    counts = fields.Nested(RuleCounts, required=True, metadata={"description": "units in the caller's scope"})


class UnitState(Schema):
    unit = fields.Nested(UnitRef, required=True)
    state = fields.String(required=True, metadata={"enum": list(STATES)})
    count = fields.Integer(required=True)
    needed = fields.Integer(required=True)
    day = fields.Date(required=True)
    changed_at = fields.AwareDateTime(required=True)


class Transition(Schema):
    unit = fields.Nested(UnitRef, required=True)
    day = fields.Date(required=True)
    at = fields.AwareDateTime(required=True)
    before = fields.String(required=True, metadata={"enum": list(TURNS)})
    after = fields.String(required=True, metadata={"enum": list(TURNS)})
    count = fields.Integer(required=True)
    needed = fields.Integer(required=True)
    release = fields.Integer(required=True)
    version = fields.String(required=True, metadata={"description": "digest of the rule's wording"})
    facts = fields.Dict(required=True)


class StateQuery(PageQuery):
    state = fields.String(validate=validate.OneOf(STATES))
    unit = fields.String(validate=validate.Length(1, 64))


class TransitionQuery(PageQuery):
    unit = fields.String(validate=validate.Length(1, 64))


@RESOURCE.route("GET", "/rules/states", answer=RuleStanding, many=True)
@needs("read_incidents")
def standings(call: Call) -> Any:
    """Every rule whose indicator the caller may see: its last run, whether it is broken, and how many units stand
    where. What went wrong is told in words to those who see the whole organisation."""
    door = call.door
    rules = [rule for rule in call.release.all("rule") if door.shows(rule.indicator)]
    runs, counts = run_standings(call.connection), _counts(call, rules)
    found = []
    for rule in sorted(rules, key=lambda one: one.name):
        run = runs.get(rule.name)
        told = run is not None and door.actor.sees_everything
        last = run and {"day": run.day, "at": run.at, "state": run.state, "why": run.why if told else None}
        found.append(
            {
                "rule": rule.name,
                "title": rule.title,
                "indicator": rule.indicator,
                "severity": rule.severity,
                "last": last,
                "last_done": run and run.last_done,
                "failures": run.failures if run else 0,
                "broken": run is not None and run.broken,
                "counts": {name: counts.get((rule.name, name), 0) for name in STATES},
            }
        )
    return found


@RESOURCE.route("GET", "/rules/<rule>/states", query=StateQuery, answer=UnitState, many=True)
@needs("read_incidents")
def states(call: Call, query: dict[str, Any], rule: str) -> Any:
    """The units in scope that are not normal under a rule, those that fire first."""
    c = rule_state.c
    found = _select(call, rule_state, _rule(call, rule), query.get("unit"))
    if state := query.get("state"):
        found = found.where(c.state == state)
    order = sa.case({"firing": 0, "recovering": 1, "error": 2, "no_data": 3}, value=c.state, else_=4)
    return _page(call, found.order_by(order, c["count"].desc(), org_unit.c.code), query)


@RESOURCE.route("GET", "/rules/<rule>/transitions", query=TransitionQuery, answer=Transition, many=True)
@needs("read_incidents")
def transitions(call: Call, query: dict[str, Any], rule: str) -> Any:
    """Every turn that units in scope took under a rule, the newest first, with the days behind it."""
    model = _rule(call, rule)
    found = _select(call, rule_transition, model, query.get("unit")).order_by(rule_transition.c.id.desc())
    answer = _page(call, found, query)
    for one in answer.body:
        one["facts"] = facts_card(call.door, model.indicator, one["facts"])
    return answer


def _rule(call: Call, name: str) -> RuleModel:
    found: RuleModel | None = call.release.find("rule", name)
    if found is None or not call.door.shows(found.indicator):
        raise not_found()
    return found


def _counts(call: Call, rules: Sequence[RuleModel]) -> dict[tuple[str, str], int]:
    """(rule, state) → units in scope that stand there. One statement."""
    if not rules:
        return {}
    c, link = rule_state.c, org_link.c
    indicator = sa.case({rule.name: rule.indicator for rule in rules}, value=c.rule, else_="")
    placed = rule_state.join(org_link, link.unit_id == c.unit_id)
    counted = sa.select(c.rule, c.state, sa.func.count()).select_from(placed).group_by(c.rule, c.state)
    mine = c.rule.in_([rule.name for rule in rules])
    counted = counted.where(mine, in_force(call.today), call.door.scope_of_values(link.path, indicator))
    return {(rule, state): count for rule, state, count in call.connection.execute(counted)}


def _select(call: Call, table: sa.Table, rule: RuleModel, code: str | None) -> sa.Select[Any]:
    columns = [column.label(f"its_{column.key}") for column in table.c if column.key not in ("id", "rule", "unit_id")]
    found = unit_select(call.today).add_columns(*columns).join(table, table.c.unit_id == org_unit.c.id).order_by(None)
    found = found.where(table.c.rule == rule.name, call.door.scope(org_link.c.path, rule.indicator))
    if code is not None:
        unit = call.unit(code)
        found = found.where(org_link.c.path >= unit.path, org_link.c.path < unit.path_end)
    return found


def _page(call: Call, found: sa.Select[Any], query: dict[str, Any]) -> Any:
    size, page = query["page_size"], query["page"]
    total = call.connection.execute(
        sa.select(sa.func.count()).select_from(found.order_by(None).subquery())
    ).scalar_one()
    cards = []
    for row in call.connection.execute(found.limit(size).offset((page - 1) * size)):
        own = {key[4:]: value for key, value in row._mapping.items() if key.startswith("its_")}
        cards.append(own | {"unit": unit_card(call.door, unit_of(row))})
    return paged(cards, total, query)

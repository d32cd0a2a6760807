"""What a rule of a change set would do: who would be told, in which words, and when it would have fired."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.board import at_latest
from admin_ui.call import Call
from admin_ui.resource import Resource
from admin_ui.rule_cards import (
    BacktestPair,
    OutlookCard,
    RuleAudiences,
    alone,
    audience_card,
    backtest_card,
    outlook_card,
)
from admin_ui.shapes import Text
from engine.access import Actor, Door
from engine.access.errors import not_found
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.changes import glimpse
from engine.definitions.release import Release
from engine.org import OrgTree, units_on
from rule_builder.audience import audiences
from rule_builder.backtest import LONGEST, backtest
from rule_builder.conditions import conditions
from rule_builder.foresee import foresee
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.prepared import level_of
from rule_builder.stages.posts import read_posts
from rule_builder.vocabulary import CAUSE_WORDS, FILTER_WORDS, NAME_WORDS

RESOURCE = Resource("rules", "Rules, looked at before they serve")
#: Units whose recipients are shown at once, and messages.
SHOWN = 20
PURPOSES = ("fired", "repeat", "resolved", "retracted")


class RuleChoice(Schema):
    value = fields.String(required=True)
    title = Text(required=True)


class RuleControl(Schema):
    name = fields.String(required=True)
    kind = fields.String(required=True, metadata={"enum": ["percent", "integer", "number", "choice", "text", "value"]})
    choices = fields.List(fields.Nested(RuleChoice), required=True)
    default = fields.Raw(required=True, metadata={"description": "what counts where it is left out, or a setting"})


class ConditionCard(Schema):
    name = fields.String(required=True)
    title = Text(required=True)
    sentence = Text(required=True)
    schema = fields.Dict(required=True)
    controls = fields.List(fields.Nested(RuleControl), required=True)


class RuleName(Schema):
    name = fields.String(required=True)
    title = Text(required=True)


class RuleFilter(RuleName):
    example = fields.String(required=True)


class RuleVocabulary(Schema):
    conditions = fields.List(fields.Nested(ConditionCard), required=True)
    names = fields.List(fields.Nested(RuleName), required=True, metadata={"description": "of message templates"})
    filters = fields.List(fields.Nested(RuleFilter), required=True)
    causes = fields.List(fields.Nested(RuleName), required=True, metadata={"description": "names in causes"})


class RuleLookQuery(Schema):
    unit = fields.String(validate=validate.Length(1, 64))
    day = fields.Date()


class RuleMessageQuery(RuleLookQuery):
    purpose = fields.String(load_default="fired", validate=validate.OneOf(PURPOSES))


class BacktestQuery(Schema):
    days = fields.Integer(load_default=90, validate=validate.Range(1, LONGEST))
    until = fields.Date()


@RESOURCE.route("GET", "/rules/vocabulary", answer=RuleVocabulary)
@needs("edit_definitions")
def vocabulary(call: Call) -> Any:
    """What rules are made of: the condition types with their sentences, and the words of messages and causes."""
    call.require_builder()
    return {
        "conditions": [
            {
                "name": name,
                "title": one.title,
                "sentence": one.sentence,
                "schema": one.schema,
                "controls": [
                    {
                        "name": setting,
                        "kind": control.kind,
                        "choices": [{"value": value, "title": title} for value, title in control.choices.items()],
                        "default": control.default,
                    }
                    for setting, control in one.controls.items()
                ],
            }
            for name, one in sorted(conditions().items())
        ],
        "names": [{"name": name, "title": title} for name, title in NAME_WORDS.items()],
        "filters": [{"name": n, "title": title, "example": example} for n, (title, example) in FILTER_WORDS.items()],
        "causes": [{"name": name, "title": title} for name, title in CAUSE_WORDS.items()],
    }


@RESOURCE.route("GET", "/changes/<change>/rules/<rule>/recipients", query=RuleLookQuery, answer=RuleAudiences)
@needs("edit_definitions")
def recipients(call: Call, query: dict[str, Any], change: str, rule: str) -> Any:
    """Who would be told about a unit (by default: the units for which the rule fires on the day), and why."""
    call.require_builder()
    day = at_latest(call, query.get("day"))
    with _tried(call, change) as (connection, release):
        model = _rule(release, rule)
        posts = read_posts(connection, release, day + timedelta(days=1))
        if code := query.get("unit"):
            units = [_unit(release, posts.tree, model, code)]
        else:
            units = [one.unit_id for one in backtest(connection, release, model, day, day).firings]
        found = audiences(connection, release, model, posts, units[:SHOWN])
        door = _door(connection, release, day)
        cards = [audience_card(door, posts.tree, one) for one in found]
    return {"day": day, "sent_on": posts.day, "total": len(units), "units": cards}


@RESOURCE.route("GET", "/changes/<change>/rules/<rule>/messages", query=RuleMessageQuery, answer=OutlookCard)
@needs("edit_definitions")
def messages(call: Call, query: dict[str, Any], change: str, rule: str) -> Any:
    """The messages that a day would bring, byte for byte, or an example about a unit. Nothing is kept or sent."""
    call.require_builder()
    day = at_latest(call, query.get("day"))
    with call.rehearsing(change) as (connection, release):
        model = _rule(release, rule)
        tree = units_on(connection, day + timedelta(days=1))
        found = foresee(
            connection,
            release,
            model,
            day,
            now=_morning_after(call, day),
            unit_id=_unit(release, tree, model, query["unit"]) if query.get("unit") else None,
            purpose=query["purpose"],
            public_url=call.settings.public_url,
            limit=SHOWN,
        )
        return outlook_card(_door(connection, release, day), tree, day, found)


@RESOURCE.route("GET", "/changes/<change>/rules/<rule>/backtest", query=BacktestQuery, answer=BacktestPair)
@needs("edit_definitions")
def back_test(call: Call, query: dict[str, Any], change: str, rule: str) -> Any:
    """When the rule would have fired over the last days, beside what it does now."""
    call.require_builder()
    last = at_latest(call, query.get("until"))
    first = last - timedelta(days=query["days"] - 1)
    live = call.release.find("rule", rule)
    old = backtest(call.connection, call.release, live, first, last) if live else None
    with _tried(call, change) as (connection, release):
        model = _rule(release, rule)
        found = backtest(connection, release, model, first, last)
        tree, door = units_on(connection, last), _door(connection, release, last)
        draft = backtest_card(door, tree, model, found, old)
    serving = backtest_card(call.door, units_on(call.connection, last), live, old, found) if live and old else None
    return {
        "draft": draft,
        "live": serving,
        "new": alone(found, old) if old else len(found.firings),
        "gone": alone(old, found) if old else 0,
    }


@contextmanager
def _tried(call: Call, change: str) -> Iterator[tuple[sa.Connection, Release]]:
    """The change set over the tables that are there; only where it needs tables of its own is it rehearsed."""
    with glimpse(call.connection, call.candidate(change)) as light:
        if light is not None:
            yield call.connection, light
            return
    with call.rehearsing(change) as found:
        yield found


def _rule(release: Release, name: str) -> RuleModel:
    found: RuleModel | None = release.find("rule", name)
    if found is None:
        raise not_found()
    return found


def _unit(release: Release, tree: OrgTree, rule: RuleModel, code: str) -> int:
    unit = tree.by_code.get(code)
    if unit is None:
        raise not_found()
    if unit.level != level_of(release, rule):
        title = next(x.title for x in release.get("org", release.app.org).levels if x.name == rule.level)
        words = both(f"该规则观察的是{title['zh']}", f"the rule watches units of the level {title['en']}")
        raise IssueError([Issue("N860", words, "$.unit")])
    return unit.id


def _door(connection: sa.Connection, release: Release, day: date) -> Door:
    """Names units on behalf of somebody who sees all of them."""
    return Door(connection, release, Actor.system(), day)


def _morning_after(call: Call, day: date) -> datetime:
    """When the messages of a business day leave: now for the last one, else at eight on the day after."""
    after = day + timedelta(days=1)
    if after == call.today:
        return clock.now()
    return datetime.combine(after, time(8), ZoneInfo(call.release.app.time_zone))

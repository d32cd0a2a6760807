"""What a rule of a change set would do, as the API shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields

from admin_ui.cards import Card, unit_card
from admin_ui.message_cards import words_of
from admin_ui.shapes import Text, UnitRef
from engine.access import Door
from engine.base.text import Text as Words
from engine.org import OrgTree, units_on
from engine.storage.tables import user_account
from rule_builder.audience import Audience, Person
from rule_builder.backtest import Backtest, Firing
from rule_builder.backtest_marks import marks_of, score
from rule_builder.backtest_people import Reached, reached
from rule_builder.channels.contract import wire
from rule_builder.foresee import Foreseen, Outlook
from rule_builder.kinds.rule.model import RuleModel

#: Firings listed; the rest is counted.
LISTED = 500
#: People listed.
PEOPLE = 50


class ReaderCard(Schema):
    login = fields.String(required=True)
    title = Text(required=True)
    language = fields.String(required=True)
    address = fields.Boolean(required=True, metadata={"description": "the rule's channel has an address for him"})
    role_title = Text(required=True)
    unit = fields.Nested(UnitRef, required=True, metadata={"description": "where the post is"})
    deputy = fields.Boolean(required=True)


class ReasonLine(Schema):
    words = Text(required=True)
    warning = fields.Boolean(required=True)


class AudienceCard(Schema):
    unit = fields.Nested(UnitRef, required=True)
    to = fields.List(fields.Nested(ReaderCard), required=True)
    cc = fields.List(fields.Nested(ReaderCard), required=True)
    lines = fields.List(fields.Nested(ReasonLine), required=True)


class RuleAudiences(Schema):
    """``day``: the business day; posts are those of the day after it, when messages leave. ``total``: units."""

    day = fields.Date(required=True)
    sent_on = fields.Date(required=True)
    total = fields.Integer(required=True)
    units = fields.List(fields.Nested(AudienceCard), required=True)


class BodyCard(Schema):
    """``body``: the bytes (ASCII) that would be handed over; ``words``: what people read of it."""

    language = fields.String(required=True)
    words = fields.String(required=True, allow_none=True)
    body = fields.String(required=True)
    request = fields.Dict(required=True)


class ForeseenCard(Schema):
    login = fields.String(required=True)
    title = Text(required=True)
    language = fields.String(required=True)
    copy = fields.Boolean(required=True)
    purpose = fields.String(required=True)
    units = fields.List(fields.Nested(UnitRef), required=True)
    reference = fields.String(required=True, metadata={"description": "stands where a message's own id will"})
    incidents = fields.List(fields.String(), required=True, metadata={"description": "as reference, of the incidents"})
    made_up = fields.Boolean(required=True)
    stopped = Text(required=True, allow_none=True)
    bodies = fields.List(fields.Nested(BodyCard), required=True)


class OutlookCard(Schema):
    day = fields.Date(required=True)
    fired = fields.List(fields.Nested(UnitRef), required=True)
    fired_total = fields.Integer(required=True)
    total = fields.Integer(required=True)
    messages = fields.List(fields.Nested(ForeseenCard), required=True)


class FiringCard(Schema):
    """``above``: the unit of the level below the top that it belongs to. ``other``: the other wording fires too."""

    unit = fields.Nested(UnitRef, required=True)
    above = fields.Nested(UnitRef, required=True, allow_none=True)
    first_day = fields.Date(required=True)
    fired_day = fields.Date(required=True)
    resolved_day = fields.Date(required=True, allow_none=True)
    days = fields.Integer(required=True)
    other = fields.Boolean(required=True)


class WeekCount(Schema):
    """``week``: its Monday."""

    week = fields.Date(required=True)
    count = fields.Integer(required=True)


class GroupCount(Schema):
    """Firings below a unit of the second level; ``units``: how many units fired."""

    unit = fields.Nested(UnitRef, required=True)
    count = fields.Integer(required=True)
    units = fields.Integer(required=True)


class ReachedCard(Schema):
    """Somebody who would have been told that it fired: ``to`` and ``cc`` count firings, ``messages`` what arrives after
    digesting, ``worst`` the messages of his worst day."""

    login = fields.String(required=True)
    title = Text(required=True)
    role_title = Text(required=True)
    unit = fields.Nested(UnitRef, required=True, metadata={"description": "where the post is"})
    to = fields.Integer(required=True)
    cc = fields.Integer(required=True)
    messages = fields.Integer(required=True)
    worst_day = fields.Date(required=True)
    worst = fields.Integer(required=True)


class MarksCard(Schema):
    """Against incidents that people judged: useful (or closed with a reason) and false alarms, and those it finds."""

    useful = fields.Integer(required=True)
    false = fields.Integer(required=True)
    found_useful = fields.Integer(required=True)
    found_false = fields.Integer(required=True)
    precision = fields.Float(required=True, allow_none=True)
    recall = fields.Float(required=True, allow_none=True)


class BacktestCard(Schema):
    first = fields.Date(required=True)
    last = fields.Date(required=True)
    units = fields.Integer(required=True)
    cut = fields.Boolean(required=True)
    count = fields.Integer(required=True)
    fired_units = fields.Integer(required=True)
    groups = fields.Integer(required=True)
    group_title = Text(required=True, allow_none=True)
    firings = fields.List(fields.Nested(FiringCard), required=True)
    weeks = fields.List(fields.Nested(WeekCount), required=True, metadata={"description": "every week of the days"})
    by_group = fields.List(fields.Nested(GroupCount), required=True)
    people = fields.List(fields.Nested(ReachedCard), required=True, metadata={"description": "the most told first"})
    people_total = fields.Integer(required=True)
    nobody = fields.Integer(required=True, metadata={"description": "firings of which nobody would have been told"})
    score = fields.Nested(MarksCard, required=True)


class BacktestPair(Schema):
    """The rule as drafted and as it serves (null: it does not). ``new``, ``gone``: firings of one alone."""

    draft = fields.Nested(BacktestCard, required=True)
    live = fields.Nested(BacktestCard, required=True, allow_none=True)
    new = fields.Integer(required=True)
    gone = fields.Integer(required=True)


def audience_card(door: Door, tree: OrgTree, found: Audience) -> Card:
    """An ``AudienceCard``."""
    roles = {role.name: role.title for role in door.release.all("role")}

    def reader(one: Person) -> Card:
        post = tree.by_code[one.post]
        return {**vars(one), "role_title": roles[one.role], "unit": unit_card(door, post)}

    return {
        "unit": unit_card(door, tree.by_id[found.unit_id]),
        "to": [reader(one) for one in found.to],
        "cc": [reader(one) for one in found.cc],
        "lines": [vars(line) for line in found.lines],
    }


def outlook_card(door: Door, tree: OrgTree, day: Any, found: Outlook) -> Card:
    """An ``OutlookCard``."""
    titles = _titles(door, [one.user_id for one in found.messages])
    return {
        "day": day,
        "fired": [unit_card(door, tree.by_id[unit]) for unit in found.fired[:LISTED]],
        "fired_total": len(found.fired),
        "total": found.total,
        "messages": [_foreseen(door, tree, one, titles[one.user_id]) for one in found.messages],
    }


def _foreseen(door: Door, tree: OrgTree, one: Foreseen, title: Words) -> Card:
    bodies = [
        {"language": language, "words": words_of(request), "body": wire(request), "request": request}
        for language, request in one.bodies.items()
    ]
    units = [unit_card(door, tree.by_id[unit]) for unit in one.units[:LISTED] if unit in tree.by_id]
    return {**vars(one), "title": title, "units": units, "bodies": bodies}


def _titles(door: Door, users: Sequence[int]) -> dict[int, Words]:
    u = user_account.c
    rows = door.connection.execute(sa.select(u.id, u.title).where(u.id.in_(sorted(set(users)))))
    return {row.id: row.title for row in rows}


def backtest_card(door: Door, tree: OrgTree, rule: RuleModel, found: Backtest, other: Backtest | None) -> Card:
    """A ``BacktestCard``; ``other``: the same days under the other wording."""
    people, nobody = reached(door.connection, door.release, rule, found.firings)
    marks = marks_of(door.connection, rule.name, found.first, found.last)
    theirs: dict[int, list[Firing]] = {}
    for one in other.firings if other else ():
        theirs.setdefault(one.unit_id, []).append(one)
    groups = {unit: _above(tree, unit) for unit in {one.unit_id for one in found.firings}}
    named = {above.id: above for above in groups.values() if above is not None}
    levels = door.release.get("org", door.release.app.org).levels
    newest = sorted(found.firings, key=lambda one: (one.fired_day, one.unit_id), reverse=True)
    return {
        "first": found.first,
        "last": found.last,
        "units": found.units,
        "cut": found.cut,
        "count": len(found.firings),
        "fired_units": len(groups),
        "groups": len(named),
        "group_title": levels[1].title if named else None,
        "firings": [
            {
                **vars(one),
                "unit": unit_card(door, tree.by_id[one.unit_id]),
                "above": unit_card(door, above) if (above := groups[one.unit_id]) else None,
                "other": any(overlap(one, two) for two in theirs.get(one.unit_id, ())),
            }
            for one in newest[:LISTED]
        ],
        "weeks": _weeks(found),
        "by_group": _by_group(door, found, groups),
        "people": [_reached(door, tree, one) for one in people[:PEOPLE]],
        "people_total": len(people),
        "nobody": nobody,
        "score": score(marks, found.firings),
    }


def _weeks(found: Backtest) -> list[Card]:
    counts = Counter(one.fired_day - timedelta(days=one.fired_day.weekday()) for one in found.firings)
    week, weeks = found.first - timedelta(days=found.first.weekday()), []
    while week <= found.last:
        weeks.append({"week": week, "count": counts[week]})
        week += timedelta(days=7)
    return weeks


def _by_group(door: Door, found: Backtest, groups: Mapping[int, Any]) -> list[Card]:
    units: dict[int, list[int]] = {}
    above: dict[int, Any] = {}
    for one in found.firings:
        if (group := groups[one.unit_id]) is not None:
            units.setdefault(group.id, []).append(one.unit_id)
            above[group.id] = group
    order = sorted(units, key=lambda key: (-len(units[key]), above[key].code))
    return [
        {"unit": unit_card(door, above[key]), "count": len(units[key]), "units": len(set(units[key]))} for key in order
    ]


def _reached(door: Door, tree: OrgTree, one: Reached) -> Card:
    roles = {role.name: role.title for role in door.release.all("role")}
    unit = tree.by_id.get(one.unit_id) or units_on(door.connection, one.worst_day).by_id[one.unit_id]
    return {**vars(one), "role_title": roles[one.role], "unit": unit_card(door, unit)}


def alone(found: Backtest, other: Backtest) -> int:
    """How many firings the other wording does not have."""
    theirs: dict[int, list[Firing]] = {}
    for one in other.firings:
        theirs.setdefault(one.unit_id, []).append(one)
    return sum(not any(overlap(one, two) for two in theirs.get(one.unit_id, ())) for one in found.firings)


def overlap(one: Firing, two: Firing) -> bool:
    """Whether two firings of a unit go on on some same day, from the first counted day to the end."""
    ends = [found.resolved_day or found.fired_day for found in (one, two)]
    return one.first_day <= ends[1] and two.first_day <= ends[0]


def _above(tree: OrgTree, unit_id: int) -> Any:
    """The unit right below the top that this one belongs to; None for one of these itself, and for the top."""
    return next((above for above in tree.ancestors(unit_id) if above.level == 1), None)

"""Scores of scorecards: one's own, those of units in scope, and what moved them."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Resource
from admin_ui.score_cards import Cards, definition_card, period_of, trail_of
from admin_ui.shapes import Text, UnitRef
from engine.access.errors import not_found
from engine.kinds.scorecard.compile import CompiledScorecard
from engine.org.tree import as_units, unit_select
from engine.storage.tables import org_link, org_unit, score

RESOURCE = Resource("scores", "Scores of units, and what moved them")
#: Changes shown with each card of one's own.
OWN_TRAIL = 20


class Period(Schema):
    kind = fields.String(metadata={"enum": ["week", "month", "quarter"]})
    from_ = fields.Date(data_key="from", attribute="from")
    to = fields.Date()


class LineWeight(Schema):
    name = fields.String(required=True)
    title = Text(required=True)
    weight = fields.Float(required=True, metadata={"description": "its share: 1 is all"})


class Scorecard(Schema):
    """A scorecard as far as the caller may know of it."""

    scorecard = fields.String(required=True)
    title = Text(required=True)
    description = Text(allow_none=True)
    level = fields.String(required=True)
    level_title = Text(required=True)
    period = fields.String(required=True)
    cap = fields.Float(required=True)
    floor = fields.Float(required=True)
    decimals = fields.Integer(required=True)
    lines = fields.List(fields.Nested(LineWeight), required=True)


class ScoreLine(Schema):
    """One line. Lines whose indicator is hidden are one line without a name. ``share``: the weight in force (a line
    that is skipped gives its own to the others)."""

    name = fields.String(required=True)
    title = Text(required=True)
    indicator = fields.String(allow_none=True)
    weight = fields.Float(required=True)
    share = fields.Float(required=True)
    basis = fields.String(allow_none=True, metadata={"enum": ["attainment", "value", None]})
    attainment = fields.Float(allow_none=True)
    value = fields.Float(allow_none=True)
    points = fields.Float(allow_none=True, metadata={"description": "of the curve, before the weight"})
    weighted = fields.Float(allow_none=True, metadata={"description": "its part of the score"})
    delta = fields.Float(required=True, metadata={"description": "of the weighted points, since midnight"})
    why = fields.String(allow_none=True, metadata={"enum": ["no_target", "no_data", None]})
    rule = fields.String(allow_none=True, metadata={"enum": ["skip", "zero", "hold", None]})
    curve = fields.Dict(allow_none=True)


class ScoreVeto(Schema):
    """The veto in force; without a name where it rests on what is hidden."""

    name = fields.String(allow_none=True)
    title = Text(required=True)
    taken = fields.Float(required=True)


class ScoreRank(Schema):
    """A place among peers who are not named; equals share a place."""

    place = fields.Integer(required=True)
    of = fields.Integer(required=True)
    group = Text(required=True)


class ScoreCard(Schema):
    """A unit's score of a period. ``points`` null: nothing to judge it by yet."""

    scorecard = fields.String(required=True)
    title = Text(required=True)
    unit = fields.Nested(UnitRef, required=True)
    period = fields.Nested(Period, required=True)
    day = fields.Date(allow_none=True)
    changed_at = fields.AwareDateTime(allow_none=True)
    points = fields.Float(allow_none=True)
    cap = fields.Float(required=True)
    floor = fields.Float(required=True)
    decimals = fields.Integer(required=True)
    today = fields.Float(required=True, metadata={"description": "how far it moved since midnight"})
    lines = fields.List(fields.Nested(ScoreLine), required=True)
    veto = fields.Nested(ScoreVeto, allow_none=True)
    rank = fields.Nested(ScoreRank, allow_none=True)


class ScoreChange(Schema):
    at = fields.AwareDateTime(required=True)
    text = Text(required=True)
    delta = fields.Float(required=True)
    before = fields.Float(allow_none=True)
    after = fields.Float(allow_none=True)
    points_ready = fields.Boolean(required=True)


class ScoreWithTrail(ScoreCard):
    """With its latest changes, the newest first."""

    trail = fields.List(fields.Nested(ScoreChange), required=True)


class OwnScores(Schema):
    """One's own cards: those of the units where one holds a post."""

    day = fields.Date(required=True)
    cards = fields.List(fields.Nested(ScoreWithTrail), required=True)


class DayQuery(Schema):
    day = fields.Date()


class ScoresQuery(PageQuery):
    scorecard = fields.String(required=True, validate=validate.Length(1, 48))
    unit = fields.String(validate=validate.Length(1, 64))
    day = fields.Date()


@RESOURCE.route("GET", "/field/scores", query=DayQuery, answer=OwnScores)
@needs("read_scores")
def own_scores(call: Call, query: dict[str, Any]) -> Any:
    """The cards of one's own units, with today's moves, rank and trail."""
    day = _day(call, query)
    units = call.door.units(post.unit_id for post in call.actor.posts)
    found = []
    for card in _cards(call):
        mine = sorted((unit for unit in units.values() if unit.level == _level(call, card)), key=lambda unit: unit.code)
        for unit in mine:
            first, _ = period_of(call.door, card, day)
            for one in Cards(call.door, card, [unit], day).made():
                found.append(one | {"trail": trail_of(call.door, card, unit, first, OWN_TRAIL)})
    return {"day": day, "cards": found}


@RESOURCE.route("GET", "/scorecards", answer=Scorecard, many=True)
@needs("read_scores")
def scorecards(call: Call) -> Any:
    """The scorecards of which the caller may see a line."""
    found = (definition_card(call.door, card) for card in _cards(call))
    return [card for card in found if card["lines"]]


@RESOURCE.route("GET", "/scores", query=ScoresQuery, answer=ScoreCard, many=True)
@needs("read_scores")
def scores(call: Call, query: dict[str, Any]) -> Any:
    """A scorecard's scores of the units in scope (at or below ``unit``), the best first; those without one last."""
    card = _card(call, query["scorecard"])
    day = _day(call, query)
    first, _ = period_of(call.door, card, day)
    mine = sa.and_(score.c.unit_id == org_unit.c.id, score.c.scorecard == card.name, score.c.period_from == first)
    found = (
        unit_select(call.door.today)
        .outerjoin(score, mine)
        .where(org_unit.c.level == _level(call, card), call.door.scope(org_link.c.path))
        .where(sa.or_(score.c.id.is_not(None), org_unit.c.closed.is_(None), org_unit.c.closed > call.today))
        .order_by(None)
    )
    if code := query.get("unit"):
        top = call.unit(code)
        found = found.where(org_link.c.path >= top.path, org_link.c.path < top.path_end)
    total = call.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    best = found.order_by(score.c.points.is_(None), score.c.points.desc(), org_unit.c.code)
    page = best.limit(query["page_size"]).offset((query["page"] - 1) * query["page_size"])
    units = as_units(call.connection.execute(page))
    return paged(Cards(call.door, card, units, day).made(), total, query)


@RESOURCE.route("GET", "/scores/<scorecard>/<unit>", query=DayQuery, answer=ScoreWithTrail)
@needs("read_scores")
def one_score(call: Call, query: dict[str, Any], scorecard: str, unit: str) -> Any:
    """One unit's score with its lines, their curves and the trail."""
    card, place, day = _card(call, scorecard), call.unit(unit), _day(call, query)
    made = Cards(call.door, card, [place], day).made() if place.level == _level(call, card) else []
    if not made:
        raise not_found()
    first, _ = period_of(call.door, card, day)
    return made[0] | {"trail": trail_of(call.door, card, place, first)}


def _cards(call: Call) -> list[CompiledScorecard]:
    return [call.release.compiled("scorecard", model.name) for model in call.release.all("scorecard")]


def _card(call: Call, name: str) -> CompiledScorecard:
    """Raises AccessError (404) for one that there is not, or of which every line is hidden."""
    if call.release.find("scorecard", name) is None:
        raise not_found()
    card: CompiledScorecard = call.release.compiled("scorecard", name)
    if not any(call.door.shows(line.indicator) for line in card.lines):
        raise not_found()
    return card


def _level(call: Call, card: CompiledScorecard) -> int:
    levels = [level.name for level in call.release.get("org", call.release.app.org).levels]
    return levels.index(card.model.level)


def _day(call: Call, query: dict[str, Any]) -> date:
    """The day asked for, at the latest today."""
    return min(query.get("day") or call.today, call.today)

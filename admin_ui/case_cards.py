"""Rule cases that were played, as the API shows them."""

from __future__ import annotations

from marshmallow import Schema, fields

from admin_ui.cards import Card
from admin_ui.shapes import Text
from rule_builder.cases.compare import Result, said
from rule_builder.cases.words import VERDICTS, figure_words, stand_words, told_words


class CaseDay(Schema):
    """A day of a unit: what it was on the evening it was evaluated, and what was said of it then. ``verdict``: what the
    day says as it is known at the end of the case (null: nothing was judged)."""

    day = fields.Date(required=True)
    figure = Text(required=True)
    verdict = fields.String(
        required=True, allow_none=True, metadata={"enum": ["breach", "fine", "between", "missing", "skip", None]}
    )
    verdict_words = Text(required=True, allow_none=True)
    state = fields.String(required=True)
    count = fields.Integer(required=True, allow_none=True)
    needed = fields.Integer(required=True, allow_none=True)
    state_words = Text(required=True)
    told = fields.List(fields.String(), required=True)
    told_words = Text(required=True)


class CaseUnitCard(Schema):
    name = fields.String(required=True)
    days = fields.List(fields.Nested(CaseDay), required=True)


class CaseDifference(Schema):
    """``path`` and ``line``: what was expected, in the case's own text. ``words``: the whole as a sentence."""

    what = fields.String(required=True, metadata={"enum": ["state", "told", "incidents"]})
    path = fields.String(required=True)
    line = fields.Integer(required=True, allow_none=True)
    unit = fields.String(required=True, allow_none=True)
    day = fields.Date(required=True, allow_none=True)
    expected = Text(required=True)
    got = Text(required=True)
    behind = Text(required=True)
    words = Text(required=True)


class CaseResult(Schema):
    """``broken``: why it could not be played."""

    name = fields.String(required=True)
    title = Text(required=True)
    path = fields.String(required=True)
    ok = fields.Boolean(required=True)
    broken = Text(required=True, allow_none=True)
    differences = fields.List(fields.Nested(CaseDifference), required=True)
    units = fields.List(fields.Nested(CaseUnitCard), required=True)


class CaseRun(Schema):
    rule = fields.String(required=True)
    total = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    cases = fields.List(fields.Nested(CaseResult), required=True)


def case_card(result: Result) -> Card:
    """A ``CaseResult``."""
    case = result.case
    return {
        "name": case.name,
        "title": case.title,
        "path": case.path,
        "ok": result.ok,
        "broken": result.broken,
        "differences": [
            {**vars(one), "line": case.line(one.path), "words": said(case, one)} for one in result.differences
        ],
        "units": _units(result),
    }


def _units(result: Result) -> list[Card]:
    if result.played is None:
        return []
    played, found = result.played, []
    for name, evenings in played.evenings.items():
        verdicts = {step.day: step.verdict for step in played.walks[name].steps}
        days = [
            {
                "day": one.day,
                "figure": figure_words(one.fact, played.ground.direction),
                "verdict": verdicts[one.day].value if one.day in verdicts else None,
                "verdict_words": VERDICTS[verdicts[one.day]] if one.day in verdicts else None,
                "state": one.stand.state,
                "count": one.stand.count,
                "needed": one.stand.needed,
                "state_words": stand_words(one.stand),
                "told": sorted(one.told),
                "told_words": told_words(one.told),
            }
            for one in evenings
        ]
        found.append({"name": name, "days": days})
    return found

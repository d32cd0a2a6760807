"""The grid of a target plan as the API shows it. Amounts are decimal text in major units: never a float."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.cards import indicator_card
from admin_ui.change_cards import IssueCard, issue_card
from admin_ui.plan_ground import AnyGround, PlanGround
from admin_ui.shapes import IndicatorRef, Text
from engine.base.text import both
from engine.definitions.release import preview
from engine.org import Unit
from engine.targets.amounts import TOTAL, major_of
from engine.targets.ground import Ground
from engine.targets.plan import Plan
from engine.targets.rates import shown

Amount = fields.String
_MONTH = validate.Regexp(r"^(total|\d{4}-\d{2})$")
METHODS = ("keep", "equal", "weight", "last_year")


class GridLine(Schema):
    indicator = fields.String(required=True)
    title = Text(required=True)
    spread = fields.String(required=True, metadata={"enum": ["amount", "rate"]})
    tiers = fields.List(fields.String(), required=True)


class GridLevel(Schema):
    name = fields.String(required=True)
    title = Text(required=True)


class GridUnit(Schema):
    """A row, parents before children. ``cells``: what is stated for each month (null: nothing is, so that above the
    leaves the sum of those below counts, and a rate is handed down); ``total`` likewise for the whole span."""

    code = fields.String(required=True)
    title = Text(required=True)
    level = fields.Integer(required=True)
    parent = fields.String(required=True, allow_none=True)
    leaf = fields.Boolean(required=True)
    cells = fields.List(Amount(allow_none=True), required=True)
    total = Amount(required=True, allow_none=True)
    locked = Amount(required=True, allow_none=True, metadata={"description": "What it is locked at; null: free"})
    shut = fields.List(fields.Integer(), required=True, metadata={"description": "Places of months it is not open in"})


class GapCard(Schema):
    """Parent − Σ children. ``column``: a month, or "total"."""

    unit = fields.String(required=True)
    title = Text(required=True)
    column = fields.String(required=True)
    stated = Amount(required=True)
    below = Amount(required=True)
    gap = Amount(required=True)


class GridState(Schema):
    """Where the cells are stored and what they add up to."""

    path = fields.String(required=True)
    revision = fields.Integer(required=True, metadata={"description": "Of the file: what a save must name"})
    typed = fields.Boolean(required=True, metadata={"description": "The plan refers to the file already"})
    gaps = fields.List(fields.Nested(GapCard), required=True)
    uncovered = fields.List(fields.String(), required=True)
    issues = fields.List(fields.Nested(IssueCard), required=True)


class Revised(Schema):
    plan = fields.String(required=True)
    title = Text(required=True)
    from_ = fields.Date(required=True, data_key="from")
    reason = fields.String(required=True)
    restate = fields.Boolean(required=True)


class Grid(GridState):
    """Units × months of one line and tier."""

    plan = fields.String(required=True)
    title = Text(required=True)
    indicator = fields.Nested(IndicatorRef, required=True)
    spread = fields.String(required=True, metadata={"enum": ["amount", "rate"]})
    tier = fields.String(required=True)
    digits = fields.Integer(required=True)
    months = fields.List(fields.String(), required=True)
    frozen = fields.List(fields.String(), required=True, metadata={"description": "Months a revision leaves alone"})
    total = Amount(required=True, metadata={"description": "Handed down to the top unit; a rate's own value"})
    weights = fields.Boolean(required=True, metadata={"description": "Whether the line has a file of weights"})
    lines = fields.List(fields.Nested(GridLine), required=True)
    levels = fields.List(fields.Nested(GridLevel), required=True)
    units = fields.List(fields.Nested(GridUnit), required=True)
    revises = fields.Nested(Revised, required=True, allow_none=True)
    compared = fields.List(
        Amount(),
        required=True,
        allow_none=True,
        metadata={"description": "The revised plan's company-wide amounts by month, where this one revises another"},
    )


class LineQuery(Schema):
    indicator = fields.String(required=True, validate=validate.Length(1, 48))
    tier = fields.String(required=True, validate=validate.Length(1, 48))


class CellWish(Schema):
    unit = fields.String(required=True, validate=validate.Length(1, 64))
    column = fields.String(required=True, validate=_MONTH)
    amount = Amount(required=True, allow_none=True, validate=validate.Length(1, 32))


class SpreadWish(Schema):
    """``amount`` null: what the unit has now; ``month`` null: the whole span."""

    unit = fields.String(required=True, validate=validate.Length(1, 64))
    units = fields.String(required=True, validate=validate.OneOf((*METHODS, "copy")))
    months = fields.String(load_default="keep", validate=validate.OneOf(METHODS))
    amount = Amount(load_default=None, allow_none=True, validate=validate.Length(1, 32))
    month = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(r"^\d{4}-\d{2}$"))


class SpreadAsk(LineQuery, SpreadWish):
    afresh = fields.Boolean(load_default=False, metadata={"description": "From the plan's own breakdown"})


class CellsWish(LineQuery):
    """Cells, or a spread whose every cell is taken."""

    revision = fields.Integer(strict=True, required=True, validate=validate.Range(0))
    afresh = fields.Boolean(
        load_default=False, metadata={"description": "Begin from the plan's own breakdown, whatever the file holds"}
    )
    cells = fields.List(fields.Nested(CellWish), load_default=list, validate=validate.Length(max=20_000))
    spread = fields.Nested(SpreadWish, load_default=None, allow_none=True)


class CellChange(Schema):
    unit = fields.String(required=True)
    column = fields.String(required=True)
    before = Amount(required=True, allow_none=True)
    after = Amount(required=True, allow_none=True)


class PastCard(Schema):
    """What "last year" rests on; ``without``: units that had no actuals at all."""

    first = fields.Date(required=True)
    last = fields.Date(required=True)
    units = fields.Integer(required=True)
    without = fields.List(fields.String(), required=True)


class Proposal(Schema):
    """Cells that would change; nothing is written."""

    changes = fields.List(fields.Nested(CellChange), required=True)
    total = Amount(required=True, metadata={"description": "What the unit's cells would add up to"})
    past = fields.Nested(PastCard, required=True, allow_none=True)


def amount_text(ground: AnyGround, amount: int | None) -> str | None:
    """An amount of a ground as its decimal text."""
    if amount is None:
        return None
    return major_of(amount, ground.digits) if isinstance(ground, Ground) else shown(amount)


def state_card(found: PlanGround, revision: int, issues: Any = ()) -> dict[str, Any]:
    """Where the cells are and what is wrong with their sums."""
    ground = found.ground
    return {
        "path": found.path,
        "revision": revision,
        "typed": found.typed,
        "gaps": _gaps(ground) if isinstance(ground, Ground) else [],
        "uncovered": ground.uncovered if isinstance(ground, Ground) else [],
        "issues": [issue_card(issue) for issue in issues],
    }


def grid_card(found: PlanGround) -> dict[str, Any]:
    """The whole grid."""
    ground = found.ground
    plan, catalog = ground.plan, found.candidate.catalog
    indicator = catalog.definitions["indicator", ground.indicator].model
    org = catalog.definitions["org", catalog.all("app")[0].model.org].model
    revises = plan.model.revises
    old = catalog.get("target_plan", revises.plan) if revises else None
    amount = isinstance(ground, Ground)
    return {
        **state_card(found, found.revision, found.candidate.issues_of(found.path)),
        "plan": plan.model.name,
        "title": plan.model.title,
        "indicator": indicator_card(indicator),
        "spread": found.line.spread,
        "tier": ground.tier,
        "digits": ground.digits,
        "months": plan.months,
        "frozen": plan.frozen,
        "total": amount_text(ground, ground.total if isinstance(ground, Ground) else ground.default),
        "weights": amount and not isinstance(found.line.over_units, str) and bool(found.line.over_units.weights),
        "lines": [_line(found, line) for line in plan.model.lines],
        "levels": [{"name": level.name, "title": level.title} for level in org.levels],
        "units": _units(ground),
        "revises": revises and {**vars(revises), "title": old.title if old else both(revises.plan, revises.plan)},
        "compared": _compared(found),
    }


def _compared(found: PlanGround) -> list[str] | None:
    """The months of the whole as the plan that is revised has them."""
    ground = found.ground
    revises = ground.plan.model.revises
    old = found.candidate.catalog.get("target_plan", revises.plan) if revises else None
    if old is None or not isinstance(ground, Ground) or ground.nested.top is None:
        return None
    line = next((one for one in old.model.lines if one.indicator == ground.indicator), None)
    if line is None or line.spread != "amount" or ground.tier not in line.total:
        return None
    before = Ground(Plan(preview(found.candidate.catalog), old.model, ground.plan.tree, ground.indicator), *key(ground))
    row = before.sums[ground.nested.top]
    return [major_of(row.get(month, 0), ground.digits) for month in ground.plan.months]


def key(ground: AnyGround) -> tuple[str, str]:
    """Indicator and tier of a ground."""
    return ground.indicator, ground.tier


def _line(found: PlanGround, line: Any) -> dict[str, Any]:
    definition = found.candidate.catalog.get("indicator", line.indicator)
    given = line.total if line.spread == "amount" else line.value
    tiers = [tier for tier in found.ground.plan.model.tiers if tier in given]
    title = definition.title if definition else both(line.indicator, line.indicator)
    return {"indicator": line.indicator, "title": title, "spread": line.spread, "tiers": tiers}


def _units(ground: AnyGround) -> list[dict[str, Any]]:
    """Every unit, each with its children right after it."""
    tree, months = ground.plan.tree, ground.plan.months
    locked = ground.locked if isinstance(ground, Ground) else {}
    found: list[dict[str, Any]] = []
    waiting: list[Unit] = list(reversed(tree.roots[:1]))
    while waiting:
        unit = waiting.pop()
        leaf = unit.level == ground.plan.leaf_level
        row = ground.amounts.of(unit.code, ground.tier)
        shut = leaf and (unit.opened is not None or unit.closed is not None)
        found.append(
            {
                "code": unit.code,
                "title": unit.title,
                "level": unit.level,
                "parent": tree.by_id[unit.parent_id].code if unit.parent_id else None,
                "leaf": leaf,
                "cells": [amount_text(ground, row.get(month)) for month in months],
                "total": amount_text(ground, row.get(TOTAL)),
                "locked": amount_text(ground, locked.get(unit.code)),
                "shut": [n for n, m in enumerate(months) if not ground.plan.open_in(unit, m)] if shut else [],
            }
        )
        waiting += reversed(tree.children(unit.id))
    return found


def _gaps(ground: Ground) -> list[dict[str, Any]]:
    tree, digits = ground.plan.tree, ground.digits
    return [
        {
            "unit": gap.unit,
            "title": tree.by_code[gap.unit].title,
            "column": gap.column,
            "stated": major_of(gap.stated, digits),
            "below": major_of(gap.below, digits),
            "gap": major_of(gap.gap, digits),
        }
        for gap in ground.gaps
    ]

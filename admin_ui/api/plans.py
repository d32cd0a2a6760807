"""Target plans of a change set as a grid of units × months: read, spread, typed into, revised."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.change_cards import DraftCard, draft_card
from admin_ui.plan_cards import (
    CellsWish,
    Grid,
    GridState,
    LineQuery,
    Proposal,
    SpreadAsk,
    amount_text,
    grid_card,
    state_card,
)
from admin_ui.plan_choices import Choices, choices_card
from admin_ui.plan_ground import Past, PlanGround, last_year, plan_ground, save_cells
from admin_ui.plan_revision import revision_of
from admin_ui.problems import problem
from admin_ui.resource import Resource
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.changes import StaleError
from engine.targets.amounts import TOTAL, minor_of
from engine.targets.ground import Cell, Ground
from engine.targets.spread import Spread, spread

RESOURCE = Resource("plans", "Target plans as grids")


class ReviseWish(Schema):
    """``name`` of the new plan; ``from_``: the first day that it holds for."""

    name = fields.String(required=True, validate=validate.Regexp(r"^[a-z][a-z0-9_]{0,47}$"))
    from_ = fields.Date(required=True, data_key="from")
    reason = fields.String(required=True, validate=validate.Length(1, 500))
    restate = fields.Boolean(load_default=False)


@RESOURCE.route("GET", "/changes/<change>/plans/<plan>/grid", query=LineQuery, answer=Grid)
@needs("edit_definitions")
def plan_grid(call: Call, query: dict[str, str], change: str, plan: str) -> Any:
    """One line and tier: every unit's months, gaps, locks and the units without a target."""
    return grid_card(plan_ground(call, change, plan, query["indicator"], query["tier"]))


@RESOURCE.route("GET", "/changes/<change>/plans/<plan>/choices", answer=Choices)
@needs("edit_definitions")
def plan_choices(call: Call, change: str, plan: str) -> Any:
    """What a line may be begun with, for a plan that may not be written yet: indicators, their way, weights."""
    return choices_card(call, change, plan)


@RESOURCE.route("POST", "/changes/<change>/plans/<plan>/spread", body=SpreadAsk, answer=Proposal)
@needs("edit_definitions")
def plan_spread(call: Call, wish: dict[str, Any], change: str, plan: str) -> Any:
    """What a spread would change; nothing is written. Refused with the gap where locks cannot hold."""
    found = plan_ground(call, change, plan, wish["indicator"], wish["tier"], afresh=wish["afresh"])
    cells, past = _proposed(call, found, wish)
    ground = found.ground
    before = {unit: ground.amounts.of(unit, ground.tier) for unit, _, _ in cells}
    changes = [
        {
            "unit": unit,
            "column": column,
            "before": amount_text(ground, before[unit].get(column)),
            "after": amount_text(ground, amount),
        }
        for unit, column, amount in cells
        if (before[unit].get(column) or 0) != (amount or 0)
    ]
    after = ground.amounts.with_cells(ground.tier, cells)
    rows = [after.of(unit, ground.tier) for unit in _ends(ground, wish["unit"])]
    whole = sum(row.get(wish["month"], 0) if wish["month"] else sum(row.values()) for row in rows)
    return {
        "changes": changes,
        "total": amount_text(ground, whole),
        "past": past and {**vars(past), "units": len(past.rows)},
    }


@RESOURCE.route("PUT", "/changes/<change>/plans/<plan>/cells", body=CellsWish, answer=GridState)
@needs("edit_definitions")
def plan_cells(call: Call, wish: dict[str, Any], change: str, plan: str) -> Any:
    """Write many cells at once, all or none; 409 where the file was saved from elsewhere."""
    found = plan_ground(call, change, plan, wish["indicator"], wish["tier"], afresh=wish["afresh"])
    ground = found.ground
    if wish["spread"] is not None:
        cells, _ = _proposed(call, found, wish["spread"])
        _writable(ground, cells)
    else:
        cells = ground.read_cells((cell["unit"], cell["column"], cell["amount"]) for cell in wish["cells"])
    try:
        revision = save_cells(call, found, ground.amounts.with_cells(ground.tier, cells), wish["revision"])
    except StaleError as stale:
        call.look_again()
        return stale_grid(call, stale, found)
    now = plan_ground(call, change, plan, wish["indicator"], wish["tier"])
    return state_card(now, revision, now.candidate.issues_of(now.path))


@RESOURCE.route("POST", "/changes/<change>/plans/<plan>/revise", body=ReviseWish, answer=DraftCard, status=201)
@needs("edit_definitions")
def plan_revise(call: Call, wish: dict[str, Any], change: str, plan: str) -> Any:
    """Draft a plan that takes this one's place from a day on, with the amounts of this one to begin with."""
    name = revision_of(call, change, plan, wish)
    found = draft_card(call.candidate(change), "target_plan", name)
    assert found is not None  # it has just been written
    return found


def stale_grid(call: Call, stale: StaleError, found: PlanGround) -> Any:
    """The 409 of a save over a revision that is gone, with the grid that is there now."""
    ground = found.ground
    now = plan_ground(call, found.candidate.change.public_id, ground.plan.model.name, ground.indicator, ground.tier)
    return problem(409, stale.issues[0].message, stale.issues, more={"current": Grid().dump(grid_card(now))})


def _ends(ground: Any, unit: str) -> list[str]:
    return ground.nested.leaves(unit) if isinstance(ground, Ground) else [unit]


def _proposed(call: Call, found: PlanGround, wish: dict[str, Any]) -> tuple[list[Cell], Past | None]:
    ground = found.ground
    if not isinstance(ground, Ground):
        if wish["units"] != "copy":
            words = both("比率只能照搬，不能分摊", "a rate is copied, not spread")
            raise IssueError([Issue("N888", words, "$.units")])
        return ground.copied(wish["unit"], wish["month"] or TOTAL, wish["amount"]), None
    if wish["units"] == "copy":
        words = both("总额须分摊，不能照搬", "a total is spread, not copied")
        raise IssueError([Issue("N888", words, "$.units")])
    amount = None if wish["amount"] is None else minor_of(wish["amount"], ground.digits)
    if wish["amount"] is not None and (amount is None or amount < 0):
        words = both(
            f"“{wish['amount']}” 不是最多 {ground.digits} 位小数的金额",
            f'"{wish["amount"]}" is no amount with at most {ground.digits} decimals',
        )
        raise IssueError([Issue("N882", words, "$.amount")])
    past = last_year(call, ground) if "last_year" in (wish["units"], wish["months"]) else None
    asked = Spread(wish["unit"], wish["units"], wish["months"], amount, wish["month"])
    parts = spread(ground, asked, past.rows if past else None)
    return [(unit, month, part) for (unit, month), part in parts.items()], past


def _writable(ground: Any, cells: list[Cell]) -> None:
    refused = [ground.refusal(*cell) for cell in cells if cell[2]]
    if any(refused):
        raise IssueError([issue for issue in refused if issue is not None])

"""What the grid of a target plan stands on: the plan as a change set has it, over the organisation it will meet."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from admin_ui.call import Call
from engine.access.errors import not_found
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.changes import Candidate, save_file
from engine.changes.store import change_set
from engine.definitions.canonical_form import text_hash
from engine.definitions.release import Release, preview
from engine.measure import Period, values
from engine.org import OrgTree, tree_of_rows, units_on
from engine.org.sync import rows_of
from engine.targets.amounts import Amounts, read_amounts
from engine.targets.ground import Ground
from engine.targets.plan import Plan
from engine.targets.plan_table import horizon
from engine.targets.rates import RateGround

AnyGround = Ground | RateGround


@dataclass(frozen=True)
class PlanGround:
    """One line and tier of a plan in a change set. ``path`` and ``revision`` are those of the file its cells are in
    (0: not drafted); ``typed``: the plan refers to it already."""

    candidate: Candidate
    ground: AnyGround
    path: str
    revision: int
    typed: bool

    @property
    def line(self) -> Any:
        """The line's model."""
        return self.ground.plan.lines[self.ground.indicator]


@dataclass(frozen=True)
class Past:
    """Last year's actuals: leaf code → by month of the plan; ``first`` to ``last`` is the span they were read for."""

    first: date
    last: date
    rows: dict[str, list[int | float | None]] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)  # leaves that have none at all


def plan_ground(call: Call, change: str, name: str, indicator: str, tier: str, *, afresh: bool = False) -> PlanGround:
    """The ground of a plan's line, from the file it is typed in where there is one. ``afresh``: as the plan's own
    breakdown has it, whatever was typed before.

    Raises AccessError (404) for an unknown change set, plan, line or tier; IssueError where the plan cannot be broken
    down as it stands.
    """
    call.require_builder()
    candidate = call.candidate(change)
    release = preview(candidate.catalog)
    model = release.find("target_plan", name)
    line = next((one for one in (model.lines if model else ()) if one.indicator == indicator), None)
    if model is None or line is None:
        if ("target_plan", name) in candidate.catalog.broken:
            raise IssueError(_own_issues(candidate, name))
        raise not_found()
    amount = line.spread == "amount"
    if tier not in (line.total if amount else line.value):
        raise not_found()
    named = (None if isinstance(line.over_units, str) else line.over_units.amounts) if amount else line.own
    shared = named is not None and _uses(release, named) > 1  # another plan's targets must not move with this one's
    path = named if named and not shared else f"data/{name}_{indicator}.csv"
    draft = candidate.files.get(path)
    begun = path == named or (draft is not None and draft.text is not None and not afresh)
    source = path if begun else named
    text = (candidate.data.get(source) or "") if source else ""
    try:
        plan = Plan(release, model, tree_of(call, candidate, release), indicator)
        if not amount:
            ground: AnyGround = RateGround.read(plan, indicator, tier, text)
        else:
            if begun:
                plan.amounts[indicator] = read_amounts(text, plan.digits(indicator))
            ground = Ground(plan, indicator, tier)
    except (LookupError, ValueError, ArithmeticError) as error:
        words = both("计划尚有错误，先修正再填表", "the plan has mistakes: mend them before filling in the grid")
        raise IssueError(_own_issues(candidate, name) or [Issue("N889", words)]) from error
    return PlanGround(candidate, ground, path, draft.revision if draft else 0, path == named)


def _uses(release: Release, path: str) -> int:
    """How many lines of plans have their cells in a file."""
    lines = (line for plan in release.all("target_plan") for line in plan.lines)
    return sum(path in (getattr(line, "own", None), getattr(_table(line), "amounts", None)) for line in lines)


def _table(line: Any) -> Any:
    return getattr(line, "over_units", None)


def tree_of(call: Call, candidate: Candidate, release: Release) -> OrgTree:
    """The organisation that the plan will be broken down over: what serves, or the units file where it is drafted."""
    org, live = release.get("org", release.app.org), call.release.get("org", call.release.app.org)
    if org == live and release.files.get(org.units) == call.release.files.get(live.units):
        first, last = horizon(release, call.today)
        return units_on(call.connection, max(first, min(last, call.today)))
    return tree_of_rows(rows_of(release.files[org.units]), [level.name for level in org.levels])


def save_cells(call: Call, found: PlanGround, amounts: Amounts, revision: int) -> int:
    """Writes the line's file into the change set; returns its new revision. Raises StaleError."""
    live = call.release.files.get(found.path)
    before = found.candidate.files.get(found.path)
    base = (text_hash(live) if live is not None else None) if before is None else before.base_hash
    file = {"path": found.path, "text": found.ground.text(amounts), "base_hash": base}
    with call.writing() as connection:
        owner = change_set(connection, found.candidate.change.public_id)
        save_file(connection, owner, file, revision, call.actor.login)
    call.look_again()
    return revision + 1


def last_year(call: Call, ground: Ground) -> Past:
    """Each leaf's actuals a year before each month of the plan, read through the caller's door.

    Raises IssueError (N888) where the indicator does not serve yet or there are no actuals at all.
    """
    model, door = ground.plan.model, call.door
    spans = [_a_year_before(month, model.from_, model.to) for month in ground.plan.months]
    past = Past(spans[0][0], spans[-1][1])
    if not door.shows(ground.indicator):
        raise IssueError([_nothing(past)])
    level = len(call.release.get("org", call.release.app.org).levels) - 1
    codes = {key: unit.code for key, unit in door.units(door.units_of_level(level)).items()}
    rows: dict[str, list[int | float | None]] = {code: [] for code in codes.values()}
    for first, last in spans:
        found = values(door, sorted(codes), Period("mtd", last, first), [ground.indicator])
        for key, code in codes.items():
            value = found.get((key, ground.indicator))
            rows[code].append(value.actual if value and value.have else None)
    known = {leaf.code for leaf in ground.plan.leaves}
    past.rows.update({code: row for code, row in rows.items() if code in known})
    past.without.extend(sorted(c for c in known if not any(v is not None for v in past.rows.get(c, ()))))
    if len(past.without) == len(known):
        raise IssueError([_nothing(past)])
    return past


def _nothing(past: Past) -> Issue:
    words = both(
        f"{past.first} 至 {past.last} 没有任何实际值，不能按去年分摊",
        f"there are no actuals from {past.first} to {past.last} to go by",
    )
    return Issue("N888", words, "$.units")


def _a_year_before(month: str, first: date, last: date) -> tuple[date, date]:
    year, of = int(month[:4]), int(month[5:])
    begin = max(first, date(year, of, 1))
    end = min(last, date(year, of, calendar.monthrange(year, of)[1]))
    longest = calendar.monthrange(year - 1, of)[1]
    whole = end.day == calendar.monthrange(year, of)[1]
    return (
        date(year - 1, of, min(begin.day, longest)),
        date(year - 1, of, longest if whole else min(end.day, longest)),
    )


def _own_issues(candidate: Candidate, name: str) -> list[Issue]:
    draft = candidate.drafts.get(("target_plan", name))
    serving = candidate.live.catalog.get("target_plan", name)
    path = draft.path if draft else serving.path if serving else ""
    return [issue for issue in candidate.issues_of(path) if issue.level == "error"]

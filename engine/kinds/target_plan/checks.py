"""What the schema of a target plan cannot say: lines fit their indicators, tiers and units exist, no day twice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference
from engine.definitions.names import twice, unknown
from engine.kinds.target_plan.amount_table import amount_issues
from engine.kinds.target_plan.model import AmountLine, ByTable, RateLine, TargetPlanModel
from engine.kinds.target_plan.revision import ancestors, revision_issues
from engine.kinds.target_plan.tables import lock_issues, own_issues, weight_issues
from engine.targets.amounts import months_of


def references(model: TargetPlanModel) -> Iterable[Reference]:
    """Calendar, indicators and the CSV files."""
    if model.calendar:
        yield Reference("$.calendar", "calendar", model.calendar)
    if model.revises:
        yield Reference("$.revises.plan", "target_plan", model.revises.plan)
    for i, line in enumerate(model.lines):
        yield Reference(f"$.lines[{i}].indicator", "indicator", line.indicator)
        if isinstance(line, AmountLine) and isinstance(line.over_units, ByTable):
            for name, path in (("weights", line.over_units.weights), ("amounts", line.over_units.amounts)):
                if path:
                    yield Reference(f"$.lines[{i}].over_units.{name}", "file", path)
        if isinstance(line, RateLine) and line.own:
            yield Reference(f"$.lines[{i}].own", "file", line.own)


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about a plan that passed its schema; those about a CSV row carry the row's line."""
    model: TargetPlanModel = definition.model
    if model.from_ > model.to:
        words = both(f"{model.to} 早于 {model.from_}", f"{model.to} is before {model.from_}")
        yield definition.issue("N451", words, "$.to")
    yield from twice(definition, "N420", [(f"$.tiers[{i}]", tier) for i, tier in enumerate(model.tiers)])
    yield from twice(
        definition, "N456", [(f"$.lines[{i}].indicator", line.indicator) for i, line in enumerate(model.lines)]
    )
    yield from _other_plans(definition, catalog)
    yield from revision_issues(definition, catalog)
    for i, line in enumerate(model.lines):
        place = f"$.lines[{i}]"
        compiled = _compiled(catalog, line.indicator)
        if isinstance(line, AmountLine):
            yield from _amount(definition, catalog, place, line, compiled)
        else:
            yield from _rate(definition, catalog, place, line, compiled)


def _compiled(catalog: Catalog, indicator: str) -> Any:
    """The compiled indicator, or None where it is unknown or faulty (complained about elsewhere)."""
    try:
        return catalog.compiled("indicator", indicator)
    except (IssueError, KeyError):
        return None


def money_digits(catalog: Catalog) -> int:
    """Decimals of the app's money; 2 where there is no app (a set checked in parts)."""
    apps = catalog.all("app")
    return int(apps[0].model.money_digits) if apps else 2


def _tiers(definition: Definition, place: str, tiers: Iterable[str]) -> Iterable[Issue]:
    for tier in tiers:
        if tier not in definition.model.tiers:
            yield unknown(definition, "N454", f"{place}.{tier}", tier, definition.model.tiers, ("档位", "tier"))


def _amount(definition: Definition, catalog: Catalog, place: str, line: AmountLine, compiled: Any) -> Iterable[Issue]:
    yield from _tiers(definition, f"{place}.total", line.total)
    if compiled is not None and not compiled.additive:
        words = both(
            f"“{line.indicator}” 不可累加，不能下达总额",
            f'"{line.indicator}" cannot be summed, so it has no total to spread',
        )
        hint = both('比率请写 "spread": "rate"', 'for a ratio write "spread": "rate"')
        yield definition.issue("N452", words, f"{place}.spread", hint)
    digits = money_digits(catalog) if compiled is None or compiled.type == "money" else 0
    for tier, total in line.total.items():
        yield from _decimal(definition, f"{place}.total.{tier}", total, digits)
    months = line.over_time.months
    if isinstance(months, tuple) and sum(months) == 0:
        words = both("各月权重全为 0", "all months weigh 0")
        yield definition.issue("N458", words, f"{place}.over_time.months")
    for j, lock in enumerate(line.locks):
        yield from _decimal(definition, f"{place}.locks[{j}].amount", lock.amount, digits)
        if lock.tier is not None and lock.tier not in line.total:
            known = list(line.total)
            yield unknown(definition, "N454", f"{place}.locks[{j}].tier", lock.tier, known, ("档位", "tier"))
    yield from lock_issues(definition, catalog, place, line)
    if isinstance(line.over_units, ByTable):
        if line.over_units.weights:
            yield from weight_issues(catalog, f"{place}.over_units.weights", line.over_units.weights)
        if line.over_units.amounts:
            yield from amount_issues(definition, catalog, place, line, line.over_units.amounts, digits)


def _decimal(definition: Definition, path: str, text: str, digits: int) -> Iterable[Issue]:
    if text.startswith("-"):
        yield definition.issue("N455", both("目标总额不能为负", "a target amount is not negative"), path)
    elif len(text.partition(".")[2].rstrip("0")) > digits:
        words = both(f"{text} 的小数多于 {digits} 位", f"{text} has more than {digits} decimals")
        yield definition.issue("N455", words, path)


def _rate(definition: Definition, catalog: Catalog, place: str, line: RateLine, compiled: Any) -> Iterable[Issue]:
    yield from _tiers(definition, f"{place}.value", line.value)
    if compiled is not None and not compiled.is_ratio:
        words = both(f"“{line.indicator}” 不是比率", f'"{line.indicator}" is not one sum divided by another')
        hint = both('总量请写 "spread": "amount"', 'for a total write "spread": "amount"')
        yield definition.issue("N453", words, f"{place}.spread", hint)
    if line.own:
        months = months_of(definition.model.from_, definition.model.to)
        yield from own_issues(catalog, f"{place}.own", line.own, definition.model.tiers, months)


def _other_plans(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """The same indicator has one target a day: complained about at the plan that begins later (or by name)."""
    model: TargetPlanModel = definition.model
    mine = (model.from_, model.name)
    for other in catalog.all("target_plan"):
        theirs: TargetPlanModel = other.model
        apart = theirs.to < model.from_ or model.to < theirs.from_
        if apart or (theirs.from_, theirs.name) >= mine:
            continue
        if theirs.name in ancestors(model, catalog) or model.name in ancestors(theirs, catalog):
            continue
        both_have = {line.indicator for line in theirs.lines}
        for i, line in enumerate(model.lines):
            if line.indicator in both_have:
                first, last = max(model.from_, theirs.from_), min(model.to, theirs.to)
                words = both(
                    f"“{line.indicator}” 从 {first} 到 {last} 已有计划 “{theirs.name}”",
                    f'"{line.indicator}" already has plan "{theirs.name}" from {first} to {last}',
                )
                yield definition.issue("N457", words, f"$.lines[{i}].indicator")

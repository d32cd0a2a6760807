"""The CSV files and locks of a plan: units exist, shares and values are sound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from engine.base.issue import Issue
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition
from engine.definitions.names import unknown
from engine.definitions.table import Row, Table, number_of, table
from engine.kinds.target_plan.model import AmountLine


def units_in(catalog: Catalog) -> tuple[Sequence[Row], str] | None:
    """The rows of the org's units file and the name of the last level; None where either is missing or faulty."""
    orgs = catalog.all("org")
    if not orgs:
        return None
    found = table(catalog, orgs[0].model.units, "$.units", "N441", ("code", "level"), None)
    if found is None or found.issues:
        return None
    return found.rows, orgs[0].model.levels[-1].name


def _units(catalog: Catalog, *, leaves: bool) -> dict[str, str] | None:
    """Unit codes of the org (leaves only on request); None where the org is missing or its file faulty."""
    found = units_in(catalog)
    if found is None:
        return None
    rows, leaf = found
    return {row["code"]: row["level"] for row in rows if not leaves or row["level"] == leaf}


def weight_issues(catalog: Catalog, place: str, path: str) -> Iterable[Issue]:
    """The shares of units: known leaves, once each, not negative, not all zero."""
    shares = table(catalog, path, place, "N459", ("unit", "weight"))
    if shares is None:
        return
    yield from shares.issues
    yield from row_issues(shares, _units(catalog, leaves=True), ("unit",))
    sound = True
    total = Decimal(0)
    for row in shares.rows:
        weight = number_of(row["weight"])
        if weight is None or weight < 0:
            sound = False
            words = both(
                f"权重 “{row['weight']}” 须是不小于 0 的数", f'weight "{row["weight"]}" must be a number from 0 up'
            )
            yield shares.issue("N458", row, words)
        else:
            total += weight
    if sound and not shares.issues and total == 0:
        yield shares.issue("N458", 1, both("权重合计为 0", "the weights add up to 0"))


def own_issues(catalog: Catalog, place: str, path: str, tiers: Sequence[str], months: Sequence[str]) -> Iterable[Issue]:
    """Units' own values: known units and tiers, once each, numbers; a month's cell may be empty."""
    values = table(catalog, path, place, "N459", ("unit", "tier", "value"), months)
    if values is None:
        return
    yield from values.issues
    yield from row_issues(values, _units(catalog, leaves=False), ("unit", "tier"))
    for row in values.rows:
        if row["tier"] not in tiers:
            words = both(f"没有档位 “{row['tier']}”", f'there is no tier "{row["tier"]}"')
            yield values.issue("N454", row, words, did_you_mean(row["tier"], tiers))
        own = [row[month] for month in months if row[month]]
        for cell in own if own and not row["value"] else (row["value"], *own):
            if number_of(cell) is None:
                yield values.issue("N458", row, both(f"“{cell}” 不是数", f'"{cell}" is not a number'))


def row_issues(rows: Table, units: dict[str, str] | None, key: Sequence[str]) -> Iterable[Issue]:
    """Rows whose unit does not exist, or whose key stood on an earlier line."""
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows.rows:
        if units is not None and row["unit"] not in units:
            words = both(f"没有单位 “{row['unit']}”", f'there is no unit "{row["unit"]}" to give a target to')
            yield rows.issue("N459", row, words, did_you_mean(row["unit"], units))
        names = tuple(row[name] for name in key)
        if names in seen:
            words = both(
                f"{'、'.join(names)} 已在第 {seen[names].line} 行",
                f"{', '.join(names)} is already on line {seen[names].line}",
            )
            yield rows.issue("N459", row, words)
        seen.setdefault(names, row)


def lock_issues(definition: Definition, catalog: Catalog, place: str, line: AmountLine) -> Iterable[Issue]:
    """Locked units exist, once per tier, and their amounts fit into the total."""
    units = _units(catalog, leaves=False)
    for j, lock in enumerate(line.locks):
        if units is not None and lock.unit not in units:
            yield unknown(definition, "N459", f"{place}.locks[{j}].unit", lock.unit, list(units), ("单位", "unit"))
    for tier, total in line.total.items():
        locked: dict[str, Decimal] = {}
        for j, lock in enumerate(line.locks):
            if lock.tier in (None, tier):
                if lock.unit in locked:
                    words = both(
                        f"“{lock.unit}” 在档位 {tier} 锁定了两次", f'"{lock.unit}" is locked twice in tier {tier}'
                    )
                    yield definition.issue("N459", words, f"{place}.locks[{j}]")
                locked[lock.unit] = Decimal(lock.amount)
        leaves = _units(catalog, leaves=True) or {}
        fixed = sum((amount for unit, amount in locked.items() if unit in leaves), Decimal(0))
        if locked and fixed > Decimal(total):
            gap = fixed - Decimal(total)
            words = both(f"档位 {tier} 的锁定合计超出总额 {gap}", f"the locks of tier {tier} exceed the total by {gap}")
            yield definition.issue("N450", words, f"{place}.locks")

"""The CSV of amounts of a line: cells are amounts of months of the plan, units are open, everything adds up."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence

from engine.base.issue import Issue
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition
from engine.definitions.table import Row, Table, table
from engine.kinds.target_plan.model import AmountLine, TargetPlanModel
from engine.kinds.target_plan.tables import row_issues, units_in
from engine.targets.amounts import TOTAL, Amounts, major_of, minor_of, months_of
from engine.targets.gaps import Gap, Nested, gaps, sums

SHOWN = 5  # differences named in one message


def amount_issues(
    definition: Definition, catalog: Catalog, place: str, line: AmountLine, path: str, digits: int
) -> Generator[Issue, None, None]:
    """Every complaint about the file and what it adds up to."""
    model: TargetPlanModel = definition.model
    months = months_of(model.from_, model.to)
    rows = table(catalog, path, f"{place}.over_units.amounts", "N459", ("unit", "tier"), (TOTAL, *months))
    if rows is None:
        return
    org = units_in(catalog)
    found = [*rows.issues, *row_issues(rows, {row["code"]: "" for row in org[0]} if org else None, ("unit", "tier"))]
    amounts = yield from _cells(rows, line, months, digits)
    yield from found
    if org is None or found or amounts is None:
        return
    yield from _closed(rows, {row["code"]: row for row in org[0]}, org[1], months)
    tree = Nested.of((row["code"], row["parent"] or None, row["level"] == org[1]) for row in org[0])
    for tier, text in line.total.items():
        total = minor_of(text, digits)
        if total is None:
            continue  # complained about already
        whole = sums(tree, amounts, tier, total, months)
        yield from _locks(definition, place, line, tier, whole, digits)
        wrong = gaps(tree, amounts, tier, total, months)
        if wrong and not line.gap_reason:
            titles = {row["code"]: row for row in org[0]}
            yield _gap_issue(definition, f"{place}.over_units.amounts", tier, wrong, digits, titles)


def _cells(rows: Table, line: AmountLine, months: Sequence[str], digits: int) -> Generator[Issue, None, Amounts | None]:
    """Yields complaints; returns the amounts, or None where a cell is none."""
    cells: dict[tuple[str, str], dict[str, int]] = {}
    sound = True
    columns = [column for column in (TOTAL, *months) if column in rows.columns]
    for row in rows.rows:
        if row["tier"] not in line.total:
            sound = False
            words = both(f"没有档位 “{row['tier']}”", f'there is no tier "{row["tier"]}"')
            yield rows.issue("N454", row, words, did_you_mean(row["tier"], list(line.total)))
        own = cells.setdefault((row["unit"], row["tier"]), {})
        for column in columns:
            text = row[column]
            if not text:
                continue
            amount = minor_of(text, digits)
            if amount is None or amount < 0:
                sound = False
                words = both(
                    f"{column} 的 “{text}” 须是不小于 0、最多 {digits} 位小数的金额",
                    f'{column}: "{text}" must be an amount from 0 up with at most {digits} decimals',
                )
                yield rows.issue("N882", row, words)
            else:
                own[column] = amount
    return Amounts(cells) if sound else None


def _closed(rows: Table, units: dict[str, Row], leaf: str, months: Sequence[str]) -> Iterable[Issue]:
    """Amounts for months in which the unit is never open: nobody could make them, and no day could hold them."""
    for row in rows.rows:
        unit = units[row["unit"]]
        if unit["level"] != leaf:
            continue
        opened, closed = unit["opened"][:7], unit["closed"]
        for month in months:
            if not row[month].strip("0.") or not ((opened and month < opened) or (closed and closed <= f"{month}-01")):
                continue
            words = both(
                f"“{row['unit']}” 在 {month} 不营业，不能有目标",
                f'"{row["unit"]}" is not open in {month}: no target there',
            )
            yield rows.issue("N883", row, words)


def _locks(
    definition: Definition, place: str, line: AmountLine, tier: str, whole: dict[str, dict[str, int]], digits: int
) -> Iterable[Issue]:
    for j, lock in enumerate(line.locks):
        amount = minor_of(lock.amount, digits)
        if lock.tier not in (None, tier) or lock.unit not in whole or amount is None:
            continue
        has = whole[lock.unit][TOTAL]
        if has != amount:
            words = both(
                f"“{lock.unit}” 锁定为 {lock.amount}，表中合计 {major_of(has, digits)}",
                f'"{lock.unit}" is locked at {lock.amount}, but its cells add up to {major_of(has, digits)}',
            )
            yield definition.issue("N884", words, f"{place}.locks[{j}].amount")


def _gap_issue(
    definition: Definition, path: str, tier: str, wrong: Sequence[Gap], digits: int, units: Mapping[str, Row]
) -> Issue:
    def named(gap: Gap, total: str, lang: str) -> str:
        sign = "+" if gap.gap > 0 else ""
        column = total if gap.column == TOTAL else gap.column
        return f"{units[gap.unit][lang] or gap.unit} {column} {sign}{major_of(gap.gap, digits)}"

    shown, more = wrong[:SHOWN], len(wrong) - SHOWN
    zh = "；".join(named(gap, "合计", "zh") for gap in shown) + (f"；另有 {more} 处" if more > 0 else "")
    en = "; ".join(named(gap, "total", "en") for gap in shown) + (f"; {more} more" if more > 0 else "")
    words = both(
        f"档位 {tier} 下达数与下级合计不等：{zh}", f"tier {tier}: what was handed down is not what is below: {en}"
    )
    hint = both("补齐差额，或写明差额原因（gap_reason）", "hand on the difference, or say why (gap_reason)")
    return definition.issue("N880", words, path, hint)

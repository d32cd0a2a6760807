"""What the grid of a plan stands on: every leaf's amount of every month as the plan has it now, sums, gaps. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.org import Unit
from engine.targets.amounts import TOTAL, Amounts, amounts_text, minor_of
from engine.targets.gaps import Gap, Nested, gaps, sums
from engine.targets.plan import Plan

Cell = tuple[str, str, int | None]  # unit code, month or "total", minor units or None = empty


@dataclass(frozen=True)
class Ground:
    """One amount line of a plan in one tier."""

    plan: Plan
    indicator: str
    tier: str

    @cached_property
    def digits(self) -> int:
        """Decimals of the amounts."""
        return self.plan.digits(self.indicator)

    @cached_property
    def nested(self) -> Nested:
        """The tree by codes."""
        tree = self.plan.tree
        return Nested.of(
            (unit.code, tree.by_id[unit.parent_id].code if unit.parent_id else None, unit.level == self.plan.leaf_level)
            for unit in tree.by_id.values()
        )

    @cached_property
    def amounts(self) -> Amounts:
        """The amounts of all tiers: what was typed, else what the breakdown gives (branches say nothing then)."""
        typed = self.plan.amounts.get(self.indicator)
        if typed is not None:
            return typed
        cells = {}
        for leaf in self.plan.leaves:
            for tier in self.plan.lines[self.indicator].total:
                row = self.plan.month_amounts(leaf, self.indicator, tier)
                cells[leaf.code, tier] = {month: amount for month, amount in row.items() if amount}
        return Amounts({key: row for key, row in cells.items() if row})

    @cached_property
    def total(self) -> int:
        """What is handed down to the top unit."""
        return self.plan.total(self.indicator, self.tier)

    @cached_property
    def sums(self) -> dict[str, dict[str, int]]:
        """Every unit's amount by month and "total"."""
        return sums(self.nested, self.amounts, self.tier, self.total, self.plan.months)

    @cached_property
    def gaps(self) -> list[Gap]:
        """Parent − Σ children, wherever it is not 0."""
        return gaps(self.nested, self.amounts, self.tier, self.total, self.plan.months)

    @cached_property
    def uncovered(self) -> list[str]:
        """Leaves that are open in the plan's time and have no target at all."""
        return [leaf.code for leaf in self.plan.leaves if self.plan.ever_open(leaf) and not any(self.row(leaf.code))]

    @cached_property
    def locked(self) -> dict[str, int]:
        """Unit code → locked amount."""
        return self.plan.locked(self.plan.lines[self.indicator], self.tier)

    def row(self, code: str) -> list[int]:
        """A unit's stated amounts by month; 0 where nothing is."""
        stated = self.amounts.of(code, self.tier)
        return [stated.get(month, 0) for month in self.plan.months]

    def text(self, amounts: Amounts) -> str:
        """The file of these amounts: units from the top in order of code."""
        units = [unit.code for unit in self.plan.tree.by_id.values()]
        tiers = [tier for tier in self.plan.model.tiers if tier in self.plan.lines[self.indicator].total]
        return amounts_text(amounts, units, tiers, self.plan.months, self.digits)

    # --- cells that somebody wants to write ----------------------------------------------------------------------

    def refusal(self, code: str, column: str, amount: int | None) -> Issue | None:
        """Why a cell may not hold an amount; None where it may."""
        unit = self.plan.tree.by_code.get(code)
        path = f"$.cells.{code}.{column}"
        if unit is None:
            words = both(f"没有单位 “{code}”", f'there is no unit "{code}"')
            return Issue("N459", words, path, hint=did_you_mean(code, self.plan.tree.by_code))
        if column != TOTAL and column not in self.plan.months:
            return Issue("N881", both(f"计划里没有 {column}", f"the plan has no month {column}"), path)
        leaf = unit.level == self.plan.leaf_level
        if column == TOTAL and (leaf or code == self.nested.top):
            words = both("合计由各月得出", "this total is the sum of its months")
            return Issue("N881", words, path)
        if amount is not None and amount < 0:
            return Issue("N882", both("目标不能为负", "a target is not negative"), path)
        if column in self.plan.frozen:
            day = self.plan.model.revises.from_
            words = both(f"{day} 之前的目标保持原计划", f"targets before {day} stay the old plan's")
            return Issue("N886", words, path)
        if leaf and code in self.locked:
            return Issue("N884", both(f"“{code}” 已锁定", f'"{code}" is locked'), path)
        if leaf and amount and not self.plan.open_in(unit, column):
            words = both(f"“{code}” 在 {column} 不营业", f'"{code}" is not open in {column}')
            return Issue("N883", words, path)
        return None

    def read_cells(self, cells: Iterable[tuple[str, str, str | None]]) -> list[Cell]:
        """Cells with amounts as decimal text. Raises IssueError with every refusal (N459, N881–N884, N886)."""
        found: list[Cell] = []
        issues: list[Issue] = []
        for code, column, text in cells:
            amount = None if text is None else minor_of(text, self.digits)
            if text is not None and amount is None:
                words = both(
                    f"“{text}” 不是最多 {self.digits} 位小数的金额",
                    f'"{text}" is no amount with at most {self.digits} decimals',
                )
                issues.append(Issue("N882", words, f"$.cells.{code}.{column}"))
                continue
            refused = self.refusal(code, column, amount)
            if refused is not None:
                issues.append(refused)
            else:
                found.append((code, column, amount))
        if issues:
            raise IssueError(issues)
        return found

    def changes(self, cells: Mapping[tuple[str, str], int]) -> list[tuple[str, str, int, int]]:
        """(unit, month, before, after) of those cells that would hold something else than now."""
        before = {code: self.amounts.of(code, self.tier) for code, _ in cells}
        return [
            (code, month, before[code].get(month, 0), after)
            for (code, month), after in cells.items()
            if before[code].get(month, 0) != after
        ]

    def unit(self, code: str) -> Unit:
        """A unit by code. Raises IssueError (N459)."""
        found = self.plan.tree.by_code.get(code)
        if found is None:
            words = both(f"没有单位 “{code}”", f'there is no unit "{code}"')
            raise IssueError([Issue("N459", words, "$.unit", hint=did_you_mean(code, self.plan.tree.by_code))])
        return found

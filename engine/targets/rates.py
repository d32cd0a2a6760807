"""Rate targets in a grid: a unit's own value and its months' own, everything else handed down from above. Pure.

Kept as whole billionths, so that what was typed is what is stored; ``total`` is the unit's own value for all months.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.targets.amounts import TOTAL, Amounts, major_of, minor_of, read_amounts
from engine.targets.ground import Cell
from engine.targets.plan import Plan

DIGITS = 9


def shown(amount: int) -> str:
    """A rate's text without idle zeros.

    >>> shown(340_000_000)
    '0.34'
    """
    text = major_of(amount, DIGITS)
    return text.rstrip("0").rstrip(".")


@dataclass(frozen=True)
class RateGround:
    """One rate line of a plan in one tier; ``amounts`` holds what units have of their own."""

    plan: Plan
    indicator: str
    tier: str
    amounts: Amounts

    @classmethod
    def read(cls, plan: Plan, indicator: str, tier: str, text: str) -> RateGround:
        """From the line's file (``unit,tier,value`` and columns of months); an empty text for none."""
        head, _, rest = text.removeprefix("\ufeff").partition("\n")
        renamed = ",".join(TOTAL if name.strip() == "value" else name.strip() for name in head.split(","))
        return cls(plan, indicator, tier, read_amounts(f"{renamed}\n{rest}", DIGITS))

    @property
    def digits(self) -> int:
        """Decimals a value may have."""
        return DIGITS

    @cached_property
    def default(self) -> int:
        """The line's own value, which holds where no unit says otherwise."""
        return minor_of(f"{Decimal(str(self.plan.lines[self.indicator].value[self.tier])):f}", DIGITS) or 0

    def text(self, amounts: Amounts) -> str:
        """The line's file; columns only for months that somebody has."""
        model = self.plan.model
        used = {month for row in amounts.cells.values() for month in row}
        months = [month for month in self.plan.months if month in used]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["unit", "tier", "value", *months])
        for unit in self.plan.tree.by_id.values():
            for tier in model.tiers:
                row = amounts.of(unit.code, tier)
                if row:
                    cells = (shown(row[c]) if c in row else "" for c in (TOTAL, *months))
                    writer.writerow([unit.code, tier, *cells])
        return out.getvalue()

    def refusal(self, code: str, column: str, amount: int | None) -> Issue | None:
        """Why a cell may not be written; None where it may."""
        path = f"$.cells.{code}.{column}"
        if code not in self.plan.tree.by_code:
            words = both(f"没有单位 “{code}”", f'there is no unit "{code}"')
            return Issue("N459", words, path, hint=did_you_mean(code, self.plan.tree.by_code))
        if column != TOTAL and column not in self.plan.months:
            return Issue("N881", both(f"计划里没有 {column}", f"the plan has no month {column}"), path)
        if column in self.plan.frozen:
            day = self.plan.model.revises.from_
            return Issue("N886", both(f"{day} 之前的目标保持原计划", f"targets before {day} stay the old plan's"), path)
        return None

    def read_cells(self, cells: Iterable[tuple[str, str, str | None]]) -> list[Cell]:
        """Cells with values as decimal text. Raises IssueError with every refusal."""
        found: list[Cell] = []
        issues: list[Issue] = []
        for code, column, text in cells:
            amount = None if text is None else minor_of(text, DIGITS)
            refused = self.refusal(code, column, amount)
            if text is not None and amount is None:
                refused = Issue("N882", both(f"“{text}” 不是数", f'"{text}" is no number'), f"$.cells.{code}.{column}")
            if refused is not None:
                issues.append(refused)
            else:
                found.append((code, column, amount))
        if issues:
            raise IssueError(issues)
        return found

    def copied(self, code: str, column: str, text: str | None) -> list[Cell]:
        """Cells that give a unit a value (None: the one it has now) and hand it to every unit below, whose own values
        go. Raises IssueError for an unknown unit or month or a text that is no number."""
        unit = self.plan.tree.by_code.get(code)
        now = self.effective(code, column) if unit and column in (TOTAL, *self.plan.months) else 0
        head = self.read_cells([(code, column, shown(now) if text is None else text)])
        below = [one for one in self.plan.tree.by_id.values() if unit and unit.path < one.path < unit.path_end]
        columns = [column] if column != TOTAL else [c for c in (TOTAL, *self.plan.months) if c not in self.plan.frozen]
        own = [(unit.code, c) for c in columns if unit and c != column] if column == TOTAL and unit else []
        gone = own + [(one.code, c) for one in below for c in columns]
        return head + [(u, c, None) for u, c in gone if c in self.amounts.of(u, self.tier)]

    def effective(self, code: str, column: str) -> int:
        """The value that holds at a unit in a month (or by its own row), handed down from above where it has none."""
        unit = self.plan.tree.by_code[code]
        for one in (unit, *self.plan.tree.ancestors(unit.id)):
            row = self.amounts.of(one.code, self.tier)
            for name in (column, TOTAL):
                if name in row:
                    return row[name]
        return self.default

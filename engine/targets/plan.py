"""A target plan broken down: every leaf's months and days, from definitions alone; and plans that revise plans.

A revision's days are the new plan's from its day on; days before keep the old plan's unless it restates. In the month
in which it begins, what the days before already hold is kept and the rest of the new month's amount goes to the days
that follow, so that the month still sums to what the new plan says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.org import OrgTree, Unit
from engine.org.sync import rows_of
from engine.targets.allocate import ImpossibleLock, Weight, allocate
from engine.targets.amounts import Amounts, major_of, minor_of, months_of, read_amounts
from engine.targets.breakdown import Month, days_of_month, month_days, over_months, over_units
from engine.targets.days import Days

DayTargets = dict[date, int | float]


class Plan:
    """One target plan over one tree; ``only`` one indicator's line, if given. Raises IssueError (N450) for locks that
    cannot hold."""

    def __init__(self, release: Any, model: Any, tree: OrgTree, only: str | None = None) -> None:
        self.model, self.tree = model, tree
        self._release = release
        self.leaf_level = len(release.get("org", release.app.org).levels) - 1
        self._days = Days(release.get("calendar", model.calendar or release.app.calendar))
        self._span = [model.from_ + timedelta(days=n) for n in range((model.to - model.from_).days + 1)]
        by_calendar = dict(zip(self._span, _whole([self._days.weight(day) for day in self._span]), strict=True))
        self._weights = {"calendar": by_calendar, "equal": dict.fromkeys(self._span, 1)}
        self._parts: dict[tuple[str, str], dict[int, int]] = {}
        self._months: dict[str, list[int] | None] = {}
        self.amounts: dict[str, Amounts] = {}  # indicator → what was typed, where the line has a file of amounts
        self._rates: dict[tuple[str, str], tuple[float, dict[tuple[str, str], float]]] = {}
        self.lines = {line.indicator: line for line in model.lines if only in (None, line.indicator)}
        self._last: tuple[int, str, list[Month]] | None = None
        for line in self.lines.values():
            if line.spread == "amount":
                self._spread(line)
            else:
                self._copy(line)

    @cached_property
    def leaves(self) -> list[Unit]:
        """The units of the last level, top branches first."""
        return [unit for unit in self.tree.by_id.values() if unit.level == self.leaf_level]

    @cached_property
    def frozen(self) -> list[str]:
        """The months that lie wholly before the day a revision holds from: they keep the old plan's targets."""
        revises = self.model.revises
        if revises is None or revises.restate:
            return []
        return [month for month in self.months if month < f"{revises.from_:%Y-%m}"]

    def open_in(self, leaf: Unit, month: str) -> bool:
        """Whether a leaf is in business on some day of a month of the plan."""
        return any(leaf.open_on(day) for day in self._days_by_month[month])

    @cached_property
    def _days_by_month(self) -> dict[str, list[date]]:
        found: dict[str, list[date]] = {month: [] for month in self.months}
        for day in self._span:
            found[f"{day:%Y-%m}"].append(day)
        return found

    @cached_property
    def months(self) -> list[str]:
        """The calendar months of the plan: ["2026-01", …]."""
        return months_of(self.model.from_, self.model.to)

    def digits(self, indicator: str) -> int:
        """Decimals of an indicator's amounts: the app's for money, none for counts."""
        kind = self._release.compiled("indicator", indicator).type
        return int(self._release.app.money_digits) if kind == "money" else 0

    def ever_open(self, leaf: Unit) -> bool:
        """Whether a leaf is in business on some day of the plan."""
        first, last = self.model.from_, self.model.to
        return (leaf.opened is None or leaf.opened <= last) and (leaf.closed is None or first < leaf.closed)

    def locked(self, line: Any, tier: str) -> dict[str, int]:
        """Unit code → locked amount of a tier, in minor units."""
        digits = self.digits(line.indicator)
        found = {lock.unit: minor_of(lock.amount, digits) for lock in line.locks or () if lock.tier in (None, tier)}
        return {unit: amount for unit, amount in found.items() if amount is not None}

    def total(self, indicator: str, tier: str) -> int:
        """What is handed down to the top unit, in minor units."""
        return minor_of(self.lines[indicator].total[tier], self.digits(indicator)) or 0

    def weights(self, line: Any) -> dict[str, Fraction] | None:
        """The units' shares of the line's weights file; None where it has none."""
        if isinstance(line.over_units, str) or not line.over_units.weights:
            return None
        return {row["unit"]: Fraction(row["weight"]) for row in rows_of(self._release.files[line.over_units.weights])}

    def _spread(self, line: Any) -> None:
        months = line.over_time.months
        given = [1] * 12 if months == "equal" else months
        self._months[line.indicator] = None if months == "days" else _whole([Fraction(str(w)) for w in given])
        if not isinstance(line.over_units, str) and line.over_units.amounts:
            text = self._release.files[line.over_units.amounts]
            self.amounts[line.indicator] = read_amounts(text, self.digits(line.indicator))
            return
        weights, digits = self.weights(line), self.digits(line.indicator)
        for tier in line.total:
            whole, locked = self.total(line.indicator, tier), self.locked(line, tier)
            try:
                amounts = over_units(whole, self.tree, self.leaf_level, weights, locked, self.ever_open)
            except ImpossibleLock as error:
                raise IssueError([impossible_lock(error.gap, digits, self.model.name)]) from error
            self._parts[line.indicator, tier] = amounts

    def _copy(self, line: Any) -> None:
        scale = 10 ** self.digits(line.indicator)
        own: dict[str, dict[tuple[str, str], float]] = {}
        for row in rows_of(self._release.files[line.own]) if line.own else ():
            for column in {"value", *self.months} & row.keys():
                if row[column]:
                    month = "" if column == "value" else column
                    own.setdefault(row["tier"], {})[row["unit"], month] = float(row[column]) * scale
        for tier, value in line.value.items():
            self._rates[line.indicator, tier] = (float(value) * scale, own.get(tier, {}))

    def month_shares(self, indicator: str, months: Sequence[str]) -> list[Weight]:
        """What the line says each month weighs: its twelve weights, or its days'."""
        given = self._months[indicator]
        if given is not None:
            return [given[int(month[5:]) - 1] for month in months]
        weigh = self._weights[self.lines[indicator].over_time.days]
        return [sum(weigh[day] for day in self._days_by_month[month]) for month in months]

    # --- a leaf's months and days --------------------------------------------------------------------------------

    def month_amounts(self, leaf: Unit, indicator: str, tier: str) -> dict[str, int]:
        """Month → a leaf's amount of an amount line, in minor units."""
        if indicator in self.amounts:
            row = self.amounts[indicator].of(leaf.code, tier)
            return {month: row.get(month, 0) for month in self.months}
        months, weigh = self._leaf_months(leaf, self.lines[indicator])
        amount = self._parts[indicator, tier].get(leaf.id, 0)
        return dict(zip(self.months, over_months(amount, months, self._months[indicator], weigh), strict=True))

    def _leaf_months(self, leaf: Unit, line: Any) -> tuple[list[Month], Callable[[date], int]]:
        """A leaf's months with their days' shares, and the weight of a day; kept for the tiers that follow."""
        how = line.over_time.days
        weigh = self._weights[how].__getitem__
        if self._last is None or self._last[:2] != (leaf.id, how):
            self._last = (leaf.id, how, month_days(self.model.from_, self.model.to, weigh, leaf.open_on))
        return self._last[2], weigh

    def days_of(self, leaf: Unit) -> dict[str, DayTargets]:
        """Plan column (``indicator:tier``) → day → target of a leaf, this plan for itself."""
        found: dict[str, DayTargets] = {}
        for line in self.lines.values():
            if line.spread == "amount":
                for tier in line.total:
                    found[f"{line.indicator}:{tier}"] = self._amount_days(leaf, line, tier)
        for indicator, tier in self._rates:
            found[f"{indicator}:{tier}"] = self._rate_days(leaf, indicator, tier)
        return found

    def _amount_days(self, leaf: Unit, line: Any, tier: str) -> DayTargets:
        months, _ = self._leaf_months(leaf, line)
        typed = line.indicator in self.amounts
        days: DayTargets = {}
        for month, amount in zip(months, self.month_amounts(leaf, line.indicator, tier).values(), strict=True):
            if typed:
                days.update(days_of_month(amount, month, leaf.open_on))
            elif any(month.shares):
                days.update(zip(month.days, allocate(amount, month.shares), strict=True))
        return days

    def rate(self, leaf: Unit, indicator: str, tier: str, month: str) -> float:
        """A leaf's rate target in a month: its own month's, else its own, else those of the nearest unit above, else
        the line's (minor units where the rate is money)."""
        value, own = self._rates[indicator, tier]
        if not own:
            return value
        for unit in (leaf, *self.tree.ancestors(leaf.id)):
            for key in ((unit.code, month), (unit.code, "")):
                if key in own:
                    return own[key]
        return value

    def _rate_days(self, leaf: Unit, indicator: str, tier: str) -> DayTargets:
        value, own = self._rates[indicator, tier]
        if not own:
            return dict.fromkeys(self._span, value)
        by_month = {month: self.rate(leaf, indicator, tier, month) for month in self.months}
        return {day: by_month[f"{day:%Y-%m}"] for day in self._span}

    # --- a revision ----------------------------------------------------------------------------------------------

    def revised(self, leaf: Unit, before: dict[str, DayTargets]) -> dict[str, DayTargets]:
        """The days of this plan where it revises another, whose days (revised themselves) are ``before``.

        Raises IssueError (N887) where a month's new amount is less than its earlier days already hold.
        """
        revises = self.model.revises
        mine = self.days_of(leaf)
        if revises is None or revises.restate:
            return mine
        first = revises.from_
        for line in self.lines.values():
            for tier in line.total if line.spread == "amount" else line.value:
                column = f"{line.indicator}:{tier}"
                if column not in before:
                    continue
                kept = {day: target for day, target in before[column].items() if day < first}
                if line.spread == "amount":
                    mine[column] = self._joined(leaf, line, tier, kept, mine[column])
                else:
                    mine[column] = {day: target for day, target in mine[column].items() if day >= first} | kept
        return mine

    def _joined(self, leaf: Unit, line: Any, tier: str, kept: DayTargets, new: DayTargets) -> DayTargets:
        first = self.model.revises.from_
        month = f"{first:%Y-%m}"
        after = {day: target for day, target in new.items() if f"{day:%Y-%m}" > month}
        amount = self.month_amounts(leaf, line.indicator, tier)[month]
        rest = amount - sum(int(target) for day, target in kept.items() if f"{day:%Y-%m}" == month)
        days = [day for day in self._days_by_month[month] if day >= first]
        weigh = self._weights[line.over_time.days]
        open_days = [day for day in days if leaf.open_on(day)]
        if rest < 0 or (rest and not open_days):
            raise IssueError([self._too_little(leaf, tier, month, rest, line.indicator)])
        shares: list[Weight] = [weigh[day] if leaf.open_on(day) else 0 for day in days]
        return kept | dict(days_of_month(rest, Month(days, shares), leaf.open_on)) | after

    def _too_little(self, leaf: Unit, tier: str, month: str, rest: int, indicator: str) -> Issue:
        gap = major_of(rest, self.digits(indicator))
        words = both(
            f"“{leaf.code}” {month} 的新目标放不进余下的日子，差额 {gap}（档位 {tier}）",
            f'"{leaf.code}": the new target of {month} does not fit the days that are left, gap {gap} (tier {tier})',
        )
        return Issue("N887", words, "$.revises.from", file=self.model.name)


def plans_of(release: Any, tree: OrgTree) -> list[Plan]:
    """Every plan broken down, those that are revised before those that revise them."""
    models = {model.name: model for model in release.all("target_plan")}
    return [Plan(release, model, tree) for model in sorted(models.values(), key=lambda m: (_depth(m, models), m.name))]


def day_targets(leaf: Unit, plans: Sequence[Plan]) -> dict[str, DayTargets]:
    """Plan column → day → the target in force, from plans in the order of ``plans_of``."""
    in_force: dict[str, DayTargets] = {}
    by_plan: dict[str, dict[str, DayTargets]] = {}
    for plan in plans:
        revises = plan.model.revises
        found = plan.days_of(leaf) if revises is None else plan.revised(leaf, by_plan[revises.plan])
        by_plan[plan.model.name] = found
        for column, days in found.items():
            in_force.setdefault(column, {}).update(days)
    return in_force


def plan_in_force(release: Any, day: date, indicator: str | None = None) -> Any | None:
    """The model of the plan whose targets hold on a day (for an indicator, if given); None where none does."""
    models = {model.name: model for model in release.all("target_plan")}
    for model in sorted(models.values(), key=lambda m: (-_depth(m, models), m.name)):
        revises = model.revises
        begun = revises is None or revises.restate or revises.from_ <= day
        has = indicator is None or any(line.indicator == indicator for line in model.lines)
        if begun and has and model.from_ <= day <= model.to:
            return model
    return None


def _depth(model: Any, models: dict[str, Any]) -> int:
    """How many plans it revises, one behind the other."""
    return 0 if model.revises is None else 1 + _depth(models[model.revises.plan], models)


def impossible_lock(gap: int, digits: int, plan: str) -> Issue:
    """The refusal (N450) of locks that cannot hold, with the gap."""
    amount = Decimal(gap) / 10**digits
    words = both(f"锁定金额无法平账，差额 {amount}", f"the locked amounts cannot be balanced, gap {amount}")
    return Issue("N450", words, "$.lines.locks", file=plan)


def _whole(weights: list[Fraction]) -> list[int]:
    """Weights in the same proportions as whole numbers: splitting by integers is many times faster."""
    scale = lcm(*(weight.denominator for weight in weights))
    return [int(weight * scale) for weight in weights]

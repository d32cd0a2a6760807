"""Accept or refuse: is a mapped row what its dataset says? Every reason is named, not only the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from engine.base.issue import Issue
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.expressions import compile_scalar
from engine.facts.values import Refused, converter
from engine.kinds.dataset.compile import CompiledDataset


@dataclass(frozen=True)
class OpenUnit:
    """A unit that rows may name, and the days (ordinals, exclusive end) on which it may have data."""

    id: int
    first: int
    last: int


class Acceptor:
    """Checks rows of one dataset."""

    def __init__(
        self, dataset: CompiledDataset, units: Mapping[str, OpenUnit], *, money_digits: int, today: date
    ) -> None:
        self.dataset = dataset
        self._units = units
        self._latest = today.toordinal()
        self._columns = [
            (
                name,
                column,
                converter(column.type, column.max_length, money_digits),
                column.min is not None or column.max is not None,
            )
            for name, column in dataset.columns.items()
        ]
        self._unit_columns = [name for name, column in dataset.columns.items() if column.type == "unit"]
        self._rules: list[tuple[str, Callable[[Mapping[str, Any]], Any], Any]] = [
            (name, compile_scalar(tree), message) for name, tree, message in dataset.accept
        ]
        self._dates = [n for n, c in dataset.columns.items() if c.type in ("day", "date")]
        self._instants = [n for n, c in dataset.columns.items() if c.type == "timestamp"]

    def __call__(self, mapped: Mapping[str, Any]) -> tuple[dict[str, Any], list[Issue]]:
        """The stored values by column, and why the row is refused (empty = accepted)."""
        row: dict[str, Any] = {}
        issues: list[Issue] = []
        for name, column, convert, bounded in self._columns:
            value = mapped.get(name)
            if value is None or value == "":
                row[name] = None
                if column.required:
                    issues.append(Issue("N510", both(f"缺少 {name}", f"{name} is missing"), f"$.{name}"))
                continue
            try:
                row[name] = convert(value)
            except Refused as refused:
                row[name] = None
                issues.append(Issue(refused.code, refused.message, f"$.{name}"))
                continue
            if bounded:
                issues += self._within(name, column, row[name])
        self._place(row, mapped, issues)
        if not issues:
            issues += self._break_rules(row)
        return row, issues

    def _within(self, name: str, column: Any, value: Any) -> list[Issue]:
        low, high = column.min, column.max
        if low is not None and isinstance(value, int | float) and value < low:
            return [Issue("N520", both(f"{name} 小于 {low}", f"{name} is below {low}"), f"$.{name}")]
        if high is not None and isinstance(value, int | float) and value > high:
            return [Issue("N520", both(f"{name} 大于 {high}", f"{name} is above {high}"), f"$.{name}")]
        return []

    def _place(self, row: dict[str, Any], mapped: Mapping[str, Any], issues: list[Issue]) -> None:
        """Unit codes become ids; a day must lie in the unit's life and not in the future."""
        day_column, unit_column = self.dataset.day_column, self.dataset.unit_column
        day = row.get(day_column) if day_column else None
        if day is not None and day > self._latest:
            words = both(f"业务日 {date.fromordinal(day)} 在未来", f"the day {date.fromordinal(day)} is in the future")
            issues.append(Issue("N521", words, f"$.{day_column}"))
        for name in self._unit_columns:
            if row[name] is None:
                continue
            unit = self._units.get(row[name])
            if unit is None:
                words = both(f"没有编码为 “{row[name]}” 的组织单元", f'there is no unit with code "{row[name]}"')
                issues.append(Issue("N522", words, f"$.{name}", hint=did_you_mean(row[name], self._near(row[name]))))
                row[name] = None
                continue
            row[name] = unit.id
            if name == unit_column and day is not None and not unit.first <= day < unit.last:
                words = both(
                    f"{mapped.get(name)} 当日未营业（未开或已关）", f"{mapped.get(name)} was not open on that day"
                )
                issues.append(Issue("N523", words, f"$.{name}"))

    def _near(self, code: str) -> list[str]:
        """Few enough codes for a suggestion: those that begin alike."""
        return [known for known in self._units if known[:2] == code[:2]][:500]

    def _break_rules(self, row: Mapping[str, Any]) -> list[Issue]:
        if not self._rules:
            return []
        values = dict(row)
        for name in self._dates:
            if values[name] is not None:
                values[name] = date.fromordinal(values[name])
        for name in self._instants:
            if values[name] is not None:
                values[name] = datetime.fromtimestamp(values[name], UTC)
        return [
            Issue("N530", message, f"$.accept.{name}")
            for name, holds, message in self._rules
            if holds(values) is False  # unknown passes, as in a CHECK constraint of SQL
        ]

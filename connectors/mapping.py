"""Record → row: each column's formula over the names of the record.

A column that is just a name gets the value as it came (exact decimals included, and read as major units where the
column is money); a formula of type money gives exact minor units. Inside a formula decimals are 64-bit floats: exact
for money up to 13 digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connectors.records import Record, Scalar
from engine.base.issue import Issue
from engine.base.suggest import nearest
from engine.base.text import both
from engine.expressions import Tree, compile_scalar, parse
from engine.expressions.tree import Arithmetic, Conditional, Constant, walk
from engine.facts import Minor

if TYPE_CHECKING:  # the kind is built on this module
    from connectors.kinds.source.model import IntoModel

Evaluate = Callable[[Mapping[str, Any]], Any]
Mapped = tuple[str, Mapping[str, Any] | None, list[Issue]]


@dataclass(frozen=True)
class Formula:
    """One column. ``bare`` is the name where the formula is nothing but a name; ``converts`` says that null from
    values that are there can only mean that one of them does not fit."""

    column: str
    tree: Tree
    evaluate: Evaluate
    bare: str | None
    converts: bool

    @classmethod
    def of(cls, column: str, text: str) -> Formula:
        """Raises IssueError (N3xx)."""
        tree = parse(text, names=None)
        bare = text.strip() if tree.names == {text.strip()} else None
        return cls(column, tree, compile_scalar(tree), bare, bare is None and _is_conversion(tree))

    def value(self, values: Mapping[str, Scalar]) -> Any:
        """The column's value: as it came for a bare name, ``Minor`` for money, else what the formula gives."""
        if self.bare is not None:
            return values.get(self.bare)
        result = self.evaluate(values)
        return Minor(int(result)) if self.tree.type == "money" and result is not None else result


@dataclass(frozen=True)
class Mapper:
    """One entry of ``into``, ready."""

    into: IntoModel
    source: str
    columns: tuple[Formula, ...]
    where: Formula | None

    @classmethod
    def of(cls, into: IntoModel, source: str) -> Mapper:
        """Raises IssueError for a formula that does not parse."""
        columns = tuple(Formula.of(column, text) for column, text in into.map.items())
        return cls(into, source, columns, Formula.of("where", into.where) if into.where else None)

    @property
    def names(self) -> frozenset[str]:
        """Every name that a formula uses."""
        used = [f.tree.names for f in (*self.columns, *([self.where] if self.where else []))]
        return frozenset().union(*used)

    def row(self, record: Record, ordinal: int) -> Mapped | None:
        """(raw, columns, issues) for staging; None for a record that ``where`` leaves out.

        A record that cannot be mapped has issues that name its ordinal (from 1) and the column; it is kept.
        """
        issues = list(record.issues)
        if issues:
            return record.raw, None, issues
        values = record.values
        if self.where is not None:
            keep = self.where.evaluate(values)
            if keep is None:
                words = both(
                    f"{self.source} 第 {ordinal} 条：无法判断是否符合 where",
                    f"{self.source} record {ordinal}: cannot tell whether where holds",
                )
                return record.raw, None, [Issue("N652", words, "$.where")]
            if not keep:
                return None
        row: dict[str, Any] = {}
        for formula in self.columns:
            value = formula.value(values)
            if value is None and formula.converts and all(values.get(n) is not None for n in formula.tree.names):
                words = both(
                    f"{self.source} 第 {ordinal} 条，{formula.column}：{formula.tree.text} 没有得出值（类型不符？）",
                    f"{self.source} record {ordinal}, column {formula.column}: {formula.tree.text} gives no value "
                    "(a value of the wrong type or out of range)",
                )
                issues.append(Issue("N650", words, f"$.{formula.column}"))
            row[formula.column] = value
        return record.raw, None if issues else row, issues

    def never_came(self, seen: Mapping[str, int]) -> list[Issue]:
        """One issue for every name in use that no record of the run had: the source has changed its format."""
        found = []
        for name in sorted(self.names - set(seen) - set(self.into.optional)):
            near = nearest(name, seen)
            words = both(
                f"{self.source}：没有一条记录有字段 {name}（写入 {self.into.dataset}）",
                f"{self.source}: no record has the field {name} (into {self.into.dataset})",
            )
            zh, en = (f"对方是否改名为 {near}？", f"has it become {near}? ") if near else ("", "")
            hint = both(f"{zh}若确可缺，写入 optional", f'{en}if it may be missing, list it under "optional"')
            found.append(Issue("N651", words, f"$.into.{self.into.dataset}", hint=hint))
        return found


def _is_conversion(tree: Tree) -> bool:
    """Whether the formula has no reason of its own to give null for values that are there."""
    return not any(
        isinstance(node, Conditional)
        or (isinstance(node, Constant) and node.value is None)
        or (isinstance(node, Arithmetic) and node.operator in "/%")
        for node in walk(tree.root)
    )

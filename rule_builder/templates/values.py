"""The values a template sees: a plain copy within limits. No object of ours ever reaches a template."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.base.text import both
from rule_builder.templates.issues import refusal

KEYS, ITEMS, CHARACTERS, DEPTH = 100, 200, 2_000, 4
WORK = 200_000  # nodes evaluated inside loops, per render


class Items(list[Any]):
    """A list whose repetition counts against the work one render may do."""

    def __init__(self, items: list[Any], budget: list[int]) -> None:
        super().__init__(items)
        self._budget = budget

    def spend(self, cost: int) -> Iterator[Any]:
        """The items, one by one; each costs ``cost``. Raises IssueError when the work is used up."""
        for item in self:
            self._budget[0] -= cost
            if self._budget[0] < 0:
                raise refusal("N723", both("循环次数过多", "the loops do too much work"))
            yield item


def copied(context: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of plain data: texts, numbers, booleans, dates, lists and mappings of them.

    Long texts are cut at 2,000 characters (with "…"); anything else beyond the limits, or not plain, is refused.
    """
    if not isinstance(context, Mapping):
        raise refusal("N711", both("上下文必须是对象", "the context must be an object"))
    budget = [WORK]
    return {str(key): _copy(value, 1, str(key), budget) for key, value in _entries(context, "$")}


def _entries(value: Mapping[Any, Any], where: str) -> list[tuple[str, Any]]:
    if len(value) > KEYS:
        raise refusal(
            "N712", both(f"{where} 超过 {KEYS} 个键", f"{where} has more than {KEYS} keys"), both("减少", "pass fewer")
        )
    for key in value:
        if not isinstance(key, str) or len(key) > 100:
            raise refusal("N711", both(f"{where} 的键必须是短文本", f"the keys of {where} must be short texts"))
    return list(value.items())


def _copy(value: Any, depth: int, where: str, budget: list[int]) -> Any:
    kind = type(value)
    if value is None or kind is bool:
        return value
    if isinstance(value, str):
        text = str.__str__(value)
        return text if len(text) <= CHARACTERS else text[: CHARACTERS - 1] + "…"
    if kind in (int, float, Decimal):
        return _finite(value, where)
    if kind in (date, datetime):
        return value
    if depth > DEPTH and isinstance(value, Mapping | list | tuple):
        raise refusal("N712", both(f"{where} 嵌套超过 {DEPTH} 层", f"{where} is nested deeper than {DEPTH}"))
    if isinstance(value, Mapping):
        return {key: _copy(item, depth + 1, f"{where}.{key}", budget) for key, item in _entries(value, where)}
    if isinstance(value, list | tuple):
        if len(value) > ITEMS:
            raise refusal("N712", both(f"{where} 超过 {ITEMS} 项", f"{where} has more than {ITEMS} items"))
        return Items([_copy(item, depth + 1, f"{where}[{i}]", budget) for i, item in enumerate(value)], budget)
    raise refusal("N711", both(f"{where} 不是普通数据", f"{where} is not plain data"))


def _finite(value: Any, where: str) -> Any:
    if not isinstance(value, int) and not math.isfinite(value):
        return None
    if abs(value) > 10**18:
        raise refusal("N712", both(f"{where} 的数值太大", f"the number {where} is too large"))
    return value

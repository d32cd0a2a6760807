"""Which field of a source fills which column: by name, title, aliases and the look of the values. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from engine.base.text import Text, both
from engine.kinds.dataset.model import Column

#: Words that mean the same in the systems we meet, each row one meaning.
_ALIKE = (
    {"unit", "org", "branch", "site", "outlet", "单位", "机构", "组织"},
    {"code", "id", "no", "num", "number", "key", "编码", "编号", "代码", "号"},
    {"day", "date", "日期", "业务日", "营业日"},
    {"time", "at", "datetime", "timestamp", "时间", "时刻"},
    {"amount", "amt", "total", "sum", "金额", "合计", "总额"},
    {"quantity", "qty", "count", "数量", "件数", "个数"},
    {"price", "单价", "价格"},
    {"name", "title", "名称", "名字"},
    {"type", "kind", "category", "class", "类型", "类别", "品类"},
)
_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_NUMBER = re.compile(r"[¥￥]?-?[\d,]*\.?\d+")
_ENOUGH = 0.5


@dataclass(frozen=True)
class Suggestion:
    """A formula for a column, and why."""

    column: str
    formula: str
    why: Text


def suggest_map(
    columns: Iterable[Column],
    values: Mapping[str, Sequence[Any]],
    *,
    zone: str,
    cutoff_hours: int,
    units: Iterable[str] = (),
) -> list[Suggestion]:
    """The best field for each column, each field once. ``values``: field → some of its values; ``units``: codes.

    A day is taken out of a moment by ``day_of`` in the app's zone, money text by ``money``.
    """
    known = frozenset(units)
    scored = (
        sorted(
            (-score, place, field, column)
            for place, column in enumerate(columns)
            for field, seen in values.items()
            if (score := _score(column, field, [v for v in seen if v not in (None, "")], known)) >= _ENOUGH
        )
        if values
        else []
    )
    found: dict[str, Suggestion] = {}
    taken: set[str] = set()
    for score, _, field, column in scored:
        if column.name in found or field in taken:
            continue
        taken.add(field)
        found[column.name] = _suggestion(column, field, values[field], zone, cutoff_hours, -score)
    return list(found.values())


def _suggestion(
    column: Column, field: str, seen: Sequence[Any], zone: str, cutoff_hours: int, score: float
) -> Suggestion:
    first = next((str(value) for value in seen if value not in (None, "")), "")
    if column.type in ("day", "date") and _INSTANT.match(first):
        cutoff = cutoff_hours if column.type == "day" else 0
        why = both("由时刻换算为业务日", "the business day of a moment")
        return Suggestion(column.name, f'day_of({field}, "{zone}", {cutoff})', why)
    sure = score >= 0.9
    why = both("名称相同", "the same name") if sure else both("名称或内容相近，请核对", "alike; please check")
    return Suggestion(column.name, field, why)


def _score(column: Column, field: str, seen: Sequence[Any], units: frozenset[str]) -> float:
    fit = _fit(column.type, seen, units)
    if fit is None:
        return 0.0
    names = [column.name, *column.aliases, *column.title.values()]
    return max(_alike(name, field) for name in names) * 0.9 + fit


_TRUTH = frozenset({"true", "false", "0", "1", "yes", "no", "是", "否"})
#: Type → (what a value of it looks like, how much that says).
_LOOKS: Mapping[str, tuple[Callable[[str], object], float]] = {
    "day": (_DAY.match, 0.3),
    "date": (_DAY.match, 0.3),
    "timestamp": (_INSTANT.match, 0.3),
    "integer": (_NUMBER.fullmatch, 0.1),
    "number": (_NUMBER.fullmatch, 0.1),
    "money": (_NUMBER.fullmatch, 0.1),
    "boolean": (lambda text: text.lower() in _TRUTH, 0.2),
}


def _fit(kind: str, seen: Sequence[Any], units: frozenset[str]) -> float | None:
    """How well values fit a type: None where most of them cannot. A few bad rows must not hide a good field."""
    if not seen:
        return 0.0
    texts = [str(value).strip() for value in seen]
    if kind == "unit":
        known = sum(text in units for text in texts)
        return 0.0 if not units else 0.5 if known * 2 >= len(texts) else -0.3
    if kind not in _LOOKS:
        return 0.0
    looks, weight = _LOOKS[kind]
    return weight if sum(bool(looks(text)) for text in texts) * 2 >= len(texts) else None


def _alike(name: str, field: str) -> float:
    """1 for the same name, less for the same words or the same letters."""
    a, b = _words(name), _words(field)
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    shared = len(_meanings(a) & _meanings(b)) / max(len(_meanings(a)), len(_meanings(b)))
    letters = SequenceMatcher(None, "".join(a), "".join(b)).ratio()
    inside = 0.7 if len(name) > 1 and len(field) > 1 and ("".join(a) in "".join(b) or "".join(b) in "".join(a)) else 0.0
    return max(shared * 0.85, inside, letters * 0.8 if letters > 0.7 else 0.0)


def _words(name: str) -> tuple[str, ...]:
    text = unicodedata.normalize("NFKC", name)
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", text).lower()
    parts = [part for part in re.split(r"[\W_]+", text.replace("parent__", "")) if part]
    return tuple(parts)


def _meanings(words: tuple[str, ...]) -> set[str]:
    return {next((str(i) for i, group in enumerate(_ALIKE) if word in group), word) for word in words}

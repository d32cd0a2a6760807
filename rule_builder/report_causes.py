"""The causes of a report: those with evidence, strongest first, and a line for each that was checked in vain. Pure.

Each carries what a reader must be allowed to see (``needs``: indicators, and columns by dataset); see ``visible``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from engine.base.text import Text, both
from rule_builder.causes import Given, change_of, holds, known
from rule_builder.kinds.cause.names import MAIN, SUFFIXES
from rule_builder.printing import figure, instant, share, short_day
from rule_builder.templates import filters
from rule_builder.templates.escape import NOTHING

Inputs = Mapping[str, Any]
NOTHING_FOUND = both("未找到证据", "No evidence found")
_SURE = ((1.0, both("证据较强", "strong evidence")), (0.5, both("证据中等", "some evidence")))
_WEAK = both("证据较弱", "weak evidence")
_PARTS = {
    "usual": both("平时", "usually"),
    "target": both("目标", "target"),
    "peers": both("同级中位数", "median of siblings"),
    "change": both("与平时相比", "against the usual"),
}


def causes(inputs: Inputs) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Causes with evidence, strongest first, and a line for each that was checked without finding any."""
    found: list[dict[str, Any]] = []
    checked: list[dict[str, Any]] = []
    for given in inputs["causes"]:
        if holds(given) is True:
            found.append(_found(inputs, given))
        else:
            checked.append(_in_vain(inputs, given))
    return sorted(found, key=lambda one: (-one["strength"], one["order"], one["name"])), checked


def cause_lines(found: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A line per cause with evidence; where there is none, that."""
    lines = [
        {**both(_sentence(one, "zh"), _sentence(one, "en")), "indicator": one["indicator"], "needs": one["needs"]}
        for one in found
    ]
    return lines or [dict(NOTHING_FOUND)]


def summary_of(found: Iterable[Mapping[str, Any]]) -> Text:
    """One line about the first of the causes, for messages."""
    for one in found:
        title, evidence = one["title"], one["evidence"]
        return both(f"{title['zh']}：{evidence['zh']}", f"{title['en']}: {evidence['en']}")
    return NOTHING_FOUND


def _found(inputs: Inputs, given: Given) -> dict[str, Any]:
    strength = _strength(given)
    words = _words(inputs, given)
    return {
        "name": given["name"],
        "title": given["title"],
        "indicator": _first(given),
        "needs": _needs(given),
        "strength": strength,
        "sure": dict(next((words for least, words in _SURE if strength >= least), _WEAK)),
        "order": given["order"],
        "evidence": {lang: _filled(source, words) for lang, source in given["evidence"].items()},
        "numbers": _numbers(inputs, given),
        "period": {"first": inputs["first_day"], "last": inputs["fired_day"]},
        "source_time": _source_time(inputs, given),
        "action": given["action"],
        "owner": given["owner"]["title"] if given["owner"] else None,
        "rows": _rows(inputs, given),
    }


def _in_vain(inputs: Inputs, given: Given) -> dict[str, Any]:
    words, values = _words(inputs, given), known(given)
    told = {
        lang: [
            f"{title[lang]} {words[name]}{_usually(words, usual, lang)}" for name, usual, title in _main_names(given)
        ]
        for lang in ("zh", "en")
    }
    lacking = given.get("failed") or any(values.get(name) is None for name, _, _ in _main_names(given))
    zh, en = "；".join(told["zh"]), "; ".join(told["en"])
    if given.get("failed"):
        zh, en = "无法核对", "could not be checked"
    elif lacking:
        zh, en = "没有数据，无法核对", "no data, could not be checked"
    line = both(f"{given['title']['zh']}：{zh}", f"{given['title']['en']}: {en}")
    return {**line, "indicator": _first(given), "needs": _needs(given)}


def _main_names(given: Given) -> list[tuple[str, str, Text]]:
    """(name, name of its usual, title) of what the cause stands on."""
    found = [
        (alias or "value", f"{alias}_usual" if alias else "usual", figures["title"])
        for alias, figures in given["indicators"].items()
    ]
    return found + [(name, f"{name}_usual", sums["title"]) for name, sums in given["measures"].items()]


def _usually(words: Mapping[str, str], usual: str, lang: str) -> str:
    if words.get(usual, NOTHING) == NOTHING:
        return ""
    return f"，平时 {words[usual]}" if lang == "zh" else f", usually {words[usual]}"


def _first(given: Given) -> str | None:
    figures = given["indicators"]
    return next((one["name"] for one in figures.values()), None)


def _strength(given: Given) -> float:
    """How far what was found lies from the usual (else from the target), as a part of it; 1 where there is neither."""
    for figures in (*given["indicators"].values(), *given["measures"].values()):
        value = figures["value"]
        reference = figures["usual"] if figures["usual"] is not None else figures.get("target")
        change = change_of(value, reference)
        return round(abs(change), 6) if change is not None else (1.0 if value else 0.0)
    return 1.0


def _needs(given: Given) -> dict[str, Any]:
    """What its figures tell: indicators, and where sums over rows are among them the columns behind those."""
    columns: dict[str, set[str]] = {}
    if given["measures"]:
        for one in given["query"]["columns"]:
            if one["name"] in given["measures"]:
                _add(columns, one["reads"])
        _add(columns, given["query"]["narrows"])
    return {
        "indicators": sorted({one["name"] for one in given["indicators"].values()}),
        "columns": {name: sorted(some) for name, some in columns.items()},
    }


def _add(columns: dict[str, set[str]], more: Mapping[str, Iterable[str]]) -> None:
    for name, some in more.items():
        columns.setdefault(name, set()).update(some)


def _words(inputs: Inputs, given: Given) -> dict[str, str]:
    """Every name as people read it."""
    values = known(given)
    found: dict[str, str] = {}
    for alias, shown in given["indicators"].items():
        for name, part in ((alias or "value", "value"), *((f"{alias}_{p}" if alias else p, p) for p in SUFFIXES)):
            found[name] = _change(values[name]) if part == "change" else figure(values[name], shown)
    digits = inputs["indicator"]["money_digits"]
    for name, sums in given["measures"].items():
        for key in (name, f"{name}_usual"):
            found[key] = _amount(values[key], sums["money"], digits)
    return found


def _amount(value: Any, money: bool, digits: int) -> str:
    if money:
        return filters.money(None if value is None else round(value), digits)
    return filters.number(value)


def _change(value: float | None) -> str:
    if value is None:
        return NOTHING
    return f"{'+' if value >= 0 else '−'}{share(abs(value))}"


def _numbers(inputs: Inputs, given: Given) -> list[dict[str, Any]]:
    """What the evidence stands on, as a small table: title, value, and of the others those that are known."""
    words = _words(inputs, given)
    found: list[dict[str, Any]] = []
    for name, usual, title in _main_names(given):
        alias = usual.removesuffix("usual").removesuffix("_")
        told = [("usual", usual)]
        if name in ("value", *given["indicators"]) and name not in given["measures"]:
            told = [(part, f"{alias}_{part}" if alias != MAIN else part) for part in SUFFIXES]
        parts = [{"title": dict(_PARTS[part]), "value": words[key]} for part, key in told if words[key] != NOTHING]
        found.append({"title": title, "value": words[name], "parts": parts})
    return found


def _source_time(inputs: Inputs, given: Given) -> str | None:
    """What time the oldest of its sources is as of."""
    times = [one["synced_at"] for one in given["indicators"].values()]
    if "query" in given:
        times.append(given["query"]["as_of"])
    known_times = sorted(datetime.fromisoformat(one) for one in times if one)
    return instant(known_times[0], inputs["time_zone"]) if known_times else None


def _rows(inputs: Inputs, given: Given) -> dict[str, Any] | None:
    """The rows as people read them; ``more``: how many are not shown."""
    if not given.get("rows"):
        return None
    query = given["query"]
    types = [one["type"] for one in query["columns"]]
    zone, digits = inputs["time_zone"], inputs["indicator"]["money_digits"]
    return {
        "title": query["title"],
        "columns": [
            {"name": one["name"], "title": one["title"], "reads": one["reads"], "number": one["type"] in _NUMERIC}
            for one in query["columns"]
        ],
        "narrows": query["narrows"],
        "rows": [[_cell(v, t, zone, digits) for v, t in zip(row, types, strict=True)] for row in given["rows"]],
        "more": given["count"] - len(given["rows"]),
    }


_NUMERIC = ("money", "integer", "number")
_YES, _NO = both("是", "yes"), both("否", "no")


def _cell(value: Any, kind: str, zone: str, digits: int) -> Any:
    """A cell: text that is the same in every language, or words; a unit's with its code."""
    if value is None:
        return NOTHING
    if kind == "boolean":
        return dict(_YES if value else _NO)
    if kind in ("day", "date"):
        return value
    if kind == "timestamp":
        return instant(value, zone)
    if kind == "money" or kind in _NUMERIC:
        return _amount(value, kind == "money", digits)
    return value


def _filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def _sentence(cause: Mapping[str, Any], lang: str) -> str:
    open_, close, colon, stop, comma = ("（", "）", "：", "。", "，") if lang == "zh" else (" (", ")", ": ", ". ", ", ")
    text = f"{cause['title'][lang]}{open_}{cause['sure'][lang]}{close}{colon}{cause['evidence'][lang]}"
    text += f"{open_}{period_words(cause['period'])[lang]}"
    if cause["source_time"]:
        text += f"{comma}{'数据截至' if lang == 'zh' else 'data as of'} {cause['source_time']}"
    text += close
    if cause["action"]:
        text += f"{stop}{'建议' if lang == 'zh' else 'Suggested'}{colon}{cause['action'][lang]}"
    if cause["owner"]:
        text += f"{stop}{'跟进' if lang == 'zh' else 'Owner'}{colon}{cause['owner'][lang]}"
    return text


def period_words(period: Mapping[str, str]) -> Text:
    """11-18 to 11-20, in words."""
    first, last = short_day(period["first"]), short_day(period["last"])
    return both(first, first) if first == last else both(f"{first} 至 {last}", f"{first} to {last}")

"""The brief analysis of an incident: pure. The same inputs give the same report, in Chinese and in English.

Data first (what is missing or late), then facts, what drove the gap, possible causes with their evidence, and what was
checked and not found. It names what was seen together, and never says that one thing made another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from engine.base.text import Text, both
from engine.expressions import evaluate, parse
from rule_builder.printing import figure, instant, share, short_day, signed
from rule_builder.shapley import split, whole
from rule_builder.templates import filters

Inputs = Mapping[str, Any]
#: Fewer peers than this, and their median would tell what one of them did.
PEERS = 3
_TOLERANCE = Fraction(1, 100)
_MICRO = 1_000_000


def write(inputs: Inputs) -> dict[str, Any]:
    """The report's body: ``sections`` of lines in both languages, ``drivers`` and ``causes`` as data, ``top_cause``.

    A line that tells an indicator other than the incident's own names it, so that readers who may not see that
    indicator are not shown the line.
    """
    parts = drivers(inputs)
    found, not_found = causes(inputs)
    sections = [
        _section("caveats", "数据说明", "About the data", _caveats(inputs, parts)),
        _section("facts", "事实", "Facts", _facts(inputs)),
        _section("drivers", "差额拆解", "What drove the gap", _driver_lines(inputs, parts)),
        _section("causes", "可能原因", "Possible causes", _cause_lines(inputs, found)),
        _section("checked", "已核对、未发现", "Checked and not found", not_found),
    ]
    return {
        "sections": [section for section in sections if section["lines"]],
        "drivers": parts,
        "causes": [{key: value for key, value in cause.items() if key != "line"} for cause in found],
        "top_cause": found[0]["name"] if found else None,
    }


def _section(name: str, zh: str, en: str, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"name": name, "title": dict(both(zh, en)), "lines": [dict(line) for line in lines]}


def _caveats(inputs: Inputs, parts: Mapping[str, Any] | None) -> list[Text]:
    lines: list[Text] = []
    missing = [short_day(one["day"]) for one in inputs["days"] if not one["known"]]
    if missing:
        lines.append(both(f"缺少数据的营业日：{'、'.join(missing)}", f"Duty days without data: {', '.join(missing)}"))
    if inputs["late"]:
        lines.append(
            both("数据晚到或被更正，本预警为补报", "Found late (补报): data arrived late or was corrected afterwards")
        )
    if inputs["redefined"]:
        day = inputs["redefined"]
        lines.append(both(f"口径于 {day} 变更过", f"The indicator's definition changed on {day}"))
    if inputs["usual_days"] < 14:
        days = inputs["usual_days"]
        lines.append(
            both(f"之前 28 天中只有 {days} 天有数据，平时值仅供参考", f"Only {days} of the 28 days before have data")
        )
    if inputs["drivers"] and parts is None:
        lines.append(both("驱动因素的乘积与指标不符，未拆解", "The drivers do not multiply to the indicator: no split"))
    at = instant(inputs["synced_at"], inputs["time_zone"])
    lines.append(both(f"数据更新于 {at}", f"Data as of {at}"))
    return lines


def _facts(inputs: Inputs) -> list[Text]:
    indicator = inputs["indicator"]
    lines: list[Text] = []
    for one in inputs["days"]:
        if one["known"]:
            lines.append(_compared(short_day(one["day"]), short_day(one["day"]), one, indicator))
    mtd = inputs["mtd"]
    if mtd:
        lines.append(_compared("本月累计", "Month to date", mtd, indicator))
    weekdays = [one for one in inputs["weekdays"] if one["actual"] is not None]
    if weekdays:
        told = "；".join(f"{short_day(one['day'])} {figure(one['actual'], indicator)}" for one in weekdays)
        lines.append(both(f"过去四周同一星期几：{told}", f"Same weekday, last four weeks: {told.replace('；', '; ')}"))
    peers = inputs["siblings"]
    if peers and peers["count"] >= PEERS:
        median = share(peers["median"])
        lines.append(
            both(
                f"同级 {peers['count']} 个单元同期达成率中位数 {median}",
                f"Median attainment of {peers['count']} sibling units: {median}",
            )
        )
    return lines


def _compared(zh: str, en: str, one: Mapping[str, Any], indicator: Mapping[str, Any]) -> Text:
    actual, target = figure(one["actual"], indicator), figure(one["target"], indicator)
    reached = share(one["attainment"])
    return both(f"{zh}：实际 {actual}，目标 {target}，达成 {reached}", f"{en}: {actual} of {target}, {reached}")


def drivers(inputs: Inputs) -> dict[str, Any] | None:
    """The gap to the usual (mean of the 28 days before, for as many days) split among the factors; parts sum to it.

    None where there are no drivers, one of them has no value, or their product is not the indicator.
    """
    given = inputs["drivers"]
    if not given or any(f["before"] is None or f["after"] is None for f in given["factors"]):
        return None
    before, after = Fraction(str(given["before"])), Fraction(str(given["after"]))
    money = inputs["indicator"]["display"] == "money"
    scale = 1 if money else _MICRO
    total = round(after * scale) - round(before * scale)
    factors = given["factors"]
    parts = [part * given["days"] for part in split([f["before"] for f in factors], [f["after"] for f in factors])]
    off = abs(sum(parts, Fraction(0)) - (after - before))
    if off > _TOLERANCE * max(abs(before), abs(after)):
        return None
    shares = whole([part * scale for part in parts], total)
    worth = [one if money else one / scale for one in shares]
    return {
        "before": round(before) if money else float(before),
        "after": round(after) if money else float(after),
        "total": total if money else total / scale,
        "parts": [{**factor, "part": part} for factor, part in zip(factors, worth, strict=True)],
    }


def _driver_lines(inputs: Inputs, parts: Mapping[str, Any] | None) -> list[Text]:
    if parts is None:
        return []
    indicator = inputs["indicator"]
    total = signed(parts["total"], indicator)
    lines = [both(f"与平时（之前 28 天均值）相差 {total}，其中：", f"Against the usual (mean of 28 days): {total}")]
    for one in parts["parts"]:
        part = signed(one["part"], indicator)
        moved = " → ".join(_factor(one[when], one["money"], indicator) for when in ("before", "after"))
        lines.append(both(f"{one['title']['zh']} {part}（{moved}）", f"{one['title']['en']} {part} ({moved})"))
    return lines


def _factor(value: float, money: bool, indicator: Mapping[str, Any]) -> str:
    return figure(value, {**indicator, "display": "money"}) if money else filters.number(value)


def causes(inputs: Inputs) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Causes with evidence, strongest first, and a line for each that was checked without finding any."""
    found: list[dict[str, Any]] = []
    checked: list[dict[str, Any]] = []
    for cause in inputs["causes"]:
        known = {name: cause[name] for name in ("value", "usual", "target")}
        holds = evaluate(parse(cause["when"], names=None), known)
        indicator = cause["indicator"]
        words = {name: figure(value, indicator) for name, value in known.items()}
        if holds is True:
            found.append(_found(cause, words))
        else:
            seen_zh = f"{indicator['title']['zh']} {words['value']}，平时 {words['usual']}"
            seen_en = f"{indicator['title']['en']} {words['value']}, usually {words['usual']}"
            if cause["value"] is None:
                seen_zh, seen_en = "没有数据，无法核对", "no data, could not be checked"
            line = both(f"{cause['title']['zh']}：{seen_zh}", f"{cause['title']['en']}: {seen_en}")
            checked.append({**line, "indicator": indicator["name"]})
    return sorted(found, key=lambda one: (-one["strength"], one["name"])), checked


def _found(cause: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    value, reference = cause["value"], cause["usual"] if cause["usual"] is not None else cause["target"]
    change = None if not reference or value is None else float((value - reference) / abs(reference))
    strength = round(abs(change), 6) if change is not None else (1.0 if value else 0.0)
    values = {**words, "change": "—" if change is None else f"{'+' if change >= 0 else '−'}{share(abs(change))}"}
    text = {lang: _filled(source, values) for lang, source in cause["evidence"].items()}
    return {
        "name": cause["name"],
        "title": cause["title"],
        "indicator": cause["indicator"]["name"],
        "strength": strength,
        "evidence": text,
        "action": cause["action"],
        "owner": cause["owner"],
    }


def _filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def _cause_lines(inputs: Inputs, found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if not found:
        return [dict(both("未找到证据", "No evidence found"))]
    lines = []
    for cause in found:
        zh, en = _sentence(cause, "zh"), _sentence(cause, "en")
        lines.append({**both(zh, en), "indicator": cause["indicator"]})
    return lines


_SURE = ((1.0, both("证据较强", "strong evidence")), (0.5, both("证据中等", "some evidence")))
_WEAK = both("证据较弱", "weak evidence")


def _sentence(cause: Mapping[str, Any], lang: str) -> str:
    sure = next((words for least, words in _SURE if cause["strength"] >= least), _WEAK)
    open_, close, colon, stop = ("（", "）", "：", "。") if lang == "zh" else (" (", ")", ": ", ". ")
    text = f"{cause['title'][lang]}{open_}{sure[lang]}{close}{colon}{cause['evidence'][lang]}"
    if cause["action"]:
        text += f"{stop}{'建议' if lang == 'zh' else 'Suggested'}{colon}{cause['action'][lang]}"
    if cause["owner"]:
        text += f"{stop}{'跟进' if lang == 'zh' else 'Owner'}{colon}{cause['owner'][lang]}"
    return text

"""The brief analysis of an incident: pure. The same inputs give the same report, in Chinese and in English.

Data first (what is missing, late, corrected, defined anew, closed), then facts, what drove the gap, possible causes
with their evidence, what was checked and not found, and where to look further. It names what was seen together, and
never says that one thing made another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any
from urllib.parse import quote

from engine.base.text import Text, both
from rule_builder.cause_inputs import PEERS
from rule_builder.printing import figure, instant, share, short_day, signed
from rule_builder.report_causes import cause_lines, causes, summary_of
from rule_builder.shapley import split, whole
from rule_builder.templates import filters

Inputs = Mapping[str, Any]
_TOLERANCE = Fraction(1, 100)
_MICRO = 1_000_000


def write(inputs: Inputs) -> dict[str, Any]:
    """The report's body: ``sections`` of lines in both languages, ``drivers`` and ``causes`` as data, ``top_cause``.

    A line that tells an indicator other than the incident's own names it, so that readers who may not see that
    indicator are not shown the line.
    """
    parts = drivers(inputs)
    found, not_found = causes(inputs)
    trouble = _trouble(inputs)
    if not trouble:
        not_found = [dict(NO_TROUBLE), *not_found]
    sections = [
        _section("caveats", "数据说明", "About the data", [*trouble, *_caveats(inputs, parts)]),
        _section("facts", "事实", "Facts", _facts(inputs)),
        _section("drivers", "差额拆解", "What drove the gap", _driver_lines(inputs, parts)),
        _section("causes", "可能原因", "Possible causes", cause_lines(found)),
        _section("checked", "已核对、未发现", "Checked and not found", not_found),
        _section("links", "相关页面", "See also", _links(inputs)),
    ]
    return {
        "sections": [section for section in sections if section["lines"]],
        "drivers": parts,
        "causes": found,
        "top_cause": found[0]["name"] if found else None,
        "summary": dict(summary_of(found)),
    }


def _section(name: str, zh: str, en: str, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"name": name, "title": dict(both(zh, en)), "lines": [dict(line) for line in lines]}


#: What is looked at before anything else; found, it stands first among the caveats.
NO_TROUBLE = both(
    "数据延迟、缺失、更正、口径变更、停业：未发现",
    "Late, missing or corrected data, a changed definition, closed days: none",
)


def _trouble(inputs: Inputs) -> list[Text]:
    """What alone may be the reason for the figures: the data, the definition, or that the unit was not open."""
    lines: list[Text] = []
    if missing := [short_day(one["day"]) for one in inputs["days"] if not one["known"]]:
        lines.append(both(f"缺少数据的营业日：{'、'.join(missing)}", f"Duty days without data: {', '.join(missing)}"))
    if inputs["late"]:
        lines.append(
            both("数据晚到或被更正，本预警为补报", "Found late (补报): data arrived late or was corrected afterwards")
        )
    if corrected := [short_day(one) for one in inputs["corrected"]]:
        lines.append(
            both(f"数据到达后有更正：{'、'.join(corrected)}", f"Corrected after it came: {', '.join(corrected)}")
        )
    if day := inputs["redefined"]:
        lines.append(both(f"口径于 {day} 变更过", f"The indicator's definition changed on {day}"))
    if closed := [short_day(one) for one in inputs["closed_days"]]:
        lines.append(both(f"期间停业或休息：{'、'.join(closed)}", f"Closed or off duty: {', '.join(closed)}"))
    for key, zh, en in (("opened", "开业", "opened"), ("closed", "关闭", "closed")):
        if day := inputs[key]:
            lines.append(both(f"单元于 {day} {zh}", f"The unit {en} on {day}"))
    return lines


def _caveats(inputs: Inputs, parts: Mapping[str, Any] | None) -> list[Text]:
    lines: list[Text] = []
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
    if inputs["condition"]:
        zh, en = inputs["condition"]["zh"], inputs["condition"]["en"]
        lines.append(both(f"触发条件：{zh}", f"What fired: {en}"))
    for one in inputs["days"]:
        if one["known"]:
            day = short_day(one["day"])
            lines.append(_with_told(_compared(day, day, one, indicator), one, inputs))
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


def _with_told(line: Text, one: Mapping[str, Any], inputs: Inputs) -> Text:
    """The line with what the condition compared and tested, where that is not actual against target."""
    told = inputs["told"]
    zh, en = line["zh"], line["en"]
    for key in ("compared", "tested") if told else ():
        if told[key] is not None and (value := one.get(key)) is not None:
            words = _as(value, told[f"{key}_as"], inputs["indicator"])
            zh, en = f"{zh}，{told[key]['zh']} {words}", f"{en}, {told[key]['en']} {words}"
    return both(zh, en)


def _as(value: Any, form: str, indicator: Mapping[str, Any]) -> str:
    if form == "value":
        return figure(value, indicator)
    return filters.percent(value, 1) if form == "share" else filters.number(value)


def _links(inputs: Inputs) -> list[dict[str, Any]]:
    """Pages of the client; the rule's is for those who may edit definitions."""
    unit, indicator, rule = inputs["unit"], inputs["indicator"], inputs["rule"]
    code = quote(unit["code"], safe="")
    at = f"period=day&day={inputs['fired_day']}"
    of = both(f"{unit['title']['zh']} {inputs['fired_day']}", f"{unit['title']['en']}, {inputs['fired_day']}")
    why = both(f"{indicator['title']['zh']}怎样得出", f"How {indicator['title']['en']} comes about")
    by = both(f"规则：{rule['title']['zh']}", f"Rule: {rule['title']['en']}")
    return [
        {**of, "href": f"/unit/{code}?{at}"},
        {**why, "href": f"/unit/{code}?{at}&why={indicator['name']}"},
        {**by, "href": f"/builder/rule/{rule['name']}", "permission": "edit_definitions"},
    ]


def _compared(zh: str, en: str, one: Mapping[str, Any], indicator: Mapping[str, Any]) -> Text:
    actual = figure(one["actual"], indicator)
    if one["target"] is None:
        return both(f"{zh}：实际 {actual}", f"{en}: {actual}")
    target, reached = figure(one["target"], indicator), share(one["attainment"])
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

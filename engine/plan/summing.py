"""How an indicator is put together over units and days, in words: what people ask of "the aggregation rule". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.base.text import Text, both
from engine.plan.over_time import NAMES, Rule

#: A rule over time as part of a sentence: what happens to each unit of the last level before units are summed.
SAID: dict[Rule, Text] = {
    "sum": both("各日求和", "its days are summed"),
    "last": both("取期内最后一个有数据日的值", "it counts as on the period's last day with data"),
    "average": both("取各有数据日的平均", "it counts as the mean of its days with data"),
    "max": both("取期内最大的一天", "it counts as on its greatest day"),
    "distinct": both(
        "在整期内数不同的值（不可累加：各日、各月之和不等于全期）",
        "different values are counted over the whole period (not additive: days or months do not add up to it)",
    ),
}


def summing_words(compiled: Any) -> Text:
    """The rule of a compiled indicator, e.g. "Σ numerator / Σ denominator, never a mean of ratios"."""
    if all(measure.additive for measure in compiled.measures):
        return _summed(compiled)
    return both(_sentence(compiled, "zh"), _sentence(compiled, "en"))


def _summed(compiled: Any) -> Text:
    if compiled.is_ratio:
        return both(
            "先对单位和日期分别求和分子、分母，再相除（Σ分子 ÷ Σ分母），从不取比率的平均",
            "numerator and denominator are each summed over units and days, then divided: never a mean of ratios",
        )
    if compiled.additive:
        return both("按单位求和，再按日期求和", "summed over units, then over days")
    return both(
        "各度量先对单位和日期求和，再代入公式",
        "each measure is summed over units and days first, then put into the formula",
    )


def _sentence(compiled: Any, lang: str) -> str:
    """Every rule with its measures, then what is done with the sums over units."""
    by_rule: dict[Rule, list[str]] = {}
    for measure in compiled.measures:
        by_rule.setdefault(measure.over_time, []).append(measure.title[lang])
    parts = [f"{_named(titles, lang)}{SAID[rule][lang]}" for rule, titles in by_rule.items()]
    if lang == "zh":
        then = "再分别对单位求和后相除，从不取比率的平均" if compiled.is_ratio else "再对单位求和"
        return f"每个末级单位：{'；'.join(parts)}；{then}"
    then = (
        "units are then summed above and below the line and divided: never a mean of ratios"
        if compiled.is_ratio
        else "units are then summed"
    )
    return f"in each unit of the last level, {'; '.join(parts)}; {then}"


def _named(titles: Sequence[str], lang: str) -> str:
    unique = list(dict.fromkeys(titles))
    if lang == "zh":
        return "、".join(f"“{title}”" for title in unique)
    return f"{', '.join(f'“{title}”' for title in unique)}: "


def rule_name(measure: Any) -> Text:
    """The name of a measure's rule over time, as tables show it."""
    return NAMES[measure.over_time]

"""How an indicator is put together over units and days, in words: what people ask of "the aggregation rule". Pure."""

from __future__ import annotations

from typing import Any

from engine.base.text import Text, both


def summing_words(compiled: Any) -> Text:
    """The rule of a compiled indicator, e.g. "Σ numerator / Σ denominator, never a mean of ratios"."""
    distinct = [measure for measure in compiled.measures if not measure.additive]
    if distinct:
        zh = "、".join(measure.title["zh"] for measure in distinct)
        en = ", ".join(measure.title["en"] for measure in distinct)
        return both(
            f"不可累加：“{zh}”在每个单位、每天内数不同的值，再相加；跨单位或跨日的重复会重复计数",
            f"not additive: “{en}” counts different values within each unit and day, then adds them; "
            "the same value in two units or days counts twice",
        )
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

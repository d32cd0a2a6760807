"""Why an expected day could not be judged, in words: for explanations and for the record of a rule."""

from __future__ import annotations

from collections.abc import Mapping

from engine.base.text import Text, both

REASONS: Mapping[str, Text] = {
    "no_target": both("没有目标，或目标为 0", "no target, or one of 0"),
    "no_value": both("有数据但算不出数值（如分母为 0）", "there is data but no value (a denominator of 0, for one)"),
    "partial": both("数据不全，不与完整的数值比较", "incomplete data, which is not held against a whole"),
    "no_comparison": both("没有可比的数值（对比日无数据、停业或为 0）", "nothing to compare it with"),
    "no_siblings": both("没有达成率，或有数据的同级单元太少", "no attainment, or too few siblings with data"),
    "no_children": both("有数据的下级单元太少", "too few units below with data"),
    "too_early": both(
        "新的期间刚开始：上一期到此为止，本期为时过早", "a new period: too early to tell, and the last one is over"
    ),
    "too_few_days": both("同类营业日太少，看不出常态", "too few duty days to tell what is usual"),
    "no_spread": both("多数日子数值相同，无从判断偏离", "most days are the same: no spread to tell by"),
}

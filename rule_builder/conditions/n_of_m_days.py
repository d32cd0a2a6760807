"""Attainment strictly below a share of the target on N of the last M duty days (0.85 on 3 of 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.base.issue import Issue
from engine.base.text import both
from rule_builder.conditions.contract import Condition, Control, Direction
from rule_builder.conditions.counting import (
    COUNTING,
    Typed,
    check_counting,
    check_resolve,
    counting,
    line,
    resolve_at,
    schema_of,
    share,
)
from rule_builder.conditions.threshold import Threshold


@dataclass(frozen=True)
class _Type(Typed):
    def check(self, settings: Mapping[str, Any]) -> Iterable[Issue]:
        yield from check_counting(settings)
        yield from check_resolve(settings, "attainment_below", above=False)

    def prepare(self, settings: Mapping[str, Any], direction: Direction, *, digits: int = 0) -> Threshold:
        at = line(settings, "attainment_below", above=False)
        return Threshold(counting(settings), direction, "attainment", "day", at, settings["attainment_below"])


CONDITION: Condition = _Type(
    both("若干营业日中有几天低于目标比例", "below a share of the target on some of the last duty days"),
    schema_of(
        "n_of_m_days",
        both("最近若干营业日中有几天低于目标的比例。", "Below a share of the target on some of the last duty days."),
        ["attainment_below", "days", "of_days"],
        {
            "attainment_below": share(
                "达成率低于 / Attainment below",
                both("严格低于目标的这一比例才算。", "Strictly below this share of the target counts."),
                0.85,
            ),
            "resolve_at": resolve_at(
                both(
                    "达成率达到多少才算恢复；默认等于触发线。",
                    "The attainment that ends it; by default the firing line.",
                ),
                0.9,
                exclusiveMinimum=0,
                maximum=2,
            ),
        },
    ),
    both(
        "{indicator} 的日达成率在最近 {of_days} 个营业日中有 {days} 天低于 {attainment_below}",
        "daily attainment of {indicator} is below {attainment_below} on {days} of the last {of_days} duty days",
    ),
    {
        "attainment_below": Control("percent"),
        "days": Control("integer"),
        "of_days": Control("integer"),
        "missing": COUNTING["missing"],
        "resolve_at": Control("percent", default="attainment_below"),
    },
)

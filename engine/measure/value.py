"""A figure with all that makes it trustworthy: target, attainment, light with its reason, coverage, data time. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from engine.base.text import Text, both

Number = int | float
TARGET = "target"


@dataclass(frozen=True)
class Value:
    """An indicator at a unit over a period.

    Money is in minor units, ratios are fractions. ``targets`` are the full phased targets by tier; ``attainment``
    compares the actual with the targets of the same leaf-days, so that missing data is neither zero nor good
    (with full coverage the two are the same). ``have``/``expected`` count leaf-days.
    """

    unit_id: int
    indicator: str
    actual: Number | None
    targets: Mapping[str, Number | None]
    attainment: float | None
    gap: Number | None
    light: str
    reason: Text
    have: int
    expected: int
    data_day: date | None
    synced_at: datetime | None
    judged: bool = False  # whether the scale decides its light; else it is grey for want of a target, duty or data


@dataclass(frozen=True)
class Point:
    """One day of a series. ``expected`` counts the leaves on duty, ``have`` those of them with data; ``known``: a row
    exists (a closed unit may be known too). ``target`` is the full one; ``attainment`` as in ``Value``."""

    day: date
    actual: Number | None
    target: Number | None
    attainment: float | None
    expected: int
    have: int
    known: bool


def attainment_of(actual: Number | None, target: Number | None, direction: str) -> float | None:
    """actual / target; where lower is better max(0, 2 − actual/target), so that 1 is "on target" both ways.

    Null without actual or target. A target of 0: null, but where lower is better 1 for an actual of 0, else 0.
    """
    if actual is None or target is None:
        return None
    if direction == "lower":
        if target == 0:
            return 1.0 if actual == 0 else 0.0
        return max(0.0, 2 - actual / target)
    return None if target == 0 else actual / target


def light_of(attainment: float, scale: Any) -> tuple[str, Text]:
    """The band of a scale and the rule in words. Compared at 6 decimals: summation order alone moved the 16th."""
    rounded = round(attainment, 6)
    for band in scale.bands:
        if (band.from_ is None or rounded >= band.from_) and (band.to is None or rounded < band.to):
            zh, en = _limits(band.from_, band.to)
            share = share_of(rounded)
            return band.light, both(f"达成率 {share}{zh}", f"attainment {share}{en}")
    return "grey", both(f"达成率 {share_of(rounded)} 不在任何色带内", f"attainment {share_of(rounded)} lies in no band")


@lru_cache(256)
def _limits(low: float | None, high: float | None) -> tuple[str, str]:
    """What a band says of its two ends, zh and en."""
    parts = [
        word
        for word in (low is not None and f" ≥ {share_of(low)}", high is not None and f" < {share_of(high)}")
        if word
    ]
    return "，且".join(parts), " and".join(parts)


def share_of(ratio: float) -> str:
    """A ratio as a percentage, cut (not rounded up) so that 84.996 % is never shown as 85 %."""
    tenths = int(ratio * 10_000 + (1e-6 if ratio >= 0 else -1e-6)) / 100
    return f"{tenths:g} %"

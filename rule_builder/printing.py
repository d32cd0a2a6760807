"""Figures as people read them, the same in reports and messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rule_builder.templates import filters


def figure(value: Any, indicator: Mapping[str, Any]) -> str:
    """A value of an indicator by its display ("money" in minor units, "percent", "number"); "—" for none."""
    display, decimals = indicator["display"], indicator["decimals"]
    if display == "money":
        return filters.money(None if value is None else round(value), indicator["money_digits"])
    return filters.percent(value, decimals) if display == "percent" else filters.number(value, decimals)


def share(value: float | None) -> str:
    """An attainment, cut and not rounded: 0.84996 is 84.9 %, never 85.0 %."""
    if value is None:
        return "—"
    return filters.percent(int(round(value * 1_000_000) // 1000) / 1000, 1)


def signed(value: Any, indicator: Mapping[str, Any]) -> str:
    """With its sign: +352.00, −2,878.00."""
    words = figure(abs(value), indicator)
    return f"+{words}" if value >= 0 else f"−{words}"


def short_day(value: date | str) -> str:
    """11-22."""
    return filters.day(value, "short")


def instant(value: datetime | str | None, zone: str) -> str:
    """2026-11-22 08:03 in the app's time zone; "—" for none."""
    if value is None:
        return "—"
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def shown(indicator: Any, money_digits: int) -> dict[str, Any]:
    """What ``figure`` needs of an indicator's model, as plain JSON."""
    return {
        "name": indicator.name,
        "title": dict(indicator.title),
        "display": indicator.display,
        "decimals": indicator.decimals,
        "direction": indicator.direction,
        "money_digits": money_digits,
    }

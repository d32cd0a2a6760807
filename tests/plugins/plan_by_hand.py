"""The daily targets of the retail example, broken down here in plain fractions: nothing is taken from the engine."""

from __future__ import annotations

import calendar
import csv
import json
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

RETAIL = Path(__file__).parents[2] / "examples" / "retail"


def split(total: int, weights: list[Fraction]) -> list[int]:
    """``total`` by weight, exactly: whole parts first, what is left goes one by one to the largest remainders."""
    exact = [total * w / sum(weights) for w in weights]
    parts = [int(x) for x in exact]
    by_remainder = sorted(range(len(exact)), key=lambda n: (parts[n] - exact[n], n))
    for n in by_remainder[: total - sum(parts)]:
        parts[n] += 1
    return parts


def load(path: str) -> Any:
    return json.loads((RETAIL / path).read_text(encoding="utf-8"))


@cache
def store_weights() -> dict[str, int]:
    with (RETAIL / "data/store_weights.csv").open(encoding="utf-8") as file:
        return {row["unit"]: int(row["weight"]) for row in csv.DictReader(file)}


@cache
def day_weights(year: int) -> dict[date, Fraction]:
    """The calendar's weight of every day of a year: weekday, or the holiday's own; 0 where all are closed."""
    definition = load("calendars/trading.json")
    usual = [Fraction(str(weight)) for weight in definition["weekday_weights"].values()]
    days = {
        (d := date(year, 1, 1) + timedelta(days=n)): usual[d.weekday()] for n in range(366 if year % 4 == 0 else 365)
    }
    for holiday in definition["holidays"]:
        first, last = date.fromisoformat(holiday["from"]), date.fromisoformat(holiday["to"])
        for day in days:
            if first <= day <= last:
                days[day] = Fraction(0) if holiday.get("closed") else Fraction(str(holiday["weight"]))
    return days


@cache
def month_targets(year: int, tier: str = "target") -> dict[tuple[str, int], int]:
    """(store, month) → cents."""
    (line,) = [x for x in load(f"plans/plan_{year}.json")["lines"] if x["indicator"] == "net_sales"]
    total = int(Fraction(line["total"][tier]) * 100)
    months = [Fraction(str(weight)) for weight in line["over_time"]["months"]]
    return {
        (store, month): amount
        for store, year_amount in _down_the_tree("HQ", total).items()
        for month, amount in enumerate(split(year_amount, months), start=1)
    }


@cache
def _parents() -> dict[str, str]:
    with (RETAIL / "data/units.csv").open(encoding="utf-8") as file:
        return {row["code"]: row["parent"] for row in csv.DictReader(file)}


def _weight(unit: str) -> int:
    below = [code for code, parent in _parents().items() if parent == unit]
    return sum(_weight(code) for code in below) if below else store_weights()[unit]


def _down_the_tree(unit: str, amount: int) -> dict[str, int]:
    """Store → its part of the amount; each unit splits what it got among the units right below it."""
    below = [code for code, parent in _parents().items() if parent == unit]
    if not below:
        return {unit: amount}
    parts = split(amount, [Fraction(_weight(code)) for code in below])
    return {k: v for code, part in zip(below, parts, strict=True) for k, v in _down_the_tree(code, part).items()}


@cache
def _month_by_day(store: str, first: date) -> list[int]:
    days = [first.replace(day=n) for n in range(1, calendar.monthrange(first.year, first.month)[1] + 1)]
    return split(month_targets(first.year)[store, first.month], [day_weights(first.year)[d] for d in days])


def daily_target(store: str, day: date) -> int:
    """Cents that a store is to sell on a day."""
    return _month_by_day(store, day.replace(day=1))[day.day - 1]

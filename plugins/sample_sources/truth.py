"""What the board must show, worked out without it: plain Python over the generated books, in exact fractions.

Shares nothing with the engine, its mappings or its SQL; tests compare the two.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from plugins.sample_sources import backroom, tills
from plugins.sample_sources.articles import launched_by
from plugins.sample_sources.stores import Store
from plugins.sample_sources.trade import World


@dataclass(frozen=True)
class Focus:
    """One row of the focus list: ``unit`` may be any unit above the stores; ``until`` is exclusive, None = open."""

    unit: str
    category: str
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Totals:
    """Sums over some stores and days. Money in cents, time in minutes; ``tills`` counts store-days with books."""

    tills: int = 0
    sales: int = 0
    tickets: int = 0
    units: int = 0
    new: int = 0
    focus: int = 0
    listed: int = 0
    oos: int = 0
    articles: int = 0
    covered: int = 0
    needed: int = 0
    passes: int = 0
    required: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


def read_focus(path: Path) -> tuple[Focus, ...]:
    """The focus list as the board's CSV file has it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            Focus(
                row["unit"],
                row["category"],
                date.fromisoformat(row["valid_from"]),
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            )
            for row in csv.DictReader(file)
        )


def day_totals(world: World, store: Store, day: date, focus: Iterable[Focus], last: date) -> Totals:
    """A store's day once ``last`` is the last released day. The focus list may name the store's division or "HQ"."""
    if day > last:
        return Totals()
    mine = [f for f in focus if f.holds(day) and f.unit in (store.code, store.division, "HQ")]
    stock = [row for row in backroom.stock(world, store, day) if row.listed]
    shifts = backroom.shifts(world, store, day)
    checks = backroom.checks(world, store, day)
    back = Totals(
        oos=sum(row.on_hand <= 0 for row in stock),
        articles=len(stock),
        covered=sum(min(row.actual, row.required) for row in shifts),
        needed=sum(row.required for row in shifts),
        passes=int(bool(checks) and checks[-1].verdict == "pass"),
        required=int(not world.closed(store, day)),
    )
    return back + _till_totals(world, store, day, mine, last)


def _till_totals(world: World, store: Store, day: date, focus: list[Focus], last: date) -> Totals:
    state = world.story.tills(store.code, day, last)
    if state == "nothing":
        return Totals()
    tickets = tills.tickets(world, store, day)
    if state == "first":
        tickets = tills.first_delivery(tickets)
    articles = {a.sku: a for a in launched_by(day)}
    named = {f.category for f in focus}
    counted = [ticket for ticket in tickets if ticket.kind != "return"]
    lines = [(articles[line.sku], line.net) for ticket in tickets for line in ticket.lines]
    sales = sum(net for _, net in lines)
    return Totals(
        tills=1,
        sales=sales,
        tickets=len(counted),
        units=sum(line.quantity for ticket in counted for line in ticket.lines),
        new=sum(net for article, net in lines if article.new(day)),
        focus=sum(net for article, net in lines if article.category in named),
        listed=sales if focus else 0,
    )


def indicators(total: Totals) -> dict[str, Fraction | None]:
    """The eight indicators of some totals; money in yuan, shares as fractions of 1; None where nothing is known."""
    sales = Fraction(total.sales, 100)
    return {
        "net_sales": sales if total.tills else None,
        "atv": _ratio(sales, total.tickets),
        "upt": _ratio(total.units, total.tickets),
        "new_share": _ratio(total.new, total.sales),
        "focus_share": _ratio(total.focus, total.listed),
        "oos_rate": _ratio(total.oos, total.articles),
        "staff_rate": _ratio(total.covered, total.needed),
        "display_rate": _ratio(total.passes, total.required),
    }


def _ratio(above: Fraction | int, below: int) -> Fraction | None:
    return Fraction(above) / below if below else None

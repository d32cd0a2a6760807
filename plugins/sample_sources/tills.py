"""The tills' books of a store and day: tickets that add up to the wanted net sales, to the cent."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from itertools import accumulate
from random import Random

from plugins.sample_sources.articles import Article, tastes
from plugins.sample_sources.dice import dice
from plugins.sample_sources.rhythm import promotion
from plugins.sample_sources.stores import Store
from plugins.sample_sources.trade import World

LOCAL = timezone(timedelta(hours=8), "Asia/Shanghai")
_OPENS, _SECONDS_OPEN = time(10), 12 * 3600 - 300
_AFTER_MIDNIGHT = 0.05  # of a flagship's tickets: 00:10–02:30, still the day before's business


@dataclass(frozen=True, slots=True)
class Line:
    """One article of a ticket; money in cents. Taken back: quantity, amount and discount are negative."""

    number: int
    sku: str
    quantity: int
    price: int
    discount: int

    @property
    def amount(self) -> int:
        return self.quantity * self.price

    @property
    def net(self) -> int:
        return self.amount - self.discount


@dataclass(frozen=True, slots=True)
class Ticket:
    """``kind`` is sale, return or exchange."""

    number: str
    store: str
    day: date
    kind: str
    completed_at: datetime
    lines: tuple[Line, ...]

    @property
    def net(self) -> int:
        return sum(line.net for line in self.lines)


class _Shopper:
    """Fills baskets from the articles on sale."""

    def __init__(self, throw: Random, store: Store, day: date) -> None:
        self.throw = throw
        self.big = 0.1 if store.format == "flagship" else 0.0
        focus, new = (0.55, 0.15) if store.division == "S" else (1.1, 0.2)
        self.articles, self.odds = tastes(day, new, focus)

    def article(self) -> Article:
        return self.articles[min(bisect_right(self.odds, self.throw.random()), len(self.articles) - 1)]

    def basket(self) -> list[Line]:
        size = self.throw.random() + self.big
        count = 1 if size < 0.45 else 2 if size < 0.8 else 3
        picked = []
        for number in range(1, count + 1):
            article = self.article()
            picked.append(Line(number, article.sku, 2 if self.throw.random() < 0.15 else 1, article.price, 0))
        return picked


@lru_cache(maxsize=20_000)
def tickets(world: World, store: Store, day: date) -> tuple[Ticket, ...]:
    """The final tickets of a store and day, in order of time; empty where it did not trade."""
    wanted = world.wanted(store, day)
    if wanted <= 0:
        return ()
    throw = dice("tickets", store.code, day)
    shopper, usual_discount = _Shopper(throw, store, day), 0.18 if promotion(day) else 0.08
    others = list(_returns(shopper, usual_discount, 0.5 if promotion(day) else 0.35))
    sold = _sales(shopper, wanted - sum(line.net for _, lines in others for line in lines), usual_discount)
    made = [("sale", lines) for lines in sold] + others
    times = sorted((_moment(throw, store, day), n) for n in range(len(made)))
    return tuple(
        Ticket(f"{store.code}-{day:%Y%m%d}-{place:04d}", store.code, day, made[n][0], at, tuple(made[n][1]))
        for place, (at, n) in enumerate(times, start=1)
    )


def first_delivery(final: tuple[Ticket, ...]) -> tuple[Ticket, ...]:
    """What came before the correction: a bit over half of the sales, the first ticket with a line too few."""
    limit, reached = sum(ticket.net for ticket in final) * 11 // 20, accumulate(ticket.net for ticket in final)
    kept = [ticket for ticket, sold in zip(final, reached, strict=True) if sold <= limit] or [final[0]]
    return (replace(kept[0], lines=kept[0].lines[:1]), *kept[1:])


def _sales(shopper: _Shopper, wanted: int, usual_discount: float) -> list[list[Line]]:
    """Baskets until their list value less the usual discount covers what is wanted; the discount is the difference."""
    baskets: list[list[Line]] = []
    gross = 0
    while gross * (1 - usual_discount) < wanted:
        baskets.append(shopper.basket())
        gross += sum(line.amount for line in baskets[-1])
    return list(_discounted(baskets, gross, gross - wanted))


def _discounted(baskets: list[list[Line]], gross: int, discount: int) -> Iterable[list[Line]]:
    """The discount spread over the lines by amount; cumulative rounding, so that it adds up exactly."""
    before = 0
    for basket in baskets:
        lines = []
        for line in basket:
            after = before + line.amount
            lines.append(replace(line, discount=discount * after // gross - discount * before // gross))
            before = after
        yield lines


def _returns(shopper: _Shopper, usual_discount: float, often: float) -> Iterable[tuple[str, list[Line]]]:
    """Perhaps one article returned, perhaps one exchanged for another."""

    def line(number: int, quantity: int) -> Line:
        article = shopper.article()
        return Line(number, article.sku, quantity, article.price, quantity * round(article.price * usual_discount))

    if shopper.throw.random() < often:
        yield "return", [line(1, -1)]
    if shopper.throw.random() < often / 2:
        yield "exchange", [line(1, -1), line(2, 1)]


def _moment(throw: Random, store: Store, day: date) -> datetime:
    late = store.format == "flagship" and throw.random() < _AFTER_MIDNIGHT
    if late:
        local = datetime.combine(day + timedelta(days=1), time(0, 10), LOCAL) + timedelta(minutes=140 * throw.random())
    else:
        local = datetime.combine(day, _OPENS, LOCAL) + timedelta(seconds=_SECONDS_OPEN * throw.random())
    return local.replace(microsecond=0).astimezone(UTC)

"""The articles: a fixed core and a new one every nine days, so that "new" always means something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from plugins.sample_sources.dice import chance

CATEGORIES = {
    "fragrance": "香氛",
    "bedding": "床品",
    "kitchen": "厨房",
    "storage": "收纳",
    "tea_ware": "茶具",
    "gifts": "文创",
}
_PRICES = (5900, 7900, 9900, 12900, 15900, 17900, 19900, 23900, 29900, 36900)
_CORE, _FIRST_LAUNCH, _EVERY, _NEW_DAYS, _SOLD_DAYS = 30, date(2025, 6, 1), 9, 90, 365


@dataclass(frozen=True)
class Article:
    """``price`` is the list price in cents."""

    sku: str
    name: str
    category: str
    launched: date
    price: int

    def new(self, day: date) -> bool:
        """Launched on the day or less than 90 days before."""
        return self.launched <= day < self.launched + timedelta(days=_NEW_DAYS)


@cache
def core() -> tuple[Article, ...]:
    """The articles that are always sold."""
    return tuple(_article(f"C{n:03d}", n, date(2022, 3, 1) + timedelta(days=31 * n)) for n in range(_CORE))


@cache
def launched_by(day: date) -> tuple[Article, ...]:
    """Every article launched up to a day: core first, then in order of launch."""
    count = max(0, (day - _FIRST_LAUNCH).days // _EVERY + 1)
    return (*core(), *(_article(f"N{n:03d}", n, _FIRST_LAUNCH + timedelta(days=_EVERY * n)) for n in range(count)))


@cache
def on_sale(day: date) -> tuple[Article, ...]:
    """Core and what was launched within a year."""
    return tuple(a for a in launched_by(day) if a.sku.startswith("C") or (day - a.launched).days < _SOLD_DAYS)


@cache
def tastes(day: date, new_share: float, focus: float) -> tuple[tuple[Article, ...], tuple[float, ...]]:
    """Articles on sale and rising cumulative odds (the last is 1): ``bisect`` with a throw picks one.

    ``new_share`` is the part of picks that are new; ``focus`` multiplies the odds of fragrance and bedding.
    """
    articles = on_sale(day)
    odds = [focus if a.category in ("fragrance", "bedding") else 1.0 for a in articles]
    fresh = sum(o for o, a in zip(odds, articles, strict=True) if a.new(day))
    rest = sum(odds) - fresh
    scaled = [
        o * (new_share / fresh if a.new(day) else (1 - new_share) / rest) for o, a in zip(odds, articles, strict=True)
    ]
    total = sum(scaled)
    return articles, tuple(accumulate(o / total for o in scaled))


def _article(sku: str, number: int, launched: date) -> Article:
    names = list(CATEGORIES)
    category = names[(number * 5 + number // 6) % len(names)]
    price = _PRICES[int(chance("price", sku) * len(_PRICES))]
    return Article(sku, f"{CATEGORIES[category]}·{sku}", category, launched, price)

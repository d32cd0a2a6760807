"""What the ERP knows of a store and day: stock, shifts, display checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from plugins.sample_sources.articles import on_sale
from plugins.sample_sources.dice import chance, dice
from plugins.sample_sources.stores import Store
from plugins.sample_sources.tills import LOCAL
from plugins.sample_sources.trade import World

_LISTED, _DELISTED = 0.36, 0.38  # a store lists this part of the articles; the next 2 % it has just taken off the list
_SLOTS = ("morning", "afternoon", "evening")
_MINUTES = {"flagship": (960, 1200, 1440), "standard": (480, 720, 960), "compact": (480, 480, 720)}


@dataclass(frozen=True, slots=True)
class Stock:
    """Closing stock of one article."""

    sku: str
    on_hand: int
    listed: bool


@dataclass(frozen=True, slots=True)
class Shift:
    """Planned and worked minutes of one slot."""

    slot: str
    required: int
    actual: int


@dataclass(frozen=True, slots=True)
class Check:
    """One look at the display: pass, fail or uncertain."""

    number: str
    verdict: str
    checked_at: datetime


@lru_cache(maxsize=20_000)
def stock(world: World, store: Store, day: date) -> tuple[Stock, ...]:
    """One row per article that the store lists or has just delisted; none for a closed day."""
    if world.closed(store, day):
        return ()
    throw = dice("stock", store.code, day)
    empty = 0.05 if store.division == "S" else 0.03
    if world.story.stock_out(store.code, day):
        empty = 0.24
    rows = []
    for article in on_sale(day):
        place = chance("listing", store.code, article.sku)
        if place < _DELISTED:
            gone, amount = throw.random() < empty, throw.random()
            oversold = gone and amount < 0.1
            on_hand = -1 if oversold else 0 if gone else 1 + int(60 * amount)
            rows.append(Stock(article.sku, on_hand, place < _LISTED))
    return tuple(rows)


@lru_cache(maxsize=20_000)
def shifts(world: World, store: Store, day: date) -> tuple[Shift, ...]:
    """Three slots a day; some run short, some over; in the story the evening is not filled at all."""
    if world.closed(store, day):
        return ()
    throw = dice("shifts", store.code, day)
    often = 0.25 if store.division == "NW" else 0.12
    rows = []
    for slot, minutes in zip(_SLOTS, _MINUTES[store.format], strict=True):
        required = minutes * 5 // 4 if day.weekday() >= 5 else minutes
        short, how = throw.random() < often, throw.random()
        actual = required * (0.78 + 0.14 * how if short else 0.985 + 0.06 * how)
        if world.story.short_staffed(store.code, day) and slot != "morning":
            actual = 0 if slot == "evening" else required * 0.7
        rows.append(Shift(slot, required, 5 * round(actual / 5)))
    return tuple(rows)


@lru_cache(maxsize=20_000)
def checks(world: World, store: Store, day: date) -> tuple[Check, ...]:
    """None (missed), one, or two (a failed one looked at again), in order of time: the last one counts."""
    if world.closed(store, day):
        return ()
    throw = dice("display", store.code, day)
    lot, minutes, again = throw.random(), throw.random(), throw.random()
    if lot < 0.02:
        return ()
    at = (datetime.combine(day, time(10, 30), LOCAL) + timedelta(minutes=int(360 * minutes))).astimezone(UTC)
    name = f"D-{store.code}-{day:%Y%m%d}"
    first = Check(f"{name}-1", "pass" if lot > 0.12 else "fail" if lot > 0.04 else "uncertain", at)
    if first.verdict == "fail" and again < 0.5:
        return first, Check(f"{name}-2", "pass", at + timedelta(hours=2, minutes=15))
    return (first,)

"""What a board must show, in plain Python and exact fractions: sums, targets, attainment, lights, incidents.

Nothing is taken from the engine: the figures come from the sample's books (``truth``), the targets from the package's
own files (``plan_by_hand``), the bands and the rule from capabilities §3.2 and §3.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path

from plugins.sample_sources import truth
from plugins.sample_sources.stores import Store
from plugins.sample_sources.trade import World
from tests.flows.playhouse import rows
from tests.plugins.plan_by_hand import RETAIL, day_weights, load, month_targets, split

EIGHT = ("net_sales", "atv", "upt", "new_share", "focus_share", "oos_rate", "staff_rate", "display_rate")
TIERS = ("baseline", "target", "stretch")
DAY = timedelta(days=1)
#: Which sum a rate is divided by.
_DENOMINATOR = {
    "atv": "tickets",
    "upt": "tickets",
    "new_share": "sales",
    "focus_share": "listed",
    "oos_rate": "articles",
    "staff_rate": "needed",
    "display_rate": "required",
}
_TILLS = ("net_sales", "atv", "upt", "new_share", "focus_share")


@dataclass(frozen=True)
class Shown:
    """One figure. Money in cents (exact), ``light`` by the bands."""

    actual: Fraction | None
    targets: dict[str, Fraction | None]
    attainment: Fraction | None
    light: str
    have: int
    expected: int


@cache
def _month(store: str, first: date, tier: str) -> list[int]:
    days = [first + n * DAY for n in range(31) if (first + n * DAY).month == first.month]
    return split(month_targets(first.year, tier)[store, first.month], [day_weights(first.year)[d] for d in days])


@cache
def amount(store: str, day: date, tier: str = "target") -> int:
    """The cents a store is to sell on a day."""
    return _month(store, day.replace(day=1), tier)[day.day - 1]


@cache
def _own(indicator: str, year: int) -> tuple[dict[str, float], dict[tuple[str, str], Fraction]]:
    (line,) = [one for one in load(f"plans/plan_{year}.json")["lines"] if one["indicator"] == indicator]
    own = rows(RETAIL / line["own"]) if "own" in line else []
    return line["value"], {(row["unit"], row["tier"]): Fraction(row["value"]) for row in own}


@dataclass(frozen=True)
class _Sum:
    places: list[tuple[Store, date, truth.Totals]]
    total: truth.Totals
    duty: frozenset[tuple[str, date]]


class Board:
    """The board of a world once ``last`` is the last released day; ``first`` is the oldest day ever pulled."""

    def __init__(self, world: World, package: Path, first: date) -> None:
        self.world, self.first = world, first
        self.focus = truth.read_focus(package / "data/focus_list.csv")
        self._units = {row["code"]: row for row in rows(package / "data/units.csv")}
        self._totals: dict[tuple[str, date, date], truth.Totals] = {}
        self._sums: dict[tuple[str, date, date, date], _Sum] = {}
        self._rates: dict[tuple[str, str, int, str], Fraction] = {}

    @cached_property
    def below(self) -> dict[str, list[Store]]:
        """Unit → the stores at or below it."""
        found: dict[str, list[Store]] = {code: [] for code in self._units}
        for store in self.world.stores:
            for code in self.path(store.code):
                found[code].append(store)
        return found

    def path(self, code: str) -> list[str]:
        """The unit and those above it."""
        trail = [code]
        while parent := self._units[trail[-1]]["parent"]:
            trail.append(parent)
        return trail

    def totals(self, store: Store, day: date, last: date) -> truth.Totals:
        """A store's day as known once ``last`` is released."""
        if not self.first <= day <= last:
            return truth.Totals()
        # a delivery changes for a few days only; what is final is worked out once
        key = (store.code, day, last if last <= day + 4 * DAY else date.max)
        if key not in self._totals:
            self._totals[key] = truth.day_totals(self.world, store, day, self.focus, last)
        return self._totals[key]

    def expected(self, store: Store, day: date, last: date) -> bool:
        """Whether data is due: the store is open, as far as its day close has told."""
        told = self.first <= day <= last and self.world.story.tills(store.code, day, last) != "nothing"
        return not (told and self.world.closed(store, day))

    def _rate(self, indicator: str, store: Store, year: int, tier: str) -> Fraction:
        """A store's target of a rate: its own, the nearest unit's above, or the plan's."""
        key = (indicator, store.code, year, tier)
        if key not in self._rates:
            value, own = _own(indicator, year)
            found = (own[code, tier] for code in self.path(store.code) if (code, tier) in own)
            self._rates[key] = next(found, Fraction(str(value[tier])))
        return self._rates[key]

    def _sum(self, unit: str, days: Sequence[date], last: date) -> _Sum:
        key = (unit, days[0], days[-1], last)
        if key not in self._sums:
            places = [(store, day, self.totals(store, day, last)) for store in self.below[unit] for day in days]
            total = truth.Totals(*map(sum, zip(*(astuple(found) for _, _, found in places), strict=True)))
            duty = frozenset((store.code, day) for store, day, _ in places if self.expected(store, day, last))
            self._sums[key] = _Sum(places, total, duty)
        return self._sums[key]

    def figure(self, unit: str, indicator: str, days: Sequence[date], last: date) -> Shown:
        """An indicator of a unit over days (those of a period up to ``last``), with the light it shows.

        By ``scales/standard.json`` green turns yellow where a quarter of the units right below that have a light are
        red by their own attainment; the out-of-stock rate has a scale of its own without that rule.
        """
        own = self.own(unit, indicator, days, last)
        if own.light != "green" or indicator == "oos_rate":
            return own
        lights = [self.own(child, indicator, days, last).light for child in self.children(unit, days[-1])]
        known = [light for light in lights if light != "grey"]
        return replace(own, light="yellow") if known and 4 * known.count("red") >= len(known) else own

    def children(self, unit: str, day: date) -> list[str]:
        """The units right below one that are open on a day."""
        found = [row for row in self._units.values() if row["parent"] == unit]
        return [
            row["code"]
            for row in found
            if (not row.get("opened") or date.fromisoformat(row["opened"]) <= day)
            and (not row.get("closed") or day < date.fromisoformat(row["closed"]))
        ]

    def own(self, unit: str, indicator: str, days: Sequence[date], last: date) -> Shown:
        """The same with the light of its own attainment."""
        found = self._sum(unit, days, last)
        actual = truth.indicators(found.total)[indicator]
        if actual is not None and indicator in ("net_sales", "atv"):
            actual *= 100
        known = [place for place in found.places if self._has(indicator, place[2])]
        have = sum((store.code, day) in found.duty for store, day, _ in known)
        covered = {tier: self._covered(indicator, known, tier) for tier in TIERS}
        targets = covered
        if indicator == "net_sales":
            targets = {
                tier: Fraction(sum(amount(store.code, day, tier) for store, day, _ in found.places)) for tier in TIERS
            }
        attainment = _attainment(actual, covered["target"], indicator == "oos_rate")
        newest = max((day for _, day, _ in known), default=None)
        due = max((day for _, day in found.duty), default=None)
        light = "grey"
        if attainment is not None and due is not None and newest is not None and newest >= due:
            light = band(attainment, indicator)
        return Shown(actual, targets, attainment, light, have, len(found.duty))

    def _has(self, indicator: str, found: truth.Totals) -> bool:
        if indicator in _TILLS:
            return found.tills > 0
        return getattr(found, _DENOMINATOR[indicator]) > 0

    def _covered(self, indicator: str, known: Iterable[tuple[Store, date, truth.Totals]], tier: str) -> Fraction | None:
        """Σ target of the store-days with data, or Σ(target · denominator) / Σ denominator."""
        if indicator == "net_sales":
            parts = [amount(store.code, day, tier) for store, day, _ in known]
            return Fraction(sum(parts)) if parts else None
        weights: dict[Fraction, int] = {}
        for store, day, found in known:
            target = self._rate(indicator, store, day.year, tier)
            weights[target] = weights.get(target, 0) + getattr(found, _DENOMINATOR[indicator])
        below = sum(weights.values())
        scale = 100 if indicator == "atv" else 1
        return scale * sum((t * w for t, w in weights.items()), Fraction(0)) / below if below else None


def _attainment(actual: Fraction | None, target: Fraction | None, lower: bool) -> Fraction | None:
    if actual is None or target is None or target == 0:
        return None
    return max(Fraction(0), 2 - actual / target) if lower else actual / target


def band(attainment: Fraction, indicator: str) -> str:
    """§3.2: green from 95 %, yellow from 85 %, else red; the out-of-stock ceiling: green from 100 %."""
    green = Fraction(1) if indicator == "oos_rate" else Fraction(95, 100)
    rounded = Fraction(round(attainment * 10**6), 10**6)
    return "green" if rounded >= green else "yellow" if rounded >= Fraction(85, 100) else "red"


@dataclass(frozen=True)
class Spell:
    """A store's breach: first counted day, the day of the third, the day it was over (None: it goes on)."""

    rule: str
    store: str
    first: date
    fired: date
    over: date | None


def spells(board: Board, last: date, from_: date) -> set[Spell]:
    """Every spell of §3.4 that is known once ``last`` is released and was not over before ``from_``."""
    found: set[Spell] = set()
    for store in board.world.stores:
        days = [board.first + n * DAY for n in range((last - board.first).days + 1)]
        sold = {day: board.totals(store, day, last) for day in days}
        duty = [day for day in days if board.expected(store, day, last)]
        low = {d: sold[d].sales * 100 < 85 * amount(store.code, d) for d in duty if sold[d].tills}
        missing = {day: not sold[day].tills for day in duty}
        found |= _runs("below_85_for_3_days", store.code, [(d, low[d]) for d in duty if d in low], 3)
        found |= _runs("below_85_for_3_days:no_data", store.code, list(missing.items()), 2)
    return {spell for spell in found if spell.over is None or spell.over >= from_}


def _runs(rule: str, store: str, days: Iterable[tuple[date, bool]], needed: int) -> set[Spell]:
    found: set[Spell] = set()
    run: list[date] = []
    for day, bad in days:
        if bad:
            run.append(day)
            continue
        if len(run) >= needed:
            found.add(Spell(rule, store, run[0], run[needed - 1], day))
        run = []
    if len(run) >= needed:
        found.add(Spell(rule, store, run[0], run[needed - 1], None))
    return found

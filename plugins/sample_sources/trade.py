"""How much a store sells on a day: the usual, times how well it does. The board's lights follow from this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from plugins.sample_sources.dice import chance, dice
from plugins.sample_sources.rhythm import closed_by_calendar, usual
from plugins.sample_sources.stores import Store
from plugins.sample_sources.story import Story

#: How well the stores of a division do on average; others: 1.
_LEVELS = {"E": 1.06, "S": 0.79, "N": 1.30, "C": 1.0, "SW": 0.98, "NW": 0.93, "NE": 1.02, "MG": 1.03}
#: A store that lies low never stays below 85 % for three days, unless the story says so: every third day has this much.
_RECOVERY = 0.88


@dataclass(frozen=True)
class World:
    """The stores and their story: all that the generated data depends on besides store and day."""

    stores: tuple[Store, ...]
    story: Story

    @cached_property
    def chain_weight(self) -> int:
        """Sum of all stores' weights."""
        return sum(store.weight for store in self.stores)

    @cached_property
    def by_code(self) -> dict[str, Store]:
        return {store.code: store for store in self.stores}

    def exists(self, store: Store, day: date) -> bool:
        """Whether the store had opened for the first time by that day."""
        return store.opened is None or store.opened <= day

    def closed(self, store: Store, day: date) -> bool:
        """Whether the store does not trade on a day."""
        return closed_by_calendar(day) or self.story.closed(store.code, day)

    def wanted(self, store: Store, day: date) -> int:
        """Net sales of the day in cents; 0 for a closed store."""
        if self.closed(store, day) or self.story.storm(store.code, day):
            return 0
        return round(usual(store, self.chain_weight, day) * self._factor(store, day))

    def _factor(self, store: Store, day: date) -> float:
        told = self.story.factor(store.code, day)
        if told is not None:
            return told
        level = _LEVELS.get(store.division, 1.0) * (0.95 + 0.1 * chance("level", store.code))
        noise = 0.12 * dice("factor", store.code, day).random() - 0.06
        phase = int(3 * chance("phase", store.code))
        up = (day.toordinal() + phase) % 3 == 0 or self._beside_closure(day)
        if level >= 0.92:
            return max(level + noise, _RECOVERY) if up else level + noise
        return _RECOVERY + 0.06 * (noise + 0.06) / 0.12 if up else (3 * level - 0.91) / 2 + noise

    def _beside_closure(self, day: date) -> bool:
        step = timedelta(days=1)
        return closed_by_calendar(day - step) or closed_by_calendar(day + step)

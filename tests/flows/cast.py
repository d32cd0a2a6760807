"""More stores with a part to play than the sample's own story has; days count back from the anchor A."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from plugins.sample_sources.story import State, Story

#: Store → days before A → part of the usual sales. With ``Story`` itself: E102, SW103, N104, C102, NE203, MG202.
WEAK: dict[str, dict[int, float]] = {
    # its area manager's post is vacant; low for nine days: fires on A-5, told again on A-2 and A+1
    "MG201": dict.fromkeys(range(-1, 8), 0.80),
    # weak, closed, weak, weak: the closed day neither breaks nor counts, so it fires on A-3; its area has a deputy
    "SW201": {6: 0.80, 4: 0.82, 3: 0.83, 2: 0.99},
    # two days only: never fires
    "E201": {3: 0.84, 2: 0.83, 1: 0.87, 0: 0.99, -1: 0.99},
    # four stores of one division at once: the director gets one digest instead of four messages
    **{code: {2: 0.80, 1: 0.81, 0: 0.82, -1: 1.0} for code in ("C101", "C103", "C104", "C201")},
}


@dataclass(frozen=True)
class Cast(Story):
    """``Story`` with more parts."""

    shut: str = "SW201"  # closed on A-5
    silent: str = "N201"  # nothing from its tills for until the morning of A-1

    def factor(self, code: str, day: date) -> float | None:
        planted = WEAK.get(code, {}).get((self.anchor - day).days)
        return planted if planted is not None else super().factor(code, day)

    def closed(self, code: str, day: date) -> bool:
        return super().closed(code, day) or (code == self.shut and day == self.anchor - timedelta(days=5))

    def tills(self, code: str, day: date, last: date) -> State:
        back = (self.anchor - day).days
        if code == self.silent and back in (3, 4) and last < self.anchor - timedelta(days=2):
            return "nothing"
        return super().tills(code, day, last)

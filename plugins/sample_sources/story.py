"""The planted story: what happens to a few stores around the last day of data (the anchor, A).

========  ==========================================================================================
S1        stock-outs: below 85 % on A-2, A-1 and A
S2        missing shifts: below 85 % on A-2, A-1 and A
S3        delivers late: nothing from its tills for A until the morning of A+2
S4        A-3 and A-2 are weak and A-1 first comes far too low, so that an alert fires on the morning of A;
          the corrected A-1, one day later, is good: the alert must be withdrawn
S5        closed on A-1, a day on which it should have been open
S6        open on A-9 without a single ticket (a storm)
========  ==========================================================================================

What the systems deliver depends on one thing only: ``last``, the last business day that they have released (a day
is released at 06:00 of the next morning, local time).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

State = Literal["nothing", "first", "final"]


@dataclass(frozen=True)
class Story:
    """Who plays which part. A code that no store has leaves the part out."""

    anchor: date
    s1: str = "E102"
    s2: str = "SW103"
    s3: str = "N104"
    s4: str = "C102"
    s5: str = "NE203"
    s6: str = "MG202"

    def factor(self, code: str, day: date) -> float | None:
        """The store's sales of the day as a part of the usual, where the story decides it."""
        back = (self.anchor - day).days
        parts = {
            self.s1: {2: 0.78, 1: 0.74, 0: 0.71},
            self.s2: {2: 0.81, 1: 0.79, 0: 0.76},
            self.s4: {3: 0.83, 2: 0.82, 1: 0.97, 0: 1.01},
        }
        return parts.get(code, {}).get(back)

    def stock_out(self, code: str, day: date) -> bool:
        """Whether many articles are out of stock."""
        return code == self.s1 and 0 <= (self.anchor - day).days <= 2

    def short_staffed(self, code: str, day: date) -> bool:
        """Whether whole shifts were not filled."""
        return code == self.s2 and 0 <= (self.anchor - day).days <= 2

    def closed(self, code: str, day: date) -> bool:
        """Whether the store alone was closed."""
        return code == self.s5 and day == self.anchor - timedelta(days=1)

    def storm(self, code: str, day: date) -> bool:
        """Whether the store was open and sold nothing."""
        return code == self.s6 and day == self.anchor - timedelta(days=9)

    def tills(self, code: str, day: date, last: date) -> State:
        """What the tills of a store have delivered of a day, once ``last`` is the last released day."""
        if day > last or (code == self.s3 and day == self.anchor and last <= self.anchor):
            return "nothing"
        if code == self.s4 and day == self.anchor - timedelta(days=1) and last < self.anchor:
            return "first"
        return "final"

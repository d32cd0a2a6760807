"""What a condition calls the figures that it compares and tests, so that reports can say what was held against what.

A condition may have ``told``; one that has none compares a day's value with its target.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from engine.base.text import Text

#: "value": as the indicator is shown; "share": a part of one, as per cent; "number".
As = Literal["value", "share", "number"]


@dataclass(frozen=True)
class Told:
    """Words for ``DayFact.compared`` and ``DayFact.tested``, and how each is written."""

    compared: Text | None = None
    compared_as: As = "value"
    tested: Text | None = None
    tested_as: As = "share"

    def as_json(self) -> dict[str, Any]:
        """For the inputs of a report."""
        return {
            "compared": dict(self.compared) if self.compared else None,
            "compared_as": self.compared_as,
            "tested": dict(self.tested) if self.tested else None,
            "tested_as": self.tested_as,
        }

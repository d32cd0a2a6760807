"""A log-in that is the same for every request of a run."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.contract import Pass


@dataclass(frozen=True)
class Fixed:
    """Carries one pass; after a 401 there is nothing new to try."""

    what: Pass

    def current(self) -> Pass:
        """The one pass there is."""
        return self.what

    def renew(self) -> bool:
        """Nothing to renew."""
        return False

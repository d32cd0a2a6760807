"""What a file of tables holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.base.issue import Issue
from engine.base.text import both

#: What is read at most: beyond it a note says so.
MAX_SHEETS, MAX_ROWS, MAX_COLUMNS, MAX_CELL = 20, 20_000, 100, 2_000


@dataclass(frozen=True)
class Sheet:
    """One table. ``header_row`` and ``lines`` are row numbers of the file (from 1); cells are trimmed text.

    ``notes`` are warnings: what was put right on the way, and what a person should look at.
    """

    name: str
    header_row: int
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    notes: tuple[Issue, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As the API answers it."""
        return {
            "name": self.name,
            "header_row": self.header_row,
            "header": list(self.header),
            "rows": [list(row) for row in self.rows],
            "lines": list(self.lines),
            "notes": [note.as_json() for note in self.notes],
        }

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Sheet:
        """Back from its JSON."""
        notes = (Issue("N874", both(n["message"]["zh"], n["message"]["en"]), level="warning") for n in found["notes"])
        rows = tuple(tuple(row) for row in found["rows"])
        header = tuple(found["header"])
        return cls(found["name"], found["header_row"], header, rows, tuple(found["lines"]), tuple(notes))


def note(zh: str, en: str) -> Issue:
    """Something a person should know about a table."""
    return Issue("N874", both(zh, en), level="warning")

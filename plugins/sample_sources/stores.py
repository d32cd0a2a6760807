"""The stores that the sample systems know: read from the same ``units.csv`` as the board."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_FORMAT = {"flagship": 1300, "standard": 1000, "compact": 800}
_TIER = {"tier_1": 115, "tier_2": 100, "tier_3": 85}


@dataclass(frozen=True)
class Store:
    """A leaf of the tree. ``weight`` is its share of the chain's sales (any unit: only the proportion counts)."""

    code: str
    division: str
    format: str
    tier: str
    opened: date | None

    @property
    def weight(self) -> int:
        return _FORMAT[self.format] * _TIER[self.tier] // 100


def read_stores(path: Path) -> tuple[Store, ...]:
    """Every unit that nobody has as parent, in the order of the file; its division is the second unit from the top.

    Raises ValueError for a file without units.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    if not rows:
        raise ValueError(f"{path}: no units")
    parents = {row["parent"] for row in rows.values()}
    return tuple(_store(row, rows) for code, row in rows.items() if code not in parents)


def _store(row: dict[str, str], rows: dict[str, dict[str, str]]) -> Store:
    groups = row["groups"].split(";")
    trail = [row["code"]]
    while parent := rows[trail[-1]]["parent"]:
        trail.append(parent)
    return Store(
        code=row["code"],
        division=trail[-2] if len(trail) > 1 else trail[0],
        format=next((g for g in groups if g in _FORMAT), "standard"),
        tier=next((g for g in groups if g in _TIER), "tier_2"),
        opened=date.fromisoformat(row["opened"]) if row.get("opened") else None,
    )

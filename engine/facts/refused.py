"""Rows that could not be accepted: kept with their reasons, once each, until a replay takes them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.base.issue import Issue
from engine.facts.values import Refused, to_day
from engine.storage.database import new_public_id
from engine.storage.tables import refused_row


class Refusals:
    """Collects the refused rows of one load, and notices when an earlier refused row is accepted now."""

    def __init__(
        self, connection: sa.Connection, load_id: int, source: str, places: Mapping[str, tuple[str | None, str | None]]
    ) -> None:
        """``places``: dataset → its unit and day columns, so that a refused row can be shown to those it concerns."""
        self._connection, self._load_id, self._source, self._places = connection, load_id, source, places
        c = refused_row.c
        known = connection.execute(sa.select(c.dataset, c.row_hash, c.state).where(c.source == source))
        self._known = {(row.dataset, row.row_hash): row.state for row in known}
        self._rows: dict[tuple[str, str], dict[str, Any]] = {}
        self._count = 0

    def refuse(self, dataset: str, raw: str, mapped: Mapping[str, Any] | None, issues: list[Issue]) -> None:
        """Keeps a row; the same row refused again stays one."""
        self._count += 1
        row_hash = _hash(dataset, raw)
        unit, day = self._places.get(dataset, (None, None))
        self._rows[dataset, row_hash] = {
            "dataset": dataset,
            "raw": raw,
            "row_hash": row_hash,
            "unit_code": _text_of(mapped, unit),
            "day": _day_of(mapped, day),
            "issues": [issue.as_json() for issue in issues],
        }

    def accept(self, dataset: str, raw: str) -> None:
        """An accepted row: one that was refused before is marked as replayed by this load."""
        if not self._known:
            return
        row_hash = _hash(dataset, raw)
        if self._known.get((dataset, row_hash)) == "open":
            self._known[dataset, row_hash] = "replayed"
            self._set(dataset, row_hash, state="replayed", replayed_by=self._load_id)

    def write(self) -> int:
        """Stores what was collected. Returns how many rows were refused."""
        now = clock.now()
        fresh = []
        for (dataset, row_hash), row in self._rows.items():
            if (dataset, row_hash) in self._known:
                self._set(dataset, row_hash, state="open", seen_at=now, load_id=self._load_id, issues=row["issues"])
                continue
            made = {"public_id": new_public_id(), "load_id": self._load_id, "source": self._source}
            fresh.append({**row, **made, "state": "open", "refused_at": now, "seen_at": now})
        if fresh:
            self._connection.execute(sa.insert(refused_row), fresh)
        return self._count

    def _set(self, dataset: str, row_hash: str, **values: Any) -> None:
        c = refused_row.c
        mine = sa.and_(c.source == self._source, c.dataset == dataset, c.row_hash == row_hash)
        self._connection.execute(sa.update(refused_row).where(mine).values(**values))


def _hash(dataset: str, raw: str) -> str:
    return hashlib.sha256(f"{dataset}\n{raw}".encode()).hexdigest()


def _text_of(mapped: Mapping[str, Any] | None, name: str | None) -> str | None:
    value = (mapped or {}).get(name or "")
    return str(value)[:100] if value is not None else None


def _day_of(mapped: Mapping[str, Any] | None, name: str | None) -> date | None:
    try:
        return date.fromordinal(to_day((mapped or {}).get(name or "")))
    except (Refused, ValueError, OverflowError):
        return None

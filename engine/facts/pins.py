"""Approved adjustments hold against what their source sends later: a re-send must not silently undo them.

A pin is (dataset, business key) → columns with the adjusted values. Whatever a load brings for that key, these columns
keep the adjusted values; what the source said is noted beside the adjustment. A pin ends by itself when the source
comes to say the same ("met"), or when a later adjustment covers it ("superseded").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from engine.facts.values import Refused, converter
from engine.storage.model import Model
from engine.storage.tables import adjustment

#: The source of the loads that adjustments are.
ADJUSTMENT = "adjustment"
Key = tuple[Any, ...]


@dataclass
class Pin:
    """One approved adjustment: the stored values by column, and what its source said of them in this load."""

    id: int
    values: Mapping[str, Any]
    may_be_met: bool
    said: dict[str, Any] = field(default_factory=dict)


class Pins:
    """The pins of one load, read at once. A load of an adjustment itself is not held by any."""

    def __init__(self, connection: sa.Connection, model: Model, source: str, money_digits: int) -> None:
        self._connection, self._model, self._digits = connection, model, money_digits
        self._by_key: dict[tuple[str, Key], list[Pin]] = {}
        if source == ADJUSTMENT:
            return
        held = sa.select(adjustment).where(adjustment.c.state == "approved").order_by(adjustment.c.decided_at)
        for row in connection.execute(held.order_by(adjustment.c.id)):
            self._add(row)

    def kept(self, dataset: str, key: Key, row: dict[str, Any]) -> dict[str, Any]:
        """The accepted row (stored values by column) with the adjusted values in place of the source's."""
        pins = self._by_key.get((dataset, key), ()) if self._by_key else ()
        if not pins:
            return row
        kept = dict(row)
        for pin in pins:
            pin.said = {name: row[name] for name in pin.values}
            kept |= pin.values
        return kept

    def write(self) -> None:
        """Notes what the source said; a pin that the source now agrees with has done its work."""
        for (dataset, _), pins in self._by_key.items():
            for pin in pins:
                if not pin.said:
                    continue
                met = pin.may_be_met and pin.said == dict(pin.values)
                columns = self._model.shapes[dataset].dataset.columns
                said = {n: plain(columns[n].type, value, self._digits) for n, value in pin.said.items()}
                values: dict[str, Any] = {"source_says": said} | ({"state": "met"} if met else {})
                self._connection.execute(sa.update(adjustment).where(adjustment.c.id == pin.id).values(**values))

    def _add(self, row: Any) -> None:
        shape = self._model.shapes.get(row.dataset)
        if shape is None or not shape.is_fact:
            return
        columns = shape.dataset.columns
        asked = {name: value for name, value in row._mapping["values"].items() if name in columns}
        try:
            stored = {n: stored_value(columns[n], v, self._digits) for n, v in asked.items()}
        except Refused:  # the column's type has changed since
            return
        stored |= {str(shape.dataset.unit_column): row.unit_id, str(shape.dataset.day_column): row.day.toordinal()}
        if not all(name in stored for name in shape.dataset.key):
            return
        key = tuple(stored[name] for name in shape.dataset.key)
        values = {name: stored[name] for name in asked if name not in shape.dataset.key}
        # Where rows have an order of their own an old one may come late: it must not count as the source's last word.
        pin = Pin(row.id, values, may_be_met=not shape.dataset.model.keep_latest_by)
        self._by_key.setdefault((row.dataset, key), []).append(pin)


def stored_value(column: Any, value: Any, money_digits: int) -> Any:
    """The stored form of an asked value. Raises Refused where the column cannot take it."""
    if value is None or value == "":
        return None
    return converter(column.type, column.max_length, money_digits)(value)


def plain(kind: str, value: Any, money_digits: int) -> Any:
    """A stored value as people and JSON have it: money in major units, days and instants as ISO text."""
    if value is None:
        return None
    if kind == "money":
        return round(value / 10**money_digits, 6)
    if kind in ("day", "date"):
        return date.fromordinal(value).isoformat()
    if kind == "timestamp":
        return datetime.fromtimestamp(value, UTC).isoformat()
    if kind == "boolean":
        return bool(value)
    return value

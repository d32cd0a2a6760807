"""The record of a rule that is kept in memory: what ``ledger`` writes, without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, cast

import sqlalchemy as sa

from rule_builder.history import Row
from rule_builder.ledger import Ledger

_KEPT = {one.name for one in fields(Row)}


@dataclass
class Book:
    """Incidents by number, and whether each was found late."""

    rows: dict[int, Row] = field(default_factory=dict)
    late: dict[int, bool] = field(default_factory=dict)

    def by_watch(self) -> dict[tuple[str, int], list[Row]]:
        """As ``history.incidents_of`` gives them."""
        found: dict[tuple[str, int], list[Row]] = {}
        for row in self.rows.values():
            found.setdefault((row.rule, row.unit_id), []).append(row)
        return found


class BookLedger(Ledger):
    """Decides as a ``Ledger`` does; ``connection`` is a ``Book``."""

    @property
    def _book(self) -> Book:
        return cast(Book, self.connection)

    def _insert(self, values: Mapping[str, Any]) -> int:
        key = len(self._book.rows) + 1
        self._book.rows[key] = Row(id=key, **{name: value for name, value in values.items() if name in _KEPT})
        self._book.late[key] = bool(values["late"])
        return key

    def _update(self, key: int, values: Mapping[str, Any]) -> None:
        kept = {name: value for name, value in values.items() if name in _KEPT}
        self._book.rows[key] = replace(self._book.rows[key], **kept)
        self._book.late[key] = bool(values.get("late", self._book.late[key]))

    def event(self, key: int, event: str, data: Mapping[str, Any]) -> None:
        """A case looks at what is on record, not at its history."""


def in_memory(book: Book) -> sa.Connection:
    """A book where a ledger takes a connection."""
    return cast(sa.Connection, book)

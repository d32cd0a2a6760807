"""The three CSV files of an org as rows, and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from engine.definitions.kind import Catalog
from engine.definitions.table import Row, Table, table
from engine.kinds.org.model import MORE_UNIT_COLUMNS, POST_COLUMNS, UNIT_COLUMNS, USER_COLUMNS, OrgModel

What = Literal["units", "posts", "users"]
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "units": (*UNIT_COLUMNS, *MORE_UNIT_COLUMNS),
    "posts": POST_COLUMNS,
    "users": USER_COLUMNS,
}
_REQUIRED = {"units": 5, "posts": 3, "users": 2}
Cells = dict[str, str]


@dataclass(frozen=True)
class Register:
    """An org with its files. ``texts`` holds those it names (``units``, perhaps ``posts`` and ``users``)."""

    model: OrgModel
    texts: Mapping[str, str]

    @property
    def levels(self) -> list[str]:
        """Names of the levels, from the top."""
        return [level.name for level in self.model.levels]

    def table(self, what: What) -> Table:
        """The file's rows with their lines; a file that is missing or empty is a table without rows."""
        text = self.texts.get(what, "").removeprefix("\ufeff")
        if not text.strip():
            return Table(what, f"$.{what}", COLUMNS[what], (), ())
        required = COLUMNS[what][: _REQUIRED[what]]
        more = None if what == "users" else COLUMNS[what][_REQUIRED[what] :]
        found = table(Catalog(files={what: text}), what, f"$.{what}", "N441", required, more)
        assert found is not None
        return found

    def with_text(self, what: What, text: str) -> Register:
        """The same org with another file."""
        return replace(self, texts={**self.texts, what: text})


def write(what: What, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """CSV text: the usual columns first, then further ones; the rarer ones of units only where they are used."""
    found = list(rows)
    order = [*COLUMNS[what], *(name for name in columns if name not in COLUMNS[what])]
    if what == "units":
        for name in MORE_UNIT_COLUMNS:
            if name not in columns and not any(row.get(name) for row in found):
                order.remove(name)
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(order)
    writer.writerows([row.get(name, "") for name in order] for row in found)
    return target.getvalue()


def as_table(what: What, columns: Sequence[str], rows: Sequence[Cells], first: int = 2) -> Table:
    """Rows as a table for the kind's own checks; row ``i`` gets the line ``first + i``."""
    numbered = tuple(Row(first + i, cells) for i, cells in enumerate(rows))
    return Table(what, f"$.{what}", tuple(columns), numbered, ())

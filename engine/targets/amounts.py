"""Amounts typed by hand: a CSV with one row per unit and tier and one column per calendar month. Pure.

``unit,tier,total,2026-01,…,2026-12``. A leaf's row is its target of each month; the row of a unit above says what was
handed down to it (per month, or in ``total`` for the whole span), which its children's amounts are compared with. An
empty cell says nothing. All arithmetic is in whole minor units.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

Key = tuple[str, str]  # unit code, tier
TOTAL = "total"
_DECIMAL = re.compile(r"(-?)(\d{1,13})(?:\.(\d{1,9}))?")


@dataclass(frozen=True)
class Amounts:
    """What the file says: (unit, tier) → month or "total" → minor units."""

    cells: Mapping[Key, Mapping[str, int]] = field(default_factory=dict)

    def of(self, unit: str, tier: str) -> Mapping[str, int]:
        """The cells of a row; empty where there is none."""
        return self.cells.get((unit, tier), {})

    def with_cells(self, tier: str, cells: Iterable[tuple[str, str, int | None]]) -> Amounts:
        """The same with (unit, month or "total", minor units or None = empty) put in."""
        changed = {key: dict(row) for key, row in self.cells.items()}
        for unit, month, amount in cells:
            row = changed.setdefault((unit, tier), {})
            if amount is None:
                row.pop(month, None)
            else:
                row[month] = amount
        return Amounts({key: row for key, row in changed.items() if row})


def months_of(first: date, last: date) -> list[str]:
    """The calendar months of a span: ["2026-01", …]."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    places = (first.year * 12 + first.month - 1 + n for n in range(count))
    return [f"{place // 12:04d}-{place % 12 + 1:02d}" for place in places]


def minor_of(text: str, digits: int) -> int | None:
    """The whole minor units of a decimal in major ones; None where it is none or has more than ``digits`` decimals.

    >>> minor_of("428571.43", 2)
    42857143
    """
    found = _DECIMAL.fullmatch(text)
    if found is None:
        return None
    sign, whole, rest = found[1], found[2], (found[3] or "").rstrip("0")
    if len(rest) > digits:
        return None
    amount = int(whole + rest.ljust(digits, "0"))
    return -amount if sign else amount


def major_of(amount: int, digits: int) -> str:
    """The decimal text of minor units, always with ``digits`` decimals.

    >>> major_of(-5, 2)
    '-0.05'
    """
    text = str(abs(amount)).rjust(digits + 1, "0")
    sign = "-" if amount < 0 else ""
    return f"{sign}{text[:-digits]}.{text[-digits:]}" if digits else f"{sign}{text}"


def read_amounts(text: str, digits: int) -> Amounts:
    """The amounts of a file that has passed its checks; cells that are no amounts count as empty."""
    cells: dict[Key, dict[str, int]] = {}
    for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))):
        own = cells.setdefault(((row.get("unit") or "").strip(), (row.get("tier") or "").strip()), {})
        for column, cell in row.items():
            amount = minor_of((cell or "").strip(), digits) if column not in ("unit", "tier", None) else None
            if amount is not None:
                own[column.strip()] = amount
    return Amounts(cells)


def amounts_text(
    amounts: Amounts, units: Sequence[str], tiers: Sequence[str], months: Sequence[str], digits: int
) -> str:
    """The file's text, one spelling for one content: units and tiers in the order given, nothing else."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = [TOTAL, *months]
    writer.writerow(["unit", "tier", *columns])
    for unit in units:
        for tier in tiers:
            row = amounts.of(unit, tier)
            if row:
                writer.writerow([unit, tier, *(major_of(row[c], digits) if c in row else "" for c in columns)])
    return out.getvalue()

"""Sample files of an example, laid out over real days: each line of a file says on which days before the last it holds.

``days_ago`` is a list such as ``34-21;7;0`` and becomes a row with ``day`` for each of them; a column ``x_ago`` becomes
the date ``x`` so many days before the last one.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

DAYS, AGO = "days_ago", "_ago"


def lay_out(folder: Path, inbox: Path, last: date, at: datetime) -> list[Path]:
    """Writes every sample file of a folder into the inbox, its last day being ``last``, as files written at ``at``;
    returns what was written."""
    inbox.mkdir(parents=True, exist_ok=True)
    written = []
    for file in sorted(folder.glob("*.csv")):
        target = inbox / file.name
        target.write_text(laid_out(file.read_text(encoding="utf-8"), last), encoding="utf-8")
        os.utime(target, (at.timestamp(), at.timestamp()))
        written.append(target)
    return written


def laid_out(text: str, last: date) -> str:
    """The CSV with days in place of ``days_ago`` and dates in place of ``…_ago``. Raises ValueError for a line whose
    days cannot be read."""
    reader = csv.DictReader(io.StringIO(text))
    names = list(reader.fieldnames or [])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["day" if name == DAYS else name.removesuffix(AGO) for name in names])
    for row in reader:
        for ago in days(row[DAYS]):
            writer.writerow([_cell(name, row[name], last, ago) for name in names])
    return out.getvalue()


def days(text: str) -> Iterator[int]:
    """The days of ``34-21;7;0``, in its order."""
    for part in text.split(";"):
        first, _, until = part.partition("-")
        yield from range(int(first), int(until or first) - 1, -1)


def _cell(name: str, value: str, last: date, ago: int) -> str:
    if name == DAYS:
        return (last - timedelta(days=ago)).isoformat()
    if name.endswith(AGO) and value:
        return (last - timedelta(days=int(value))).isoformat()
    return value

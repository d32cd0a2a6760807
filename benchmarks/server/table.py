"""What was measured, as lines of a table: for the screen, and for RESULTS-server.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from engine.base import clock

RESULTS = Path(__file__).parents[1] / "RESULTS-server.md"
_NOTES = "<!-- notes -->"


@dataclass(frozen=True)
class Line:
    """One figure. ``hand``: the same done by hand in the same run, and ``ratio`` ours ÷ hand; ``goal``: in words;
    ``met``: whether it is reached (None: there is none)."""

    size: str
    what: str
    ours: float
    unit: str
    hand: float | None = None
    goal: str = ""
    met: bool | None = None

    @property
    def ratio(self) -> float | None:
        """Ours ÷ by hand."""
        return self.ours / self.hand if self.hand else None

    def cells(self) -> list[str]:
        """The cells of its row."""
        hand = "" if self.hand is None else f"{_figure(self.hand)} {self.unit}"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        met = "" if self.met is None else "yes" if self.met else "**no**"
        return [self.size, self.what, f"{_figure(self.ours)} {self.unit}", hand, ratio, self.goal, met]


HEAD = ["size", "what", "ours", "by hand", "ratio", "goal", "met"]


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}" if abs(value) >= 10 else f"{value:,.2f}"


def text(lines: Sequence[Line]) -> str:
    """For a terminal."""
    rows = [HEAD, *(line.cells() for line in lines)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEAD))]
    right = {2, 3, 4}
    pad: Callable[[int, str], str] = lambda n, cell: cell.rjust(widths[n]) if n in right else cell.ljust(widths[n])  # noqa: E731
    return "\n".join("  ".join(pad(n, cell) for n, cell in enumerate(row)).rstrip() for row in rows)


def keep(lines: Sequence[Line], began_load: float, notes: Sequence[str]) -> None:
    """Writes RESULTS-server.md; what stands below its notes mark stays."""
    kept = RESULTS.read_text(encoding="utf-8").partition(_NOTES)[2] if RESULTS.exists() else "\n"
    table = [f"| {' | '.join(HEAD)} |", "|---|---|---:|---:|---:|---|---|"]
    table += [f"| {' | '.join(line.cells())} |" for line in lines]
    head = (
        "# Server mode, measured\n\n"
        "`./run bench-server` writes this table. “By hand” is hand-written SQL, COPY, or a bare Flask route over the "
        "same tables in the same run.\n\n"
        f"{machine(began_load)}\n\n"
    )
    said = "".join(f"- {note}\n" for note in notes)
    RESULTS.write_text(f"{head}{chr(10).join(table)}\n\n{said}\n{_NOTES}{kept}", encoding="utf-8")


def machine(began_load: float) -> str:
    """Where and when, under which load, with which versions."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("flask", "sqlalchemy", "psycopg", "gunicorn", "rq"))
    where = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()} {platform.release()}"
    return (
        f"Measured {clock.now():%Y-%m-%d %H:%M} UTC on {where}; load before the run {began_load:.2f}. "
        f"Python {platform.python_version()}, {libraries}."
    )

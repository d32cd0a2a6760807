"""Resident memory of the processes, after they have worked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.server.table import Line

if TYPE_CHECKING:
    from benchmarks.server.installation import Installation


def memory(made: Installation, asked_for: Any) -> Iterator[Line]:
    """RSS of one web (with its parent, as the operating system counts them) and one worker; and what is really held,
    pages that parent and child share counted once (PSS)."""
    size = made.world.size.name
    web, worker = (_tree(made.pids[role][0]) for role in ("web", "worker"))
    resident = sum(_of(pid, "Rss") for pid in (*web, *worker))
    held = sum(_of(pid, "Pss") for pid in (*web, *worker))
    yield Line(size, "resident memory, web + worker", resident, "MiB", None, "≤ 250 MiB", resident <= 250)
    parts = {"web: parent": web[:1], "web: child": web[1:], "worker": worker}
    for name, pids in parts.items():
        yield Line(size, f"  of that: {name}", sum(_of(pid, "Rss") for pid in pids), "MiB")
    yield Line(size, "  shared pages counted once", held, "MiB")


def _tree(pid: int) -> list[int]:
    """A process and all below it."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in below for one in _tree(int(child)))]


def _of(pid: int, what: str) -> float:
    """MiB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) / 1024
    raise LookupError(what)

"""``./run bench [--sizes S,M,L] [--databases sqlite,postgresql]``: measures, prints, and keeps RESULTS.md."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import click

from benchmarks.first_screen import first_screen
from benchmarks.handover import handover
from benchmarks.home import home
from benchmarks.ingest import ingest
from benchmarks.package import SIZES
from benchmarks.photo_to_score import lines as photo_lines
from benchmarks.photo_to_score import photo_to_score
from benchmarks.recompute import recompute
from benchmarks.rules import rules
from benchmarks.world import world
from engine.base import clock

RESULTS = Path(__file__).with_name("RESULTS.md")
RUNS = {"S": (15, 300), "M": (7, 200), "L": (3, 100)}


@click.command()
@click.option("--sizes", default="S,M", show_default=True, help="S = 56 × 365, M = 5,000 × 365, L = 100,000 × 90.")
@click.option("--databases", default="sqlite,postgresql", show_default=True)
@click.option("--photos", default=20, show_default=True, help="Photos sent at once on their way to a score; 0: none.")
@click.option("--shelves", default=6, show_default=True, help="Generated shelves that checks of photos judge; 0: none.")
@click.option("--keep/--no-keep", default=True, help="Write benchmarks/RESULTS.md.")
def main(sizes: str, databases: str, photos: int, shelves: int, keep: bool) -> None:
    """Every figure is a ratio of two things measured in the same run; medians."""
    rows: list[str] = []
    for kind in databases.split(","):
        base: float | None = None
        for name in sizes.split(","):
            begun = clock.monotonic()
            runs, requests = RUNS[name]
            with world(SIZES[name], kind) as made:
                click.echo(f"{kind} {name}: filled in {clock.monotonic() - begun:.0f} s")
                again, put = recompute(made, runs), ingest(made, runs)
                seen = home(made, requests)
                screen = first_screen(made, 5) if kind == "sqlite" else None
                many = rules(made, max(2, runs // 3))
                over = handover(made)  # the last: it adds days
            base = base or seen["chief"]
            lines = [
                _line(kind, name, "home (head) / bare route", seen["head"], seen["bare"], 3.0, "ms"),
                _line(kind, name, "home (chief) / bare route", seen["chief"], seen["bare"], 3.0, "ms"),
                _line(kind, name, "home (keeper: leaves) / bare route", seen["keeper"], seen["bare"], 3.0, "ms"),
                _line(kind, name, "home p95 (chief) / bare route p95", seen["chief p95"], seen["bare p95"], 4.0, "ms"),
                _line(kind, name, "home (chief) / home (chief) at S", seen["chief"], base, 1.5, "ms"),
                _line(kind, name, "recompute + rule / hand-written SQL", again["ours"], again["hand"], 1.3, "ms"),
                *(
                    _line(kind, name, f"  of that: {part}", again[f"ours {part}"], again[f"hand {part}"], None, "ms")
                    for part in ("roll", "read", "rule")
                ),
                _line(kind, name, "one of many rules / hand-written SQL", many["ours"], many["hand"], 1.5, "ms"),
                _line(kind, name, f"500 rules ({many['per_second']:,.0f}/s) / 30 s", many["all"], 30.0, 1.0, "s"),
                _line(
                    kind,
                    name,
                    f"ingest of {put['rows']:,.0f} rows / raw upsert",
                    put["ours"],
                    put["raw"],
                    -0.5,
                    "rows/s",
                ),
            ]
            whole = f"a day's {over['rows']:,.0f} rows → {over['messages']:,.0f} messages handed over / 60 s"
            lines.append(_line(kind, name, whole, over["all"], 60.0, 1.0, "s"))
            for part in ("load", "evaluate", "send"):
                lines.append(_line(kind, name, f"  of that: {part}", over[part], over["all"], None, "s"))
            for size, budget in (("desk", 300_000), ("phone", 150_000)) if screen else ():
                assert screen is not None
                sent, spent = screen[f"{size} bytes"], screen[f"{size} ms"]
                lines.append(_line(kind, name, f"first screen, {size}: script / budget", sent, budget, 1.0, "B"))
                lines.append(_line(kind, name, f"first screen, {size}: lamps drawn / 1 s", spent, 1000, 1.0, "ms"))
            rows += lines
            click.echo("\n".join(lines))
    if photos and find_spec("cv2") and find_spec("rapidocr"):
        rows += photo_lines(photo_to_score(photos))
        click.echo("\n".join(rows[-2:]))
    if keep:
        _keep(rows)
    if shelves and find_spec("cv2"):
        from benchmarks import photo_checks

        table = [photo_checks.HEAD, *photo_checks.measured(shelves, None)]
        if keep:
            photo_checks.keep(table)


def _line(kind: str, size: str, what: str, ours: float, other: float, goal: float | None, unit: str) -> str:
    ratio = ours / other
    met = "" if goal is None else ("yes" if (ratio >= -goal if goal < 0 else ratio <= goal) else "**no**")
    wanted = "" if goal is None else f"≥ {-goal:g}" if goal < 0 else f"≤ {goal:g}"
    return (
        f"| {kind} | {size} | {what} | {ours:,.2f} {unit} | {other:,.2f} {unit} | **{ratio:.2f}** | {wanted} | {met} |"
    )


def _keep(rows: list[str]) -> None:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("flask", "sqlalchemy", "psycopg", "gunicorn"))
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()} {platform.release()}"
    python = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    head = (
        f"Measured {clock.now():%Y-%m-%d} on {machine}; {python}, {libraries}.\n\n"
        "| database | size | what | ours | other | ratio | goal | met |\n|---|---|---|---:|---:|---:|---:|---|\n"
    )
    notes = RESULTS.read_text(encoding="utf-8").partition("<!-- notes -->")[2] if RESULTS.exists() else "\n"
    title = "# Benchmarks\n\n`./run bench` writes this table; every figure is a median, every ratio of one run.\n\n"
    RESULTS.write_text(f"{title}{head}" + "\n".join(rows) + f"\n\n<!-- notes -->{notes}", encoding="utf-8")


if __name__ == "__main__":
    main()

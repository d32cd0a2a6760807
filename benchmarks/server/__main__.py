"""``./run bench-server [--sizes S,M,L] [--parts home,chain]``: measures server mode, prints, keeps a table."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

import click

# The clocks of the workers are real: the last day of data is the day before yesterday, and the chain brings yesterday.
_TODAY = datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")).date()
os.environ.setdefault("BENCH_LAST", (_TODAY - timedelta(days=2)).isoformat())

from benchmarks.package import SIZES  # noqa: E402
from benchmarks.server import table  # noqa: E402
from benchmarks.server.installation import installation  # noqa: E402
from benchmarks.server.parts import PARTS, RECORDS, Asked, measured  # noqa: E402
from benchmarks.server.table import Line  # noqa: E402
from engine.base import clock  # noqa: E402
from plugins.demo.databases import Missing  # noqa: E402


@click.command()
@click.option("--sizes", default="S,M,L", show_default=True, help="S = 56 × 365, M = 5,000 × 365, L = 100,000 × 90.")
@click.option("--parts", default=",".join(PARTS), show_default=True)
@click.option("--seconds", default=8.0, show_default=True, help="Of each measurement under load.")
@click.option("--minutes", default=12.0, show_default=True, help="No size is begun, and no run goes on, after that.")
@click.option("--records", type=click.IntRange(1_000), help="Submissions that stand there already, for every size.")
@click.option("--keep/--no-keep", default=False, help="Write benchmarks/RESULTS-server.md.")
def main(sizes: str, parts: str, seconds: float, minutes: float, records: int | None, keep: bool) -> None:
    """Starts everything on this machine, measures, and takes it down again, also after Ctrl+C."""
    names, chosen = sizes.split(","), parts.split(",")
    if unknown := [*(set(names) - set(SIZES)), *(set(chosen) - set(PARTS))]:
        raise click.UsageError(f"unknown: {', '.join(sorted(unknown))} (sizes S, M, L; parts {', '.join(PARTS)})")
    if records:
        RECORDS.update(dict.fromkeys(RECORDS, records))
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, _leave)
    signal.alarm(int(minutes * 60))
    before, lines, notes = os.getloadavg()[0], list[Line](), list[str]()
    try:
        for name in names:
            lines += _size(name, chosen, seconds, notes)
        lines += growth(lines)
    except KeyboardInterrupt:
        notes.append("interrupted: what comes after was not measured")
    except SystemExit as ended:
        if ended.code != 128 + signal.SIGALRM:
            raise
        notes.append(f"stopped after {minutes:g} minutes: what comes after was not measured")
    except Missing as error:
        raise click.ClickException(str(error)) from None
    finally:
        signal.alarm(0)
    click.echo("\n" + table.machine(before) + "\n\n" + table.text(lines))
    for note in notes:
        click.echo(f"- {note}")
    if keep:
        table.keep(lines, before, notes)


def _size(name: str, chosen: list[str], seconds: float, notes: list[str]) -> list[Line]:
    found = list[Line]()
    began, load = clock.monotonic(), os.getloadavg()[0]
    with installation(SIZES[name]) as made:
        try:
            for line in measured(made, chosen, Asked(seconds)):
                found.append(line)
                click.echo(table.text([line]).splitlines()[1])
        except RuntimeError as error:  # of one part: what was measured before it stands
            notes.append(f"{name}: {error}")
            click.echo(f"{name}: {error}\n{_logs(made.folder)}", err=True)
        spent = ", ".join(f"{what} {took:.0f} s" for what, took in made.spent.items())
    size = SIZES[name]
    notes.append(
        f"{name}: {size.leaves:,} leaves × {size.days} days = {size.leaves * size.days:,} rows; set up: {spent}; "
        f"load before {load:.2f}; {clock.monotonic() - began:.0f} s in all"
    )
    return found


def growth(lines: list[Line]) -> list[Line]:
    """L ÷ S of what a person waits for (M ÷ S where L was not measured)."""
    by = {(line.size, line.what): line for line in lines}
    found = []
    for small in [line for line in lines if line.size == "S" and line.what.startswith(("home p50", "home p95"))]:
        for large in ("L", "M"):
            if (large, small.what) in by:
                line = by[large, small.what]
                ratio = line.ours / small.ours
                what = f"{large}/S: {small.what.partition(' / ')[0]}"
                met = ratio <= 1.5
                found.append(Line(f"{large}/S", what, line.ours, line.unit, small.ours, "≤ 1.5 ×", met))
                break
    return found


def _logs(folder: Path) -> str:
    """The last words of the processes."""
    said = [f"{log.name}: {log.read_text(errors='replace')[-1500:]}" for log in sorted(folder.glob("*.log"))]
    return "\n".join(said)


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()

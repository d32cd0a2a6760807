"""What is due, what runs and what ran, and who works."""

from __future__ import annotations

import json
from typing import Any

import click
import sqlalchemy as sa

from engine.jobs.presence import present
from engine.storage.database import reading
from engine.storage.installation import opened
from engine.storage.tables import schedule_slot


@click.command("jobs", help="List the workers and schedulers that are there, and the newest runs with their steps.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="runs")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def COMMAND(limit: int, as_json: bool) -> None:
    """Newest first."""
    newest = sa.select(schedule_slot).order_by(schedule_slot.c.due_at.desc(), schedule_slot.c.id.desc()).limit(limit)
    with reading(opened()) as connection:
        crew, runs = present(connection), [_run(row) for row in connection.execute(newest)]
    if as_json:
        click.echo(json.dumps({"processes": crew, "runs": runs}, ensure_ascii=False, indent=2, default=str))
        return
    for one in crew:
        click.echo(f"{one['role']}\t{one['name']}\t{one['queues']}\tseen {one['seen_at']:%H:%M:%S}")
    for run in runs:
        steps = ", ".join(f"{step['step']} {step['seconds']} s" for step in run["steps"])
        click.echo(f"{run['due_at']:%Y-%m-%d %H:%M}\t{run['schedule']}\t{run['state']}\t{run['attempts']}\t{steps}")


def _run(row: Any) -> dict[str, Any]:
    steps = [{"step": one["step"], "seconds": one["seconds"]} for one in (row.detail or {}).get("steps", ())]
    names = ("schedule", "due_at", "state", "attempts", "started_at", "ended_at")
    return {**{name: row._mapping[name] for name in names}, "steps": steps}

"""The history of releases."""

from __future__ import annotations

import json

import click
import sqlalchemy as sa

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.definitions.history import releases
from engine.definitions.release import Release, current_release, release_by_number
from engine.storage.database import reading
from engine.storage.installation import opened


@click.command("releases", help="List the releases, newest first; * marks the one that serves.")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def COMMAND(as_json: bool) -> None:
    """Number, time, author, reason."""
    with reading(opened()) as connection:
        found = releases(connection)
    if as_json:
        rows = [{**vars(info), "created_at": info.created_at.isoformat()} for info in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for info in found:
        mark = "*" if info.current else " "
        again = f" (content of {info.rolled_back_to})" if info.rolled_back_to else ""
        click.echo(f"{mark} {info.number}\t{info.created_at:%Y-%m-%d %H:%M}\t{info.author}\t{info.reason}{again}")


def chosen(connection: sa.Connection, number: int | None) -> Release:
    """A release by number, or the one that serves. Raises IssueError (N208)."""
    if number is not None:
        return release_by_number(connection, number)
    release = current_release(connection)
    if release is None:
        hint = both("先运行 navmark apply <文件夹>", "first run: navmark apply <folder>")
        raise IssueError([Issue("N208", both("还没有发布任何定义", "nothing has been published yet"), hint=hint)])
    return release

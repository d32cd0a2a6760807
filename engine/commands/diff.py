"""Compares definitions."""

from __future__ import annotations

import json
from pathlib import Path

import click

from engine.base.issue import IssueError, has_errors
from engine.cli import language
from engine.commands.releases import chosen
from engine.definitions.check import check
from engine.definitions.diff import diff
from engine.definitions.read import read_folder
from engine.storage.database import reading
from engine.storage.installation import opened


@click.command("diff", help="What would change if FOLDER were published; or what changed between two releases.")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--from", "old", type=int, help="a release's number; by default the one that serves")
@click.option("--to", "new", type=int, help="compare with this release instead of a folder")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def COMMAND(folder: Path | None, old: int | None, new: int | None, as_json: bool) -> None:
    """FOLDER: a package."""
    if (folder is None) == (new is None):
        raise click.UsageError("give either a folder or --to")
    with reading(opened()) as connection:
        before = chosen(connection, old).catalog
        after = chosen(connection, new).catalog if new is not None else None
    if after is None and folder is not None:
        documents, files, issues = read_folder(folder)
        if has_errors(issues):
            raise IssueError(issues)
        after = check(documents, files).require()
    changes = diff(before, after) if after is not None else []
    if as_json:
        click.echo(json.dumps([change.as_json() for change in changes], ensure_ascii=False, indent=2))
        return
    for change in changes:
        click.echo(change.words()[language()])
    if not changes:
        click.echo("no difference")

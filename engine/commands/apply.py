"""Checks and publishes a package of definitions."""

from __future__ import annotations

import getpass
import json
from pathlib import Path

import click

from engine.base.issue import IssueError, has_errors
from engine.cli import language
from engine.definitions.diff import diff
from engine.definitions.publish import publish
from engine.definitions.read import read_folder
from engine.definitions.release import current_release
from engine.storage.database import writing
from engine.storage.installation import opened


@click.command("apply", help="Check a folder of definitions and publish it where it differs from what serves.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--reason", default="navmark apply", show_default=True, help="why; kept with the release")
@click.option("--author", default=None, help="by default the user of this machine")
@click.option("--despite-cases", is_flag=True, help="publish although rule cases say otherwise")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def COMMAND(folder: Path, reason: str, author: str | None, despite_cases: bool, as_json: bool) -> None:
    """FOLDER: a package. Where anything is wrong, nothing is changed."""
    documents, files, issues = read_folder(folder)
    if has_errors(issues):
        raise IssueError(issues)
    with writing(opened()) as connection:
        old = current_release(connection)
        who = author or getpass.getuser()
        new = publish(connection, documents, files, author=who, reason=reason, tried=despite_cases)
        changed = old is None or old.number != new.number
        changes = diff(old.catalog if old else None, new.catalog) if changed else []
    if as_json:
        answer = {"release": new.number, "changed": changed, "changes": [change.as_json() for change in changes]}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for change in changes if old else []:
        click.echo(change.words()[language()])
    click.echo(f"release {new.number}" if changed else f"release {new.number}: nothing has changed")

"""Checks a package of definitions."""

from __future__ import annotations

import json
from pathlib import Path

import click

from engine.base.issue import has_errors
from engine.cli import language, show
from engine.definitions.check import check
from engine.definitions.read import read_folder


@click.command("check", help="Check a folder of definitions; one line per issue, exit code 1 for errors.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def COMMAND(folder: Path, as_json: bool) -> None:
    """FOLDER: a package (all its *.json, and data/*.csv)."""
    documents, files, issues = read_folder(folder)
    found = [*issues, *check(documents, files).issues]
    if as_json:
        count = {"definitions": len(documents), "files": len(files)}
        click.echo(json.dumps({**count, "issues": [i.as_json() for i in found]}, ensure_ascii=False, indent=2))
    else:
        show(found, language=language(), as_json=False)
        if not found:
            click.echo(f"{len(documents)} definitions, {len(files)} files: no issues")
    if has_errors(found):
        raise SystemExit(1)

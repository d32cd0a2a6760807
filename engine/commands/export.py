"""Writes the definitions that serve as files."""

from __future__ import annotations

from pathlib import Path

import click

from engine.commands.releases import chosen
from engine.definitions.export import export
from engine.storage.database import reading
from engine.storage.installation import opened


@click.command("export", help="Write a release's definitions and data files into a new folder, in canonical form.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--release", "number", type=int, help="by default the one that serves")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def COMMAND(folder: Path, number: int | None, as_json: bool) -> None:
    """FOLDER: a new or empty folder."""
    with reading(opened()) as connection:
        written = export(chosen(connection, number), folder)
    if as_json:
        click.echo(f'{{"files": {len(written)}}}')
    else:
        click.echo(f"{len(written)} files in {folder}")

"""Restore of a backup into an empty installation."""

from __future__ import annotations

from pathlib import Path

import click

from engine.base.settings import current
from engine.storage.backup import restore


@click.command("restore", help="Restore a backup, photos too, into an empty installation; messages stay paused.")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def COMMAND(source: Path) -> None:
    """SOURCE: a zip written by ``navmark backup``; photos that lie beside it are found there."""
    manifest = restore(current(), source)
    click.echo(f"restored the backup of {manifest.made_at} (version {manifest.version}), {manifest.photos} photos")
    click.echo("messages are paused, so that nothing is sent twice; let them go with: navmark outbox resume", err=True)

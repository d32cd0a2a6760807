"""Backup of the installation."""

from __future__ import annotations

from pathlib import Path

import click

from engine.base import clock
from engine.base.settings import current
from engine.storage.backup import backup


@click.command("backup", help="Write a backup (a zip with checksum and version) while everything runs on.")
@click.argument("target", type=click.Path(path_type=Path), required=False)
def COMMAND(target: Path | None) -> None:
    """TARGET: a zip file; by default a dated one in the data folder."""
    settings = current()
    file = target or settings.data / "backups" / f"navmark-{clock.now():%Y%m%d-%H%M%S}.zip"
    manifest = backup(settings, file)
    click.echo(f"{file}\t{manifest.bytes} bytes\tsha256 {manifest.sha256}")

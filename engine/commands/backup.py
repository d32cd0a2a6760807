"""Backup of the installation, and the proof that a backup can be restored."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from engine.base import clock
from engine.base.settings import current
from engine.cli import language
from engine.storage.backup import backup, verify
from engine.storage.backup_file import thin


@click.command("backup", help="Write a backup of database and photos while everything runs on; or verify one.")
@click.argument("target", type=click.Path(path_type=Path), required=False)
@click.option("--no-photos", is_flag=True, help="the database only")
@click.option("--verify", "proof", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--keep", type=click.IntRange(1, 3650), metavar="N", help="of a folder: only the N newest stay")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def COMMAND(target: Path | None, no_photos: bool, proof: Path | None, keep: int | None, as_json: bool) -> None:
    """TARGET: a zip file with everything in it; or a folder (default: backups/ in the data folder), where each backup
    is a dated zip and photos lie beside it in objects/, each copied once. --verify FILE reads all of a backup, checks
    every hash and photo, restores into a temporary database and counts its rows.
    --keep N takes older backups of the folder away, and photos that none of those left names."""
    settings = current()
    file = proof or target or settings.data / "backups"
    if keep is not None and (proof is not None or file.suffix == ".zip"):
        raise click.UsageError("--keep goes with a folder of backups")
    if proof is not None:
        manifest = verify(settings, proof)
    elif file.suffix == ".zip":
        manifest = backup(settings, file, photos="none" if no_photos else "inside")
    else:
        file = file / f"navmark-{clock.now():%Y%m%d-%H%M%S}.zip"
        manifest = backup(settings, file, photos="none" if no_photos else "beside")
        if keep is not None:
            thin(file.parent, keep)
    if as_json:
        click.echo(json.dumps({"file": str(file), "verified": proof is not None, **asdict(manifest)}))
        return
    rows = sum(manifest.rows.values())
    click.echo(
        f"{file}\t{manifest.bytes} bytes\tsha256 {manifest.sha256}\t{rows} rows\t{manifest.photos} photos"
        + ("\tverified" if proof is not None else "")
    )
    if manifest.photos_gone:
        gone = manifest.photos_gone
        words = {"zh": f"{gone} 张照片已不在存放处", "en": f"{gone} photos on record are no longer in their place"}
        click.echo(words[language()], err=True)

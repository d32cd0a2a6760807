"""Prepares an installation."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

import click

from engine.base.settings import Settings, current
from engine.storage.installation import opened


@click.command("init", help="Create the data folder, a secret key (where there is none) and the system tables.")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def COMMAND(as_json: bool) -> None:
    """May be run again at any time; never replaces a key."""
    settings = current()
    made = prepare(settings)
    if as_json:
        click.echo(json.dumps({"data": str(settings.data), "key_file": str(made) if made else None}))
        return
    click.echo(f"data folder: {settings.data}")
    if made is not None:
        click.echo(f"secret key: {made} (readable by you alone; keep a copy apart from the backups)")


def prepare(settings: Settings) -> Path | None:
    """Data folder, key and system tables. Returns the file of a key that was made, None where there was one."""
    settings.data.mkdir(parents=True, exist_ok=True)
    made = None
    if settings.key is None:
        file = settings.data / "secret.key"
        if not file.exists():
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as key:
                key.write(secrets.token_urlsafe(48) + "\n")
            made = file
            current.cache_clear()
    opened(settings).dispose()
    return made

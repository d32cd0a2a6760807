"""The system tables, brought up to this program apart from its start."""

from __future__ import annotations

import click

from engine.base.settings import current
from engine.storage.database import open_database, reading
from engine.storage.installation import opened
from engine.storage.migrate import newest, revision_of, standing


@click.command("migrate", help="Bring the system tables up to this program, before its processes are started.")
@click.option("--check", is_flag=True, help="only say: exit 0 where the tables are as this program needs them, else 3")
def COMMAND(check: bool) -> None:
    """May be run again at any time; refuses a database that a newer program has written (N901)."""
    settings = current()
    if not check:
        database = opened(settings)
        database.dispose()
        click.echo(newest())
        return
    database = open_database(settings.database)
    try:
        with reading(database) as connection:
            found = revision_of(connection)
    finally:
        database.dispose()
    state = standing(found)
    click.echo(f"{found or '-'}\t{newest()}\t{state}")
    if state != "same":
        raise SystemExit(3)

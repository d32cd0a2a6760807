"""A scheduler of server mode."""

from __future__ import annotations

import click

from admin_ui.processes import schedule
from engine.base import logs
from engine.base.settings import current
from engine.storage.installation import opened


@click.command("scheduler", help="Make schedules due on the second and wake the workers; two of them never double.")
def COMMAND() -> None:
    """Ends with SIGTERM."""
    logs.install(current())
    database = opened(current())
    schedule(database, current())
    database.dispose()

"""A scheduler of server mode."""

from __future__ import annotations

import logging

import click

from admin_ui.processes import schedule
from engine.base.settings import current
from engine.storage.installation import opened


@click.command("scheduler", help="Make schedules due on the second and wake the workers; two of them never double.")
def COMMAND() -> None:
    """Ends with SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    database = opened(current())
    schedule(database, current())
    database.dispose()

"""A worker of server mode."""

from __future__ import annotations

import click

from admin_ui.processes import chosen_queues, end_now, work
from engine.base import logs
from engine.base.settings import current
from engine.jobs.queue import QUEUES
from engine.storage.installation import opened


@click.command("worker", help="Do the work of the installation, without web pages; as many as wanted, on any machine.")
@click.option("--queues", metavar="NAMES", help=f"only these, by commas: {', '.join(QUEUES)}")
@click.option(
    "--grace",
    type=click.FloatRange(0, 3600),
    default=60,
    show_default=True,
    help="seconds for the step at work to end, when told to stop",
)
def COMMAND(queues: str | None, grace: float) -> None:
    """Ends with SIGTERM: the step at work ends, the rest of the slot is due again."""
    settings = current()
    settings.require_key()
    try:
        names = chosen_queues(queues)
    except ValueError as unknown:
        raise click.BadParameter(f"no queue “{unknown}” ({', '.join(QUEUES)})", param_hint="--queues") from None
    logs.install(settings)
    database = opened(settings)
    ended = work(database, settings, names, grace)
    if not ended:
        end_now(1)
    database.dispose()

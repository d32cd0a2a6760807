"""``python -m plugins.sample_sources``: both systems, until they are interrupted."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path

import click

from plugins.sample_sources.erp import start_erp
from plugins.sample_sources.pos import start_pos
from plugins.sample_sources.stores import read_stores
from plugins.sample_sources.story import Story
from plugins.sample_sources.trade import World


@click.command()
@click.option("--pos-port", default=8701, show_default=True, help="0 = any free port.")
@click.option("--erp-port", default=8702, show_default=True, help="0 = any free port.")
@click.option("--anchor", required=True, help="Last day of data around which the story is told, YYYY-MM-DD.")
@click.option("--units", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--now", default=None, help="Stop the systems' clocks at this instant (ISO, with offset); else real time."
)
@click.option("--pos-password", envvar="SAMPLE_POS_PASSWORD", required=True, help="Better by the environment.")
@click.option("--erp-key", envvar="SAMPLE_ERP_KEY", required=True, help="Better by the environment.")
def main(
    pos_port: int, erp_port: int, anchor: str, units: Path, now: str | None, pos_password: str, erp_key: str
) -> None:
    """Serve the sample till system and ERP."""
    try:
        world = World(read_stores(units), Story(date.fromisoformat(anchor)))
        at = datetime.fromisoformat(now) if now else None
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    with ExitStack() as running:
        pos = running.enter_context(start_pos(world, pos_password, port=pos_port, now=at))
        erp = running.enter_context(start_erp(world, erp_key, port=erp_port, now=at))
        click.echo(f"POS {pos.url}\nERP {erp.url}\nCtrl+C")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo("")


if __name__ == "__main__":
    main()

"""Publishes an earlier release again."""

from __future__ import annotations

import getpass
import json

import click

from engine.definitions.publish import rollback
from engine.storage.database import writing
from engine.storage.installation import opened


@click.command("rollback", help="Publish the content of an earlier release again, as a new release.")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="why; kept with the release")
@click.option("--author", default=None, help="by default the user of this machine")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def COMMAND(number: int, reason: str, author: str | None, as_json: bool) -> None:
    """NUMBER: of the release to go back to (see ``navmark releases``)."""
    with writing(opened()) as connection:
        release = rollback(connection, number, author=author or getpass.getuser(), reason=reason)
    if as_json:
        click.echo(json.dumps({"release": release.number, "content_of": number}))
    else:
        click.echo(f"release {release.number}, with the content of release {number}")

"""Checks the org tree and every hash of the facts."""

from __future__ import annotations

import json

import click

from engine.base.settings import current
from engine.definitions.release import current_release
from engine.facts.seal import verify
from engine.org import verify_org
from engine.storage.database import reading
from engine.storage.installation import opened


@click.command("verify", help="Find facts that were changed behind the product's back, and damage to the org tree.")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
@click.option("--language", type=click.Choice(["zh", "en"]), default="en", show_default=True)
def COMMAND(as_json: bool, language: str) -> None:
    """Exits with 1 where anything is found; reads every fact row once."""
    database = opened(current())
    with reading(database) as connection:
        release = current_release(connection)
        issues = verify_org(connection) + (verify(connection, release) if release is not None else [])
    database.dispose()
    if as_json:
        click.echo(json.dumps([issue.as_json() for issue in issues], ensure_ascii=False))
    else:
        for issue in issues:
            click.echo(issue.line_of_text(language))
        click.echo({"zh": f"{len(issues)} 处异常", "en": f"{len(issues)} found"}[language])
    raise SystemExit(1 if issues else 0)

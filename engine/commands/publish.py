"""The same as apply, with a reason that must be given: for people at a real installation."""

from __future__ import annotations

from pathlib import Path

import click

from engine.commands.apply import COMMAND as APPLY


@click.command("publish", help="Publish a folder of definitions; a reason is asked for.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--reason", required=True, help="why; kept with the release")
@click.option("--author", default=None, help="by default the user of this machine")
@click.option("--despite-cases", is_flag=True, help="publish although rule cases say otherwise")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_context
def COMMAND(  # one argument per option
    ctx: click.Context, folder: Path, reason: str, author: str | None, despite_cases: bool, as_json: bool
) -> None:
    """FOLDER: a package. Where anything is wrong, nothing is changed."""
    ctx.invoke(APPLY, folder=folder, reason=reason, author=author, despite_cases=despite_cases, as_json=as_json)

"""``navmark form``: forms from files that other tools wrote."""

from __future__ import annotations

import json
from pathlib import Path

import click

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.definitions.canonical_form import canonical_text
from form_builder.xlsform import import_xlsform


@click.group("form", help="Forms from files of other tools.")
def COMMAND() -> None:
    """Forms."""


@COMMAND.command("import", help="Write a form definition from an XLSForm workbook (.xlsx).")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--level", required=True, help="the org level whose units it is about")
@click.option("--filler", "fillers", multiple=True, help="a role that may fill it in (several times for several)")
@click.option("--name", help="name of the form; by default the form_id of the workbook")
@click.option("--into", type=click.Path(path_type=Path), help="the file to write; by default it is printed")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="print definition and issues as JSON")
def bring_in(
    file: Path, level: str, fillers: tuple[str, ...], name: str | None, into: Path | None, language: str, as_json: bool
) -> None:
    """FILE: an .xlsx workbook with the sheets survey, choices and settings. What was left out is said on stderr."""
    if into is not None and into.exists():
        raise IssueError([Issue("N797", both(f"{into} 已存在", f"{into} is there already"))])
    found = import_xlsform(file.read_bytes(), level=level, name=name, fillers=fillers)
    if as_json:
        answer = {"definition": found.definition, "issues": [issue.as_json() for issue in found.issues]}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for issue in found.issues:
        click.echo(issue.line_of_text(language), err=True)
    text = canonical_text(found.definition)
    if into is None:
        click.echo(text)
    else:
        into.write_text(text, encoding="utf-8")

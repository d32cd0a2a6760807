"""Rewrites definitions in the canonical form."""

from __future__ import annotations

import json
from pathlib import Path

import click

from engine.base.issue import has_errors
from engine.cli import language, show
from engine.definitions.check import check_one
from engine.definitions.read import read_folder


@click.command("format", help="Rewrite a folder's definitions in the canonical form; what has an issue is left alone.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def COMMAND(folder: Path, as_json: bool) -> None:
    """FOLDER: a package."""
    documents, _, issues = read_folder(folder)
    rewritten = []
    for document in documents:
        definition, found = check_one(document)
        issues.extend(found)
        file = folder / document.path
        if definition is not None and file.read_text(encoding="utf-8") != definition.text:
            file.write_text(definition.text, encoding="utf-8", newline="\n")
            rewritten.append(document.path)
    if as_json:
        answer = {"rewritten": rewritten, "issues": [issue.as_json() for issue in issues]}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        show(issues, language=language(), as_json=False)
        for path in rewritten:
            click.echo(path)
    if has_errors(issues):
        raise SystemExit(1)

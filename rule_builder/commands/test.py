"""``navmark test``: plays the rule cases of a folder of definitions, without a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from engine.base.issue import has_errors
from engine.base.text import pick
from engine.cli import language, show
from engine.definitions.check import check
from engine.definitions.read import read_folder
from rule_builder.cases.compare import Result, run_all, said


@click.command("test", help="运行规则用例 / Play the rule cases (cases/*.case.json) of a folder of definitions.")
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--rule", default=None, help="only the cases of this rule")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def COMMAND(folder: Path, rule: str | None, as_json: bool) -> None:
    """FOLDER: a package, by default the current folder. A line per case; exit code 1 where one fails."""
    documents, files, issues = read_folder(folder)
    checked = check(documents, files)
    found = [*issues, *checked.issues]
    if has_errors(found):
        show([one for one in found if one.level == "error"], language=language(), as_json=as_json)
        raise SystemExit(1)
    results = run_all(checked.catalog, rule)
    failed = sum(not one.ok for one in results)
    if as_json:
        cases = [_as_json(one) for one in results]
        click.echo(json.dumps({"total": len(results), "failed": failed, "cases": cases}, ensure_ascii=False, indent=2))
    else:
        for one in results:
            click.echo(_lines(one, language()))
        click.echo(_end(len(results), failed, language()))
    if failed:
        raise SystemExit(1)


def _as_json(result: Result) -> dict[str, Any]:
    case = result.case
    return {
        "case": case.name,
        "rule": case.model.rule,
        "file": case.path,
        "ok": result.ok,
        "issues": [issue.as_json() for issue in result.issues()],
    }


def _lines(result: Result, lang: str) -> str:
    case = result.case
    if result.ok:
        return f"{'通过' if lang == 'zh' else 'ok'}    {case.path}  {pick(case.title, lang)}"
    lines = [f"{'未通过' if lang == 'zh' else 'FAILED'}  {case.path}  {pick(case.title, lang)}"]
    if result.broken is not None:
        lines.append(f"  {case.path}:{case.line('$')} {pick(result.broken, lang)}")
    for one in result.differences:
        lines.append(f"  {case.path}:{case.line(one.path)} {pick(said(case, one), lang)}")
    return "\n".join(lines)


def _end(total: int, failed: int, lang: str) -> str:
    if lang == "zh":
        return f"{total} 个用例，{failed} 个未通过" if failed else f"{total} 个用例全部通过"
    return f"{total} cases, {failed} failed" if failed else f"{total} cases, all passed"

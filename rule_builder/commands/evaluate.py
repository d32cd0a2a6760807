"""``navmark evaluate``: evaluates the rules of the current release, now."""

from __future__ import annotations

import json
import sys
from datetime import datetime

import click

from engine.base.issue import IssueError
from engine.definitions import current_release
from engine.storage.database import reading
from engine.storage.installation import opened
from rule_builder.evaluate import Outcome
from rule_builder.rounds import evaluate_rules


@click.command("evaluate", help="评估预警规则 / Evaluate the rules of the current release (all, or those named).")
@click.argument("rules", nargs=-1)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The business day; yesterday by default.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language of the messages.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
def COMMAND(rules: tuple[str, ...], day: datetime | None, lang: str, as_json: bool) -> None:
    """Each rule in a transaction of its own; one that fails does not stop the others. Exit status 1 if any failed."""
    database = opened()
    with reading(database) as connection:
        release = current_release(connection)
    if release is None:
        raise click.ClickException("还没有发布任何定义：先 navmark import / no release yet: import definitions first")
    try:
        outcomes = evaluate_rules(database, release, day.date() if day else None, rules or None)
    except IssueError as error:
        raise click.ClickException("\n".join(issue.line_of_text(lang) for issue in error.issues)) from None
    if as_json:
        click.echo(json.dumps([outcome.as_json() for outcome in outcomes], ensure_ascii=False, indent=2))
    else:
        for outcome in outcomes:
            click.echo(_lines(outcome, lang))
    if any(outcome.state == "failed" for outcome in outcomes):
        sys.exit(1)


_STATES = {
    "zh": {"done": "已评估", "held": "暂缓", "failed": "失败"},
    "en": {"done": "evaluated", "held": "held", "failed": "failed"},
}
_COUNTS = {
    "zh": {
        "fired": "触发 {}",
        "reopened": "重新触发 {}",
        "resolved": "恢复 {}",
        "retracted": "撤回 {}",
        "corrected": "更正 {}",
        "messages": "消息 {}",
    },
    "en": {
        "fired": "{} fired",
        "reopened": "{} fired again",
        "resolved": "{} resolved",
        "retracted": "{} withdrawn",
        "corrected": "{} corrected",
        "messages": "{} messages",
    },
}


def _lines(outcome: Outcome, lang: str) -> str:
    counts = [words.format(outcome.counts[name]) for name, words in _COUNTS[lang].items() if outcome.counts.get(name)]
    nothing = {"zh": "无变化", "en": "no change"}[lang]
    told = (", " if lang == "en" else "，").join(counts) or nothing
    head = f"{outcome.rule} {outcome.day}: {_STATES[lang][outcome.state]}"
    first = head if outcome.state == "failed" else f"{head}, {told}" if lang == "en" else f"{head}，{told}"
    return "\n".join([first, *(f"  {issue.line_of_text(lang)}" for issue in outcome.issues)])

"""``navmark pull``: gets data from the sources of the current release, now."""

from __future__ import annotations

import json
import sys
from datetime import datetime

import click

from connectors.run import Watch, pull, require
from connectors.window import Span
from engine.base.issue import Issue, IssueError
from engine.base.text import both, pick
from engine.definitions import current_release
from engine.facts import LoadResult
from engine.storage.database import reading
from engine.storage.installation import opened


@click.command("pull", help="Pull data from the sources of the current release: all, or those named.")
@click.argument("sources", nargs=-1)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="only this business day, instead of what is new")
@click.option("--accept-drop", is_flag=True, help="publish even if far fewer rows came than usual")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def COMMAND(sources: tuple[str, ...], day: datetime | None, accept_drop: bool, language: str, as_json: bool) -> None:
    """SOURCES: names of sources. One that fails does not stop the others; the exit status is 1 then."""
    database = opened()
    with reading(database) as connection:
        release = current_release(connection)
    if release is None:
        raise IssueError([Issue("N810", both("尚未发布任何定义", "nothing has been published yet"))])
    names = list(sources) or [model.name for model in release.all("source")]
    for name in names:
        require(release, name)  # a misspelt name is said before anything is pulled
    only = Span(day.date(), day.date()) if day else None
    results = []
    for name in names:
        with _Progress(name, language, silent=as_json) as watch:
            result = pull(database, release, name, reason="manual", window=only, accept_drop=accept_drop, watch=watch)
        results.append(result)
        if not as_json:
            click.echo(_line(result, language))
    if as_json:
        click.echo(json.dumps([result.as_json() for result in results], ensure_ascii=False, indent=2))
    if any(result.state != "published" for result in results):
        sys.exit(1)


def _line(result: LoadResult, lang: str) -> str:
    if result.error is not None:
        state = {"zh": {"failed": "失败", "held": "扣住"}, "en": {"failed": "failed", "held": "held"}}[lang]
        return f"{result.source}: {state.get(result.state, result.state)} — {result.error.line_of_text(lang)}"
    counts = (result.rows_in, result.added, result.changed, result.refused)
    words = {
        "zh": "已发布 {} 行（新增 {}，更正 {}，拒收 {}），数据到 {}",
        "en": "published {} rows ({} added, {} changed, {} refused), data up to {}",
    }
    return f"{result.source}: " + words[lang].format(*counts, result.data_date or "–")


class _Progress:
    """A progress line on a terminal; nothing where nobody watches."""

    def __init__(self, name: str, lang: str, silent: bool) -> None:
        self._name, self._lang, self._silent = name, lang, silent or not sys.stderr.isatty()

    def __enter__(self) -> Watch:
        if self._silent:
            return Watch()
        from rich.console import Console  # only where someone looks at it
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._bar.start()
        task = self._bar.add_task(self._name)
        unit = {"zh": "{}：{} 页，{} 行", "en": "{}: {} pages, {} rows"}[self._lang]

        def page(pages: int, rows: int) -> None:
            self._bar.update(task, description=unit.format(self._name, pages, rows))

        def note(issue: Issue) -> None:
            self._bar.console.print(f"{self._name}: {pick(issue.message, self._lang)}", highlight=False)

        return Watch(page, note)

    def __exit__(self, *_: object) -> None:
        if not self._silent:
            self._bar.stop()

"""``navmark pull``: gets data from the sources of the current release, now."""

from __future__ import annotations

import json
import sys
from datetime import datetime

import click

from connectors.run import Watch, pull
from connectors.window import Span
from engine.base.issue import Issue, IssueError
from engine.base.settings import current
from engine.base.text import pick
from engine.definitions import current_release
from engine.facts import LoadResult
from engine.storage.database import open_database, reading


@click.command("pull", help="从数据来源取数 / Pull data from the sources of the current release (all, or those named).")
@click.argument("sources", nargs=-1)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Only this business day, instead of what is new.")
@click.option("--accept-drop", is_flag=True, help="Publish even if far fewer rows came than usual.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language of the messages.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
def COMMAND(sources: tuple[str, ...], day: datetime | None, accept_drop: bool, lang: str, as_json: bool) -> None:
    """Runs each source; one that fails does not stop the others. Exit status 1 if any was not published."""
    database = open_database(current().database)
    with reading(database) as connection:
        release = current_release(connection)
    if release is None:
        raise click.ClickException("还没有发布任何定义：先 navmark import / no release yet: import definitions first")
    names = list(sources) or sorted(model.name for model in release.all("source"))
    only = Span(day.date(), day.date()) if day else None
    results = []
    for name in names:
        try:
            with _Progress(name, lang, silent=as_json) as watch:
                results.append(
                    pull(database, release, name, reason="manual", window=only, accept_drop=accept_drop, watch=watch)
                )
        except IssueError as error:
            raise click.ClickException("\n".join(issue.line_of_text(lang) for issue in error.issues)) from None
        if not as_json:
            click.echo(_line(results[-1], lang))
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

"""``navmark held``: runs that brought suspiciously little, and what becomes of them."""

from __future__ import annotations

import json

import click

from connectors.holding import drop_held, held_loads, publish_held
from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both, pick
from engine.definitions import current_release
from engine.facts import LoadResult
from engine.storage.database import reading
from engine.storage.installation import opened

LANGUAGE = click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
WHY = click.option("--reason", required=True, help="kept in the audit log")


@click.group("held", help="Runs that are held for a decision: list, publish, drop.", invoke_without_command=True)
@LANGUAGE
@click.option("--json", "as_json", is_flag=True, help="print JSON")
@click.pass_context
def COMMAND(context: click.Context, language: str, as_json: bool) -> None:
    """Without a command: the list."""
    if context.invoked_subcommand:
        return
    with reading(opened()) as connection:
        rows = held_loads(connection)
    if as_json:
        names = ("public_id", "source", "rows_in", "started_at", "window_from", "window_to", "error")
        found = [{name: row._mapping[name] for name in names} for row in rows]
        click.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))
        return
    for row in rows:
        click.echo(f"{row.public_id}  {row.source}  {pick((row.error or {}).get('message') or {}, language)}")
    if not rows:
        click.echo(pick(both("没有等待决定的运行", "nothing waits for a decision"), language))


@COMMAND.command("publish")
@click.argument("load")
@WHY
def publish(load: str, reason: str) -> None:
    """Publish what LOAD brought after all."""
    database = opened()
    with reading(database) as connection:
        release = current_release(connection)
    _say(publish_held(database, release, _id_of(load), by="cli", why=reason))


@COMMAND.command("drop")
@click.argument("load")
@WHY
def drop(load: str, reason: str) -> None:
    """Drop what LOAD brought; the data that serve stay."""
    _say(drop_held(opened(), _id_of(load), by="cli", why=reason))


def _id_of(load: str) -> int:
    with reading(opened()) as connection:
        found = {row.public_id: row.id for row in held_loads(connection)}
    if load not in found:
        words = both(f"没有被扣住的运行 {load}", f"no run {load} is held")
        raise IssueError([Issue("N674", words, hint=did_you_mean(load, found))])
    return int(found[load])


def _say(result: LoadResult) -> None:
    click.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=2))

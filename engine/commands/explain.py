"""Why is this number what it is?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import click
import sqlalchemy as sa

from engine.access import Actor, Door, actor_of
from engine.access.accounts import find
from engine.access.errors import not_found
from engine.base import canonical, clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both, pick
from engine.definitions.release import Release, current_release
from engine.measure import PERIODS, explain, period_of
from engine.storage.database import reading
from engine.storage.installation import opened


@click.command("explain", help="Explain an indicator of a unit: formula, measures, loads and rows.")
@click.argument("unit")
@click.argument("indicator")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="by default yesterday")
@click.option("--period", type=click.Choice(PERIODS), default="mtd", show_default=True)
@click.option("--as", "login", help="as this person sees it (by default: as the system)")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="print JSON (money in minor units)")
def COMMAND(
    unit: str, indicator: str, day: datetime | None, period: str, login: str | None, language: str, as_json: bool
) -> None:
    """UNIT: code of an org unit. INDICATOR: name of an indicator."""
    with reading(opened()) as connection:
        release = current_release(connection)
        if release is None:
            raise IssueError([Issue("N810", both("尚未发布任何定义", "nothing has been published yet"))])
        today = clock.today(release.app.time_zone)
        door = Door(connection, release, _actor(connection, release, login, today), today)
        found = door.unit_by_code(unit)
        if found is None:
            raise not_found()
        last = day.date() if day else today - timedelta(days=1)
        card = explain(door, found.id, indicator, period_of(door, period, last)).as_json()
    if as_json:
        click.echo(canonical.pretty(_plain(card)), nl=False)
        return
    click.echo(
        f"{indicator} @ {unit} {period} {last}: {card['actual']}  {card['light']}  {pick(card['reason'], language)}"
    )
    click.echo(f"  {card['formula']}  =  {pick(card['words'], language)}")
    click.echo(f"  have {card['have']} of {card['expected']}, data day {card['data_day']}")
    for measure in card["measures"]:
        click.echo(f"  - {measure['name']} ({measure['dataset']}): {measure['rows']} rows")
    for load in card["loads"]:
        click.echo(f"  < {load['source']} {load['public_id']} at {load['ended_at']}: {load['rows']} rows")


def _actor(connection: sa.Connection, release: Release, login: str | None, day: date) -> Actor:
    if login is None:
        return Actor.system()
    account = find(connection, login)
    actor = actor_of(connection, release, account.id, day) if account else None
    if actor is None:
        raise IssueError([Issue("N806", both(f"没有用户 “{login}”", f'there is no active user "{login}"'))])
    return actor


def _plain(value: Any) -> Any:
    """Days and instants as text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value

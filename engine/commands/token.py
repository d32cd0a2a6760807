"""API tokens."""

from __future__ import annotations

import click
import sqlalchemy as sa

from engine.access import accounts, tokens
from engine.access.actor import Actor, actor_of
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.definitions.release import current_release
from engine.storage.database import reading, writing
from engine.storage.installation import opened


@click.group("token", help="API tokens: create, list, revoke.")
def COMMAND() -> None:
    """See the commands below."""


@COMMAND.command("create")
@click.argument("login")
@click.option("--name", required=True, help="what the token is for")
@click.option("--permission", "permissions", multiple=True, required=True, help="may be given several times")
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True)
def create(login: str, name: str, permissions: tuple[str, ...], days: int) -> None:
    """Make a token in a person's name, worth at most that person's permissions; it is printed once."""
    with writing(opened()) as connection:
        token, card = tokens.create(connection, _actor(connection, login), name, permissions, days=days)
    click.echo(f"{card.public_id}\t{token}")


@COMMAND.command("list")
@click.argument("login")
def list_tokens(login: str) -> None:
    """List a person's tokens."""
    with reading(opened()) as connection:
        for card in tokens.tokens_of(connection, _user_id(connection, login)):
            ends = "revoked" if card.revoked else f"until {card.expires_at:%Y-%m-%d}" if card.expires_at else "no end"
            click.echo("\t".join((card.public_id, card.name, ",".join(card.permissions), ends)))


@COMMAND.command("revoke")
@click.argument("login")
@click.argument("public_id")
def revoke(login: str, public_id: str) -> None:
    """End a token."""
    with writing(opened()) as connection:
        tokens.revoke(connection, _user_id(connection, login), public_id, by="cli")


def _user_id(connection: sa.Connection, login: str) -> int:
    account = accounts.find(connection, login)
    if account is None:
        raise IssueError([Issue("N806", both(f"没有用户 “{login}”", f'there is no user "{login}"'))])
    return account.id


def _actor(connection: sa.Connection, login: str) -> Actor:
    release = current_release(connection)
    if release is None:
        raise IssueError([Issue("N810", both("尚未发布任何定义", "nothing has been published yet"))])
    actor = actor_of(connection, release, _user_id(connection, login), clock.today(release.app.time_zone))
    if actor is None:
        raise IssueError([Issue("N806", both(f"用户 “{login}” 已停用", f'"{login}" is deactivated'))])
    return actor

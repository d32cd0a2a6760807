"""People's accounts."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click
import sqlalchemy as sa

from engine.access import accounts, passwords
from engine.access.accounts import Account
from engine.base.issue import Issue, IssueError
from engine.base.settings import current
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.storage.database import reading, writing
from engine.storage.installation import opened

BY = "cli"


@click.group("user", help="People's accounts: create, list, password, deactivate, import.")
def COMMAND() -> None:
    """See the commands below."""


@COMMAND.command("create")
@click.argument("login")
@click.option("--zh", required=True, help="name in Chinese")
@click.option("--en", help="name in English")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--address", multiple=True, metavar="CHANNEL=ADDRESS", help="e.g. wecom=zhang.wei")
@click.option("--password-stdin", is_flag=True, help="read the password from standard input; else one is made")
def create(login: str, zh: str, en: str | None, language: str, address: tuple[str, ...], password_stdin: bool) -> None:
    """Create a person's account; a made password is printed once."""
    password, made = _password(password_stdin)
    addresses = dict(part.split("=", 1) for part in address if "=" in part)
    with writing(opened()) as connection:
        account = accounts.create(connection, login, both(zh, en or zh), by=BY, language=language, addresses=addresses)
        accounts.set_password(connection, account, password, by=BY, cost=current().password_cost)
    click.echo(f"{account.login}\t{password if made else 'created'}")


@COMMAND.command("list")
def list_users() -> None:
    """List all accounts."""
    with reading(opened()) as connection:
        for account in accounts.accounts(connection):
            state = "active" if account.active else "inactive"
            may = "password" if account.has_password else "no password"
            click.echo("\t".join((account.login, account.title["zh"], account.language, state, may)))


@COMMAND.command("password")
@click.argument("login")
@click.option("--password-stdin", is_flag=True, help="read the password from standard input; else one is made")
def password(login: str, password_stdin: bool) -> None:
    """Set a new password and end the person's sessions; a made one is printed once."""
    value, made = _password(password_stdin)
    with writing(opened()) as connection:
        account = _account(connection, login)
        accounts.set_password(connection, account, value, by=BY, cost=current().password_cost)
    click.echo(f"{account.login}\t{value if made else 'changed'}")


@COMMAND.command("deactivate")
@click.argument("login")
def deactivate(login: str) -> None:
    """Lock somebody out: sessions, tokens and waiting messages end."""
    with writing(opened()) as connection:
        accounts.deactivate(connection, _account(connection, login), by=BY)


@COMMAND.command("activate")
@click.argument("login")
def activate(login: str) -> None:
    """Let somebody in again."""
    with writing(opened()) as connection:
        accounts.activate(connection, _account(connection, login), by=BY)


@COMMAND.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--passwords", "with_passwords", is_flag=True, help="make a password for each new person and print it once"
)
def import_users(file: Path, with_passwords: bool) -> None:
    """Add people from a CSV file: login,zh,en,language and a column of addresses per channel. All or none."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    if not rows or not {"login", "zh"} <= set(rows[0]):
        words = both("需要列 login 和 zh", "the columns login and zh are needed")
        raise IssueError([Issue("N806", words, file=str(file), line=1)])
    added = []
    with writing(opened()) as connection:
        issues: list[Issue] = []
        for line, row in enumerate(rows, start=2):
            try:
                added += _import_row(connection, row, with_passwords)
            except IssueError as error:
                issues += [issue.at(str(file), line) for issue in error.issues]
        if issues:
            raise IssueError(issues)
    for login, made in added:
        click.echo(f"{login}\t{made or 'created'}")
    missing = [row["login"] for row in rows if "wecom" in row and not (row["wecom"] or "").strip()]
    if missing:
        click.echo(f"without a WeCom id (they get no messages there): {', '.join(missing)}", err=True)


def _import_row(connection: sa.Connection, row: dict[str, str], with_passwords: bool) -> list[tuple[str, str | None]]:
    fixed = ("login", "zh", "en", "language")
    addresses = {name: (value or "").strip() for name, value in row.items() if name and name not in fixed}
    known = accounts.find(connection, row["login"])
    if known is not None:
        for channel, address in addresses.items():
            accounts.set_address(connection, known.id, channel, address)
        return []
    title = both(row["zh"], row.get("en") or row["zh"])
    language = row.get("language") or "zh"
    account = accounts.create(connection, row["login"], title, by=BY, language=language, addresses=addresses)
    made = passwords.generated() if with_passwords else None
    if made:
        accounts.set_password(connection, account, made, by=BY, cost=current().password_cost)
    return [(account.login, made)]


def _password(from_stdin: bool) -> tuple[str, bool]:
    """(password, whether it was made here)."""
    return (sys.stdin.readline().rstrip("\r\n"), False) if from_stdin else (passwords.generated(), True)


def _account(connection: sa.Connection, login: str) -> Account:
    account = accounts.find(connection, login)
    if account is None:
        known = [known.login for known in accounts.accounts(connection)]
        words = both(f"没有用户 “{login}”", f'there is no user "{login}"')
        raise IssueError([Issue("N806", words, hint=did_you_mean(login, known))])
    return account

"""Begins a new app: one unit, one administrator; everything else is built in the browser."""

from __future__ import annotations

import json
import sys

import click

from engine.access import accounts, passwords
from engine.access.permissions import PERMISSIONS
from engine.base.issue import Issue, IssueError
from engine.base.settings import current
from engine.base.text import both
from engine.commands.init import prepare
from engine.definitions.blank import blank_package
from engine.definitions.publish import publish
from engine.definitions.release import current_release
from engine.storage.database import writing
from engine.storage.installation import opened


@click.command("start", help="Begin a new, empty app with one administrator, who builds the rest in the browser.")
@click.option("--login", required=True, help="the administrator's login")
@click.option("--title", required=True, metavar="中文", help="the app's title in Chinese")
@click.option("--title-en", metavar="ENGLISH", help="in English; the Chinese one where left out")
@click.option("--zh", help="the administrator's name in Chinese; the login where left out")
@click.option("--en", help="and in English")
@click.option("--zone", default="Asia/Shanghai", show_default=True, help="time zone of business days")
@click.option("--currency", default="CNY", show_default=True)
@click.option("--password-stdin", is_flag=True, help="read the password from standard input; else one is made")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def COMMAND(
    login: str,
    title: str,
    title_en: str | None,
    zh: str | None,
    en: str | None,
    zone: str,
    currency: str,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Prepares the installation where that has not been done; a made password is printed once. Never overwrites."""
    prepare(current())
    settings = current()
    name = accounts.normal_login(login)
    person = both(zh or name, en or zh or name)
    documents, files = blank_package(name, person, both(title, title_en or title), zone=zone, currency=currency)
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else passwords.generated()
    with writing(opened(settings)) as connection:
        if current_release(connection) is not None:
            words = both("这里已经有一个应用了", "there is an app here already")
            hint = both("另选一个数据文件夹（NAVMARK_DATA）", "choose another data folder (NAVMARK_DATA)")
            raise IssueError([Issue("N871", words, hint=hint)])
        if accounts.find(connection, name) is None:
            accounts.create(connection, name, person, by="cli")
        release = publish(connection, documents, files, author=name, reason="navmark start")
        account = accounts.find(connection, name)
        assert account is not None
        accounts.set_password(connection, account, password, by="cli", cost=settings.password_cost)
    shown = None if password_stdin else password
    if as_json:
        answer = {"release": release.number, "login": name, "password": shown, "permissions": len(PERMISSIONS)}
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    click.echo(f"{name}\t{shown or 'created'}")
    click.echo("next: navmark serve, then sign in and open the builder")

"""Secrets of connectors and channels."""

from __future__ import annotations

import sys

import click

from engine.access import audit
from engine.storage import secrets
from engine.storage.database import reading, writing
from engine.storage.installation import opened


@click.group("secret", help="Secrets that definitions refer to by name: put, list, remove.")
def COMMAND() -> None:
    """See the commands below."""


@COMMAND.command("put")
@click.argument("name")
def put(name: str) -> None:
    """Store a secret, read from standard input (or asked for): it never stands on a command line."""
    value = click.prompt("value", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not value:
        raise click.ClickException("an empty secret")
    with writing(opened()) as connection:
        secrets.put(connection, name, value)
        audit.append(connection, "cli", "secret.put", name)


@COMMAND.command("list")
def list_names() -> None:
    """List the names of the secrets."""
    with reading(opened()) as connection:
        for name in secrets.names(connection):
            click.echo(name)


@COMMAND.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """Forget a secret."""
    with writing(opened()) as connection:
        secrets.remove(connection, name)
        audit.append(connection, "cli", "secret.remove", name)

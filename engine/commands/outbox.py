"""Pausing and resuming the sending of messages."""

from __future__ import annotations

import click

from engine.access import audit
from engine.storage.backup import outbox_paused, pause_outbox, resume_outbox
from engine.storage.database import reading, writing
from engine.storage.installation import opened


@click.group("outbox", help="The sending of messages: status, pause, resume.")
def COMMAND() -> None:
    """See the commands below."""


@COMMAND.command("status")
def status() -> None:
    """Whether messages are sent."""
    with reading(opened()) as connection:
        click.echo("paused" if outbox_paused(connection) else "running")


@COMMAND.command("pause")
def pause() -> None:
    """Hold all messages back."""
    with writing(opened()) as connection:
        pause_outbox(connection)
        audit.append(connection, "cli", "outbox.pause", "outbox")


@COMMAND.command("resume")
def resume() -> None:
    """Let messages go again."""
    with writing(opened()) as connection:
        resume_outbox(connection)
        audit.append(connection, "cli", "outbox.resume", "outbox")

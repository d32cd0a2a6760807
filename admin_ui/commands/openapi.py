"""Prints the OpenAPI document: what clients in other languages, and our own web client, are generated from."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import click
import sqlalchemy as sa

from admin_ui.app import create_app
from engine.base.settings import Settings


@click.command("openapi", help="Print the OpenAPI 3.1 document of the API (no database is needed).")
def COMMAND() -> None:
    """The document that a running server answers at /api/v1/openapi.json."""
    click.echo(json.dumps(document(), ensure_ascii=False, indent=1))


def document() -> object:
    """The document as JSON values."""
    settings = Settings(Path(), "sqlite://", key=secrets.token_urlsafe(48))
    app = create_app(sa.create_engine("sqlite://"), settings)
    return app.extensions["navmark_api"].spec.to_dict()

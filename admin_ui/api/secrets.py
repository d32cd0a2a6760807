"""Secrets by name: set and replaced here, never read back."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.resource import Answer, Resource
from engine.access import audit
from engine.access.errors import not_found
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.storage import secrets
from engine.storage.tables import secret

RESOURCE = Resource("secrets", "Secrets that definitions refer to by name")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")


class SecretBrief(Schema):
    name = fields.String(required=True)
    changed_at = fields.AwareDateTime(required=True)


class SecretWish(Schema):
    value = fields.String(required=True, validate=validate.Length(1, 5000), load_only=True)


@RESOURCE.route("GET", "/secrets", answer=SecretBrief, many=True)
@needs("edit_definitions")
def secret_list(call: Call) -> Any:
    """The names of the secrets that are set, and when; never a value."""
    call.require_builder()
    query = sa.select(secret.c.name, secret.c.changed_at).order_by(secret.c.name)
    return [{"name": row.name, "changed_at": row.changed_at} for row in call.connection.execute(query)]


@RESOURCE.route("PUT", "/secrets/<name>", body=SecretWish, status=204)
@needs("publish_definitions")
def secret_put(call: Call, wish: dict[str, str], name: str) -> Any:
    """Set or replace a secret. It takes effect at once: the next run uses it."""
    call.require_builder()
    if not _NAME.fullmatch(name):
        words = both("密钥名须以小写字母开头，只含小写字母、数字和下划线", "a secret's name is a-z, 0-9 and _")
        raise IssueError([Issue("N811", words, "$.name")])
    with call.writing() as connection:
        secrets.put(connection, name, wish["value"], call.settings)
        audit.append(connection, call.actor.login, "secret.put", name)
    return Answer(None, 204)


@RESOURCE.route("DELETE", "/secrets/<name>", status=204)
@needs("publish_definitions")
def secret_remove(call: Call, name: str) -> Any:
    """Forget a secret."""
    call.require_builder()
    if name not in secrets.names(call.connection):
        raise not_found()
    with call.writing() as connection:
        secrets.remove(connection, name)
        audit.append(connection, call.actor.login, "secret.remove", name)
    return Answer(None, 204)

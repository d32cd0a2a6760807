"""One's own API tokens."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.resource import Answer, Resource
from engine.access import tokens

RESOURCE = Resource("tokens", "API tokens: never worth more than their holder's own permissions")


class TokenCard(Schema):
    public_id = fields.String()
    name = fields.String()
    permissions = fields.List(fields.String())
    created_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime(allow_none=True)
    used_at = fields.AwareDateTime(allow_none=True)
    revoked = fields.Boolean()


class NewToken(TokenCard):
    token = fields.String()


class TokenWish(Schema):
    name = fields.String(required=True, validate=validate.Length(1, 100))
    permissions = fields.List(fields.String(), required=True, validate=validate.Length(1, 50))
    days = fields.Integer(strict=True, load_default=90, validate=validate.Range(1, 366))


@RESOURCE.route("GET", "/tokens", answer=TokenCard, many=True)
@needs("manage_tokens")
def mine(call: Call) -> Any:
    """One's own tokens, newest first."""
    return tokens.tokens_of(call.connection, call.actor.user_id)


@RESOURCE.route("POST", "/tokens", body=TokenWish, answer=NewToken, status=201)
@needs("manage_tokens")
def create(call: Call, wish: dict[str, Any]) -> Any:
    """Make a token. It is shown in this answer and never again."""
    with call.writing() as connection:
        token, card = tokens.create(connection, call.actor, wish["name"], wish["permissions"], days=wish["days"])
    return Answer({**vars(card), "token": token}, 201)


@RESOURCE.route("DELETE", "/tokens/<public_id>", status=204)
@needs("manage_tokens")
def revoke(call: Call, public_id: str) -> Any:
    """End one of one's tokens."""
    with call.writing() as connection:
        tokens.revoke(connection, call.actor.user_id, public_id, by=call.actor.login)
    return Answer(None, 204)

"""People: who there is, at which posts, and letting them in or out. Posts come from the organisation's files."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs, signed_in
from admin_ui.call import Call
from admin_ui.paging import PageQuery, paged
from admin_ui.people_cards import PersonCard, PostSeat, people, seats
from admin_ui.resource import Answer, Resource
from engine.access import accounts, audit, passwords, sessions
from engine.access.errors import forbidden, not_found
from engine.access.people import actors_of, require_another_administrator, require_outranks
from engine.base import masking
from engine.base.issue import Issue, IssueError
from engine.base.text import LANGUAGES, both
from engine.storage.tables import user_account

RESOURCE = Resource("users", "People, their posts and passwords")


class UserQuery(PageQuery):
    text = fields.String(validate=validate.Length(max=100))
    state = fields.String(validate=validate.OneOf(("active", "inactive", "no_password")))


class UserWish(Schema):
    login = fields.String(required=True, validate=validate.Length(1, 64))
    zh = fields.String(required=True, validate=validate.Length(1, 100))
    en = fields.String(required=True, validate=validate.Length(1, 100))
    language = fields.String(load_default="zh", validate=validate.OneOf(LANGUAGES))


class PasswordWish(Schema):
    """Without ``password`` one is made."""

    password = fields.String(validate=validate.Length(1, 1000))


class OneTime(Schema):
    """The password, this once; null where it was given."""

    password = fields.String(allow_none=True)


class ActiveWish(Schema):
    active = fields.Boolean(required=True)


class OwnPassword(Schema):
    old = fields.String(required=True, validate=validate.Length(1, 1000))
    new = fields.String(required=True, validate=validate.Length(1, 1000))


class PostQuery(PageQuery):
    role = fields.String(validate=validate.Length(1, 48))
    unit = fields.String(validate=validate.Length(1, 48))
    vacant = fields.Boolean()


@RESOURCE.route("GET", "/users", query=UserQuery, answer=PersonCard, many=True)
@needs("manage_users")
def users(call: Call, query: dict[str, Any]) -> Any:
    """People with a post in scope (all, for those who see the whole organisation), by login."""
    found, total = people(call, query)
    return paged(found, total, query)


@RESOURCE.route("GET", "/posts", query=PostQuery, answer=PostSeat, many=True)
@needs("manage_users")
def posts(call: Call, query: dict[str, Any]) -> Any:
    """Every post of the units in scope: who holds it, who stands in, or that it is vacant."""
    found = seats(call, role=query.get("role"), unit=query.get("unit"), vacant=query.get("vacant"))
    size, page = query["page_size"], query["page"]
    return paged(found[(page - 1) * size : page * size], len(found), query)


@RESOURCE.route("POST", "/users", body=UserWish, answer=PersonCard, status=201)
@needs("manage_users")
def create(call: Call, wish: dict[str, str]) -> Any:
    """Make an account. It has no post, so it can see and do nothing until the organisation's files give it one.

    For those who see the whole organisation: whether a login is taken is not for others to know.
    """
    if not call.actor.sees_everything:
        raise forbidden("manage_users")
    with call.writing() as connection:
        made = accounts.create(
            connection, wish["login"], both(wish["zh"], wish["en"]), by=call.actor.login, language=wish["language"]
        )
    nothing: dict[str, Any] = {"posts": [], "signed_in_at": None, "sessions": 0, "manageable": True, "me": False}
    return Answer({**vars(made), **nothing}, 201)


@RESOURCE.route("POST", "/users/<public_id>/password", body=PasswordWish, answer=OneTime)
@needs("manage_users")
def set_password(call: Call, wish: dict[str, str], public_id: str) -> Any:
    """Set or renew a password and end all sessions of the person. One that was made is shown in this answer only."""
    given = wish.get("password")
    with call.writing() as connection:
        account = _manageable(call, connection, public_id)
        password = given or passwords.generated()
        masking.learn(password)  # it is in no log, and in no answer that is kept to be repeated
        accounts.set_password(connection, account, password, by=call.actor.login, cost=call.settings.password_cost)
    return {"password": None if given else password}


@RESOURCE.route("DELETE", "/users/<public_id>/sessions", status=204)
@needs("manage_users")
def sign_out_everywhere(call: Call, public_id: str) -> Any:
    """End every session and every API token of a person."""
    with call.writing() as connection:
        account = _manageable(call, connection, public_id)
        sessions.revoke_all(connection, account.id, tokens=True)
        audit.append(connection, call.actor.login, "user.sign_out", account.login)
    return Answer(None, 204)


@RESOURCE.route("PATCH", "/users/<public_id>", body=ActiveWish, status=204)
@needs("manage_users")
def set_state(call: Call, wish: dict[str, bool], public_id: str) -> Any:
    """Let a person out (sessions, tokens and waiting messages end) or in again. The last administrator stays."""
    with call.writing() as connection:
        account = _manageable(call, connection, public_id)
        if wish["active"] and not account.active:
            accounts.activate(connection, account, by=call.actor.login)
        elif account.active and not wish["active"]:
            if account.id == call.actor.user_id:
                words = both("不能停用自己的账号", "you cannot deactivate your own account")
                raise IssueError([Issue("N896", words)])
            require_another_administrator(connection, call.release, call.today, account.id)
            accounts.deactivate(connection, account, by=call.actor.login)
    return Answer(None, 204)


@RESOURCE.route("PUT", "/session/password", body=OwnPassword, status=204)
@signed_in
def change_own(call: Call, wish: dict[str, str]) -> Any:
    """Change one's own password; every session ends, this one too. Not for API tokens."""
    if call.session is None:
        words = both("API 令牌不能改密码", "an API token cannot change a password")
        raise IssueError([Issue("N808", words)])
    user_id, cost = call.actor.user_id, call.settings.password_cost
    stored = call.connection.scalar(sa.select(user_account.c.password_hash).where(user_account.c.id == user_id))
    if not passwords.matches(stored, wish["old"], cost):
        words = both("原密码不正确", "the present password is wrong")
        raise IssueError([Issue("N805", words, "$.old")])
    with call.writing() as connection:
        account = accounts.find(connection, call.actor.login)
        if account is None:
            raise not_found()
        accounts.set_password(connection, account, wish["new"], by=call.actor.login, cost=cost)
    return Answer(None, 204)


def _manageable(call: Call, connection: sa.Connection, public_id: str) -> accounts.Account:
    """The account, if it lies in scope (else 404) and may do no more than the caller (else 403)."""
    mine, _ = people(call, {"page": 1, "page_size": 1}, public_id=public_id)
    if not mine:
        raise not_found()
    account = accounts.find(connection, mine[0]["login"])
    if account is None:
        raise not_found()
    other = actors_of(connection, call.release, call.today, [account.id]).get(account.id)
    if other is not None and account.id != call.actor.user_id:
        require_outranks(call.actor, other, call.release)
    return account

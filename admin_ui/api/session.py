"""Signing in and out, and who one is."""

from __future__ import annotations

from typing import Any

from flask import request
from marshmallow import Schema, fields, validate

from admin_ui.access import public, signed_in
from admin_ui.call import Call
from admin_ui.guard import COOKIE
from admin_ui.problems import problem
from admin_ui.resource import Answer, Resource
from admin_ui.shapes import Text, UnitRef
from engine.access import accounts, audit, sessions
from engine.access.actor import Actor, actor_of
from engine.access.login import WITHIN, SignedIn, sign_in
from engine.base.text import LANGUAGES, both

RESOURCE = Resource("session", "Signing in and out")


class Credentials(Schema):
    login = fields.String(required=True, validate=validate.Length(1, 200))
    password = fields.String(required=True, validate=validate.Length(1, 1000))


class Choice(Schema):
    language = fields.String(required=True, validate=validate.OneOf(LANGUAGES))


class PostCard(Schema):
    role = fields.String()
    role_title = Text()
    unit = fields.Nested(UnitRef)
    deputy = fields.Boolean()


class User(Schema):
    public_id = fields.String()
    login = fields.String()
    title = Text()
    language = fields.String()
    posts = fields.List(fields.Nested(PostCard))
    permissions = fields.List(fields.String())


class SessionCard(Schema):
    user = fields.Nested(User)
    csrf = fields.String(allow_none=True)


@RESOURCE.route("POST", "/session", body=Credentials, answer=SessionCard)
@public
def sign_in_view(call: Call, given: dict[str, str]) -> Any:
    """Sign in. Ten tries in 15 minutes; every failure gives the same answer."""
    release = call.release
    found = sign_in(
        call.database,
        given["login"],
        given["password"],
        address=request.remote_addr or "?",
        cost=call.settings.password_cost,
        replaced=request.cookies.get(COOKIE),
    )
    if found == "throttled":
        minutes = int(WITHIN.total_seconds() // 60)
        words = both(f"尝试次数过多，请在 {minutes} 分钟后再试", f"too many tries: wait {minutes} minutes")
        return problem(429, words, headers={"Retry-After": str(minutes * 60)})
    if not isinstance(found, SignedIn):
        return problem(401, both("登录名或密码不正确", "the login or the password is wrong"))
    with call.writing() as connection:
        actor = actor_of(connection, release, found.user_id, call.today)
    if actor is None:  # deactivated in this very moment
        return problem(401)
    cookie = _cookie(call, found.token)
    return Answer(_card(call, actor, found.csrf), headers={"Set-Cookie": cookie})


@RESOURCE.route("GET", "/session", answer=SessionCard)
@signed_in
def who_am_i(call: Call) -> Any:
    """Who one is, which posts one holds and what one may do. ``csrf`` is null for API tokens."""
    return _card(call, call.actor, call.session.csrf if call.session else None)


@RESOURCE.route("DELETE", "/session", status=204)
@signed_in
def sign_out(call: Call) -> Any:
    """Sign out: the session ends for everybody who holds its cookie."""
    token = request.cookies.get(COOKIE)
    if call.session is not None and token:
        with call.writing() as connection:
            sessions.revoke(connection, token)
            audit.append(connection, call.actor.login, "session.logout", "session")
    return Answer(None, 204, {"Set-Cookie": _cookie(call, "", lifetime=0)})


@RESOURCE.route("PATCH", "/session", body=Choice, answer=SessionCard)
@signed_in
def choose_language(call: Call, given: dict[str, str]) -> Any:
    """Choose one's language."""
    with call.writing() as connection:
        accounts.set_language(connection, call.actor.user_id or 0, given["language"])
        actor = actor_of(connection, call.release, call.actor.user_id or 0, call.today)
    return _card(call, actor or call.actor, call.session.csrf if call.session else None)


def _cookie(call: Call, token: str, lifetime: int | None = None) -> str:
    """A session cookie: gone when the browser closes, never readable by scripts, never sent from other sites' forms."""
    parts = [f"{COOKIE}={token}", "Path=/", "HttpOnly", "SameSite=Lax"]
    if call.settings.secure_cookies:
        parts.append("Secure")
    if lifetime is not None:
        parts.append(f"Max-Age={lifetime}")
    return "; ".join(parts)


def _card(call: Call, actor: Actor, csrf: str | None) -> dict[str, Any]:
    levels = call.release.get("org", call.release.app.org).levels
    posts = [
        {
            "role": post.role,
            "role_title": post.role_title,
            "deputy": post.deputy,
            "unit": {
                "code": post.unit_code,
                "title": post.unit_title,
                "level": levels[post.level].name,
                "level_title": levels[post.level].title,
            },
        }
        for post in actor.posts
    ]
    user = {"public_id": actor.public_id, "login": actor.login, "title": actor.title, "language": actor.language}
    return {"user": user | {"posts": posts, "permissions": sorted(actor.permissions)}, "csrf": csrf}

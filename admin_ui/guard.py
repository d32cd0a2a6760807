"""Before every view: who calls, with what proof, and whether this view is for them. Deny is the default."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from contextlib import ExitStack

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, request

from admin_ui import body, previewing
from admin_ui.access import PUBLIC, SIGNED_IN, access_of
from admin_ui.call import Call, preferred_language
from admin_ui.problems import problem
from engine.access import sessions, tokens
from engine.access.errors import forbidden
from engine.base.settings import Settings
from engine.base.text import both
from engine.definitions.release import current_release
from engine.storage.database import reading, writing

COOKIE, CSRF_HEADER = "navmark_session", "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_BEARER = "Bearer "
log = logging.getLogger("navmark.api")


def register(app: Flask, database: sa.Engine, settings: Settings) -> None:
    """Puts the guard before every request, and closes its connection after."""

    def before() -> Response | None:
        view = current_app.view_functions.get(request.endpoint or "")
        if view is None or request.method == "OPTIONS":
            return None  # no such route: the 404 or 405 follows
        g.stack = ExitStack()
        connection = g.stack.enter_context(reading(database))
        call = g.call = Call(database, settings, connection, current_release(connection), language=preferred_language())
        access = access_of(view)
        admitted = _identify(call) or _foreign_page() or (None if access == PUBLIC else _admit(call, access))
        if admitted is None and access != PUBLIC:
            admitted = previewing.begin(call, g.stack) or _permitted(call, access)
        return admitted or body.check()

    def after(error: BaseException | None) -> None:
        stack: ExitStack | None = g.pop("stack", None)
        if stack is not None:
            stack.close()

    app.before_request(before)
    app.teardown_request(after)


def _identify(call: Call) -> Response | None:
    """Fills in actor and session. A token that is not good is refused at once; a stale cookie is no cookie."""
    proof = request.headers.get("Authorization", "")
    if proof:
        found = None
        if proof.startswith(_BEARER + tokens.PREFIX) and call.found_release is not None:
            found = tokens.find(call.connection, call.release, proof.removeprefix(_BEARER), call.today)
        if found is None:
            return _unknown()
        call.found_actor, stale = found
        if stale:
            _note(call, lambda connection: tokens.used(connection, proof.removeprefix(_BEARER)))
    elif (cookie := request.cookies.get(COOKIE)) and call.found_release is not None:
        call.session = sessions.find(call.connection, call.release, cookie, call.today)
        if call.session is not None:
            token_hash, call.found_actor = call.session.token_hash, call.session.actor
            if call.session.stale:
                _note(call, lambda connection: sessions.seen(connection, token_hash))
    if call.found_actor is not None:
        call.language = call.found_actor.language
    return None


def _admit(call: Call, access: str | None) -> Response | None:
    if call.found_actor is None:
        return _unknown()
    if call.session is not None and request.method not in SAFE:
        given = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(given.encode(), call.session.csrf.encode()):
            words = both(f"缺少或不正确的 {CSRF_HEADER}", f"{CSRF_HEADER} is missing or wrong")
            return problem(403, words)
    return _permitted(call, access)


def _permitted(call: Call, access: str | None) -> Response | None:
    if access != SIGNED_IN and (access is None or access not in call.actor.permissions):
        return problem(403, forbidden(access).issues[0].message) if access else problem(403)
    return None


def _foreign_page() -> Response | None:
    """A browser says where a request comes from: another site's page may not change anything, nor sign anybody in."""
    if request.method in SAFE or request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none"):
        return None
    return problem(403, both("请求来自其他网站", "the request comes from another site"))


def _unknown() -> Response:
    return problem(401, headers={"WWW-Authenticate": "Bearer"})


def _note(call: Call, write: Callable[[sa.Connection], None]) -> None:
    """Writes down that the proof was used; a database that cannot be written to must not stop readers."""
    try:
        with writing(call.database) as connection:
            write(connection)
    except sa.exc.OperationalError as error:
        log.warning("could not note the use of a session or token: %s", type(error.orig).__name__)

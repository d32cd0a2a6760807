"""Looking through a change set, or through somebody else's eyes: the header that every read understands.

``X-Navmark-Preview: change=<public id>&as=<login>&day=<ISO day>``, each part optional: the whole API answers as if the
change set were published, the caller were that person, and the last whole day were that one. Nothing can be written
meanwhile, and what had to be built for the answer is rolled back with it.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, timedelta
from threading import Lock
from urllib.parse import parse_qsl

from flask import Response, request

from admin_ui.call import Call
from admin_ui.problems import problem
from engine.access import accounts, audit
from engine.access.actor import actor_of
from engine.access.errors import forbidden, not_found
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.changes import candidate_of, change_set, glimpse, rehearsing
from engine.storage.database import writing

HEADER = "X-Navmark-Preview"
#: A look through the same eyes is noted in the audit log once in this time.
NOTED_FOR = timedelta(minutes=15)
_PARTS = frozenset({"change", "as", "day"})
_noted: dict[tuple[str, str, str], float] = {}
_lock = Lock()


def begin(call: Call, stack: ExitStack) -> Response | None:
    """Turns the call into what the header asks for. A problem answer for writes; raises what readers may raise."""
    asked = request.headers.get(HEADER)
    if not asked:
        return None
    if request.method not in ("GET", "HEAD"):
        return problem(403, both("预览中不能修改任何内容", "nothing can be changed in a preview"))
    parts = dict(parse_qsl(asked[:500]))
    if set(parts) - _PARTS:
        raise IssueError([Issue("N826", both("预览参数有误", "the preview is asked for with unknown parts"))])
    change, login, day = parts.get("change"), parts.get("as"), _day(parts.get("day"))
    _allowed(call, change, login)
    if login and (change or accounts.find(call.connection, login)):  # a change set may bring people of its own
        _note(call, change or "", login)  # before anything is shown, and before a rehearsal holds SQLite's one writer
    if change:
        _enter(call, stack, change)
    if login:
        account = accounts.find(call.connection, login)
        found = actor_of(call.connection, call.release, account.id, call.today) if account else None
        if found is None:
            raise not_found()
        call.looker, call.found_actor = call.login, found
    call.preview_day = day
    return None


def _allowed(call: Call, change: str | None, login: str | None) -> None:
    """Whoever looks so sees everything anyway, and may do so by permission."""
    for needed, part in (("edit_definitions", change), ("view_as", login)):
        if part and needed not in call.actor.permissions:
            raise forbidden(needed)
    if not call.actor.sees_all:
        raise not_found()


def _enter(call: Call, stack: ExitStack, change: str) -> None:
    candidate = candidate_of(call.connection, call.release, change_set(call.connection, change))
    light = stack.enter_context(glimpse(call.connection, candidate))
    if light is not None:
        call.found_release = light
        return
    call.look_again()  # else PostgreSQL would have the new tables wait for what was read
    call.rehearsal = stack.enter_context(ExitStack())
    call.rehearsal.callback(setattr, call, "connection", call.connection)
    call.connection, call.found_release = call.rehearsal.enter_context(rehearsing(call.database, change))


def _note(call: Call, change: str, login: str) -> None:
    key, now = (call.actor.login, change, login), clock.monotonic()
    with _lock:
        if now - _noted.get(key, -1e9) < NOTED_FOR.total_seconds():
            return
        _noted[key] = now
        while len(_noted) > 1000:
            del _noted[next(iter(_noted))]
    with writing(call.database) as connection:
        audit.append(connection, call.actor.login, "preview.view_as", f"user {login}", {"change": change or None})


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise IssueError([Issue("N826", both("预览日期有误", "the preview's day is not a date"))]) from None

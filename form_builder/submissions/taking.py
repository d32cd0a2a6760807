"""Takes a submission: sent once or ten times it is one row; another content under the same id is kept beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.access import Door
from engine.access.errors import not_found
from engine.base import canonical, clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.definitions.release import Release
from engine.org.tree import Unit
from engine.storage.database import new_public_id, writing
from engine.storage.once import insert_once
from engine.storage.tables import attachment, form_submission, org_unit, submission_conflict
from form_builder.photos import uploads
from form_builder.photos.rules import merged, of_place
from form_builder.shape.reading import CompiledForm
from form_builder.submissions.answers import answers_of, is_late
from form_builder.submissions.completing import complete_as_sent, complete_if_whole, note_file
from form_builder.submissions.day import sent
from form_builder.submissions.files import files_in
from form_builder.validation import with_present_names
from form_builder.versions import form_of

Row = Any


class ConflictError(Exception):
    """The id stands for another content; a copy of this one is kept. ``conflict``: its public id."""

    def __init__(self, conflict: str, row: Row) -> None:
        self.conflict, self.row = conflict, row
        super().__init__(conflict)


@dataclass(frozen=True)
class Taken:
    """``row`` of form_submission; ``fresh``: this call has made it; ``files``: whether there may be files of it."""

    row: Row
    fresh: bool
    files: bool = True


def body_hash(body: Mapping[str, Any]) -> str:
    """SHA-256 of what was filled in, as it came. What the clock shows now differs with every try, and is left out."""
    return canonical.digest({name: value for name, value in body.items() if name != "phone_now"})


def take(database: sa.Engine, door: Door, came: Mapping[str, Any], wish: Mapping[str, Any]) -> Taken:
    """Takes what a phone sent. ``came``: the JSON as it came; ``wish``: the same, read (instants aware).

    Raises ConflictError (409), not_found for an id of somebody else, IssueError where it cannot be taken: N575 no such
    form or duty, N576 closed, N577 not for this person, N578 no such unit for it, N579 unknown version, N581 files that
    do not fit, and whatever the form's own rules say of the values.
    """
    release, connection, now = door.release, door.connection, clock.now()
    hashed = body_hash(came)
    known = _known(connection, wish["id"])
    if known is not None:
        return _repeated(database, door, known, came, hashed)
    form, newest = _form(connection, release, wish)
    unit = may_fill(door, form, newest, wish["unit"])
    when = sent(wish["submitted_at"], wish["phone_now"], now, release.app)
    if not unit.open_on(when.day):
        raise _issue("N578", f"{unit.code} 当日未营业", f"{unit.code} is not open on that day", "$.unit")
    told = {one["id"]: one["field"] for one in wish["attachments"]}
    if len(told) != len(wish["attachments"]) or told != files_in(form, with_present_names(form, wish["values"])):
        words = both("照片清单与答案不一致", "the files declared are not those that the answers name")
        raise IssueError([Issue("N581", words, "$.attachments")])
    values, odd = answers_of(connection, release, form, wish["values"], unit.code, when.day)
    named = files_in(form, values)
    place = None
    if named or wish["location"] is not None:
        place = connection.execute(sa.select(org_unit.c.location).where(org_unit.c.id == unit.id)).scalar_one()
    late = is_late(release, newest, wish["duty"], when.day, when.at)
    flags = merged(
        when.flags,
        odd,
        of_place(False, wish["location"], place)[0],
        ["old_version"] if form.hash != newest.hash else [],
        ["late"] if late else [],
    )
    row = {
        "public_id": wish["id"],
        "form": form.model.name,
        "form_hash": form.hash,
        "user_id": door.actor.user_id,
        "unit_id": unit.id,
        "duty": wish["duty"],
        "day": when.day,
        "begun_at": wish["begun_at"],
        "submitted_at": when.at,
        "received_at": now,
        "flags": flags,
        "values": values,
        "body_hash": hashed,
        "test": wish["test"],
        "state": "waiting_for_photos" if named else "complete",
        "completed_at": None if named else now,
        "facts": "none" if wish["test"] else "waiting",
        "revision": 0,
    }
    with writing(database) as connection:
        fresh = insert_once(connection, form_submission, row)
        if fresh and named:
            _declare(connection, door, form, wish, named, place)
            complete_if_whole(connection, release, wish["id"])
        files = bool(named) or not fresh or not complete_as_sent(connection, release, wish["form"], wish["id"])
        found = _known(connection, wish["id"])
    assert found is not None
    return Taken(found, True, files) if fresh else _repeated(database, door, found, came, hashed)


def may_fill(door: Door, form: CompiledForm, newest: CompiledForm, code: str) -> Unit:
    """The unit, where the caller may fill the form for it: a post of his reaches it whose role fills it, by a duty or
    without. Raises as ``take``."""
    unit = door.unit_by_code(code)
    if unit is None or unit.level != _level(door.release, newest.model.level):
        raise _issue("N578", f"不能为单位 “{code}” 填写", f'it cannot be filled for the unit "{code}"', "$.unit")
    roles = {role for one in (form, newest) for role in roles_of(one)}
    if not any(post.role in roles and post.reach.covers(unit.path) for post in door.actor.posts):
        raise _issue("N577", "您的岗位不填写这张表", "your post does not fill this form", "$.form")
    return unit


def roles_of(form: CompiledForm) -> set[str]:
    """Roles whose holders fill a form."""
    return {*form.model.fillers, *(role for duty in form.model.duties for role in duty.roles)}


def _level(release: Release, name: str) -> int | None:
    levels = [level.name for level in release.get("org", release.app.org).levels]
    return levels.index(name) if name in levels else None


def _form(connection: sa.Connection, release: Release, wish: Mapping[str, Any]) -> tuple[CompiledForm, CompiledForm]:
    """The version it was filled with, and the one that serves."""
    newest = form_of(connection, release, wish["form"])
    if newest is None:
        raise _issue("N575", f"没有表单 “{wish['form']}”", f'there is no form "{wish["form"]}"', "$.form")
    if newest.model.state == "closed":
        raise _issue("N576", "表单已关闭，不再接收", "the form is closed and takes nothing any more", "$.form")
    form = form_of(connection, release, wish["form"], wish["version"])
    if form is None:
        raise _issue("N579", "没有这个版本的表单", "there is no such version of the form", "$.version")
    duties = {duty.name for one in (form, newest) for duty in one.model.duties}
    if wish["duty"] and wish["duty"] not in duties:
        raise _issue("N575", f"没有任务 “{wish['duty']}”", f'there is no duty "{wish["duty"]}"', "$.duty")
    return form, newest


def _declare(
    connection: sa.Connection,
    door: Door,
    form: CompiledForm,
    wish: Mapping[str, Any],
    named: Mapping[str, str],
    place: Mapping[str, Any] | None,
) -> None:
    """A row for every file that the clean values name: what is missing is known even before its first byte comes."""
    assert door.actor.user_id is not None
    for one in wish["attachments"]:
        if one["id"] not in named:
            continue  # of a field that the other answers hide
        field = form.by_name[named[one["id"]]]
        asked = uploads.Wish(**{**one, "field": field.name, "submission": wish["id"], "form": form.model.name})
        uploads.begin(connection, field, door.actor.user_id, asked)
        note_file(connection, field, one["id"], place, wish["begun_at"], wish["submitted_at"])


def _known(connection: sa.Connection, public_id: str) -> Row | None:
    query = sa.select(form_submission).where(form_submission.c.public_id == public_id)
    return connection.execute(query).one_or_none()


def _repeated(database: sa.Engine, door: Door, row: Row, body: Mapping[str, Any], hashed: str) -> Taken:
    if row.user_id != door.actor.user_id:
        raise not_found()
    if row.body_hash == hashed:
        return Taken(row, False)
    copy = {
        "public_id": new_public_id(),
        "submission_id": row.id,
        "user_id": row.user_id,
        "received_at": clock.now(),
        "body_hash": hashed,
        "body": dict(body),
        "state": "open",
    }
    c = submission_conflict.c
    with writing(database) as connection:
        insert_once(connection, submission_conflict, copy)
        mine = sa.select(c.public_id).where(c.submission_id == row.id, c.body_hash == hashed)
        kept = connection.execute(mine).scalar_one()
    raise ConflictError(kept, row)


def bound_to(connection: sa.Connection, wish: uploads.Wish, user_id: int) -> None:
    """A photo belongs to a submission of the same person and form, if that is here already. Raises not_found."""
    row = _known(connection, wish.submission)
    if row is not None and (row.user_id != user_id or row.form != wish.form):
        raise not_found()
    others = sa.select(attachment.c.id).where(
        attachment.c.submission == wish.submission, attachment.c.user_id != user_id
    )
    if connection.execute(others.limit(1)).first() is not None:
        raise not_found()


def _issue(code: str, zh: str, en: str, path: str) -> IssueError:
    return IssueError([Issue(code, both(zh, en), path)])

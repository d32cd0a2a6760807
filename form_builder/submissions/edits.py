"""What was sent may be corrected or taken back, with a reason; how it was before is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engine.access import audit
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.changes import StaleError
from engine.definitions.release import Release
from engine.storage.tables import form_submission, submission_conflict, submission_edit
from form_builder.checks import ask_for_checks
from form_builder.shape.reading import CompiledForm
from form_builder.submissions.answers import answers_of
from form_builder.submissions.files import files_in
from form_builder.validation import with_present_names
from form_builder.versions import form_of

Row = Any
_c = form_submission.c


def edited(
    connection: sa.Connection, release: Release, row: Row, patch: Mapping[str, Any], reason: str, actor: str
) -> Row:
    """The row with some values changed (null takes one away), under the rules of the version it was filled with.

    ``row`` has ``unit_code``. Its facts follow. Raises IssueError: N582 it was withdrawn or files would change, and
    what the form says of the values; StaleError where somebody else has just changed it.
    """
    form = form_of(connection, release, row.form, row.form_hash)
    if row.state == "withdrawn" or form is None:
        raise _refused("已撤回的提交不能更正", "what was withdrawn cannot be corrected")
    given = {name: value for name, value in {**row.values, **patch}.items() if value is not None}
    if files_in(form, with_present_names(form, given)) != files_in(form, row.values):
        raise _refused("照片和签名不能更正", "photos and signatures cannot be changed")
    values, _ = answers_of(connection, release, form, given, row.unit_code, row.day)
    if values == row.values:
        return row
    now = {"values": values, "facts": "none" if row.test else "waiting"}
    found = _changed(connection, row, now, reason, actor, row.values, values)
    detail = {"reason": reason, "fields": _differ(row, values)}
    audit.append(connection, actor, "submission.edit", row.public_id, detail)
    if found.state == "complete":
        ask_for_checks(connection, release, found)
    return found


def withdrawn(connection: sa.Connection, form: CompiledForm | None, row: Row, reason: str, actor: str) -> Row:
    """The row taken back: it counts no more. Raises as ``edited``.

    Rows of datasets are only ever replaced: what was published goes back to the row of what is missing. A form that
    has none cannot take back what is published: it is corrected instead.
    """
    if row.state == "withdrawn":
        return row
    maps = form.model.maps if form else ()
    if row.facts == "done" and any(one.on_missing is None for one in maps):
        words = both("数据已发布，不能撤回", "its data is published: it cannot be withdrawn")
        raise IssueError([Issue("N582", words, hint=both("请更正它的值", "correct its values instead"))])
    after = {"state": "withdrawn"}
    now = {**after, "facts": "waiting" if row.facts == "done" else "none"}
    found = _changed(connection, row, now, reason, actor, {"state": row.state}, after)
    audit.append(connection, actor, "submission.withdraw", row.public_id, {"reason": reason})
    return found


def settle_conflict(
    connection: sa.Connection, release: Release, row: Row, conflict: Row, taken: bool, actor: str
) -> Row:
    """A copy with other content is taken (its values replace those in force) or dropped; it stays on record."""
    c = submission_conflict.c
    found = row
    if taken:
        words = f"conflict {conflict.public_id}"
        absent = dict.fromkeys(row.values.keys() - conflict.body.get("values", {}).keys())
        found = edited(connection, release, row, {**absent, **conflict.body.get("values", {})}, words, actor)
    state = "taken" if taken else "dropped"
    connection.execute(sa.update(submission_conflict).where(c.id == conflict.id).values(state=state))
    audit.append(connection, actor, f"submission.conflict_{state}", row.public_id, {"conflict": conflict.public_id})
    return found


def history(connection: sa.Connection, row: Row) -> list[dict[str, Any]]:
    """Changes since it was sent, oldest first: {"revision", "at", "actor", "reason", "before", "after"}."""
    c = submission_edit.c
    query = sa.select(submission_edit).where(c.submission_id == row.id).order_by(c.id)
    names = ("revision", "at", "actor", "reason", "before", "after")
    return [{name: getattr(one, name) for name in names} for one in connection.execute(query)]


def conflicts(connection: sa.Connection, row: Row) -> list[Row]:
    """Copies with other content, oldest first."""
    c = submission_conflict.c
    return list(connection.execute(sa.select(submission_conflict).where(c.submission_id == row.id).order_by(c.id)))


def _changed(
    connection: sa.Connection, row: Row, now: Mapping[str, Any], reason: str, actor: str, before: Any, after: Any
) -> Row:
    revision = row.revision + 1
    mine = (_c.id == row.id, _c.revision == row.revision)
    written = sa.update(form_submission).where(*mine).values(**now, revision=revision).returning(_c.id)
    if connection.execute(written).first() is None:
        raise StaleError(row.revision)
    line = {"submission_id": row.id, "revision": revision, "at": clock.now(), "actor": actor, "reason": reason}
    connection.execute(sa.insert(submission_edit).values(**line, before=before, after=after))
    return connection.execute(sa.select(form_submission).where(_c.id == row.id)).one()


def _differ(row: Row, values: Mapping[str, Any]) -> list[str]:
    return sorted(n for n in row.values.keys() | values.keys() if row.values.get(n) != values.get(n))


def _refused(zh: str, en: str) -> IssueError:
    return IssueError([Issue("N582", both(zh, en))])

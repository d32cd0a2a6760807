"""A submission is complete when every file it names is here and whole; only then is it judged and counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.definitions.release import Release
from engine.storage.database import reading, writing
from engine.storage.tables import attachment, form_submission
from form_builder.checks import ask_for_checks
from form_builder.fields.contract import Field
from form_builder.photos import rules
from form_builder.photos.uploads import place_wanted
from form_builder.shape.reading import CompiledForm
from form_builder.submissions.files import files_in
from form_builder.versions import form_of

Row = Any
_HERE = ("stored", "deleted")  # deleted: by age; it was here
#: Flags of photos that the submission carries too.
_CARRIED = frozenset({"far_away", "mocked_location", "no_location", "time_differs", "place_differs"})


def files_of(connection: sa.Connection, release: Release, row: Row) -> tuple[set[str], Sequence[Row]]:
    """The ids that the values of a submission name, and the rows of those that are known, as they were declared."""
    form = form_of(connection, release, row.form, row.form_hash)
    named = set(files_in(form, row.values)) if form else set()
    if not named:
        return named, ()
    c = attachment.c
    query = sa.select(attachment).where(c.submission == row.public_id, c.public_id.in_(sorted(named)))
    return named, list(connection.execute(query.order_by(c.id)))


def state_of(connection: sa.Connection, release: Release, row: Row, *, files: bool = True) -> dict[str, Any]:
    """What the phone is told: {"id", "state", "day", "flags", "missing": [ids], "stored": {id: declared SHA-256},
    "refused": {id: issue}}. ``files`` False: it is known that there are none, and none is looked for."""
    form: CompiledForm | None = None
    rows: Sequence[Row] = ()
    if files:
        form = form_of(connection, release, row.form, row.form_hash)
        mine = sa.select(attachment).where(attachment.c.submission == row.public_id).order_by(attachment.c.id)
        rows = connection.execute(mine).all()  # those that the other answers hide are acknowledged too
    stored = {one.public_id: one.sha256 for one in rows if one.state in _HERE}
    return {
        "id": row.public_id,
        "state": row.state,
        "day": row.day,
        "flags": row.flags,
        "missing": missing_of(form, row, rows),
        "stored": stored,
        "refused": {one.public_id: one.refusal for one in rows if one.state == "refused"},
    }


def missing_of(form: CompiledForm | None, row: Row, files: Iterable[Row]) -> list[str]:
    """The ids of files that the values of a submission name (of the version it was filled with) and that are not whole
    among ``files``, its attachments."""
    here = {one.public_id for one in files if one.state in _HERE}
    return sorted(files_in(form, row.values).keys() - here) if form else []


def complete_if_whole(connection: sa.Connection, release: Release, public_id: str) -> bool:
    """Marks a waiting submission complete where every file it names is stored, and asks for its checks.

    In the transaction of whatever came last; whether this call has completed it. Files that came and are not named
    (taken again, or of a field that is hidden now) are let go.
    """
    c, a = form_submission.c, attachment.c
    waiting = sa.select(form_submission).where(c.public_id == public_id, c.state == "waiting_for_photos")
    row = connection.execute(waiting.with_for_update()).one_or_none()
    if row is None:
        return False
    named, files = files_of(connection, release, row)
    if len(files) < len(named) or any(one.state not in _HERE for one in files):
        return False
    now = clock.now()
    others = (a.submission == public_id, a.public_id.not_in(sorted(named)))
    connection.execute(sa.update(attachment).where(*others).values(state="deleted", deleted_at=now))
    flags = rules.merged(row.flags, *([f for f in one.flags if f in _CARRIED] for one in files))
    values = {"state": "complete", "completed_at": now, "flags": flags}
    connection.execute(sa.update(form_submission).where(c.id == row.id).values(**values))
    done = connection.execute(sa.select(form_submission).where(c.id == row.id)).one()
    ask_for_checks(connection, release, done)
    return True


def complete_as_sent(connection: sa.Connection, release: Release, name: str, public_id: str) -> bool:
    """For a submission of the form ``name`` that was written down as complete because it names no file: lets files go
    that came before it all the same, and asks for its checks. Whether no file of it is known (so that there is nothing
    more to tell)."""
    c, a = form_submission.c, attachment.c
    came = sa.select(a.id).where(a.submission == public_id)
    files = connection.execute(came.limit(1)).first() is not None
    if files:
        gone = {"state": "deleted", "deleted_at": clock.now()}
        connection.execute(sa.update(attachment).where(a.submission == public_id).values(**gone))
    form = release.find("form", name)
    if form is not None and form.checks:
        done = connection.execute(sa.select(form_submission).where(c.public_id == public_id)).one()
        ask_for_checks(connection, release, done)
    return not files


def complete_all(database: sa.Engine, release: Release) -> int:
    """What two transactions side by side have missed, each not seeing the other's half. Returns how many."""
    c = form_submission.c
    coming = sa.select(attachment.c.id).where(
        attachment.c.submission == c.public_id, attachment.c.state.in_(("coming", "refused"))
    )
    recent = sa.select(c.public_id).where(c.state == "waiting_for_photos", sa.not_(coming.exists()))
    with reading(database) as connection:
        found = list(connection.scalars(recent.order_by(c.id.desc()).limit(500)))
    count = 0
    for public_id in found:
        with writing(database) as connection:
            count += complete_if_whole(connection, release, public_id)
    return count


def note_file(
    connection: sa.Connection,
    field: Field,
    public_id: str,
    unit_place: Mapping[str, Any] | None,
    begun_at: datetime | None,
    submitted_at: datetime,
) -> None:
    """Flags of a declared file that only the submission can tell: how far from the unit it was taken, and when
    (instants by the phone's clock)."""
    c = attachment.c
    row = connection.execute(sa.select(attachment).where(c.public_id == public_id).with_for_update()).one()
    place, away = rules.of_place(place_wanted(field), row.location, unit_place)
    camera = field.type.name == "photo" and field.option("camera_only", True)
    when = rules.of_time(row.taken_at, begun_at, submitted_at, camera_only=camera)
    values = {"flags": rules.merged(row.flags, place, when), "distance": away}
    connection.execute(sa.update(attachment).where(c.id == row.id).values(**values))

"""What is personal is kept no longer than the form says: photos and places go, what was found on them stays.

A person's own traces may be taken out before that (``forget_person``): the numbers stay, nothing says who filled them
in by words, pictures or places.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.access import audit
from engine.base import clock
from engine.definitions.release import Release
from engine.storage.database import reading, writing
from engine.storage.photos import Photos, small_key
from engine.storage.tables import attachment, form_submission, photo_verdict, submission_conflict, submission_edit
from form_builder.photos import uploads
from form_builder.shape.reading import CompiledForm

BATCH = 200
#: Files that no submission has ever named, and uploads that were never finished, go after this long.
STRAY = timedelta(days=30)
_a, _s = attachment.c, form_submission.c
Row = Any


def sweep_photos(database: sa.Engine, photos: Photos, release: Release, now: datetime | None = None) -> dict[str, int]:
    """Deletes what is older than its form allows. {"photos", "places", "strays"}: how many of each."""
    at = now or clock.now()
    counts = {"photos": 0, "places": 0, "strays": _strays(database, photos, at)}
    for form in release.all("form"):
        kept = form.retention
        if kept.photos_days is not None:
            old = _older(form.name, at - timedelta(days=kept.photos_days))
            counts["photos"] += _delete(database, photos, old, f"photos_days {kept.photos_days}")
        if kept.location_days is not None:
            before = at - timedelta(days=kept.location_days)
            counts["places"] += _drop_places(database, form.name, before)
            counts["places"] += _drop_answers(database, release.compiled("form", form.name), before)
    _let_go(database, photos)
    return counts


def forget_person(database: sa.Engine, photos: Photos, user_id: int, login: str, by: str) -> dict[str, int]:
    """Deletes the photos and places of a person's submissions, and the texts of copies and edits. What was counted
    stays. {"photos", "places"}: how many."""
    mine = (_a.user_id == user_id, _a.state == "stored")
    count = _delete(database, photos, mine, f"person {login}", by=by)
    sent = sa.select(_s.id).where(_s.user_id == user_id)
    with writing(database) as connection:
        place = sa.update(attachment).where(_a.user_id == user_id, _a.location.is_not(None))
        places = len(connection.execute(place.values(location=None, exif_at=None).returning(_a.id)).all())
        connection.execute(sa.delete(submission_conflict).where(submission_conflict.c.user_id == user_id))
        edits = sa.update(submission_edit).where(submission_edit.c.submission_id.in_(sent))
        connection.execute(edits.values(before={}, after={}))
        audit.append(connection, by, "submission.forget", login, {"photos": count, "places": places})
    return {"photos": count, "places": places}


def _older(form: str, before: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (_a.form == form, _a.state == "stored", _a.stored_at < before)


def _delete(database: sa.Engine, photos: Photos, which: Any, why: str, by: str = "system") -> int:
    """Bytes first, then the row: a crash in between deletes again. Verdicts stay; marked pictures go too."""
    count = 0
    while True:
        with reading(database) as connection:
            rows = connection.execute(sa.select(_a.id, _a.key).where(*which).order_by(_a.id).limit(BATCH)).all()
            ids = [row.id for row in rows]
            v = photo_verdict.c
            marked = sa.select(v.marked_key).where(v.attachment_id.in_(ids), v.marked_key.is_not(None))
            keys = list(connection.scalars(marked))
        if not rows:
            return count
        for row in rows:
            keys += [row.key, small_key(row.key)] if row.key else []
        for key in keys:
            photos.delete(key)
        gone = {"state": "deleted", "deleted_at": clock.now(), "key": None, "features": None, "location": None}
        with writing(database) as connection:
            connection.execute(sa.update(attachment).where(_a.id.in_(ids)).values(**gone, exif_at=None))
            v_rows = sa.update(photo_verdict).where(photo_verdict.c.attachment_id.in_(ids))
            connection.execute(v_rows.values(marked_key=None))
            audit.append(connection, by, "photo.delete", why, {"count": len(ids)})
        count += len(ids)


def _drop_places(database: sa.Engine, form: str, before: datetime) -> int:
    old = (_a.form == form, _a.location.is_not(None), _a.created_at < before)
    with writing(database) as connection:
        dropped = sa.update(attachment).where(*old).values(location=None).returning(_a.id)
        count = len(connection.execute(dropped).all())
        if count:
            audit.append(connection, "system", "photo.place", form, {"count": count})
    return count


def _drop_answers(database: sa.Engine, form: CompiledForm, before: datetime) -> int:
    """Answers that are places: of fields of type location, inside repeats too."""
    places = [one for one in form.by_name.values() if one.type.name == "location"]
    names = {name for one in places for name in (one.name, *one.aliases)}
    text = sa.type_coerce(_s["values"], sa.Text)
    if not names:
        return 0
    found = sa.or_(*(text.contains(f'"{name}":{{"', autoescape=True) for name in sorted(names)))
    count = 0
    with writing(database) as connection:
        old = (_s.form == form.model.name, _s.received_at < before, found)
        for row in connection.execute(sa.select(_s.id, _s["values"].label("answers")).where(*old)).all():
            kept = _without(row.answers, names)
            connection.execute(sa.update(form_submission).where(_s.id == row.id).values(values=kept))
            count += 1
        if count:
            audit.append(connection, "system", "submission.place", form.model.name, {"count": count})
    return count


def _without(value: Any, names: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(one, names) for name, one in value.items() if name not in names}
    return [_without(one, names) for one in value] if isinstance(value, list) else value


def _strays(database: sa.Engine, photos: Photos, at: datetime) -> int:
    """Uploads and photos whose submission has never come."""
    known = sa.select(_s.id).where(_s.public_id == _a.submission).exists()
    lost = (_a.created_at < at - STRAY, _a.state.in_(("coming", "stored", "refused")), sa.not_(known))
    with reading(database) as connection:
        rows = list(connection.execute(sa.select(attachment).where(*lost).limit(BATCH)))
    for row in rows:
        uploads.drop_pieces(photos, row)
        for key in (row.key, small_key(row.key)) if row.key else ():
            photos.delete(key)
    if rows:
        with writing(database) as connection:
            connection.execute(sa.delete(attachment).where(_a.id.in_([row.id for row in rows])))
    return len(rows)


def _let_go(database: sa.Engine, photos: Photos) -> None:
    """Bytes of photos that their submission does not name: taken again, or of a field that was hidden."""
    while True:
        with reading(database) as connection:
            left = (_a.state == "deleted", _a.key.is_not(None))
            rows = connection.execute(sa.select(_a.id, _a.key).where(*left).limit(BATCH)).all()
        if not rows:
            return
        for row in rows:
            photos.delete(row.key)
            photos.delete(small_key(row.key))
        with writing(database) as connection:
            ids = [row.id for row in rows]
            connection.execute(sa.update(attachment).where(_a.id.in_(ids)).values(key=None, location=None))

"""All bytes of a photo are here: it is looked at, made anew, kept, and its submission may be whole with it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.definitions.release import Release
from engine.storage.database import reading, writing
from engine.storage.photos import Photos, small_key
from engine.storage.tables import attachment
from form_builder.fields.contract import Field
from form_builder.photos import rules, uploads
from form_builder.photos.clean import BusyError, Picture, remake
from form_builder.submissions.completing import complete_if_whole
from form_builder.submissions.files import field_of

LONGEST_SIDE, SIGNATURE_SIDE = 1_600, 1_200
Row = Any


def finish(database: sa.Engine, photos: Photos, release: Release, row: Row) -> Row:
    """The row afterwards: stored, refused with its reason, sent back to the start where the bytes are not what was
    declared, or (every turn was taken) still coming with all its bytes: the next look takes it up."""
    if row.state != "coming" or row.received != row.size:
        return row
    data = uploads.whole(photos, row)
    if data is None:
        return uploads.begin_again(database, photos, row)
    with reading(database) as connection:
        field = field_of(connection, release, row.form, row.field)
    try:
        picture = _picture(data, field)
    except BusyError:
        return row
    except IssueError as refused:
        found = uploads.settle(database, row, state="refused", refusal=refused.issues[0].as_json())
        uploads.drop_pieces(photos, row)
        return found
    found = _keep(database, photos, release, row, picture)
    uploads.drop_pieces(photos, row)
    return found


def _picture(data: bytes, field: Field | None) -> Picture:
    drawing = field is not None and field.type.name == "signature"
    side = (field and field.option("longest_side")) or (SIGNATURE_SIDE if drawing else LONGEST_SIDE)
    picture = remake(data, longest_side=side, drawing=drawing)
    least = field.option("min_side", 0) if field else 0
    if min(picture.came) < least:
        size = f"{picture.came[0]} × {picture.came[1]}"
        words = both(f"照片太小：{size}，短边至少 {least} 像素", f"the photo is too small: {size}, at least {least}")
        raise IssueError([Issue("N564", words, hint=both("请走近重拍", "go closer and take it again"))])
    return picture


def _keep(database: sa.Engine, photos: Photos, release: Release, row: Row, picture: Picture) -> Row:
    key = photos.new_key("png" if picture.media_type == "image/png" else "jpg")
    photos.put(key, picture.data)
    photos.put(small_key(key), picture.small)
    zone = release.app.time_zone
    odd = rules.of_exif(picture.exif_at, picture.exif_place, row.taken_at, row.location, zone)
    values = {
        "state": "stored",
        "key": key,
        "stored_sha256": photos.hash_of(picture.data),
        "media_type": picture.media_type,
        "width": picture.width,
        "height": picture.height,
        "exif_at": picture.exif_at,
        "stored_at": clock.now(),
    }
    c = attachment.c
    with writing(database) as connection:
        # the flags are read in the transaction that writes them: the submission may have come meanwhile
        known = connection.execute(sa.select(c.flags).where(c.id == row.id).with_for_update()).scalar_one()
        mine = (c.id == row.id, c.state == "coming")
        written = sa.update(attachment).where(*mine).values(**values, flags=rules.merged(known, odd))
        kept = connection.execute(written.returning(c.id)).first() is not None
        if kept:
            complete_if_whole(connection, release, row.submission)
        found = connection.execute(sa.select(attachment).where(c.id == row.id)).one()
    if not kept:  # somebody else has finished the same
        photos.delete(key)
        photos.delete(small_key(key))
    return found

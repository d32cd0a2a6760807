"""Photos on their way in: begun once, piece by piece, whole only when the declared hash is met.

A piece is written under its offset first and noted in the row second. Where the process dies in between, the row still
says how far things had come, and the piece is written again. Nothing a crash leaves behind is ever believed: the whole
is the chain of pieces from 0 to the declared size, and its SHA-256 must be the declared one.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.access.errors import not_found
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.storage.database import reading, writing
from engine.storage.once import insert_once
from engine.storage.photos import GoneError, Photos, StoreError
from engine.storage.tables import attachment
from form_builder.fields.contract import Field
from form_builder.photos import rules
from form_builder.submissions.files import largest

PIECE = 512_000  # bytes: the most of one piece
MOST_OPEN, MOST_BYTES = 300, 500_000_000  # of one person, on their way
_WHOLE_FAULT = "sent_again"
log = logging.getLogger("navmark.photos")
Row = Any


@dataclass(frozen=True)
class Wish:
    """A photo as the phone declares it. ``sha256`` (hex) and ``size`` (bytes) are of what will be sent."""

    id: str
    submission: str
    form: str
    field: str
    sha256: str
    size: int
    media_type: str
    taken_at: datetime | None
    location: Mapping[str, Any] | None


class OffsetError(Exception):
    """The piece does not go on where the last one ended. ``received``: where it should begin."""

    def __init__(self, received: int) -> None:
        self.received = received
        super().__init__(str(received))


class QuotaError(Exception):
    """Too much of one person is on its way already."""


def begin(connection: sa.Connection, field: Field | None, user_id: int, wish: Wish) -> Row:
    """The row of an attachment, made the first time it is asked for. ``field``: its definition.

    Raises IssueError (N568 the id stands for another file, N569 too large, N570 no such field of photos), not_found
    for an id that is another person's.
    """
    if field is None or not field.type.attachments:
        words = both(f"表单 {wish.form} 没有照片题 {wish.field}", f"form {wish.form} has no photo field {wish.field}")
        raise IssueError([Issue("N570", words, "$.field")])
    most = largest(field)
    if wish.size > most:
        words = both(f"文件超过 {most // 1_000_000} MB", f"the file is over {most // 1_000_000} MB")
        raise IssueError([Issue("N569", words, "$.size")])
    values = {
        "public_id": wish.id,
        "token": secrets.token_urlsafe(24),
        "submission": wish.submission,
        "form": wish.form,
        "field": wish.field,
        "user_id": user_id,
        "sha256": wish.sha256,
        "size": wish.size,
        "received": 0,
        "state": "coming",
        "media_type": wish.media_type,
        "taken_at": wish.taken_at,
        "location": dict(wish.location) if wish.location else None,
        "flags": rules.merged(rules.of_place(place_wanted(field), wish.location, None)[0]),
        "created_at": clock.now(),
    }
    insert_once(connection, attachment, values)
    row = connection.execute(sa.select(attachment).where(attachment.c.public_id == wish.id)).one()
    if row.user_id != user_id:
        raise not_found()
    bound = ("submission", "form", "field", "sha256", "size")
    if any(getattr(row, name) != values[name] for name in bound):
        words = both("这个编号已用于另一个文件", "this id stands for another file")
        raise IssueError([Issue("N568", words, "$.id")])
    return row


def place_wanted(field: Field) -> bool:
    """Whether photos of the field should say where they were taken."""
    return field.type.name == "photo" and field.option("location", "wanted") != "no"


def require_room(connection: sa.Connection, user_id: int, besides: str) -> None:
    """Raises QuotaError where too many other files, or too many bytes, of this person are on their way."""
    c = attachment.c
    open_ = (c.user_id == user_id, c.state == "coming", c.public_id != besides)
    count, size = connection.execute(sa.select(sa.func.count(), sa.func.sum(c.size)).where(*open_)).one()
    if count >= MOST_OPEN or (size or 0) > MOST_BYTES:
        raise QuotaError


def find(connection: sa.Connection, token: str, user_id: int) -> Row:
    """The row for a token. Raises not_found where there is none or it is another person's."""
    mine = (attachment.c.token == token, attachment.c.user_id == user_id)
    row = connection.execute(sa.select(attachment).where(*mine)).one_or_none()
    if row is None:
        raise not_found()
    return row


def take_piece(database: sa.Engine, photos: Photos, row: Row, offset: int, sha256: str, data: bytes) -> Row:
    """Takes the next piece; sent twice it is taken once. The row afterwards: with all bytes here, still "coming".

    Raises OffsetError, IssueError (N571 the piece is not what its hash says or goes too far).
    """
    if row.state != "coming" or row.received == row.size:
        return row
    if offset != row.received:
        raise OffsetError(row.received)
    if hashlib.sha256(data).hexdigest() != sha256:
        words = both("这一段在路上损坏，请重发", "this piece was damaged on the way: send it again")
        raise IssueError([Issue("N571", words, "$.sha256")])
    end = offset + len(data)
    if end > row.size:
        words = both("这一段超出申报的大小", "this piece goes beyond the declared size")
        raise IssueError([Issue("N571", words)])
    photos.put(_piece(row, offset), data)
    c = attachment.c
    with writing(database) as connection:
        mine = (c.id == row.id, c.state == "coming", c.received == offset)
        done = connection.execute(sa.update(attachment).where(*mine).values(received=end).returning(c.id)).first()
        now = _again(connection, row)
    if done is None and now.received != end:
        raise OffsetError(now.received)
    return now


def whole(photos: Photos, row: Row) -> bytes | None:
    """All bytes of what was received, or None where they are not what was declared."""
    parts, at = [], 0
    while at < row.size:
        try:
            parts.append(photos.get(_piece(row, at)))
        except GoneError:
            return None
        at += len(parts[-1])
    data = b"".join(parts)
    return data if len(data) == row.size and hashlib.sha256(data).hexdigest() == row.sha256 else None


def begin_again(database: sa.Engine, photos: Photos, row: Row) -> Row:
    """The bytes are not what was declared: once they may be sent anew from the start, then the file is refused."""
    _clear(photos, row)
    if _WHOLE_FAULT in row.flags:
        words = both("收到的内容与申报的校验值不符", "what came is not what was declared (SHA-256)")
        return settle(database, row, state="refused", refusal=Issue("N566", words).as_json())
    return settle(database, row, received=0, flags=rules.merged(row.flags, [_WHOLE_FAULT]))


def settle(database: sa.Engine, row: Row, **values: Any) -> Row:
    """Writes values to a row that is still coming; the row as it is then."""
    c = attachment.c
    with writing(database) as connection:
        connection.execute(sa.update(attachment).where(c.id == row.id, c.state == "coming").values(**values))
        return _again(connection, row)


def drop_pieces(photos: Photos, row: Row) -> None:
    """The pieces are not needed any more; what cannot be removed now does no harm."""
    try:
        _clear(photos, row)
    except StoreError as fault:
        log.warning("pieces of a photo could not be removed: %s", type(fault).__name__)


def waiting_to_finish(database: sa.Engine) -> list[Row]:
    """Rows whose bytes are all here and whose picture has not been made: the process died, or was busy."""
    c = attachment.c
    query = sa.select(attachment).where(c.state == "coming", c.received == c.size)
    with reading(database) as connection:
        return list(connection.execute(query.order_by(c.id).limit(50)))


def _clear(photos: Photos, row: Row) -> None:
    at = 0
    while at < row.size:
        key = _piece(row, at)
        try:
            step = len(photos.get(key))
        except GoneError:
            return
        photos.delete(key)
        at += max(step, 1)


def _again(connection: sa.Connection, row: Row) -> Row:
    return connection.execute(sa.select(attachment).where(attachment.c.id == row.id)).one()


def _piece(row: Row, offset: int) -> str:
    """Where a piece is kept: named by the token, which was made here."""
    name = hashlib.sha256(row.token.encode()).hexdigest()[:32]
    return f"coming/{name}/{offset:012d}"

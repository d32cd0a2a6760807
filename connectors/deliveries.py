"""What other systems post to us: proven, kept once, and handed to the next run of the source.

A call carries ``X-Navmark-Signature: t=<seconds>,v1=<hex of HMAC-SHA256(secret, "<seconds>.<body>")>`` and the id of
the delivery as ``Idempotency-Key``: what our own channel ``webhook`` sends, so that one Navmark can feed another.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import sqlalchemy as sa

from engine.base.issue import Issue, IssueError
from engine.base.text import Text, both
from engine.storage.database import reading, writing
from engine.storage.once import insert_once
from engine.storage.tables import arrival

MOST_WAITING = 2_000  # deliveries of one source that no run has published yet
MOST_READ = 1_000  # deliveries in one run; their marks are carried by the watermark
KEPT = timedelta(days=30)  # so long a delivery that came again is known
_SIGNATURE = re.compile(r"t=([0-9]{1,11}),v1=([0-9a-f]{64})")
_ID = re.compile(r"[\x21-\x7e]{1,200}")


class NotProven(Exception):
    """The call cannot be shown to be the sender's, just now and for the first time. ``words``: what he is told."""

    def __init__(self, zh: str, en: str) -> None:
        self.words: Text = both(zh, en)
        super().__init__(en)


class Full(Exception):
    """More waits than is kept: the sender should try again later."""


@dataclass(frozen=True)
class Proof:
    """A signature that is right, and when the sender says that he made it."""

    signature: str
    sent_at: datetime


@dataclass(frozen=True)
class Delivery:
    """A delivery that waits. ``mark``: what a page that read it carries."""

    mark: str
    body: bytes
    sent_at: datetime


def unknown_sender() -> NotProven:
    """Said alike of a wrong signature, a missing one, and a source that is not there."""
    return NotProven("签名不正确，或没有这个来源", "the signature is wrong, or there is no such source")


def prove(header: str, body: bytes, secret: str, now: datetime, window: timedelta) -> Proof:
    """Raises NotProven for a wrong signature, then for one whose time is further from ``now`` than the window."""
    found = _SIGNATURE.fullmatch(header)
    if found is None:
        raise unknown_sender()
    right = hmac.new(secret.encode(), found[1].encode() + b"." + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(right, found[2]):
        raise unknown_sender()
    sent_at = datetime.fromtimestamp(int(found[1]), UTC)
    if abs(now - sent_at) > window:
        minutes = int(window.total_seconds() // 60)
        raise NotProven(
            f"签名的时间与现在相差超过 {minutes} 分钟", f"the signature's time is more than {minutes} minutes from now"
        )
    return Proof(right, sent_at)


def take(
    connection: sa.Connection, source: str, delivery: str, body: bytes, proof: Proof, now: datetime
) -> Literal["taken", "known"]:
    """Keeps a proven delivery for the next run; "known" where it had come before, newly signed: nothing is done.

    Raises NotProven for the very same call once more, Full, IssueError (N885) for an id that is none or that another
    body came under.
    """
    if not _ID.fullmatch(delivery):
        words = both(
            "缺少 Idempotency-Key（1 至 200 个可见 ASCII 字符）",
            "Idempotency-Key is missing: 1 to 200 visible ASCII characters",
        )
        raise IssueError([Issue("N885", words)])
    a, body_hash = arrival.c, hashlib.sha256(body).hexdigest()
    mine = a.source == source
    connection.execute(sa.delete(arrival).where(mine, a.body.is_(None), a.came_at < now - KEPT))
    same = sa.or_(a.signature == proof.signature, a.delivery == delivery)
    for row in connection.execute(sa.select(a.signature, a.body_hash).where(mine, same)).all():
        if row.signature == proof.signature:
            raise NotProven("这一次调用已经收到过", "this very call has been taken before")
        if row.body_hash != body_hash:
            words = both(f"投递编号 {delivery} 已用于另一份内容", f"another body came under the id {delivery}")
            raise IssueError([Issue("N885", words)])
        return "known"
    waiting = sa.select(sa.func.count()).where(mine, a.body.is_not(None))
    if connection.execute(waiting).scalar_one() >= MOST_WAITING:
        raise Full
    new = {"source": source, "delivery": delivery, "signature": proof.signature, "body_hash": body_hash, "body": body}
    added = insert_once(connection, arrival, new | {"sent_at": proof.sent_at, "came_at": now})
    return "taken" if added else take(connection, source, delivery, body, proof, now)  # another process was faster


def arrived(database: sa.Engine, source: str, read: tuple[str, ...]) -> Iterator[Delivery]:
    """The deliveries that wait, oldest first; the bodies of those in ``read`` (published) are let go."""
    a = arrival.c
    if read:
        with writing(database) as connection:
            published = a.id.in_([int(mark) for mark in read if mark.isdigit()])
            connection.execute(sa.update(arrival).where(a.source == source, published).values(body=None))
    waiting = sa.select(a.id).where(a.source == source, a.body.is_not(None)).order_by(a.id).limit(MOST_READ)
    with reading(database) as connection:
        ids = list(connection.scalars(waiting))
    for id in ids:
        with reading(database) as connection:
            row = connection.execute(sa.select(a.body, a.sent_at).where(a.id == id)).one()
        if row.body is not None:
            yield Delivery(str(id), row.body, row.sent_at)

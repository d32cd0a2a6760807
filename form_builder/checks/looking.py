"""One claimed verdict, from what the check is given to what is written down."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Protocol

import sqlalchemy as sa

from engine.base import clock
from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.release import Release, current_release
from engine.storage.database import reading, writing
from engine.storage.tables import attachment, form_submission, photo_verdict
from form_builder.checks import queue
from form_builder.checks.asking import ask_for_checks
from form_builder.checks.contract import Ask, PhotoCheck, Verdict
from form_builder.checks.earlier import earlier_photos
from form_builder.checks.fusing import fuse_if_done, lock
from form_builder.checks.looker import LookFault
from form_builder.checks.queue import Row

log = logging.getLogger("navmark.checks")
#: Seconds until the second and the third attempt: a provider on the net needs longer to come back.
AGAIN, AGAIN_REMOTE = (5, 15), (20, 60)
_v, _a, _s = photo_verdict.c, attachment.c, form_submission.c
ReleaseOf = Callable[[sa.Connection], Release | None]
LookAt = Callable[[PhotoCheck, Ask, Callable[[], None]], Verdict]


class Store(Protocol):
    """Where photos lie: ``engine.storage.photos.Photos``."""

    @staticmethod
    def new_key(suffix: str) -> str:
        """A key nobody can guess."""
        ...

    def get(self, key: str) -> bytes:
        """The bytes. Raises LookupError."""
        ...

    def put(self, key: str, data: bytes) -> None:
        """Writes the bytes."""
        ...

    def delete(self, key: str) -> None:
        """Removes them."""
        ...


class Lost(Exception):
    """Somebody else has taken the verdict over."""


class Stopping(Exception):
    """The process is to end: the look is given up and given back."""


@dataclass(frozen=True)
class Bench:
    """What all lanes share. ``checks``: by name; ``release_of``: what serves."""

    database: sa.Engine
    store: Store
    checks: Callable[[], dict[str, PhotoCheck]]
    release_of: ReleaseOf = current_release

    def deal_with(self, row: Row, look: LookAt) -> bool:
        """Looks, and writes down what came of it; whether that made work for others. ``look`` raises LookFault."""
        began = clock.monotonic()
        try:
            if row["attempts"] >= queue.GIVEN_UP:
                raise LookFault(_GIVEN_UP)
            prepared = self._prepare(row)
            if prepared is None:
                return self._drop(row)
            check, ask, hash_ = prepared
            verdict = look(check, ask, self.heart(row))
        except Stopping:
            raise
        except Lost:
            return False
        except LookFault as fault:
            return self._failed(row, fault.issue)
        except Exception as error:  # a fault of ours or of the store's: it is nobody's photo that is to blame
            log.exception("verdict %s could not be made", row["public_id"])
            kind = type(error).__name__
            return self._failed(row, Issue("N752", both(f"判定未能进行（{kind}）", f"no look was possible ({kind})")))
        return self._done(row, verdict, round((clock.monotonic() - began) * 1000), hash_)

    def heart(self, row: Row) -> Callable[[], None]:
        """A function that extends the lease when it is time to; it raises Lost where that is taken over."""
        last = [clock.monotonic()]

        def beat() -> None:
            if clock.monotonic() - last[0] >= queue.BEAT:
                last[0] = clock.monotonic()
                try:
                    with writing(self.database) as connection:
                        kept = queue.extend(connection, row, clock.now())
                except sa.exc.OperationalError:  # busy: the lease outlasts several beats
                    return
                if not kept:
                    raise Lost

        return beat

    def _prepare(self, row: Row) -> tuple[PhotoCheck, Ask, str | None] | None:
        """What the check is given; None: the form no longer asks for it. Raises LookFault."""
        check = self.checks().get(row["provider"])
        if check is None:
            name = row["provider"]
            raise LookFault(Issue("N749", both(f"没有安装判定插件 {name}", f"the check {name} is not installed")))
        with reading(self.database) as connection:
            release = self.release_of(connection)
            photo = connection.execute(sa.select(attachment).where(_a.id == row["attachment_id"])).one()
            sent = connection.execute(sa.select(_s.unit_id).where(_s.id == row["submission_id"])).one()
            form = release.find("form", photo.form) if release is not None else None
            if release is None or form is None:
                raise LookFault(Issue("N753", both("表单已不存在", "the form is no longer there")))
            asked = next((one for one in form.checks if one.name == row["check"]), None)
            if asked is None or asked.check != row["provider"]:
                return None
            standard, hash_ = _standard(release, asked.standard)
            earlier = (
                earlier_photos(connection, photo, sent.unit_id, row["provider"], clock.now()) if check.compares else []
            )
        if photo.state != "stored" or photo.key is None:
            raise LookFault(_GONE)
        ask = Ask(
            picture=self._picture(photo.key),
            standard=standard,
            options=dict(asked.options),
            taken_at=photo.taken_at,
            earlier=earlier,
            picture_of=self._picture_of,
        )
        return check, ask, hash_

    def _picture(self, key: str) -> bytes:
        try:
            return self.store.get(key)
        except LookupError:
            raise LookFault(_GONE) from None

    def _picture_of(self, photo: str) -> bytes | None:
        with reading(self.database) as connection:
            found = connection.scalar(sa.select(_a.key).where(_a.public_id == photo, _a.state == "stored"))
        try:
            return self.store.get(found) if found is not None else None
        except LookupError:
            return None

    def _done(self, row: Row, verdict: Verdict, milliseconds: int, standard_hash: str | None) -> bool:
        marked = None
        if verdict.marked is not None:
            marked = self.store.new_key("jpg")
            self.store.put(marked, verdict.marked)
        now = clock.now()
        values: dict[str, Any] = {
            "state": "done", "lease_until": None, "ended_at": now, "outcome": verdict.outcome, "score": verdict.score,
            "reasons": [asdict(reason) for reason in verdict.reasons], "model": verdict.model, "error": None,
            "findings": [asdict(finding) for finding in verdict.findings], "marked_key": marked,
            "milliseconds": milliseconds, "cost": verdict.cost, "standard_hash": standard_hash,
        }  # fmt: skip
        with writing(self.database) as connection:
            lock(connection, row["submission_id"])
            if queue.change(connection, row, **values):
                if verdict.remember is not None:
                    _remember(connection, row, verdict.remember)
                return self._fuse(connection, row)
        if marked is not None:  # overtaken: the picture is nobody's
            self.store.delete(marked)
        return False

    def _failed(self, row: Row, issue: Issue) -> bool:
        """Tries again a little later, and after the last attempt leaves it to people."""
        now, error = clock.now(), issue.as_json()
        log.warning("verdict %s, attempt %s: %s", row["public_id"], row["attempts"], issue.line_of_text())
        with writing(self.database) as connection:
            lock(connection, row["submission_id"])
            if row["attempts"] < queue.ATTEMPTS and issue.code not in _USELESS:
                check = self.checks().get(row["provider"])
                waits = AGAIN_REMOTE if check is not None and check.remote else AGAIN
                later = now + timedelta(seconds=waits[row["attempts"] - 1])
                queue.put_back(connection, row, later, error=error)
                return False
            if queue.change(connection, row, state="failed", lease_until=None, ended_at=now, error=error):
                return self._fuse(connection, row)
        return False

    def _drop(self, row: Row) -> bool:
        """The form no longer asks this: the question is taken back, and what it asks by now is asked instead."""
        with writing(self.database) as connection:
            found = lock(connection, row["submission_id"])
            mine = sa.and_(_v.id == row["id"], _v.attempts == row["attempts"], _v.state == "running")
            release = self.release_of(connection)
            if release is not None and connection.execute(sa.delete(photo_verdict).where(mine)).rowcount == 1:
                if found.state == "complete":
                    ask_for_checks(connection, release, found)
                return True
        return False

    def _fuse(self, connection: sa.Connection, row: Row) -> bool:
        release = self.release_of(connection)
        return release is not None and fuse_if_done(connection, release, row["submission_id"], clock.now())


def _remember(connection: sa.Connection, row: Row, remember: Any) -> None:
    mine = _a.id == row["attachment_id"]
    before = connection.scalar(sa.select(_a.features).where(mine).with_for_update())
    features = {**(before or {}), row["provider"]: remember}
    connection.execute(sa.update(attachment).where(mine).values(features=features))


def _standard(release: Release, name: str | None) -> tuple[Any, str | None]:
    if name is None:
        return None, None
    found = release.catalog.get("photo_standard", name)
    if found is None:
        raise LookFault(Issue("N751", both(f"没有照片标准 {name}", f"there is no photo standard {name}")))
    return json.loads(found.text), found.hash


_GONE = Issue("N754", both("照片已不在存储中", "the photo is no longer in the store"))
_GIVEN_UP = Issue(
    "N747",
    both("判定多次使处理它的进程结束", "looking at it has ended the process that ran the check, again and again"),
)
#: Trying again changes nothing.
_USELESS = frozenset({_GONE.code})

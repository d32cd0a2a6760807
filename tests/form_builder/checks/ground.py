"""Submissions with photos, as they stand when the last photo is stored; the form is a stand-in with the same names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.definitions.release import Release
from engine.storage.database import new_public_id, reading, writing
from engine.storage.tables import attachment, form_submission, org_unit, photo_verdict, review, user_account
from form_builder.checks import ask_for_checks
from tests import small_app


def check(name: str, provider: str = "", field: str = "shelf", **options: Any) -> Any:
    """A check of a form."""
    return SimpleNamespace(name=name, field=field, check=provider or name, standard=None, options=options)


def form(*checks: Any, uncertain: str = "review", sample: float = 0.0, roles: tuple[str, ...] = ()) -> Any:
    """A form with a photo that must be there and one that need not."""
    photo = SimpleNamespace(name="shelf", type="photo", required=True, aliases=("rack",), fields=())
    more = SimpleNamespace(name="more", type="photo", required=None, aliases=(), fields=())
    group = SimpleNamespace(name="g", type="section", required=None, aliases=(), fields=(more,))
    judged = SimpleNamespace(uncertain=uncertain, sample=sample, roles=roles)
    words = {"zh": "表", "en": "Form"}
    return SimpleNamespace(name="walk", title=words, fields=(photo, group), checks=checks, review=judged)


@dataclass(frozen=True)
class WithForm(Release):
    """A release in which one form stands, whatever it holds otherwise."""

    form: Any = None

    def find(self, kind: str, name: str) -> Any | None:
        if kind == "form":
            return self.form if self.form is not None and self.form.name == name else None
        return super().find(kind, name)

    def all(self, kind: str) -> list[Any]:
        return [self.form] if kind == "form" and self.form is not None else super().all(kind)


@dataclass
class Ground:
    """A database with the small app, and a form."""

    database: sa.Engine
    folder: Path
    form: Any
    stored: dict[str, bytes] = field(default_factory=dict)

    @property
    def release(self) -> Release:
        """What serves, with the form in it."""
        found = small_app.serving(self.database)
        return WithForm(found.number, found.hash, found.catalog, form=self.form)

    def submit(
        self,
        *pictures: bytes,
        login: str = "keep_n11",
        unit: str = "N11",
        field: str = "shelf",
        test: bool = False,
        at: datetime | None = None,
        ask: bool = True,
        **values: Any,
    ) -> int:
        """A complete submission with stored photos, put before the checks. Its id."""
        at = at or clock.now()
        with writing(self.database) as connection:
            user = connection.scalar(sa.select(user_account.c.id).where(user_account.c.login == login))
            place = connection.scalar(sa.select(org_unit.c.id).where(org_unit.c.code == unit))
            public = new_public_id()
            row: dict[str, Any] = {
                "public_id": public, "form": "walk", "form_hash": "0", "user_id": user, "unit_id": place,
                "day": at.date(), "submitted_at": at, "received_at": at, "flags": [], "values": {}, "body_hash": public,
                "test": test, "state": "complete", "completed_at": at, "facts": "none",
            }  # fmt: skip
            key = connection.scalar(sa.insert(form_submission).values(**row | values).returning(form_submission.c.id))
            assert isinstance(key, int)
            for at_, picture in enumerate(pictures):
                photo = f"photos/{len(self.stored)}.jpg"
                self.stored[photo] = picture
                made: dict[str, Any] = {
                    "public_id": new_public_id(), "token": new_public_id(), "submission": public, "form": "walk",
                    "field": field, "user_id": user, "sha256": sha256(picture).hexdigest(), "size": len(picture),
                    "state": "stored", "key": photo, "flags": [], "created_at": at,
                    "taken_at": at - timedelta(seconds=at_), "stored_at": at,
                }  # fmt: skip
                connection.execute(sa.insert(attachment).values(**made))
            if ask:
                self.ask(connection, key)
        return key

    def ask(self, connection: sa.Connection, key: int) -> int:
        """Puts a submission before the checks."""
        found = connection.execute(sa.select(form_submission).where(form_submission.c.id == key)).one()
        return ask_for_checks(connection, self.release, found)

    def one(self, key: int) -> Any:
        """A submission as it stands."""
        return self.rows(form_submission, form_submission.c.id == key)[0]

    def verdicts(self, key: int) -> list[Any]:
        """Its verdicts, oldest first."""
        return self.rows(photo_verdict, photo_verdict.c.submission_id == key)

    def reviews(self, key: int) -> list[Any]:
        """Its reviews, oldest first."""
        return self.rows(review, review.c.submission_id == key)

    def rows(self, table: sa.Table, *where: sa.ColumnElement[bool]) -> list[Any]:
        """Rows of a table."""
        with reading(self.database) as connection:
            return list(connection.execute(sa.select(table).where(*where).order_by(table.c.id)))

    def change_form(self, **values: Any) -> None:
        """Another form of the same name."""
        self.form = SimpleNamespace(**{**vars(self.form), **values})


__all__ = ["Ground", "check", "form"]

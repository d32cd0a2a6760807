"""The small app with the form of visits, on both databases, and a hand that fills it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from marshmallow import RAISE

from admin_ui.api.field_submissions import SubmissionWish
from engine.access import Door
from engine.access.actor import actor_of
from engine.base import clock
from engine.definitions.release import Release
from engine.storage.database import new_public_id, reading
from engine.storage.model import model_of
from engine.storage.tables import form_submission, load, user_account
from form_builder.submissions.taking import Taken, take
from tests import field, small_app


@dataclass
class Office:
    """An installation with the form, and what people send to it."""

    database: sa.Engine
    folder: Path
    release: Release

    def body(self, **more: Any) -> dict[str, Any]:
        """What a phone with a right clock sends now."""
        now = clock.now()
        values = {"facings": 6, **more.pop("values", {})}
        return {
            "id": new_public_id(), "form": "visit", "version": self.release.definition("form", "visit").hash,
            "unit": "N11", "duty": "daily", "begun_at": (now - timedelta(minutes=5)).isoformat(),
            "submitted_at": now.isoformat(), "phone_now": now.isoformat(), "values": values, "attachments": [], **more,
        }  # fmt: skip

    def take(self, body: Mapping[str, Any], login: str = "keep_n11") -> Taken:
        """As the API takes it."""
        with reading(self.database) as connection:
            user = connection.scalar(sa.select(user_account.c.id).where(user_account.c.login == login))
            assert user is not None
            today = clock.today("Asia/Shanghai")
            actor = actor_of(connection, self.release, user, today)
            assert actor is not None
            door = Door(connection, self.release, actor, today)
            return take(self.database, door, body, SubmissionWish(unknown=RAISE).load(dict(body)))

    def send(self, login: str = "keep_n11", **more: Any) -> Any:
        """Sends one; its row."""
        return self.take(self.body(**more), login).row

    def rows(self, table: sa.Table = form_submission) -> list[Any]:
        """All rows, oldest first."""
        with reading(self.database) as connection:
            return list(connection.execute(sa.select(table).order_by(table.c.id)))

    def visits(self) -> list[tuple[str, str, int, int | None, str]]:
        """The rows of the dataset: (unit, day, facings, price, sent), by day and unit."""
        with reading(self.database) as connection:
            facts = model_of(connection, self.release).tables["visits"].facts
            units = dict(connection.execute(sa.text("SELECT id, code FROM org_unit")).all())  # type: ignore[arg-type]
            names = ("unit", "day", "facings", "price", "sent")
            found = connection.execute(sa.select(*(facts.c[name] for name in names))).all()
        days = [(units[row[0]], datetime.fromordinal(row[1]).date().isoformat(), *row[2:]) for row in found]
        return sorted(days, key=lambda one: (one[1], one[0]))  # type: ignore[return-value]

    def loads(self) -> list[Any]:
        """Loads of the form."""
        return [row for row in self.rows(load) if row.source == "form:visit"]


@pytest.fixture
def office(small_database: sa.Engine, tmp_path: Path) -> Iterator[Office]:
    """On the morning of 23 November 2026, 08:30 in Shanghai."""
    with clock.frozen(small_app.NOW):
        yield Office(small_database, tmp_path, field.publish_forms(small_database, tmp_path))

"""What is to be done about submissions at every look: uploads that a crash left, what is whole, their data."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.base.settings import Settings
from engine.definitions.release import current_release
from engine.storage.database import reading, writing
from engine.storage.photos import Photos
from engine.storage.tables import setting
from form_builder.photos.finishing import finish
from form_builder.photos.uploads import waiting_to_finish
from form_builder.submissions.completing import complete_all
from form_builder.submissions.facts import publish_waiting
from form_builder.submissions.missing import publish_missing
from form_builder.submissions.retention import sweep_photos

SWEPT, EVERY = "photos:swept", timedelta(hours=6)


def go_round(database: sa.Engine, settings: Settings) -> None:
    """Brings submissions on, and their data to where figures are made of it."""
    with reading(database) as connection:
        release = current_release(connection)
    if release is None or not release.all("form"):
        return
    photos = Photos.of(settings)
    for row in waiting_to_finish(database):
        finish(database, photos, release, row)
    complete_all(database, release)
    publish_waiting(database, release)
    publish_missing(database, release)


def keep_house(database: sa.Engine, settings: Settings) -> None:
    """Every six hours: what is older than its form allows is deleted."""
    now = clock.now()
    with reading(database) as connection:
        release = current_release(connection)
        last = connection.scalar(sa.select(setting.c.value).where(setting.c.name == SWEPT))
    if release is None or (last and datetime.fromisoformat(last["at"]) > now - EVERY):
        return
    sweep_photos(database, Photos.of(settings), release, now)
    value: dict[str, Any] = {"at": now.isoformat()}
    with writing(database) as connection:
        mine = sa.update(setting).where(setting.c.name == SWEPT).values(value=value)
        if connection.execute(mine.returning(setting.c.name)).first() is None:
            connection.execute(sa.insert(setting).values(name=SWEPT, value=value))

"""The small app on both databases, for tests of doors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from engine.access import Door, actor_of
from engine.access.accounts import find
from engine.definitions.release import Release
from tests import small_app

TODAY = date(2026, 11, 23)
DoorOf = Callable[..., Door]


@pytest.fixture
def any_database(small_empty_database: sa.Engine) -> sa.Engine:
    """Both kinds, with the small app."""
    return small_empty_database


@pytest.fixture
def release(any_database: sa.Engine) -> Release:
    """The small app, published."""
    return small_app.serving(any_database)


@pytest.fixture
def door_of(any_database: sa.Engine, release: Release) -> DoorOf:
    """The door of somebody on a day, over a given connection."""

    def door(connection: sa.Connection, login: str, day: date = TODAY) -> Door:
        account = find(connection, login)
        assert account is not None
        actor = actor_of(connection, release, account.id, day)
        assert actor is not None
        return Door(connection, release, actor, day)

    return door

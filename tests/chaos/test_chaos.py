"""A short run of what ``./run chaos`` does a thousand times."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from engine.storage.tables import metadata
from tests.chaos.story import play


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_forty_kills_lose_nothing_and_repeat_nothing(any_database: sa.Engine) -> None:
    with any_database.begin() as connection:  # the story makes its tables by the migrations
        metadata.drop_all(connection)
    url = any_database.url.render_as_string(hide_password=False).replace("+psycopg", "")
    found = play(url, messages=400, kills=40, seconds=90, say=lambda line: None)
    assert found.whole, found.lines()
    assert found.kills["evaluate"] > 3
    assert found.repeats > 0  # the duplicate check was needed, or this proves nothing

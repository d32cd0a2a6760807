"""A short run of what ``./run chaos`` does a thousand times."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.storage.tables import metadata
from plugins.demo.databases import Missing
from tests.chaos import server
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


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_server_mode_goes_on_when_its_processes_are_killed() -> None:
    with tempfile.TemporaryDirectory(prefix="navmark-chaos-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # PostgreSQL may run as another user
        try:
            found = server.play(Path(folder), server.Wish(kills=12, jobs=60, flushes=1, crashes=1, seconds=90))
        except Missing as reason:
            pytest.skip(str(reason))
    assert found.whole, found.lines()
    assert found.reached, found.lines()
    assert found.resumed, "no kill cut anything off: this proved nothing"

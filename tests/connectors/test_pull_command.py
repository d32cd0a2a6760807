"""``navmark pull``, from the command line to the tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from connectors.commands.pull import COMMAND
from engine.base import settings
from engine.base.issue import IssueError
from engine.storage.database import open_database
from engine.storage.tables import metadata
from tests.connectors.server import Box, Given
from tests.connectors.world import KEY, World, paged, source, ticket


@pytest.fixture
def world(tmp_path: Path, box: Box, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    url = f"sqlite:///{tmp_path / 'navmark.sqlite'}"
    given = {
        "NAVMARK_DATABASE": url, "NAVMARK_DATA": str(tmp_path), "NAVMARK_KEY": KEY, "NAVMARK_ALLOW_HOSTS": box.key,
        "NAVMARK_SOURCE_POS_URL": box.url,
    }  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings.current.cache_clear()
    engine = open_database(url)
    metadata.create_all(engine)
    yield World(engine, box, tmp_path)
    engine.dispose()
    settings.current.cache_clear()


def test_all_sources_or_those_named(world: World, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.commands.pull.opened", lambda: world.database)
    broken = source(name="broken", connection={"base_url": "{NAVMARK_SOURCE_POS_URL}/broken", "retries": 0})
    world.publish(source(), broken)
    box.routes["/api/tickets"] = paged(
        [ticket("T1", "2026-11-01"), ticket("T2", "2026-11-01"), ticket("T3", "2026-11-02")]
    )
    box.routes["/broken/api/tickets"] = lambda asked: Given(status=500)
    one = CliRunner().invoke(COMMAND, ["pos", "--day", "2026-11-01", "--language", "en"], catch_exceptions=False)
    assert one.exit_code == 0
    assert "pos: published 2 rows (2 added, 0 changed, 0 refused), data up to 2026-11-01" in one.output
    everything = CliRunner().invoke(COMMAND, ["--day", "2026-11-02", "--json"], catch_exceptions=False)
    assert everything.exit_code == 1
    told = {result["source"]: result for result in json.loads(everything.stdout)}
    assert (told["pos"]["state"], told["pos"]["added"]) == ("published", 1)
    assert (told["broken"]["state"], told["broken"]["error"]["code"]) == ("failed", "N619")
    chinese = CliRunner().invoke(COMMAND, ["broken"])
    assert "broken: 失败" in chinese.output
    assert "对方系统出错（HTTP 500）" in chinese.output


def test_a_misspelt_name_pulls_nothing(world: World, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.commands.pull.opened", lambda: world.database)
    with pytest.raises(IssueError, match="N810"):
        CliRunner().invoke(COMMAND, [], catch_exceptions=False)
    world.publish(source())
    with pytest.raises(IssueError, match='did you mean "pos"'):
        CliRunner().invoke(COMMAND, ["pos", "poss"], catch_exceptions=False)
    assert box.asked == []

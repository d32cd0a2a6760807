"""The door that a remote check is given: a real server behind it, secrets and settings filled in, faults in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from admin_ui.check_crew import SETTING, crew_of
from connectors.faults import HttpFault
from engine.base.issue import IssueError
from engine.base.settings import Settings
from engine.storage import secrets
from engine.storage.database import open_database, writing
from engine.storage.tables import metadata
from tests import small_app
from tests.connectors.server import as_json, running
from tests.form_builder.checks import plugins


@pytest.fixture
def database(tmp_path: Path) -> Any:
    made = open_database(f"sqlite:///{tmp_path / 'navmark.sqlite'}")
    metadata.create_all(made)
    yield made
    made.dispose()


def test_a_remote_check_asks_through_the_door(database: sa.Engine, tmp_path: Path) -> None:
    with running() as box:
        box.in_turn("/look", as_json({"outcome": "fail", "score": 0.3}), as_json({}, 500), as_json({}, 403))
        settings = small_app.settings_in(tmp_path, values={"NAVMARK_VISION": box.url}, allow_hosts=frozenset({box.key}))
        with writing(database) as connection:
            secrets.put(connection, "vision", "sk-very-secret", settings)
        check = plugins.photo_checks()["outside"]
        crew = crew_of(database, settings, lambda: None)
        with crew._doors(check) as door:
            verdict = check.look(None, door)
            assert (verdict.outcome, verdict.score, verdict.cost["amount"]) == ("fail", 0.3, 0.02)
            (asked,) = box.asked
            assert json.loads(asked.body) == {"key": "sk-very-secret"}
            for wanted in ("{NAVMARK_NOTHING}/x", {"secret": "no_such_secret"}):
                with pytest.raises(IssueError):
                    door.fill([wanted])
            with pytest.raises(HttpFault):
                door.post(f"{box.url}/look", {}, {"Authorization": "Bearer x"})
            with pytest.raises(IssueError, match="NAVMARK_ALLOW_HOSTS"):
                door.post("http://127.0.0.1:1/look", {})
        crew.stop()


@pytest.mark.parametrize(("wished", "lanes"), [("", 2), ("5", 5), ("0", 0), ("many", 2), ("99", 16)])
def test_how_many_photos_are_looked_at_at_once(database: sa.Engine, tmp_path: Path, wished: str, lanes: int) -> None:
    settings: Settings = small_app.settings_in(tmp_path, values={SETTING: wished})
    crew = crew_of(database, settings, lambda: None)
    assert sum(not lane.remote for lane in crew._lanes) == lanes
    crew()  # nothing waits: no lane begins
    assert not any(lane.busy for lane in crew._lanes)

"""A world per test."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.storage.database import open_database
from engine.storage.tables import metadata
from tests.rule_builder.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    engine = open_database(f"sqlite:///{tmp_path / 'navmark.sqlite'}")
    metadata.create_all(engine)
    return World(engine).build()

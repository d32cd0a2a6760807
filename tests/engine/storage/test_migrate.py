"""The migrations make exactly the tables that the code describes, on both databases, and only once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from engine.base.issue import IssueError
from engine.storage.database import open_database
from engine.storage.migrate import newest, revision_of, upgrade
from engine.storage.tables import metadata


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path) -> sa.Engine:  # type: ignore[no-untyped-def]
    if request.param == "sqlite":
        return open_database(f"sqlite:///{tmp_path / 'x.sqlite'}")
    return open_database(request.getfixturevalue("postgres_url"))


def test_migrated_is_what_the_code_says(empty: sa.Engine) -> None:
    upgrade(empty)
    upgrade(empty)
    with empty.connect() as connection:
        assert revision_of(connection) == newest()
        context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": metadata})
        assert compare_metadata(context, metadata) == []
    empty.dispose()


def test_a_newer_database_is_left_alone(empty: sa.Engine) -> None:
    upgrade(empty)
    with empty.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(IssueError) as caught:
        upgrade(empty)
    assert caught.value.issues[0].code == "N901"
    empty.dispose()

"""The migrations make exactly the tables that the code describes, on both databases, and only once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from click.testing import CliRunner

from engine.base.issue import IssueError
from engine.base.settings import current
from engine.cli import main
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


def test_migrate_is_a_command_of_its_own(empty: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """0 where tables and program agree, 3 where they do not; what is newer is refused, not touched."""
    url = empty.url.render_as_string(hide_password=False).replace("+psycopg", "")
    monkeypatch.setenv("NAVMARK_DATABASE", url)
    current.cache_clear()

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["migrate", *words])
        return done.exit_code, done.output

    assert run("--check") == (3, f"-\t{newest()}\tolder\n")
    assert run() == (0, f"{newest()}\n")
    assert run("--check") == (0, f"{newest()}\t{newest()}\tsame\n")
    with empty.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert run("--check") == (3, f"9999\t{newest()}\tnewer\n")
    code, words = run()
    assert code == 1
    assert "N901" in words
    current.cache_clear()
    empty.dispose()

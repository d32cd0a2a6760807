"""Secrets are sealed, revealed under the right key only, and never listed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.base.issue import IssueError
from engine.base.masking import MASK, masked
from engine.base.settings import Settings
from engine.storage import secrets
from engine.storage.database import reading, writing
from engine.storage.tables import secret

SETTINGS = Settings(Path("."), "sqlite://", key="c7T0_q3hV-9rKd2LmXw8ZpYb5NfGs1AeUjQo")


def test_a_secret_comes_back_as_it_was_put(any_database: sa.Engine) -> None:
    with writing(any_database) as connection:
        secrets.put(connection, "pos_password", "密码-s3cret!", SETTINGS)
        secrets.put(connection, "other", "0123456789", SETTINGS)
        secrets.put(connection, "pos_password", "密码-s3cret!!", SETTINGS)
    with reading(any_database) as connection:
        assert secrets.reveal(connection, "pos_password", SETTINGS) == "密码-s3cret!!"
        assert secrets.names(connection) == ["other", "pos_password"]
        sealed = connection.execute(sa.select(secret.c.sealed)).scalars().all()
    assert not any("s3cret" in one or "0123456789" in one for one in sealed)
    assert masked("it was 密码-s3cret!!") == f"it was {MASK}"


def test_a_missing_secret_names_the_nearest_and_another_key_opens_nothing(any_database: sa.Engine) -> None:
    with writing(any_database) as connection:
        secrets.put(connection, "pos_password", "s3cret-value", SETTINGS)
    other = replace(SETTINGS, key="another-key-that-is-long-enough-0123456789")
    with reading(any_database) as connection:
        with pytest.raises(IssueError) as missing:
            secrets.reveal(connection, "pos_pasword", SETTINGS)
        with pytest.raises(IssueError) as sealed:
            secrets.reveal(connection, "pos_password", other)
    assert "pos_password" in str(missing.value.issues[0].hint)
    assert [issue.code for issue in sealed.value.issues] == ["N902"]
    assert "s3cret" not in str(sealed.value)


def test_without_a_key_nothing_is_stored(any_database: sa.Engine) -> None:
    with writing(any_database) as connection, pytest.raises(IssueError):
        secrets.put(connection, "pos_password", "s3cret-value", replace(SETTINGS, key=None))

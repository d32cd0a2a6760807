"""Accounts: one spelling of a login, all faults named, leaving ends everything."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from engine.access import accounts, audit, sessions, tokens
from engine.access.actor import actor_of
from engine.access.login import SignedIn, sign_in
from engine.base import clock
from engine.base.issue import IssueError
from engine.base.text import both
from engine.definitions.release import Release
from engine.storage.database import new_public_id, reading, writing
from engine.storage.tables import outbox, user_address
from tests import small_app
from tests.engine.access.conftest import TODAY

NAME = both("李雷", "Lei Li")


@pytest.fixture
def any_database(blank_database: sa.Engine) -> sa.Engine:
    """Both kinds, with nothing in them."""
    return blank_database


@pytest.fixture
def release(any_database: sa.Engine) -> Release:
    """The small app, published."""
    return small_app.publish_app(any_database)


def test_a_login_has_one_spelling(any_database: sa.Engine) -> None:
    with writing(any_database) as connection:
        made = accounts.create(connection, " Ｌi.Lei ", NAME, by="test", addresses={"wecom": "LiLei"})
        assert made.login == "li.lei"
        assert accounts.find(connection, "LI.LEI") == made
        with pytest.raises(IssueError) as taken:
            accounts.create(connection, "li.LEI", NAME, by="test")
        assert [issue.code for issue in taken.value.issues] == ["N807"]
        assert connection.execute(sa.select(user_address.c.address)).scalars().all() == ["LiLei"]


@pytest.mark.parametrize("login", ["", " ", "a b", "a/b", "-x", "x" * 65, "a\nb", "a|b", "a;b", "<b>"])
def test_a_login_that_cannot_be_one_and_a_bad_language_are_both_named(any_database: sa.Engine, login: str) -> None:
    with writing(any_database) as connection, pytest.raises(IssueError) as refused:
        accounts.create(connection, login, NAME, by="test", language="fr")
    assert [issue.path for issue in refused.value.issues] == ["$.login", "$.language"]


def test_leaving_ends_sessions_tokens_and_waiting_messages(any_database: sa.Engine, release: Release) -> None:
    with writing(any_database) as connection:
        account = accounts.find(connection, "dir_n")
        assert account is not None
        accounts.set_password(connection, account, "a right password 1", by="test", cost="test")
    signed = sign_in(any_database, "dir_n", "a right password 1", address="::1", cost="test")
    assert isinstance(signed, SignedIn)
    with writing(any_database) as connection:
        actor = actor_of(connection, release, account.id, TODAY)
        assert actor is not None
        token, _ = tokens.create(connection, actor, "script", ["read_values"])
        for state in ("waiting", "sent"):
            row = {"channel": "wecom_app", "user_id": account.id, "copy": False, "purpose": "fired", "subject": {}}
            stamps = {"created_at": clock.now(), "not_before": clock.now()}
            connection.execute(
                sa.insert(outbox).values(**row, **stamps, key=state, state=state, public_id=new_public_id())
            )
        assert sessions.find(connection, release, signed.token, TODAY) is not None
        assert tokens.find(connection, release, token, TODAY) is not None
        accounts.deactivate(connection, account, by="chief")
    with reading(any_database) as connection:
        assert sessions.find(connection, release, signed.token, TODAY) is None
        assert tokens.find(connection, release, token, TODAY) is None
        assert actor_of(connection, release, account.id, TODAY) is None
        states = connection.execute(sa.select(outbox.c.key, outbox.c.state).order_by(outbox.c.key)).all()
        assert [tuple(row) for row in states] == [("sent", "sent"), ("waiting", "cancelled")]
        (entry,), total = audit.search(connection, action="user.deactivate")
        assert (entry.actor, entry.object, total) == ("chief", "dir_n", 1)
    assert sign_in(any_database, "dir_n", "a right password 1", address="::1", cost="test") == "wrong"


def test_searching_the_audit_log(any_database: sa.Engine) -> None:
    with writing(any_database) as connection:
        for n in range(7):
            audit.append(connection, "chief" if n % 2 else "system", "thing.done", f"object_{n}", {"n": n})
        audit.append(connection, "chief", "thing_other", "x")
        found, total = audit.search(connection, action="thing", page=2, page_size=3)
        assert (total, [entry.detail["n"] for entry in found]) == (7, [3, 2, 1])
        found, total = audit.search(connection, actor="chief", action="thing.done")
        assert [entry.object for entry in found] == ["object_5", "object_3", "object_1"]
        assert audit.search(connection, object="object_4")[1] == 1
        assert audit.search(connection, action="%")[1] == 0
        assert audit.search(connection, until=clock.now())[1] == 8
        assert audit.search(connection, since=clock.now())[1] == 0

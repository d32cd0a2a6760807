"""Password hashes: strong enough, refused when weak, as slow for nobody as for somebody."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from engine.access import passwords
from engine.base.issue import IssueError


@pytest.mark.parametrize("weak", ["", "short", "123456789", "aaaaaaaaaaaa", "abababababab", "x" * 201])
def test_weak_passwords_are_refused(weak: str) -> None:
    with pytest.raises(IssueError) as refused:
        passwords.hashed(weak, "test")
    assert [issue.code for issue in refused.value.issues] == ["N805"]


def test_a_password_matches_only_itself() -> None:
    stored = passwords.hashed("correct horse 电池", "test")
    assert passwords.matches(stored, "correct horse 电池", "test")
    assert not passwords.matches(stored, "correct horse 电", "test")
    assert not passwords.matches(None, "correct horse 电池", "test")
    assert not passwords.matches("no hash at all", "correct horse 电池", "test")


def test_full_width_and_half_width_typing_is_the_same_password() -> None:
    assert passwords.matches(passwords.hashed("Ａbcdefgh１２３", "test"), "Abcdefgh123", "test")


def test_the_stored_form_is_argon2id_with_the_owasp_profile() -> None:
    assert passwords.hashed("correct horse battery").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_made_passwords_are_long_and_differ() -> None:
    made = {passwords.generated() for _ in range(100)}
    assert len(made) == 100
    assert {len(one) for one in made} == {20}


def test_an_unknown_account_costs_the_same_work_as_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both verify one hash of the same parameters: what takes the time is the same, whatever the machine does."""
    stored = passwords.hashed("correct horse battery")
    verified: list[str] = []
    real = PasswordHasher.verify

    def verify(hasher: PasswordHasher, encoded: str, password: str) -> bool:
        verified.append(encoded.rsplit("$", 2)[0])
        return real(hasher, encoded, password)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    assert not passwords.matches(stored, "wrong horse battery")
    assert not passwords.matches(None, "wrong horse battery")
    assert verified == ["$argon2id$v=19$m=19456,t=2,p=1"] * 2

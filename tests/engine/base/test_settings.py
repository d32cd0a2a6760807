"""Settings of the installation: no default key, nothing unsafe to switch on."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.base.issue import IssueError
from engine.base.settings import Settings, from_environment

GOOD = "c7T0_q3hV-9rKd2LmXw8ZpYb5NfGs1AeUjQo"


@pytest.mark.parametrize(
    "key",
    [None, "", "short", "x" * 31, "x" * 64, "0123456789" * 2, "changeme-changeme-changeme-changeme-1234567", "密" * 12],
)
def test_a_missing_short_or_well_known_key_is_refused(key: str | None) -> None:
    with pytest.raises(IssueError) as refused:
        Settings(Path("."), "sqlite://", key=key).require_key()
    (issue,) = refused.value.issues
    assert issue.code == "N801"
    assert "\n" not in issue.line_of_text("en")


def test_a_good_key_is_taken_from_the_environment_or_a_file(tmp_path: Path) -> None:
    assert from_environment({"NAVMARK_KEY": GOOD}).require_key() == GOOD
    file = tmp_path / "key"
    file.write_text(GOOD + "\n")
    assert from_environment({"NAVMARK_KEY_FILE": str(file)}).require_key() == GOOD


def test_secrets_of_the_settings_are_not_in_their_print_or_placeholders() -> None:
    settings = from_environment(
        {"NAVMARK_KEY": GOOD, "NAVMARK_DATABASE": "postgresql://u:hidden@db/n", "NAVMARK_SOURCE_POS_URL": "http://pos"}
    )
    assert GOOD not in repr(settings)
    assert "hidden" not in repr(settings)
    assert dict(settings.values) == {"NAVMARK_SOURCE_POS_URL": "http://pos"}


@pytest.mark.parametrize(
    ("url", "secure"),
    [
        ("http://127.0.0.1:8700", False),
        ("http://localhost:8700", False),
        ("http://board.example.com", True),
        ("https://127.0.0.1", True),
        ("http://127.0.0.1.example.com", True),
    ],
)
def test_cookies_are_secure_except_for_plain_http_on_this_machine(url: str, secure: bool) -> None:
    assert from_environment({"NAVMARK_PUBLIC_URL": url}).secure_cookies is secure

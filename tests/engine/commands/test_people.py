"""The commands for people, tokens, secrets, backups and explanations, run as they are typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from engine.base import clock, settings
from engine.cli import main
from engine.storage import secrets
from engine.storage.database import reading
from engine.storage.installation import opened
from engine.storage.tables import audit, user_account, user_address
from tests import small_app


class Shell:
    """Types commands in one installation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, list(arguments), input=typed)

    def good(self, *arguments: str, typed: str = "") -> str:
        """The output of a command that must succeed."""
        result = self(*arguments, typed=typed)
        assert result.exit_code == 0, (result.output, result.exception)
        return result.stdout


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """An installation with the small app in it."""
    monkeypatch.setenv("NAVMARK_DATA", str(tmp_path))
    monkeypatch.setenv("NAVMARK_KEY", small_app.KEY)
    monkeypatch.delenv("NAVMARK_DATABASE", raising=False)
    settings.current.cache_clear()
    database = opened()
    small_app.fill(database, small_app.publish_app(database))
    database.dispose()
    with clock.frozen(small_app.NOW):
        yield Shell(tmp_path)
    settings.current.cache_clear()


def rows(table: sa.Table) -> list[dict[str, object]]:
    database = opened()
    with reading(database) as connection:
        found = [dict(row._mapping) for row in connection.execute(sa.select(table))]
    database.dispose()
    return found


def test_a_person_from_creation_to_leaving(shell: Shell) -> None:
    said = shell.good("user", "create", "Li.Lei", "--zh", "李雷", "--en", "Lei Li", "--address", "wecom=LiLei")
    login, password = said.split()
    assert login == "li.lei"
    assert len(password) == 20
    assert "li.lei\t李雷\tzh\tactive\tpassword" in shell.good("user", "list")
    assert (
        shell.good("user", "password", "li.lei", "--password-stdin", typed="another password 2\n")
        == "li.lei\tchanged\n"
    )
    shell.good("user", "deactivate", "li.lei")
    assert "li.lei\t李雷\tzh\tinactive\tpassword" in shell.good("user", "list")
    acts = [row["action"] for row in rows(audit) if row["object"] == "li.lei"]
    assert acts == ["user.create", "user.password", "user.password", "user.deactivate"]
    everything = json.dumps([rows(audit), rows(user_account)], default=str)
    assert password not in everything
    assert "another password" not in everything


@pytest.mark.parametrize(
    ("arguments", "typed", "code"),
    [
        (["user", "create", "a b", "--zh", "x", "--password-stdin"], "a right password 1\n", "N806"),
        (["user", "create", "chief", "--zh", "x"], "", "N807"),
        (["user", "create", "new", "--zh", "x", "--password-stdin"], "short\n", "N805"),
        (["user", "password", "chef"], "", "N806"),
        (["user", "deactivate", "ghost"], "", "N806"),
        (["token", "create", "dir_n", "--name", "t", "--permission", "run_jobs"], "", "N808"),
        (["token", "create", "ghost", "--name", "t", "--permission", "read_values"], "", "N806"),
        (["explain", "X99", "sales"], "", "N804"),
        (["explain", "S11", "sales", "--as", "dir_n"], "", "N804"),
        (["explain", "N11", "margin", "--as", "keep_n11"], "", "N804"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    shell: Shell, arguments: list[str], typed: str, code: str
) -> None:
    before = rows(user_account)
    result = shell(*arguments, typed=typed)
    assert result.exit_code == 1
    assert code in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert rows(user_account) == before


def test_importing_people(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "\ufefflogin,zh,en,language,wecom\nzhang,张三,San Zhang,zh,ZhangSan\nwang,王五,,en,\nchief,x,,,NewWx\n"
    )
    result = shell("user", "import", str(file), "--passwords")
    assert result.exit_code == 0
    made = dict(line.split("\t") for line in result.stdout.splitlines())
    assert set(made) == {"zhang", "wang"}  # the chief is known: only the address changes
    assert "wang" in result.stderr  # has no WeCom id
    addresses = {(row["channel"], row["address"]) for row in rows(user_address)}
    assert {("wecom", "ZhangSan"), ("wecom", "NewWx")} <= addresses
    assert ("wecom", "WxChief") not in addresses


def test_an_import_with_a_fault_adds_nobody_and_names_the_line(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("login,zh\ngood,好人\na b,坏\n-c,坏\n")
    result = shell("user", "import", str(file))
    assert result.exit_code == 1
    assert f"{file}:3 $.login N806" in result.stderr
    assert f"{file}:4 $.login N806" in result.stderr
    assert "good" not in {row["login"] for row in rows(user_account)}


def test_tokens(shell: Shell) -> None:
    public_id, token = shell.good(
        "token", "create", "dir_n", "--name", "script", "--permission", "read_values", "--days", "30"
    ).split()
    assert token.startswith("nmk_")
    listed = shell.good("token", "list", "dir_n")
    assert listed == f"{public_id}\tscript\tread_values\tuntil 2026-12-23\n"
    shell.good("token", "revoke", "dir_n", public_id)
    assert "revoked" in shell.good("token", "list", "dir_n")
    assert shell("token", "revoke", "chief", public_id).exit_code == 1


def test_secrets(shell: Shell) -> None:
    shell.good("secret", "put", "pos_token", typed="s3cret-value\n")
    assert shell.good("secret", "list") == "pos_token\n"
    database = opened()
    with reading(database) as connection:
        assert secrets.reveal(connection, "pos_token") == "s3cret-value"
    database.dispose()
    shell.good("secret", "remove", "pos_token")
    assert shell.good("secret", "list") == ""
    assert shell("secret", "put", "empty", typed="\n").exit_code == 1


def test_backup_restore_and_the_paused_outbox(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = shell.good("backup")
    (file,) = (tmp_path / "backups").glob("*.zip")
    assert said.startswith(f"{file}\t")
    assert shell.good("outbox", "status") == "running\n"
    monkeypatch.setenv("NAVMARK_DATA", str(tmp_path / "fresh"))
    settings.current.cache_clear()
    assert "2026-11-23" in shell.good("restore", str(file))
    assert shell.good("outbox", "status") == "paused\n"
    shell.good("outbox", "resume")
    assert shell.good("outbox", "status") == "running\n"
    assert shell("restore", str(file)).exit_code == 1
    assert "chief" in shell.good("user", "list")


def test_explaining_a_number(shell: Shell) -> None:
    card = json.loads(shell.good("explain", "N22", "order_value", "--period", "day", "--as", "mgr_n2", "--json"))
    assert card["actual"] == 1600  # 80.00 over 5 orders, in minor units
    assert card["data_day"] == "2026-11-22"
    said = shell.good("explain", "N", "sales", "--language", "en")
    assert "[Sales amount]" in said
    assert "have 88 of 88" in said


def test_serving_without_a_key_is_refused_in_one_plain_line(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("", "too short", "changeme-changeme-changeme-changeme"):
        monkeypatch.setenv("NAVMARK_KEY", key)
        settings.current.cache_clear()
        result = shell("serve", "--port", "8799")
        assert result.exit_code != 0
        (line,) = result.stderr.strip().splitlines()
        assert "N801" in line
        assert "NAVMARK_KEY" in line

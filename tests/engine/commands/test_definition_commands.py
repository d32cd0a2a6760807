"""The command line from an empty folder to a release and back: one line per issue, JSON on request."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.base import settings
from engine.cli import main
from engine.definitions.release import forget
from tests.engine.definitions import package

Navmark = Callable[..., Result]


@pytest.fixture
def navmark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Navmark]:
    """Runs a command in an installation of its own; the package stands in ``tmp_path/package``."""
    for name in ("NAVMARK_KEY", "NAVMARK_KEY_FILE", "NAVMARK_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NAVMARK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.chdir(tmp_path)
    settings.current.cache_clear()
    forget()
    package.write(tmp_path / "package")

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(main, list(arguments))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    yield run
    settings.current.cache_clear()
    forget()


def spoil(folder: Path) -> None:
    file = folder / "package" / "indicators" / "atv.json"
    file.write_text(file.read_text(encoding="utf-8").replace("ticket_count", "ticket_cuont"), encoding="utf-8")


LINE = (
    'indicators/atv.json:9 $.formula N203 unknown measure or indicator "ticket_cuont" — did you mean "ticket_count"?\n'
)


def test_check(navmark: Navmark, tmp_path: Path) -> None:
    result = navmark("check", "package")
    assert (result.exit_code, result.stdout) == (0, "9 definitions, 1 files: no issues\n")
    spoil(tmp_path)
    result = navmark("check", "package")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", LINE)
    result = navmark("--language", "zh", "check", "package")
    assert "没有度量或指标 “ticket_cuont” — 您是否想写 “ticket_count”？" in result.stderr
    result = navmark("check", "package", "--json")
    assert result.exit_code == 1
    (issue,) = json.loads(result.stdout)["issues"]
    assert (issue["file"], issue["line"], issue["code"]) == ("indicators/atv.json", 9, "N203")


def test_init_makes_a_key_for_one_reader_and_never_another(navmark: Navmark, tmp_path: Path) -> None:
    assert navmark("init").exit_code == 0
    key = tmp_path / "data" / "secret.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    first = key.read_text()
    assert len(first.strip().encode()) >= 32
    assert first.strip() not in navmark("init").output
    assert key.read_text() == first
    assert settings.current().require_key() == first.strip()


def test_apply_diff_publish_rollback_export(navmark: Navmark, tmp_path: Path) -> None:
    assert navmark("apply", "package").stdout == "release 1\n"
    assert navmark("apply", "package").stdout == "release 1: nothing has changed\n"
    file = tmp_path / "package" / "scales" / "standard.json"
    file.write_text(file.read_text(encoding="utf-8").replace("0.85", "0.9"), encoding="utf-8")
    words = (
        'Scale "Sample standard" (standard) changed: Bands [0] › To (exclusive): 0.85 → 0.9; '
        "Bands [1] › From (inclusive): 0.85 → 0.9\n"
    )
    assert navmark("diff", "package").stdout == words
    assert navmark("publish", "package").exit_code == 2  # a reason is needed
    assert navmark("publish", "package", "--reason", "stricter").stdout == words + "release 2\n"
    assert navmark("diff", "package").stdout == "no difference\n"
    assert navmark("diff", "--from", "1", "--to", "2").stdout == words
    result = navmark("rollback", "1", "--reason", "too strict", "--author", "wang", "--json")
    assert json.loads(result.stdout) == {"release": 3, "content_of": 1}
    listed = [line.split("\t") for line in navmark("releases").stdout.splitlines()]
    assert [(row[0], row[3]) for row in listed] == [
        ("* 3", "too strict (content of 1)"),
        ("  2", "stricter"),
        ("  1", "navmark apply"),
    ]
    assert navmark("export", "out").exit_code == 0
    assert '"to": 0.85' in (tmp_path / "out" / "scales" / "standard.json").read_text(encoding="utf-8")
    assert navmark("check", "out").exit_code == 0


def test_apply_of_a_broken_package_changes_nothing(navmark: Navmark, tmp_path: Path) -> None:
    navmark("apply", "package")
    spoil(tmp_path)
    result = navmark("apply", "package")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", LINE)
    assert len(navmark("releases").stdout.splitlines()) == 1
    result = navmark("rollback", "9", "--reason", "why")
    assert (result.exit_code, result.stderr) == (1, "$ N208 there is no release 9\n")


def test_nothing_published_yet(navmark: Navmark) -> None:
    result = navmark("export", "out")
    assert result.exit_code == 1
    assert result.stderr == "$ N208 nothing has been published yet — first run: navmark apply <folder>\n"


def test_format_writes_the_canonical_form(navmark: Navmark, tmp_path: Path) -> None:
    file = tmp_path / "package" / "calendar.json"
    clean = file.read_text(encoding="utf-8") + "\n"
    navmark("format", "package")
    assert file.read_text(encoding="utf-8") == clean
    file.write_text(json.dumps(dict(reversed(json.loads(clean).items()))), encoding="utf-8")
    assert navmark("format", "package").stdout == "calendar.json\n"
    assert file.read_text(encoding="utf-8") == clean
    file.write_text("{", encoding="utf-8")
    assert navmark("format", "package").exit_code == 1
    assert file.read_text(encoding="utf-8") == "{"


def test_an_unknown_command_is_told_the_nearest(navmark: Navmark) -> None:
    result = navmark("chek")
    assert result.exit_code == 2
    assert 'no command "chek" — did you mean "check"?' in result.stderr


def test_another_database_for_one_command(navmark: Navmark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'other.sqlite'}"
    monkeypatch.setenv("NAVMARK_DATABASE", "")  # restored after the test
    assert navmark("--database", url, "apply", "package").stdout == "release 1\n"
    assert (tmp_path / "other.sqlite").stat().st_size > 0

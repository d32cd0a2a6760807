"""The reference pages say what the code says; pages for people name only commands, files and settings that exist."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from engine.cli import main
from tests.house import docs_fresh

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md", ROOT / "README.zh.md", ROOT / "connectors/README.md", ROOT / "plugins/README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]  # fmt: skip


#: Measured, not written: ./run bench puts it there.
MEASURED = {"benchmarks/RESULTS.md"}


def test_the_reference_is_what_the_code_says() -> None:
    assert docs_fresh.stale() == [], f"run {docs_fresh.COMMAND}"


def test_pages_are_the_same_each_time() -> None:
    assert docs_fresh.pages() == docs_fresh.pages()


def test_every_code_has_words() -> None:
    rows = re.findall(r"^\| (N\d{3}) \| ([^|]*) \| ([^|]*) \|", docs_fresh.pages()["issue-codes.md"], re.M)
    assert len(rows) > 150
    silent = [code for code, zh, en in rows if not (zh.strip() and en.strip())]
    assert len(silent) < len(rows) / 10, silent


def test_a_stale_page_is_named_with_the_command_that_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs_fresh, "FOLDER", tmp_path)
    assert docs_fresh.main(["--write"]) == 0
    assert docs_fresh.main([]) == 0
    (tmp_path / "formula.md").write_text("old", encoding="utf-8")
    (tmp_path / "gone.md").write_text("no longer made", encoding="utf-8")
    assert docs_fresh.main([]) == 1
    assert capsys.readouterr().out == f"docs/reference is stale (formula.md, gone.md): run {docs_fresh.COMMAND}\n"


def commands_in(text: str) -> list[list[str]]:
    """``navmark …`` lines of code blocks and code spans, as words."""
    blocks = re.findall(r"```(?:sh|console)?\n(.*?)```", text, re.S)
    lines = [line.split("#")[0] for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S))
    found = (re.search(r"(?:^|[|$] ?)navmark ([a-z].*)", line.strip()) for line in lines)
    return [match[1].split() for match in found if match]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pages_name_only_commands_and_options_there_are(page: Path) -> None:
    context = click.Context(main)
    for words in commands_in(page.read_text(encoding="utf-8")):
        command = main.get_command(context, words[0])
        assert command is not None, words
        if isinstance(command, click.Group) and len(words) > 1:
            command = command.get_command(click.Context(command), words[1])
            assert command is not None, words
        known = {name for option in command.params for name in option.opts} | {"--help"}
        assert {word.split("=")[0] for word in words if word.startswith("--")} <= known, words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert target in MEASURED or (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_settings_named_by_pages_exist(page: Path) -> None:
    for name in set(re.findall(r"NAVMARK_[A-Z_]*[A-Z]", page.read_text(encoding="utf-8"))):
        assert name in docs_fresh.SETTINGS or name.startswith("NAVMARK_SOURCE"), name

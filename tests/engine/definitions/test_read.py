"""Reading a package from a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.definitions.check import check
from engine.definitions.read import read_folder, read_text
from tests.engine.definitions import package


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    package.write(tmp_path)
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "case.json").write_text("{}")
    (tmp_path / ".hidden.json").write_text("{")
    (tmp_path / "README.md").write_text("words")
    documents, files, issues = read_folder(tmp_path)
    assert [d.path for d in documents] == sorted(package.values())
    assert files == package.FILES
    assert issues == []


def test_spreadsheet_habits_are_forgiven_in_data_files(tmp_path: Path) -> None:
    package.write(tmp_path)
    (tmp_path / "data" / "units.csv").write_bytes(b"\xef\xbb\xbf" + b"code,zh\r\nT,t\r\n")
    assert read_folder(tmp_path)[1]["data/units.csv"] == "code,zh\nT,t\n"


@pytest.mark.parametrize(
    ("raw", "code", "line"),
    [
        (b"\xef\xbb\xbf{}", "N102", 1),
        (b'{\n"a": "\xff"}', "N101", 2),
        ("{\n}".encode("utf-16"), "N101", 1),
        (b" " * 1_000_001, "N108", 1),
        (b"", "N103", 1),
        (b"[1]", "N110", 1),
        (b"{}", "N122", 1),
        (b'{\n"kind": "scal"}', "N120", 2),
        (b'{\n"kind": ["scale"]}', "N120", 2),
    ],
)
def test_a_bad_file_is_one_issue_with_its_line(tmp_path: Path, raw: bytes, code: str, line: int) -> None:
    (tmp_path / "bad.json").write_bytes(raw)
    documents, _, issues = read_folder(tmp_path)
    assert issues == []
    found = check(documents, {}, package=False).issues
    assert [(i.code, i.file, i.line) for i in found] == [(code, "bad.json", line)]


def test_data_files_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_bytes(b"a,b\n\xff,1\n")
    (tmp_path / "data" / "b.csv").write_bytes(b"a,b\n\0,1\n")
    _, _, issues = read_folder(tmp_path)
    assert [(i.code, i.file, i.line) for i in issues] == [("N101", "data/a.csv", 2), ("N106", "data/b.csv", 2)]


def test_symbolic_links_lead_nowhere(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    package.write(outside)
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "linked").symlink_to(outside)
    (inside / "app.json").symlink_to(outside / "app.json")
    assert read_folder(inside) == ([], {}, [])


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert [i.code for i in read_folder(tmp_path / "no")[2]] == ["N109"]


@pytest.mark.parametrize("path", ["../a.json", "/etc/a.json", "a/../../b.json", "a.txt", "a b.json", "", "a//b.json"])
def test_a_path_outside_the_package_is_refused(path: str) -> None:
    found = check([read_text('{"kind": "scale"}', path)], {}, package=False).issues
    assert [i.code for i in found] == ["N111"]


def test_a_data_file_outside_data_is_refused() -> None:
    assert [i.code for i in check([], {"data/../x.csv": ""}, package=False).issues] == ["N111"]
    assert [i.code for i in check([], {"x.csv": ""}, package=False).issues] == ["N111"]

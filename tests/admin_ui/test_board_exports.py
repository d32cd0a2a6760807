"""Copies of boards: stamped, typed, in scope, on record; what is hostile stays text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from admin_ui.boards.xlsx import safe
from tests.admin_ui.conftest import Person

SignIn = Callable[[str], Person]
Change = Callable[[str, Callable[[Any], None]], None]
Sheets = dict[str, list[list[Any]]]

HOSTILE = [
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠x", " =1", "%0A=1", "|calc",
    "<script>alert(1)</script>", "</text><svg onload=alert(1)>", "[x](javascript:alert(1))", "{{7*7}}", "a]b:c?d*e/f",
]  # fmt: skip


def export(person: Person, query: str) -> bytes:
    answer = person.call("GET", f"/boards/board/export?{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.data


def sheets(content: bytes) -> Sheets:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def words(content: bytes) -> str:
    return "\n".join(str(cell) for rows in sheets(content).values() for row in rows for cell in row)


def test_a_workbook_has_the_stamp_and_typed_cells(person: SignIn) -> None:
    found = sheets(export(person("chief"), "format=xlsx&day=2026-11-22"))
    assert (
        list(found) == ["说明", "指标卡", "灯", "灯 2", "走势", "排名", "差距条", "表格", "热力表"] or "文字" in found
    )
    about = [row[0] for row in found["说明"]]
    assert about[0] == "看板"
    assert about[2] == "看板 看板(board) 定义版本 1 · 发布 1"
    assert about[3].startswith("范围 ")
    assert "(HQ) 2026-11-01 至 2026-11-22" in about[3]
    assert about[4] == "数据截至 2026-11-22 · 同步于 2026-11-23 08:00:00"
    assert about[5].endswith("(chief) · 2026-11-23 08:30:00")
    tiles = found["指标卡"]
    head = tiles.index(next(row for row in tiles if row[0] == "指标"))
    sales = tiles[head + 1]
    assert sales[1:3] == [15872.0, 17600.0]  # numbers, not text
    assert sales[3] == pytest.approx(15872 / 17500)
    assert str(sales[8])[:10] == "2026-11-22"
    assert any("定义版本 1" in str(row[0]) for row in tiles)  # the stamp stands on every sheet
    ranking = [row for row in found["排名"] if row[1] in ("1", "2")]
    assert [row[2] for row in ranking] == ["北方大区", "南方大区"]


def test_the_callers_language_and_scope(person: SignIn) -> None:
    keeper = person("keep_s12")
    text = words(export(keeper, "format=xlsx"))
    assert "S12" in text
    assert not re.search(r"\b(S11|S1|S2|S|N|HQ)\b", text)
    assert "毛利" not in text
    for query in ("unit=S11", "unit=N", "unit=ZZ"):
        assert keeper.call("GET", f"/boards/board/export?format=pdf&{query}").status_code == 404
    english = person("chief").call("PATCH", "/session", json={"language": "en"})
    assert english.status_code == 200
    assert "definition version 1, release 1" in words(export(person("chief"), "format=xlsx"))


def test_two_versions_are_told_apart(person: SignIn, changed_app: Change) -> None:
    chief = person("chief")
    first = {kind: export(chief, f"format={kind}") for kind in ("xlsx", "pdf")}
    assert first == {kind: export(chief, f"format={kind}") for kind in ("xlsx", "pdf")}  # equal content, equal bytes
    changed_app("dashboards/board.json", lambda d: d["layout"].pop())
    answer = chief.call("GET", "/boards/board/export?format=pdf")
    assert answer.headers["Content-Disposition"].endswith("board_HQ_2026-11-22_v2.pdf")
    assert answer.data[:5] == b"%PDF-"
    assert answer.data != first["pdf"]
    assert "定义版本 2 · 发布 2" in words(export(chief, "format=xlsx"))


def test_a_picture_gets_its_stamp_from_the_server(person: SignIn) -> None:
    answer = person("keep_s12").get("/boards/board/export?format=png")
    assert len(answer["lines"]) == 4
    assert "(S12)" in answer["lines"][1]


def test_exports_are_on_record(person: SignIn) -> None:
    chief = person("chief")
    for kind in ("pdf", "xlsx", "png"):
        chief.call("GET", f"/boards/board/export?format={kind}&unit=S")
    chief.call("GET", "/boards/board/export?format=pdf&unit=ZZ")
    acts = chief.get("/audit?action=board.export")
    assert [(one["object"], one["detail"]["format"], one["detail"]["unit"]) for one in acts] == [
        ("board", "png", "S"),
        ("board", "xlsx", "S"),
        ("board", "pdf", "S"),
    ]
    assert chief.call("GET", "/boards/board/export?format=exe").status_code == 422
    assert chief.call("GET", "/boards/board/export").status_code == 422


@pytest.mark.parametrize("text", HOSTILE)
def test_text_can_never_become_a_formula(text: str) -> None:
    kept = safe(text)
    assert not re.match(r"\s*[=+\-@＝＋－＠|%]", kept)
    assert kept.lstrip("'").strip() == text.strip()


def test_hostile_titles_stay_text_in_every_format(person: SignIn, changed_app: Change) -> None:
    def plant(definition: Any) -> None:
        definition["title"] = {"zh": HOSTILE[0], "en": HOSTILE[0]}
        some = [{"type": "tiles", "title": {"zh": one, "en": one}} for one in HOSTILE]
        note = {"type": "text", "settings": {"text": {"zh": "\n".join(HOSTILE), "en": "x"}}}
        definition["layout"] = [*some, note]

    changed_app("dashboards/board.json", plant)
    content = export(person("chief"), "format=xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        whole = {name: parts.read(name).decode() for name in parts.namelist()}
    assert not any("<f>" in part or "<f " in part or "hyperlink" in part for part in whole.values())
    assert len(sheets(content)) == len(HOSTILE) + 2  # names that Excel takes, each once
    assert "<script>" not in whole["xl/sharedStrings.xml"]
    assert export(person("chief"), "format=pdf")[:5] == b"%PDF-"
    board = person("chief").get("/boards/board")
    assert [one["title"]["zh"] for one in board["widgets"][:-1]] == HOSTILE

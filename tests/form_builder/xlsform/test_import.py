"""XLSForm workbooks become forms: types, words, groups, expressions; what is left out is named with its row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine.base.issue import IssueError
from engine.definitions.model import build
from form_builder.commands.form import COMMAND
from form_builder.fields.contract import Ground
from form_builder.kinds.form.model import FormModel
from form_builder.shape import answers, compile_model
from form_builder.xlsform import import_xlsform
from form_builder.xlsform.xpath import Known, Untranslatable, translate
from tests.form_builder.xlsform.books import PATROL, book, survey


def fields_in(fields: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = {}
    for field in fields:
        found[field["name"]] = field
        found |= fields_in(field.get("fields", []))
    return found


def test_a_patrol() -> None:
    found = import_xlsform(PATROL, level="store", fillers=["manager"])
    form = found.definition
    assert (form["name"], form["title"], form["level"], form["fillers"]) == (
        "patrol_2026", {"zh": "Patrol", "en": "Patrol"}, "store", ["manager"],
    )  # fmt: skip
    fields = fields_in(form["fields"])
    assert {name: field["type"] for name, field in fields.items()} == {
        "shelf_part": "section", "facings": "number", "full": "choice", "seen": "multi_choice", "photo": "photo",
        "province": "choice", "city": "choice", "lines": "repeat", "sku": "text", "price": "number",
        "pieces": "number", "worth": "computed", "total": "computed", "made": "date", "place": "location",
        "code": "barcode", "stars": "rating", "thanks": "note", "odd": "text",
    }  # fmt: skip
    assert fields["facings"] == {
        "name": "facings", "type": "number", "title": {"zh": "排面数", "en": "Facings"},
        "hint": {"zh": "只数正面", "en": "只数正面"}, "required": True,
        "constraint": "(facings >= 0) and (facings <= 200)",
        "message": {"zh": "排面数不合理", "en": "排面数不合理"},
    }  # fmt: skip
    formulas = {n: {k: f[k] for k in ("required", "visible", "formula", "gives") if k in f} for n, f in fields.items()}
    assert {name: found for name, found in formulas.items() if found} == {
        "facings": {"required": True},
        "full": {"required": "facings > 0", "visible": "facings > 3"},
        "seen": {"visible": 'full == "y"'},
        "photo": {"required": True, "visible": "seen__count >= 1"},
        "city": {"visible": "not is_null(province)"},
        "worth": {"formula": "price * pieces", "gives": "number"},
        "total": {"formula": "lines__worth", "gives": "number"},
    }
    assert fields["made"]["constraint"] == "made <= day"
    assert [(c["name"], c.get("when")) for c in fields["city"]["choices"]] == [
        ("hz", 'province == "z"'), ("gz", 'province == "s"'),
    ]  # fmt: skip
    assert [c["name"] for c in fields["seen"]["choices"]] == ["a", "b_2"]
    assert (fields["photo"]["camera_only"], fields["photo"]["longest_side"], fields["stars"]["most"]) == (True, 1600, 5)
    left = {(issue.line, issue.path, issue.level) for issue in found.issues}
    assert left == {
        (2, "$.survey.start", "warning"),
        (4, "$.survey.Facings", "warning"),
        (6, "$.survey.seen", "warning"),
        (23, "$.survey.sound", "warning"),
        (24, "$.survey.odd", "warning"),
    }
    assert any("regex() " in issue.message["zh"] for issue in found.issues)


def test_the_imported_form_works() -> None:
    model = build(FormModel, import_xlsform(PATROL, level="store").definition)
    form = compile_model(model, "0")
    given = {
        "facings": 5, "full": "y", "seen": ["b_2"], "photo": ["01a205cf-0000-7000-8000-000000000001"],
        "province": "z", "city": "hz", "lines": [{"sku": "x", "price": 2.5, "pieces": 4}, {"price": 1, "pieces": 3}],
    }  # fmt: skip
    found = answers(form, given, Ground())
    assert (found.issues, found.values["total"]) == ([], 13)
    wrong = answers(form, given | {"city": "gz"}, Ground())
    assert [(issue.path, issue.code) for issue in wrong.issues] == [("$.values.city", "N792")]
    few = answers(form, given | {"facings": 2}, Ground())
    assert sorted(few.dropped) == ["full", "photo", "seen"]  # one hides the next


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("${n} > 3 and selected(${b}, 'x')", "((n > 3) and b__x)"),
        ("selected(${c}, 'x-1')", '(c == "x_1")'),
        ("${c} = 'x-1' or ${c}='y'", '((c == "x_1") or (c == "y"))'),
        ("'y' = ${c}", '(c == "y")'),
        ("3 < ${n}", "(n > 3)"),
        ("${n} = '3'", "(n == 3)"),
        ("${t} = ''", "is_null(t)"),
        ("${p} != ''", "(p != 0)"),
        ("not(${n} mod 2 = 1)", "(not ((n % 2) == 1))"),
        ("-(${n} + 1) * 2 div 4", "((-(n + 1) * 2) / 4)"),
        ("if(${n} > 1, 'a', 'b')", '("a" if (n > 1) else "b")'),
        ("count-selected(${b}) >= 1", "(b__count >= 1)"),
        ("sum(${inner}) + count(${r})", "(r__inner + r)"),
        ("${d} > date('2026-01-31')", '(d > date("2026-01-31"))'),
        ("${d} > '2026-01-31'", '(d > date("2026-01-31"))'),
        (". <= today()", "(n <= day)"),
        ("coalesce(${n}, .5) + string-length( ${t} )", "(coalesce(n, 0.5) + length(t))"),
        ("concat('it', \"'s\")", 'concat("it", "\'s")'),
    ],
)
def test_expressions(theirs: str, ours: str) -> None:
    assert translate(theirs, KNOWN, "n") == ours


KNOWN = {
    "n": Known("n", "number", {}),
    "t": Known("t", "text", {}),
    "d": Known("d", "date", {}),
    "p": Known("p", "photo", {}),
    "c": Known("c", "choice", {"x-1": "x_1", "y": "y"}),
    "b": Known("b", "multi_choice", {"x": "x"}),
    "r": Known("r", "repeat", {}),
    "inner": Known("inner", "number", {}, "r"),
}


@pytest.mark.parametrize(
    "theirs",
    ["${nobody} > 1", "../n > 1", "/data/n", "pulldata('a','b','c','d')", "selected(${t}, 'x')", "${c} = 'z'",
     "${n} >", "once(random())", "position(..)", "${n} = 1 1", "selected(${c})", "(" * 60 + "1" + ")" * 60,
     "${n} & 1", "sum(${n})"],
)  # fmt: skip
def test_expressions_we_cannot_say(theirs: str) -> None:
    with pytest.raises(Untranslatable) as why:
        translate(theirs, KNOWN, "n")
    assert why.value.zh
    assert why.value.en


def test_a_formula_that_does_not_fit_is_taken_out_with_what_rests_on_it() -> None:
    data = survey(
        {"type": "text", "name": "a", "label": "A"},
        {"type": "calculate", "name": "b", "calculation": "${a} + 1"},
        {"type": "integer", "name": "c", "label": "C", "relevant": "${b} > 2"},
        {"type": "integer", "name": "d", "label": "D", "relevant": "${e} > 2"},
        {"type": "integer", "name": "e", "label": "E", "relevant": "${d} > 2"},
    )
    found = import_xlsform(data, level="store")
    fields = fields_in(found.definition["fields"])
    assert sorted(fields) == ["a", "c", "d", "e"]
    assert "visible" not in fields["c"]
    assert [name for name in ("d", "e") if "visible" in fields[name]] in (["d"], ["e"])
    assert {issue.path for issue in found.issues} >= {"$.survey.b", "$.survey.c"}
    compile_model(build(FormModel, found.definition), "0")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "N874"),
        (b"PK\x03\x04 not a workbook", "N874"),
        (b"type,name\ntext,a\n", "N797"),
        (book({"Sheet1": [["type", "name"], ["text", "a"]]}), "N797"),
        (book({"survey": [["type", "name", "label"]]}), "N797"),
        (survey({"type": "select_one nothing", "name": "a", "label": "A"}), "N797"),
        (survey({"type": "begin group", "name": "a", "label": "A"}), "N797"),
        (survey({"type": "audio", "name": "a", "label": "A"}), "N797"),
    ],
    ids=["empty", "no_archive", "csv", "no_survey", "no_rows", "no_list", "open_group", "nothing_of_ours"],
)
def test_odd_files_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(IssueError) as refused:
        import_xlsform(data, level="store")
    assert refused.value.issues[0].code == code
    assert all(refused.value.issues[0].message[lang] for lang in ("zh", "en"))


def test_names_are_made_ours_and_stay_apart() -> None:
    data = survey(
        {"type": "integer", "name": "Day", "label": "A"},
        {"type": "integer", "name": "q__1", "label": "B", "relevant": "${Day} > 1"},
        {"type": "integer", "name": "q_1", "label": "C"},
        {"type": "integer", "name": "_2", "label": "D"},
    )
    fields = import_xlsform(data, level="store").definition["fields"]
    assert [field["name"] for field in fields] == ["day_2", "q_1", "q_1_2", "field_2"]
    assert fields[1]["visible"] == "day_2 > 1"


def test_the_command_writes_a_definition_and_says_what_is_missing(tmp_path: Path) -> None:
    source, target = tmp_path / "patrol.xlsx", tmp_path / "patrol.json"
    source.write_bytes(PATROL)
    run = CliRunner().invoke(COMMAND, ["import", str(source), "--level", "store", "--into", str(target)])
    assert run.exit_code == 0, run.output
    assert json.loads(target.read_text(encoding="utf-8"))["name"] == "patrol_2026"
    assert "survey:23" in run.stderr
    again = CliRunner().invoke(COMMAND, ["import", str(source), "--level", "store", "--into", str(target)])
    assert isinstance(again.exception, IssueError)

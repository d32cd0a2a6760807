"""The kind form: its cases, and that every installed type of field has words, examples and a schema of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.base.plugin import Plugin
from engine.base.text import both
from engine.definitions.schema import validator
from engine.testing.kind_cases import case_files, faults_of_bad_case, load_case, run_case
from form_builder.fields.contract import Field, FieldType, Ground, Reading, Refused, field_types
from form_builder.fields.options import field_issues, field_schema, option, options, whole
from form_builder.kinds.form import KIND
from form_builder.kinds.form.model import FormModel
from form_builder.shape import answers, compile_model

TYPES = sorted(field_types().values(), key=lambda one: one.name)


@pytest.mark.parametrize("file", case_files(KIND, "good"), ids=lambda file: file.stem)
def test_good(file: Path) -> None:
    assert [issue.line_of_text() for issue in run_case(file)] == []


@pytest.mark.parametrize("file", case_files(KIND, "bad"), ids=lambda file: file.stem)
def test_bad(file: Path) -> None:
    assert faults_of_bad_case(file) == []


@pytest.mark.parametrize("found", TYPES, ids=lambda one: one.name)
def test_a_type_has_words_and_examples_that_fit(found: FieldType) -> None:
    schema = whole(found)
    Draft202012Validator.check_schema(schema)
    for name, about in schema["properties"].items():
        assert " / " in about["title"], name
        assert all(about["x-text"][lang] for lang in ("zh", "en")), name
        for example in about["examples"]:
            faults = list(validator({**about, "$defs": schema["$defs"]}).iter_errors(example))
            assert faults == [], f"{found.name}.{name}: {example}"
    assert all(text[lang] for text in (found.title, found.help) for lang in ("zh", "en"))


def test_the_fullest_case_has_every_type() -> None:
    definition = load_case(KIND.folder / "cases/good/every_type.json")["definition"]
    seen = set()
    waiting = list(definition["fields"])
    while waiting:
        field = waiting.pop()
        seen.add(field["type"])
        waiting += field.get("fields", [])
    assert seen == {one.name for one in TYPES}


def test_a_plug_in_may_add_a_type(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(field: Field, value: Any, reading: Reading) -> float:
        if not isinstance(value, float):
            raise Refused("须为温度", "this must be a temperature")
        return round(value, 1)

    own = FieldType(
        name="thermometer",
        title=both("温度", "Temperature"),
        help=both("读温度计。", "Read off a thermometer."),
        family="number",
        schema=options(most=option("上限 / Most", "不能超过。", "Not above.", 40, type="number")),
        read=read,
        names=lambda field: {field.name: "number"},
        scalars=lambda field, value: {field.name: value},
    )
    plugin = Plugin("house", both("家", "House"), "1", {"field_type": {"thermometer": own}})
    monkeypatch.setattr("engine.base.plugin.plugins", lambda: {"house": plugin})
    field_types.cache_clear()
    field_schema.cache_clear()
    try:
        raw = {"name": "t", "type": "thermometer", "title": both("温度", "T"), "most": 40}
        form = compile_model(
            FormModel(
                name="f", title=both("表", "F"), level="l", fields=(raw, {**raw, "name": "u", "visible": "t > 4"})
            ),
            "0",
        )
        assert answers(form, {"t": 4.26, "u": 1.0}, Ground()).values == {"t": 4.3, "u": 1.0}
        assert answers(form, {"t": 4.0, "u": 1.0}, Ground()).dropped == ["u"]
        assert [issue.code for issue in answers(form, {"t": "warm"}, Ground()).issues] == ["N792"]
        assert [issue.path for issue in field_issues("thermometer", {**raw, "least": 3}, "$.fields[0]")] == [
            "$.fields[0].least"
        ]
    finally:
        monkeypatch.undo()
        field_types.cache_clear()
        field_schema.cache_clear()

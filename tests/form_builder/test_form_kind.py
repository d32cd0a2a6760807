"""The kind form: its cases, and that every installed type of field has words, examples and a schema of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from engine.definitions.schema import validator
from engine.testing.kind_cases import case_files, faults_of_bad_case, load_case, run_case
from form_builder.fields.contract import FieldType, field_types
from form_builder.fields.options import whole
from form_builder.kinds.form import KIND

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

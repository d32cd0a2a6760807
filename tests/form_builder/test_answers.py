"""Answers as cases that an analyst can read (``answers/*.json``), and properties that hold for any answers.

``server``: the phone's own controls never send that. The same cases are run in the browser
(``phone/fill/settle.test.ts``) from ``admin_ui/web/src/phone/fill/answers.cases.json``, which is made here:
``python -m tests.form_builder.test_answers``.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from engine.definitions.model import build
from engine.definitions.release import Release
from form_builder.fields.contract import Ground
from form_builder.kinds.form.model import FormModel
from form_builder.phone import for_phone
from form_builder.shape import CompiledForm, compile_model
from form_builder.validation import issues_of, schema_of

FILES = sorted((Path(__file__).parent / "answers").glob("*.json"))
BROWSER = Path(__file__).parents[2] / "admin_ui/web/src/phone/fill/answers.cases.json"
GROUND = Ground(unit="B1", day=date(2026, 11, 23))
ALL = [(file.stem, case) for file in FILES for case in json.loads(file.read_text(encoding="utf-8"))["cases"]]


def form_of(name: str) -> CompiledForm:
    raw = json.loads((Path(__file__).parent / f"answers/{name}.json").read_text(encoding="utf-8"))["form"]
    return compile_model(build(FormModel, raw), "0" * 64)


@pytest.mark.parametrize(("name", "case"), ALL, ids=[f"{name}: {case['name']}" for name, case in ALL])
def test_case(name: str, case: dict[str, Any]) -> None:
    schema = schema_of(form_of(name), ground=GROUND)
    if "errors" in case:
        with pytest.raises(ValidationError) as refused:
            schema.load(case["given"])
        found = {issue.path.removeprefix("$.values."): issue.code for issue in issues_of(refused.value)}
        assert found == case["errors"]
        assert all(issue.message[lang] for issue in issues_of(refused.value) for lang in ("zh", "en"))
        return
    assert schema.load(case["given"]) == case["values"]
    assert sorted(schema.answers.dropped) == sorted(case.get("dropped", []))
    assert schema.answers.differing == case.get("differing", [])
    assert schema.flags == (["computed"] if case.get("differing") else [])


def for_the_browser() -> str:
    app = SimpleNamespace(money_digits=2, time_zone="Asia/Shanghai")
    release = cast(Release, SimpleNamespace(app=app))
    made = [
        {"form": for_phone(release, form_of(file.stem)), "cases": [case for name, case in ALL if name == file.stem]}
        for file in FILES
    ]
    return json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_the_browser_has_the_same_cases() -> None:
    assert BROWSER.read_text(encoding="utf-8") == for_the_browser(), "python -m tests.form_builder.test_answers"


_PLAIN = st.none() | st.booleans() | st.integers(-50, 50) | st.floats(-9, 9) | st.sampled_from(
    ["", "x", "y", "a", "big", "small", "2026-11-20", "08:30", "tea", "red", "01a205cf-0000-7000-8000-000000000001"]
)  # fmt: skip
_ANY = st.recursive(
    _PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)


@pytest.mark.parametrize("name", [file.stem for file in FILES])
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_answers_are_taken_or_refused_and_taking_them_again_changes_nothing(name: str, data: st.DataObject) -> None:
    form = form_of(name)
    names = [field.name for field in form.by_name.values() if field.type.carries]
    entry = st.dictionaries(st.sampled_from(names), _ANY, max_size=5)
    answers = data.draw(st.dictionaries(st.sampled_from(names), _ANY | st.lists(entry, max_size=3), max_size=8))
    schema = schema_of(form, ground=GROUND)
    try:
        clean = schema.load(answers)
    except ValidationError as refused:
        if not issues_of(refused):
            pytest.fail("refused without a reason")
        return
    again = schema_of(form, ground=GROUND)
    assert again.load(clean) == clean
    assert (again.answers.dropped, again.flags) == ([], [])
    json.dumps(clean, allow_nan=False)


def test_a_schema_takes_former_names_and_old_answers_are_shown_under_new_ones() -> None:
    from form_builder.versions import in_newest

    raw = json.loads((Path(__file__).parent / "answers/lines.json").read_text(encoding="utf-8"))["form"]
    raw["fields"][0] |= {"name": "share", "aliases": ["rate"]}
    raw["fields"][1]["fields"][0] |= {"name": "item", "aliases": ["sku"]}
    raw["fields"][1]["fields"][4]["formula"] = "worth * share"
    newest = compile_model(build(FormModel, raw), "1" * 64)
    old = {"lines": [{"sku": "a"}], "rate": 0.5, "gone": 1}
    assert in_newest(newest, old) == {"share": 0.5, "lines": [{"item": "a"}], "gone": 1}
    sent = schema_of(newest, ground=GROUND).load({"rate": 0.5, "lines": [{"sku": "a"}]})
    assert sent == {"share": 0.5, "lines": [{"item": "a"}], "count": 1}


if __name__ == "__main__":
    BROWSER.write_text(for_the_browser(), encoding="utf-8")

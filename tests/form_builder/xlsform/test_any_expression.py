"""Whatever stands in a workbook's cell: a formula of ours that parses by its names, or a reason why not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.base.issue import IssueError
from engine.expressions import parse
from form_builder.xlsform.xpath import Untranslatable, translate
from tests.form_builder.xlsform.test_import import KNOWN

_WORDS = [
    *(f"${{{name}}}" for name in KNOWN), "${nobody}", ".", "..", "'x'", "'x-1'", "''", "1", ".5", "-", "+", "*", "div",
    "mod", "=", "!=", "<", "<=", ">", ">=", "and", "or", "(", ")", ",", "not(", "selected(", "if(", "count-selected(",
    "today()", "sum(", "count(", "concat(", "int(", "date('2026-01-31')", "/", "|", "\u3000", "\"",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=14).map(" ".join) | st.text(max_size=40))
def test_any_text(text: str) -> None:
    try:
        ours = translate(text, KNOWN, "n", {"column": "x"})
    except Untranslatable as why:
        if not (why.zh and why.en):
            pytest.fail(f"no reason: {text}")
        return
    try:
        parse(ours, names=None)
    except IssueError as refused:  # types that do not fit are found when the form is compiled; the writing is right
        if not {issue.code for issue in refused.issues} <= {"N303", "N304", "N307", "N310", "N311", "N315"}:
            pytest.fail(f"{text} → {ours}: {refused}")


def test_long_ones_end() -> None:
    for text in ("-" * 1999 + "1", "1" + " + 1" * 490, "(" * 900, "not(" * 400):
        try:
            translate(text, KNOWN)
        except Untranslatable:
            continue

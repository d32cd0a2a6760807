"""Every type of curve against the cases that the web client's curves are run against too; each worked out by hand."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from engine.kinds.scorecard.compile import curve_of, within
from engine.kinds.scorecard.curves import curve_types
from engine.kinds.scorecard.curves.contract import exact
from engine.scores.judge import rounded

CASES = json.loads(Path(__file__).with_name("curves.json").read_text(encoding="utf-8"))


def limit(case: dict[str, Any], name: str) -> Fraction | None:
    return exact(case[name]) if name in case else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: json.dumps(case["curve"])[:80])
def test_points(case: dict[str, Any]) -> None:
    points = within(curve_of(case["curve"]), limit(case, "floor"), limit(case, "cap"))
    assert [[x, float(rounded(points(exact(x)), 4))] for x, _ in case["points"]] == case["points"]


def test_every_type_has_cases() -> None:
    assert {case["curve"]["type"] for case in CASES} == set(curve_types())

"""One meaning, one text: whatever the order of keys and the spaces of the author."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definitions.canonical_form import canonical_text
from engine.definitions.check import check_one
from engine.definitions.read import read_text
from tests.engine.definitions import package


def shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", package.values())
@settings(deadline=None)
@given(seed=st.randoms(use_true_random=False), indent=st.sampled_from([None, 1, 4]), ascii_only=st.booleans())
def test_noise_of_the_author_vanishes(path: str, seed: random.Random, indent: int | None, ascii_only: bool) -> None:
    value = package.values()[path]
    noisy = json.dumps(shuffled(value, seed), indent=indent, ensure_ascii=ascii_only)
    definition, issues = check_one(read_text(noisy, path))
    assert issues == []
    assert definition is not None
    assert definition.text == canonical_text(value)
    assert json.loads(definition.text) == value
    again, _ = check_one(read_text(definition.text, path))
    assert again is not None
    assert (again.text, again.hash) == (definition.text, definition.hash)


def test_keys_stand_in_the_order_of_the_schema() -> None:
    value = dict(reversed(package.values()["scales/standard.json"].items()))
    assert list(json.loads(canonical_text(value))) == ["kind", "name", "title", "bands"]


def test_the_order_of_a_free_mapping_is_kept() -> None:
    value = package.values()["plans/plan.json"]
    value["lines"][0]["total"] = {"target": "2.00", "baseline": "1.00"}
    assert list(json.loads(canonical_text(value))["lines"][0]["total"]) == ["target", "baseline"]


def test_text_is_unescaped_with_two_spaces_and_one_newline() -> None:
    text = canonical_text(package.values()["calendar.json"])
    assert '\n  "title": {\n    "zh": "示例 trading"' in text
    assert text.endswith("}\n")

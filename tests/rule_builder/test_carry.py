"""Releases of before there was a library of causes go on serving: their causes are carried over as they are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine.base.text import both
from engine.definitions.canonical_form import text_hash
from engine.definitions.publish import publish
from engine.definitions.read import read_value
from engine.definitions.release import current_release, forget
from engine.storage.database import open_database, reading, writing
from engine.storage.tables import definition_version, metadata, release
from rule_builder.kinds.rule.carry import carry
from tests.rule_builder.test_whole import CAUSE, FILES, PACKAGE, RULE

INSIDE = {key: value for key, value in CAUSE.items() if key != "kind"}


def test_a_stored_release_with_causes_inside_its_rules_still_loads(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    metadata.create_all(engine)
    with writing(engine) as connection:
        documents = [read_value(d, f"{d['kind']}s/{d['name']}.json") for d in PACKAGE if d is not CAUSE]
        publish(connection, documents, FILES, author="t", reason="t")
        # as an earlier version of the product stored it
        old = json.dumps({**RULE, "causes": [INSIDE]}, ensure_ascii=False, indent=2)
        v = definition_version
        connection.execute(sa.update(v).where(v.c.kind == "rule").values(text=old, hash=text_hash(old)))
        connection.execute(sa.update(release).values(hash="of before"))
    forget()
    with reading(engine) as connection:
        serving = current_release(connection)
    assert serving is not None
    assert serving.get("rule", "low").causes == ("shortage",)
    assert serving.get("cause", "shortage").when == CAUSE["when"]
    assert serving.compiled("cause", "shortage").indicators == {"": "short_rate"}
    engine.dispose()


def carried(*rules: dict[str, Any], causes: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    found = carry([read_value(one, f"{one['kind']}s/{one['name']}.json") for one in (*rules, *causes)])
    return {f"{one.value['kind']}/{one.value['name']}": one.value for one in found}


def test_two_rules_with_one_cause_share_it_and_another_of_that_name_gets_its_own() -> None:
    other = {**INSIDE, "when": "value > 0.5"}
    found = carried(
        {"kind": "rule", "name": "a", "causes": [INSIDE]},
        {"kind": "rule", "name": "b", "causes": [INSIDE]},
        {"kind": "rule", "name": "c", "causes": [other]},
        {"kind": "rule", "name": "d"},
    )
    assert [found[f"rule/{name}"].get("causes") for name in "abcd"] == [
        ["shortage"],
        ["shortage"],
        ["c_shortage"],
        None,
    ]
    assert found["cause/shortage"] == {"kind": "cause", **INSIDE}
    assert found["cause/c_shortage"] == {"kind": "cause", **other, "name": "c_shortage"}


def test_what_is_written_as_now_is_left_alone() -> None:
    documents = [read_value({"kind": "rule", "name": "a", "causes": ["shortage"]}, "rules/a.json")]
    assert carry(documents) is documents
    mine = {"kind": "cause", **INSIDE, "title": both("别的", "Another")}
    found = carried({"kind": "rule", "name": "a", "causes": [INSIDE]}, causes=(mine,))
    assert found["rule/a"]["causes"] == ["a_shortage"]
    assert found["cause/shortage"] == mine

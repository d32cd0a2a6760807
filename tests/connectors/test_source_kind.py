"""The kind's own cases, and the schemas of every connector, log-in and way of paging."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import Connector, Page, Record, Run
from connectors.fields import field_issues, typed
from connectors.kinds.source import KIND
from connectors.registry import auths, connectors, pagings
from engine.base.text import both
from engine.definitions.check import Checked, check
from engine.definitions.read import read_value
from engine.definitions.schema import KEYWORDS, common, validator

GOOD = sorted((KIND.folder / "cases/good").glob("*.json"))
BAD = sorted((KIND.folder / "cases/bad").glob("*.json"))


def checked(case: dict[str, Any]) -> Checked:
    documents = [read_value(case["definition"], "it.json")]
    documents += [read_value(value, f"{value['name']}.json") for value in case.get("with", ())]
    return check(documents, case.get("files", {}), package=False)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    assert [issue.line_of_text() for issue in checked(case).issues] == []


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    found = [(issue.code, issue.path) for issue in checked(case).issues if issue.file == "it.json"]
    assert (case["expect"], case["path"]) in found
    assert len(found) == 1, "one mistake, one issue"


def test_a_definition_is_not_changed_by_looking_at_it() -> None:
    case = json.loads(GOOD[0].read_text("utf-8"))
    before = json.dumps(case)
    checked(case)
    assert json.dumps(case) == before


def parts() -> Iterator[tuple[str, Any]]:
    for name, connector in connectors().items():
        yield f"{name} connection", connector.connection
        yield f"{name} request", connector.request
    for name, part in [*auths().items(), *pagings().items()]:
        yield name, typed(name, part.schema)


def nodes(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, node in schema.get("properties", {}).items():
        yield name, node
        yield from nodes(node)
        yield from nodes(node.get("items", {}))


@pytest.mark.parametrize(("name", "schema"), list(parts()), ids=lambda value: value if isinstance(value, str) else "")
def test_every_field_is_explained_in_both_languages(name: str, schema: dict[str, Any]) -> None:
    whole = {"type": "object", **schema, "$defs": common()["$defs"]}
    validator(whole).check_schema(whole)
    for key, node in nodes(schema):
        assert set(node) <= KEYWORDS, f"{name}.{key}"
        assert " / " in node["title"], f"{name}.{key}"
        assert node["x-text"]["zh"] != node["x-text"]["en"], f"{name}.{key}"
        for example in node["examples"]:
            group = {"properties": {key: node}}
            assert field_issues({key: example}, group, "$") == [], f"{name}.{key}"


def test_a_plugin_s_connector_comes_through_the_same_door(monkeypatch: pytest.MonkeyPatch) -> None:
    def pages(run: Run) -> Iterator[Page]:
        yield Page(((Record.of({"n": 1}),),))

    mine = Connector("mine", both("我的", "Mine"), pages)
    monkeypatch.setattr("connectors.registry.provided", lambda door: {"mine": mine} if door == "connector" else {})
    connectors.cache_clear()
    try:
        assert set(connectors()) >= {
            "http_json",
            "csv_file",
            "excel_file",
            "sql_query",
            "sftp_csv",
            "sftp_excel",
            "mine",
        }
        source = {"kind": "source", "name": "s", "title": both("s", "s"), "connector": "mine"}
        definition = {**source, "into": [{"dataset": "d", "map": {"unit": "n"}}]}
        assert [i.code for i in checked({"definition": definition}).issues] == ["N202"]
        monkeypatch.setattr("connectors.registry.provided", lambda door: {"http_json": mine})
        connectors.cache_clear()
        with pytest.raises(ValueError, match="http_json"):
            connectors()
    finally:
        connectors.cache_clear()

"""The OpenAPI document is served, whole, and says of every route what it takes and answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.admin_ui.conftest import World
from tests.admin_ui.test_routes import routes


@pytest.fixture
def document(world: World) -> dict[str, Any]:
    answer = world.client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.get_json()  # type: ignore[no-any-return]


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_every_route_is_described(world: World, document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    described = {(m.upper(), path) for path, item in document["paths"].items() for m in item if m != "parameters"}
    real = {(method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)) for method, rule, _ in routes(world)}
    assert described == real


def test_every_operation_has_words_parameters_and_answers(document: dict[str, Any]) -> None:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            assert operation["summary"], (method, path)
            assert any(code.startswith("2") for code in operation["responses"]), (method, path)
            parameters = [*item.get("parameters", []), *operation.get("parameters", [])]
            inside = {p["name"] for p in parameters if p.get("in") == "path"}
            assert inside == set(re.findall(r"{(\w+)}", path)), (method, path)


def test_every_reference_resolves_and_every_schema_is_one(document: dict[str, Any]) -> None:
    for reference in set(references(document)):
        at: Any = document
        for step in reference.removeprefix("#/").split("/"):
            at = at[step]
    for name, schema in document["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert schema["type"] == "object", name


def test_errors_are_described_as_problem_details(document: dict[str, Any]) -> None:
    assert set(document["components"]["schemas"]["Problem"]["properties"]) == {
        "type",
        "title",
        "status",
        "detail",
        "issues",
    }


def test_it_holds_nothing_of_the_installation(world: World, document: dict[str, Any]) -> None:
    text = json.dumps(document)
    assert world.settings.key not in text
    assert str(world.folder) not in text

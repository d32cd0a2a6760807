"""Rules for every kind: words in both languages, examples, enough cases, known keywords, nothing fetched."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest
import referencing.exceptions
from jsonschema import Draft202012Validator

from admin_ui.api.kinds import ui_of
from engine.base.text import LANGUAGES
from engine.definitions.check import check
from engine.definitions.kind import Kind, kinds
from engine.definitions.read import read_value
from engine.definitions.schema import KEYWORDS, resolve, schema_of, validator

KINDS = list(kinds().values())
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def properties_in(node: Any, path: str = "$") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property of a schema with where it stands."""
    if isinstance(node, list):
        for i, item in enumerate(node):
            yield from properties_in(item, f"{path}[{i}]")
    elif isinstance(node, dict):
        for name, about in node.get("properties", {}).items():
            yield f"{path}.{name}", about
            yield from properties_in(about, f"{path}.{name}")
        for key in ("items", "oneOf", "additionalProperties", "propertyNames"):
            if isinstance(node.get(key), dict | list):
                yield from properties_in(node[key], f"{path}.{key}")
        for name, about in node.get("$defs", {}).items():
            yield from properties_in(about, f"{path}.$defs.{name}")


def unknown_keywords(node: Any, path: str = "$") -> list[str]:
    """Keywords that JSON Schema (or we) do not know: Draft202012Validator.check_schema accepts them in silence."""
    if isinstance(node, list):
        return [found for i, item in enumerate(node) for found in unknown_keywords(item, f"{path}[{i}]")]
    if not isinstance(node, dict):
        return []
    found = [f"{path}.{key}" for key in node if key not in KEYWORDS | {"$schema", "$defs"}]
    for key in ("properties", "$defs"):
        for name, about in node.get(key, {}).items():
            found += unknown_keywords(about, f"{path}.{key}.{name}")
    for key in ("items", "oneOf", "additionalProperties", "propertyNames"):
        found += unknown_keywords(node.get(key), f"{path}.{key}")
    return found


def open_objects(node: Any, path: str = "$") -> list[str]:
    """Objects with properties that do not say whether other fields may pass (the answer is nearly always: no)."""
    if isinstance(node, list):
        return [found for i, item in enumerate(node) for found in open_objects(item, f"{path}[{i}]")]
    if not isinstance(node, dict):
        return []
    found = [path] if "properties" in node and "additionalProperties" not in node else []
    for key in ("properties", "$defs"):
        for name, about in node.get(key, {}).items():
            found += open_objects(about, f"{path}.{name}")
    for key in ("items", "oneOf"):
        found += open_objects(node.get(key), f"{path}.{key}")
    return found


@each_kind
def test_the_schema_is_a_schema(kind: Kind) -> None:
    Draft202012Validator.check_schema(schema_of(kind.name))
    assert unknown_keywords(schema_of(kind.name)) == []
    assert open_objects(schema_of(kind.name)) == []


def test_a_misspelt_keyword_is_caught() -> None:
    planted = {"properties": {"base": {"type:": "string"}}, "additionalProperties": False}
    Draft202012Validator.check_schema(planted)  # says nothing
    assert unknown_keywords(planted) == ["$.properties.base.type:"]
    assert unknown_keywords({"items": {"oneOf": [{"uniqueItems": True}]}}) == ["$.items.oneOf[0].uniqueItems"]
    assert open_objects({"items": {"properties": {}}}) == ["$.items"]


@each_kind
def test_every_property_has_words_and_examples(kind: Kind) -> None:
    for path, about in properties_in(schema_of(kind.name)):
        zh, _, en = about.get("title", "").partition(" / ")
        assert zh, path
        assert en, path
        assert set(about.get("x-text", {})) == {"zh", "en"}, path
        assert all(about["x-text"].values()), path
        assert about.get("examples"), path


@each_kind
def test_every_example_fits_its_property(kind: Kind) -> None:
    root = schema_of(kind.name)
    for path, about in properties_in(root):
        for example in about["examples"]:
            faults = list(validator({**about, "$defs": root["$defs"]}).iter_errors(example))
            assert faults == [], f"{path}: {example}"


def nodes_at(root: dict[str, Any], path: str) -> list[dict[str, Any]]:
    """The schema's nodes that a path of ui.json means (several where alternatives have one each); [{}] where the schema
    leaves open what stands there."""
    steps = re.findall(r"\.\*~|\.\*|\[\*\]|\.[a-z_0-9]+", path.removeprefix("$"))
    assert "$" + "".join(steps) == path, f"not a path: {path}"
    here = [root]
    for step in steps:
        here = [found for node in here for one in _alternatives(node, root) for found in _below(one, step)]
    return [one for node in here for one in _alternatives(node, root)]


def _alternatives(node: Any, root: dict[str, Any]) -> list[dict[str, Any]]:
    whole = dict(resolve(node, root))
    return [one for option in whole.get("oneOf", [whole]) for one in ([whole] if option is whole else [dict(option)])]


def _below(node: dict[str, Any], step: str) -> list[Any]:
    extra = node.get("additionalProperties", True)
    if step == ".*~":
        return [node["propertyNames"]] if "propertyNames" in node else []
    if step == ".*":
        return [extra] if isinstance(extra, dict) else []
    if step == "[*]":
        return [node["items"]] if "items" in node else []
    if step[1:] in node.get("properties", {}):
        return [node["properties"][step[1:]]]
    return [{}] if node.get("type", "object") == "object" and extra is True else []


@each_kind
def test_what_ui_json_says_is_true_of_the_schema(kind: Kind) -> None:
    ui, root = ui_of(kind), schema_of(kind.name)
    assert set(ui) <= {"groups", "refs", "widgets", "words", "new"}
    for group in ui.get("groups", []):
        assert set(group) <= {"title", "fields", "folded"}
        assert all(group["title"][lang] for lang in LANGUAGES)
    grouped = [name for group in ui.get("groups", []) for name in group["fields"]]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) <= set(root["properties"]) - {"kind", "name"}  # what is not grouped stands at the end
    for path, reference in ui.get("refs", {}).items():
        assert nodes_at(root, path), path
        for one in reference.split("|"):
            other, _, inside = one.partition("$")
            assert nodes_at(schema_of(other or kind.name), f"${inside}") or not inside, reference
    for path, widget in ui.get("widgets", {}).items():
        assert nodes_at(root, path), path
        assert widget in ("textarea", "percent")
    for path, values in ui.get("words", {}).items():
        found = nodes_at(root, path)
        known = {value for node in found for value in [*node.get("enum", []), node.get("const")] if value is not None}
        assert set(values) == known, path
        assert all(text[lang] for text in values.values() for lang in LANGUAGES)

    for name, value in ui.get("new", {}).items():
        field = {**root["properties"][name], "$defs": root["$defs"]}
        assert list(validator(field).iter_errors(value)) == [], name


def test_a_path_that_is_not_in_the_schema_is_noticed() -> None:
    root = schema_of("scale")
    assert nodes_at(root, "$.bands[*].light")[0]["enum"] == ["red", "yellow", "green"]
    for wrong in ("$.band", "$.bands.light", "$.bands[*].colour", "$.bands.*"):
        assert nodes_at(root, wrong) == []


@each_kind
def test_every_kind_has_enough_cases(kind: Kind) -> None:
    assert len(list((kind.folder / "cases" / "good").glob("*.json"))) >= 2
    assert len(list((kind.folder / "cases" / "bad").glob("*.json"))) >= 4
    assert kind.title["zh"]
    assert kind.title["en"]


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every attempt to connect is noted and refused."""
    tried: list[Any] = []

    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        tried.append(args)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return tried


def test_a_reference_to_the_network_is_never_followed(no_network: list[Any]) -> None:
    schema = {"properties": {"a": {"$ref": "http://127.0.0.1:9/schema.json"}}}
    with pytest.raises(Exception) as raised:
        list(validator(schema).iter_errors({"a": 1}))
    assert isinstance(raised.value.__cause__ or raised.value, referencing.exceptions.Unresolvable)
    assert no_network == []


def test_checking_a_definition_never_uses_the_network(no_network: list[Any]) -> None:
    evil = {"kind": "scale", "$ref": "http://127.0.0.1:9/x", "$schema": "http://127.0.0.1:9/y", "name": "s"}
    issues = check([read_value(evil, "evil.json")], {}, package=False).issues
    assert {issue.code for issue in issues} == {"N121", "N122"}
    assert no_network == []

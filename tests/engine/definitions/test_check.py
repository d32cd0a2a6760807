"""The one path: every mistake an issue in its place, none hides another, nothing raises."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.base.issue import Issue, IssueError
from engine.definitions import kind as kind_module
from engine.definitions.check import check
from engine.definitions.kind import Catalog, Definition, kinds
from engine.definitions.links import used_by
from engine.definitions.read import read_text, read_value
from tests.engine.definitions import package
from tests.engine.definitions.test_scan import json_values


def lines(changed: package.Values, files: dict[str, str] | None = None) -> list[str]:
    return [i.line_of_text() for i in check(package.documents(changed), files or package.FILES).issues]


def test_the_package_is_sound() -> None:
    assert lines(package.values()) == []


def test_every_mistake_of_every_file_is_told() -> None:
    values = package.values()
    values["scales/standard.json"]["bands"][1]["from"] = 0.9
    values["indicators/atv.json"]["formula"] = "net_sales / ticket_cont"
    values["app.json"]["time_zone"] = "Asia/Shanghia"
    values["calendar.json"]["week_strat"] = "monday"
    del values["roles/top.json"]["level"]
    found = check([*package.documents(values), read_text("{", "broken.json")], package.FILES).issues
    assert [(i.file, i.code) for i in found] == [
        ("app.json", "N460"),
        ("broken.json", "N103"),
        ("calendar.json", "N121"),
        ("indicators/atv.json", "N203"),
        ("roles/top.json", "N122"),
        ("scales/standard.json", "N402"),
    ]


def test_a_broken_definition_is_not_held_against_its_users() -> None:
    """The scale is misspelt inside; the indicators that name it are right."""
    values = package.values()
    values["scales/standard.json"]["band"] = []
    assert [i.code for i in check(package.documents(values), package.FILES).issues] == ["N121"]
    values = package.values()
    values["datasets/sales.json"]["measures"][0]["formula"] = "sum(amont)"
    assert [i.file for i in check(package.documents(values), package.FILES).issues] == ["datasets/sales.json"]
    documents = [d for d in package.documents() if d.path != "scales/standard.json"]
    cut = read_text(package.pretty(package.values()["scales/standard.json"])[:-2], "scales/standard.json")
    assert [(i.file, i.code) for i in check([*documents, cut], package.FILES).issues] == [
        ("scales/standard.json", "N103")
    ]


def test_a_name_taken_twice_names_the_first_place() -> None:
    values = package.values()
    values["scales/z.json"] = values["scales/standard.json"]
    (line,) = lines(values)
    assert line.startswith("scales/z.json:3 $.name N201 ")
    assert "scales/standard.json:3" in line


def test_one_app_is_needed() -> None:
    values = package.values()
    values["two.json"] = {**values["app.json"], "name": "two"}
    assert [i.code for i in check(package.documents(values), package.FILES).issues] == ["N207"]
    del values["two.json"], values["app.json"]
    assert [i.code for i in check(package.documents(values), package.FILES).issues] == ["N207"]


def test_a_file_nobody_uses_is_only_a_warning() -> None:
    checked = check(package.documents(), {**package.FILES, "data/left.csv": "a\n"})
    assert [(i.code, i.level, i.file) for i in checked.issues] == [("N206", "warning", "data/left.csv")]
    assert checked.ok


def test_a_circle_names_its_path() -> None:
    values = package.values()
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        fields = {"kind": "indicator", "name": name, "formula": f"{other} * 2", "scale": "standard"}
        values[f"indicators/{name}.json"] = {**values["indicators/net_sales.json"], **fields}
    (line,) = lines(values)
    assert "N204 goes round in a circle: a → b → c → a" in line


def test_a_formula_issue_has_file_line_path_and_position() -> None:
    values = package.values()
    values["indicators/atv.json"]["formula"] = "net_sales / / ticket_count"
    (issue,) = check(package.documents(values), package.FILES).issues
    assert (issue.file, issue.path, issue.line) == ("indicators/atv.json", "$.formula", 9)
    assert issue.as_json()["position"] == 12


@pytest.fixture
def crashing_kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def crash(definition: Definition, catalog: Catalog) -> Iterator[Issue]:
        yield definition.issue("N499", {"zh": "一", "en": "one"}, "$.bands")
        raise ZeroDivisionError("planted")

    planted = {**kinds(), "scale": dataclasses.replace(kinds()["scale"], checks=crash)}
    monkeypatch.setattr("engine.definitions.check.kinds", lambda: planted)
    yield
    assert kind_module.kinds()["scale"].checks is not crash


@pytest.mark.usefixtures("crashing_kind")
def test_a_check_that_crashes_is_an_issue_and_stops_nobody() -> None:
    values = package.values()
    values["app.json"]["time_zone"] = "nowhere"
    found = check(package.documents(values), package.FILES).issues
    assert [(i.file, i.code) for i in found] == [
        ("app.json", "N460"),
        ("scales/standard.json", "N290"),
        ("scales/standard.json", "N499"),
    ]
    assert "ZeroDivisionError" in found[1].message["en"]


def test_require_raises_every_issue() -> None:
    values = package.values()
    values["app.json"]["time_zone"] = "nowhere"
    values["roles/top.json"]["permissions"] = ["fly"]
    with pytest.raises(IssueError) as raised:
        check(package.documents(values), package.FILES).require()
    assert [i.code for i in raised.value.issues] == ["N460", "N472"]


def test_where_a_definition_is_used() -> None:
    catalog = check(package.documents(), package.FILES).catalog
    users = [(d.name, r.path) for d, r in used_by(catalog, "scale", "standard")]
    assert users == [("atv", "$.scale"), ("net_sales", "$.scale")]
    assert [(d.name, r.path) for d, r in used_by(catalog, "indicator", "net_sales")] == [
        ("atv", "$.formula"),
        ("plan_2026", "$.lines[0].indicator"),
    ]


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(value=json_values)
def test_any_json_is_checked_without_an_exception(value: Any) -> None:
    check([read_text(json.dumps(value), "a.json")], {}, package=False)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


@pytest.mark.parametrize("path", package.values())
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_value_put_anywhere_is_checked_without_an_exception(path: str, data: st.DataObject) -> None:
    """No crash of a check hides behind N290 either."""
    values = package.values()
    place = data.draw(st.sampled_from([p for p in places(values[path]) if p and p != ("kind",)]))
    inner = values[path]
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = data.draw(json_values)
    documents = [read_value(value, file) for file, value in values.items()]
    found = check(documents, package.FILES).issues
    assert [i.line_of_text() for i in found if i.code == "N290"] == []
    assert all(i.file for i in found if i.code != "N207")

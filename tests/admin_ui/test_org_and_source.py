"""Org and sources over the API: a file comes in one way only, a dry run leaves nothing, no secret comes out."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from admin_ui.app import create_app
from engine.storage.tables import audit, metadata
from tests.admin_ui.conftest import Person, World
from tests.connectors.server import Given, as_json, running

CSV = "编码,名称,上级,级别\nN13,北方13店,北方1区,门店\nN12,北方12店,S1,门店\n".encode("gb18030")
CANARY = "canary-4f9d-secret-value"


@pytest.fixture
def chief(person: Callable[[str], Person]) -> Person:
    return person("chief")


@pytest.fixture
def change(chief: Person) -> str:
    return str(chief.call("POST", "/changes", json={"title": "组织"}).get_json()["public_id"])


def send(person: Person, path: str, data: Any, **more: Any) -> Any:
    return person.call("POST", path, data=data, content_type="multipart/form-data", **more)


def state(world: World) -> dict[str, int]:
    """Rows of every system table but those that only note a visit."""
    with world.database.connect() as connection:
        tables = [t for t in metadata.sorted_tables if t.name not in ("audit", "session")]
        return {t.name: connection.execute(sa.select(sa.func.count()).select_from(t)).scalar_one() for t in tables}


def test_a_file_comes_in_one_way_only(world: World, chief: Person) -> None:
    good = send(chief, "/tables/read", {"file": (io.BytesIO(CSV), "../../etc/passwd")})
    assert good.status_code == 200
    (sheet,) = good.get_json()["sheets"]
    assert (sheet["header"], len(sheet["rows"])) == (["编码", "名称", "上级", "级别"], 2)
    assert "passwd" not in good.get_data(as_text=True)
    # CVE-2026-21858: a JSON body with a path where a file belongs; other parts, several files, nothing, too much.
    assert chief.call("POST", "/tables/read", json={"file": {"filepath": "/etc/passwd"}}).status_code == 415
    assert send(chief, "/tables/read", {"file": "/etc/passwd"}).status_code == 400
    assert send(chief, "/tables/read", {"file": (io.BytesIO(CSV), "a"), "filepath": "/etc/passwd"}).status_code == 400
    assert send(chief, "/tables/read", {"other": (io.BytesIO(CSV), "a")}).status_code == 400
    assert send(chief, "/tables/read", {"file": [(io.BytesIO(CSV), "a"), (io.BytesIO(CSV), "b")]}).status_code == 400
    assert send(chief, "/tables/read", {"file": (io.BytesIO(b""), "a")}).status_code == 400
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    large = head + b"a" * 10_100_000 + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    assert chief.call("POST", "/tables/read", data=large, content_type=kind).status_code == 413
    assert send(chief, "/tables/read", {"file": (io.BytesIO(b"\x00\x01PNG"), "a.csv")}).status_code == 422
    # A route that takes JSON takes no file.
    assert send(chief, "/changes", {"file": (io.BytesIO(CSV), "a")}).status_code == 415


def test_the_inbox_holds_csv_files_and_nothing_outside_it(world: World, chief: Person) -> None:
    def put(name: str, data: bytes = b"a,b\n1,2\n") -> Any:
        return send(chief, f"/inbox?name={name}", {"file": (io.BytesIO(data), "x")})

    assert put("pos/20261101.csv").status_code == 201
    assert [one["name"] for one in chief.get("/inbox")] == ["pos/20261101.csv"]
    for name in (
        "../x.csv",
        "/etc/x.csv",
        "a/b/c.csv",
        "..csv",
        "x.exe",
        ".hidden.csv",
        "a/../../x.csv",
        "a%00.csv",
        "x.csv%2f..%2fy.csv",
    ):
        assert put(name).status_code in (400, 422), name
    assert put("x.csv", b"PK\x03\x04\0\0").status_code == 422
    outside = world.folder / "outside"
    outside.mkdir()
    (world.folder / "inbox" / "link").symlink_to(outside)
    assert put("link/x.csv").status_code == 422
    assert list(outside.iterdir()) == []
    assert {path.name for path in (world.folder / "inbox").rglob("*") if path.is_file()} == {"20261101.csv"}


def test_an_import_is_tried_before_it_is_stored(world: World, chief: Person, change: str) -> None:
    base = f"/changes/{change}/org/shops"
    sheet = send(chief, "/tables/read", {"file": (io.BytesIO(CSV), "a")}).get_json()["sheets"][0]
    columns = chief.call("POST", "/tables/columns", json={"what": "units", "header": sheet["header"]}).get_json()[
        "columns"
    ]
    assert columns == {"code": 0, "zh": 1, "parent": 2, "level": 3}
    wish = {"what": "units", "columns": columns, "rows": sheet["rows"], "lines": sheet["lines"], "day": "2026-12-01"}
    before = state(world)
    dry = chief.call("POST", f"{base}/import", json=wish).get_json()
    assert (dry["ok"], dry["applied"], dry["counts"]) == (True, False, {"added": 1, "moved": 1})
    moved = next(one for one in dry["changes"] if one["action"] == "moved")
    assert {d["column"]: d["after"] for d in moved["details"]} == {"parent": "S1", "from": "2026-12-01"}
    assert state(world) == before
    wrong = chief.call(
        "POST",
        f"{base}/import",
        json=wish | {"rows": [*sheet["rows"], ["N14", "", "XX", "门店"]], "lines": [2, 3, 4], "apply": True},
    ).get_json()
    assert (wrong["ok"], wrong["applied"]) == (False, False)
    assert [(one["line"], one["key"]) for one in wrong["changes"] if one["action"] == "refused"] == [(4, "N14")]
    assert state(world) == before
    assert chief.call("POST", f"{base}/import", json=wish | {"apply": True}).get_json()["applied"]
    card = chief.get(base)
    assert card["files"]["units"] == {"path": "data/units.csv", "revision": 1, "action": "changed"}
    assert next(unit for unit in card["units"] if unit["code"] == "N12")["moved"] == "2026-12-01"
    assert chief.call("POST", f"{base}/import", json=wish | {"apply": True}).get_json()["counts"] == {"unchanged": 2}
    # Somebody whose page is older loses nothing and overwrites nothing.
    late = {"what": "units", "put": [{"cells": {"code": "N13", "zh": "晚到"}}], "apply": True}
    assert chief.call("POST", f"{base}/rows", json=late).status_code == 409
    assert chief.call("POST", f"{base}/rows", json=late | {"revisions": {"units": 1}}).get_json()["applied"]
    assert chief.get("/units/N11")["unit"]["code"] == "N11", "nobody outside the change set sees any of it"
    assert chief.call("GET", "/units/N13").status_code == 404
    assert card["without_address"] == ["nobody"]


def test_who_may_not_build_sees_none_of_it(person: Callable[[str], Person], change: str) -> None:
    keeper = person("keep_n11")
    for path in (f"/changes/{change}/org/shops", "/secrets", "/inbox", "/connectors"):
        assert keeper.call("GET", path).status_code == 403
    assert keeper.call("PUT", "/secrets/x", json={"value": "y"}).status_code == 403


def source(url: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "source",
        "name": "web_till",
        "title": {"zh": "网店", "en": "Web"},
        "connector": "http_json",
        "connection": {"base_url": url, "auth": {"type": "bearer", "token": {"secret": "till_token"}}, "retries": 0},
        "request": {"path": "/sales"},
        "into": [{"dataset": "sales", "records": "data[*]", "map": {"unit": "shop_code"}}],
        **more,
    }


def test_a_source_is_tried_as_drafted_and_leaves_nothing(world: World, chief: Person, change: str, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    rows = [
        {
            "shop_code": "N11",
            "business_date": "2026-11-20",
            "channel": "web",
            "amount": "12.50",
            "cost": 3,
            "orders": 1,
        },
        {"shop_code": "XX", "business_date": "2026-11-20", "channel": "kiosk", "amount": "abc", "cost": 3, "orders": 1},
    ]
    with running() as box:
        world.app = create_app(world.database, replace(world.settings, allow_hosts=frozenset({box.key})))
        chief = world.sign_in("chief")

        def try_it(value: Any) -> Any:
            path = f"/changes/{change}/sources/web_till/sample"
            return chief.call("POST", path, json={"value": value, "rows": 20}).get_json()

        box.routes["/sales"] = lambda asked: (
            as_json({"data": rows}) if asked.headers.get("authorization") == f"Bearer {CANARY}" else Given(b"", 401)
        )
        value = source(box.url)
        assert try_it(value)["fault"][0]["code"] == "N902", "the secret is not set yet"
        assert chief.call("PUT", "/secrets/till_token", json={"value": CANARY}).status_code == 204
        assert [one["name"] for one in chief.get("/secrets")] == ["till_token"]
        before = state(world)
        found = try_it(value)
        assert (found["ok"], found["places"]) == (True, ["data[*]"])
        (into,) = found["into"]
        made = {one["column"]: one["formula"] for one in into["suggestions"]}
        assert (made["unit"], made["day"], made["amount"]) == ("shop_code", "business_date", "amount")
        assert (made["cost"], made["orders"], made["channel"]) == ("cost", "orders", "channel")
        value["into"][0]["map"] = {one["column"]: one["formula"] for one in into["suggestions"]}
        good, bad = try_it(value)["into"][0]["rows"]
        assert good["issues"] == []
        assert (good["mapped"]["unit"], good["mapped"]["day"]) == ("N11", "2026-11-20")
        assert {issue["path"] for issue in bad["issues"]} == {"$.unit", "$.amount"}
        assert state(world) == before, "a sample stores nothing"
        # Plain words for what goes wrong.
        value["into"][0]["records"] = "rows[*]"
        lost = try_it(value)
        assert (lost["ok"], lost["fault"][0]["code"], lost["places"]) == (False, "N630", ["data[*]"])
        box.routes["/sales"] = lambda asked: Given(b"", 403)
        assert try_it(value)["fault"][0]["code"] == "N616"
        box.routes["/sales"] = lambda asked: Given(
            b"<html><title>Log in</title></html>", headers={"Content-Type": "text/html"}
        )
        assert try_it(value)["fault"][0]["code"] == "N622"
        private = try_it(source("http://169.254.169.254"))
        assert private["fault"][0]["code"] == "N605", "the one door refuses what is not allowed"
    # The secret is nowhere: not in an answer, not in the log, not in the audit.
    answers = json.dumps([found, lost, chief.get("/secrets"), chief.get(f"/changes/{change}")])
    with world.database.connect() as connection:
        noted = [dict(row._mapping) for row in connection.execute(sa.select(audit))]
    assert CANARY not in answers + caplog.text + str(noted)
    assert {"secret.put", "source.sample"} <= {row["action"] for row in noted}


def test_who_may_not_publish_sends_no_secret_to_a_new_place(
    world: World, chief: Person, change: str, changed_app: Callable[[str, Callable[[Any], None]], None]
) -> None:
    changed_app("roles/chief.json", lambda role: role["permissions"].remove("publish_definitions"))
    chief.call("GET", "/session")
    answer = chief.call("POST", f"/changes/{change}/sources/x/sample", json={"value": source("https://example.com")})
    assert answer.status_code == 403
    open_one = source("https://example.invalid", connection={"base_url": "https://example.invalid", "retries": 0})
    assert chief.call("POST", f"/changes/{change}/sources/x/sample", json={"value": open_one}).get_json()["ok"] is False
    leaky = source("https://example.com", connection={"base_url": "https://u:p4ssw0rd@example.com"})
    assert chief.call("POST", f"/changes/{change}/sources/x/sample", json={"value": leaky}).status_code == 422


def test_a_drafted_dataset_and_file_are_sampled_and_scheduled(chief: Person, change: str) -> None:
    base = f"/changes/{change}"
    dataset = {
        "kind": "dataset", "name": "visits", "title": {"zh": "客流", "en": "Visits"}, "key": ["unit", "day"],
        "columns": [
            {"name": "unit", "title": {"zh": "门店", "en": "Unit"}, "type": "unit"},
            {"name": "day", "title": {"zh": "日期", "en": "Day"}, "type": "day"},
            {"name": "people", "title": {"zh": "人数", "en": "People"}, "type": "integer"},
        ],
    }  # fmt: skip
    assert (
        chief.call("PUT", f"{base}/definitions/dataset/visits", json={"value": dataset, "revision": 0}).status_code
        == 200
    )
    text = "门店,日期,人数\nN11,2026-11-20,12\nN12,2026-11-20,many\n"
    assert chief.call("PUT", f"{base}/files/data/visits.csv", json={"text": text, "revision": 0}).status_code == 200
    value = {
        "kind": "source",
        "name": "visits_file",
        "title": {"zh": "x", "en": "x"},
        "connector": "csv_file",
        "connection": {"file": "data/visits.csv"},
        "into": [{"dataset": "visits", "map": {}}],
    }
    first = chief.call("POST", f"{base}/sources/visits_file/sample", json={"value": value}).get_json()["into"][0]
    made = {one["column"]: one["formula"] for one in first["suggestions"]}
    assert made == {"unit": "门店", "day": "日期"} | ({"people": "人数"} if "people" in made else {})
    value["into"] = [{"dataset": "visits", "map": {"unit": "门店", "day": "日期", "people": "人数"}}]
    rows = chief.call("POST", f"{base}/sources/visits_file/sample", json={"value": value}).get_json()["into"][0]["rows"]
    assert [[issue["code"] for issue in row["issues"]] for row in rows] == [[], ["N511"]]
    # 08:30 in Shanghai on a Monday: the morning run of today is over.
    (run,) = chief.get(f"{base}/sources/visits_file/next-runs")
    assert (run["schedule"], run["time_zone"], run["pulls"]) == ("morning", "Asia/Shanghai", False)
    assert run["at"][0].startswith("2026-11-24T00:00:00"), "08:00 in Shanghai is midnight UTC"


def test_refused_rows_go_back_as_a_workbook_in_which_nothing_is_a_formula(chief: Person) -> None:
    """Read by calamine as values, by openpyxl cell by cell: texts that look like formulas are texts, unchanged."""
    risky = ["=1+1", "+1", "-x", "@SUM(A1)", "\ttab", "\rreturn", "＝1", "007", "12.5"]
    wish = {
        "header": ["=编码", *(f"c{i}" for i in range(1, len(risky)))],
        "rows": [["fine"], risky, ["A3", None]],
        "lines": [4, 5, 7],
        "refused": [{"line": 7, "reason": "没有"}, {"line": 5, "reason": "=坏"}, {"line": 5, "reason": "又"}],
    }
    answer = chief.call("POST", "/tables/refused", json=wish)
    assert answer.status_code == 200
    page = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert [[cell.data_type for cell in row].count("f") for row in page.rows] == [0, 0, 0]
    (sheet,) = send(chief, "/tables/read", {"file": (io.BytesIO(answer.data), "again.xlsx")}).get_json()["sheets"]
    assert sheet["header"] == ["=编码", *(f"c{i}" for i in range(1, len(risky))), "原因"]
    assert sheet["rows"] == [
        ["=1+1", "+1", "-x", "@SUM(A1)", "tab", "return", "＝1", "007", "12.5", "=坏 又"],
        ["A3", *[""] * (len(risky) - 1), "没有"],
    ]
    assert chief.call("POST", "/tables/refused", json=wish | {"lines": [0]}).status_code == 422

"""An app whose only facts are photos: shelves are photographed, checked, counted and scored. As a client would write
it; used by the benchmark and by the test of the whole way."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
STANDARD = ROOT / "examples/beverage/photo_standards/cola_shelf.json"


def text(words: str) -> dict[str, str]:
    return {"zh": words, "en": words}


def column(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "title": text(name), "type": kind, **more}


FORM: dict[str, Any] = {
    "kind": "form", "name": "walk", "title": {"zh": "陈列检查", "en": "Shelf walk"}, "level": "leaf",
    "fillers": ["keeper"],
    "fields": [
        {"name": "shelf", "type": "photo", "title": text("shelf"), "count": [1, 3], "required": True,
         "camera_only": False, "location": "no"},
    ],
    "checks": [
        {"name": "clear", "field": "shelf", "check": "picture_quality"},
        {"name": "shelf_ok", "field": "shelf", "check": "shelf_photo", "standard": "cola_shelf"},
    ],
    "review": {"roles": ["head"], "sample": 0.0, "uncertain": "review"},
    "maps": [
        {"dataset": "walks", "columns": {
            "unit": "unit", "day": "day", "submission": "submission", "required": "1",
            "passed": "1 if outcome == 'pass' else 0"}},
    ],
}  # fmt: skip
DATASET: dict[str, Any] = {
    "kind": "dataset", "name": "walks", "title": text("walks"),
    "columns": [
        column("unit", "unit"), column("day", "day"), column("submission", "text", max_length=40),
        column("required", "integer"), column("passed", "integer"),
    ],
    "key": ["unit", "day", "submission"],
    "measures": [
        {"name": "walks_required", "title": text("required"), "formula": "sum(required)"},
        {"name": "walks_passed", "title": text("passed"), "formula": "sum(passed)"},
    ],
}  # fmt: skip
INDICATOR: dict[str, Any] = {
    "kind": "indicator", "name": "shelf_rate", "title": {"zh": "陈列达标率", "en": "Shelf rate"}, "direction": "higher",
    "formula": "walks_passed / walks_required", "display": "percent", "decimals": 1, "scale": "standard",
}  # fmt: skip
SCALE: dict[str, Any] = {
    "kind": "scale", "name": "standard", "title": text("standard"),
    "bands": [{"light": "red", "from": None, "to": 0.85}, {"light": "yellow", "from": 0.85, "to": 0.95},
              {"light": "green", "from": 0.95, "to": None}],
}  # fmt: skip
SCORECARD: dict[str, Any] = {
    "kind": "scorecard", "name": "card", "title": {"zh": "评分", "en": "Score"}, "level": "leaf",
    "lines": [{"name": "shelf", "title": {"zh": "陈列", "en": "Shelf"}, "indicator": "shelf_rate", "weight": 100,
               "basis": "value", "curve": {"type": "linear", "from": {"at": 0, "points": 0},
                                           "to": {"at": 1, "points": 100}}}],
    "peers": {"by": "parent"},
}  # fmt: skip
RIGHTS = {
    "head": ["read_values", "review_submissions", "read_submissions", "read_scores", "read_jobs", "read_audit"],
    "keeper": ["read_values", "fill_forms", "read_scores"],
}


def write(folder: Path, leaves: int, people: int) -> None:
    """The package: ``leaves`` under one head, spread over ``people`` who fill the form (``keep_0`` …)."""
    for name in ("data", "photo_standards"):
        (folder / name).mkdir(parents=True)
    shutil.copyfile(STANDARD, folder / "photo_standards/cola_shelf.json")
    for value in (FORM, DATASET, INDICATOR, SCALE, SCORECARD, *_ground(), *_roles()):
        (folder / f"{value['kind']}_{value['name']}.json").write_text(json.dumps(value), encoding="utf-8")
    units = [["code", "zh", "en", "level", "parent", "opened", "closed", "groups"]]
    units += [["HQ", "总部", "Head", "top", "", "2020-01-01", "", ""]]
    units += [[f"L{n:03}", f"点{n}", f"Leaf {n}", "leaf", "HQ", "2020-01-01", "", ""] for n in range(leaves)]
    logins = ["boss", *(f"keep_{n}" for n in range(people))]
    posts = [["head", "HQ", "boss"], *(["keeper", f"L{n:03}", f"keep_{n % people}"] for n in range(leaves))]
    _csv(folder / "data/units.csv", units)
    _csv(folder / "data/users.csv", [["login", "zh", "en", "language"], *([who, who, who, "zh"] for who in logins)])
    _csv(folder / "data/posts.csv", [["role", "unit", "login"], *posts])


def _ground() -> list[dict[str, Any]]:
    return [
        {
            "kind": "app", "name": "photos", "title": text("photos"), "time_zone": "Asia/Shanghai", "currency": "CNY",
            "calendar": "every_day", "org": "tree", "home_indicators": ["shelf_rate"], "schedules": [],
        },
        {"kind": "calendar", "name": "every_day", "title": text("every day")},
        {
            "kind": "org", "name": "tree", "title": text("tree"), "units": "data/units.csv", "users": "data/users.csv",
            "posts": "data/posts.csv",
            "levels": [{"name": "top", "title": text("top")}, {"name": "leaf", "title": text("leaf")}],
        },
    ]  # fmt: skip


def _roles() -> list[dict[str, Any]]:
    shared = {"kind": "role", "indicators": "all"}
    head = {"name": "head", "title": text("head"), "level": "top", "scope": "subtree", "permissions": RIGHTS["head"]}
    keeper = {"name": "keeper", "title": text("keeper"), "level": "leaf", "scope": "unit"}
    return [shared | head, shared | keeper | {"permissions": RIGHTS["keeper"]}]


def _csv(file: Path, rows: Iterable[Iterable[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(rows)

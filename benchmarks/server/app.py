"""The app of ``benchmarks.package`` with what server mode adds: a source in pages, a schedule, and a form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks import package
from benchmarks.package import Size, text

PAGE = 5_000
SCHEDULE, SOURCE, FORM = "morning", "till", "visit"

SOURCE_ADDRESS = "NAVMARK_SOURCE_TILL_URL"
_FIELDS: list[dict[str, Any]] = [
    {"name": "open_today", "type": "yes_no", "title": text("open today"), "required": True},
    {"name": "people", "type": "number", "title": text("people"), "decimals": 0},
    {"name": "rows_full", "type": "number", "title": text("rows full"), "decimals": 0},
    {"name": "price", "type": "number", "title": text("price"), "decimals": 2},
    {
        "name": "state",
        "type": "choice",
        "title": text("state"),
        "choices": [{"name": name, "title": text(name)} for name in ("good", "fair", "poor")],
    },
    {"name": "who", "type": "text", "title": text("who")},
    {"name": "remark", "type": "text", "title": text("remark")},
    {"name": "next_visit", "type": "date", "title": text("next visit")},
]


def values(n: int) -> dict[str, Any]:
    """The answers of the n-th submission."""
    return {
        "open_today": True,
        "people": n % 9,
        "rows_full": n % 40,
        "price": n % 500 + 0.5,
        "state": ("good", "fair", "poor")[n % 3],
        "who": f"person {n % 997}",
        "remark": f"seen as number {n}, nothing out of the ordinary",
        "next_visit": "2027-01-15",
    }


def definitions(size: Size) -> list[dict[str, Any]]:
    """As ``package.definitions``; the chief of a branch fills in the form and reads what was sent."""
    found = package.definitions(size)
    by_name = {(one["kind"], one["name"]): one for one in found}
    steps = [{"pull": [SOURCE]}, {"evaluate": "all"}]
    schedule = {"name": SCHEDULE, "title": text(SCHEDULE), "cron": "0 8 1 1 *", "steps": steps}
    by_name["app", "bench"]["schedules"] = [schedule]
    by_name["role", "chief"]["permissions"] += ["fill_forms", "read_submissions"]
    by_name["channel", "app"]["jitter_seconds"] = [0, 0]  # else the wait, not the work, would be measured
    dataset = by_name["dataset", "daily"]
    return [
        *found,
        {
            "kind": "dataset",
            "name": "visits",
            "title": text("visits"),
            "columns": [
                *dataset["columns"][:2],
                {"name": "people", "title": text("people"), "type": "integer"},
            ],
            "key": ["unit", "day"],
            "measures": [{"name": "s_people", "title": text("people"), "formula": "sum(people)"}],
        },
        {
            "kind": "form",
            "name": FORM,
            "title": text(FORM),
            "level": "leaf",
            "fillers": ["chief"],
            "fields": _FIELDS,
            "maps": [{"dataset": "visits", "columns": {"unit": "unit", "day": "day", "people": "people"}}],
        },
        {
            "kind": "source",
            "name": SOURCE,
            "title": text(SOURCE),
            "connector": "http_json",
            "connection": {"base_url": f"{{{SOURCE_ADDRESS}}}", "max_bytes": 50_000_000},
            "request": {
                "path": "/rows",
                "params": {"from": "{window.from}", "to": "{window.to}"},
                "paging": {"type": "page", "page_param": "page", "size": PAGE, "end": {"total": "total"}},
            },
            "window": {"overlap_days": 1, "first_days": 1, "max_days": 31},
            "into": [
                {"dataset": "daily", "records": "rows[*]", "map": {c["name"]: c["name"] for c in dataset["columns"]}}
            ],
        },
    ]


def write(size: Size, folder: Path) -> Path:
    """The package as files."""
    package.write(size, folder)
    for definition in definitions(size):
        path = folder / f"{definition['kind']}_{definition['name']}.json"
        path.write_text(json.dumps(definition, ensure_ascii=False), encoding="utf-8")
    return folder

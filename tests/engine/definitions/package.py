"""A whole small package in memory: 1 root, 2 leaves, one dataset, two indicators, a plan."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from engine.definitions.read import Document, read_text

Values = dict[str, dict[str, Any]]


def _text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def _made(kind: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "name": name, "title": _text(f"示例 {name}", f"Sample {name}"), **fields}


def _column(name: str, type: str) -> dict[str, Any]:
    return {"name": name, "title": _text(name, name), "type": type}


def _measure(name: str, formula: str) -> dict[str, Any]:
    return {"name": name, "title": _text(name, name), "formula": formula}


_VALUES: Values = {
    "app.json": _made("app", "board", time_zone="Asia/Shanghai", currency="CNY", calendar="trading", org="chain"),
    "calendar.json": _made("calendar", "trading"),
    "org.json": _made(
        "org",
        "chain",
        levels=[{"name": "top", "title": _text("总部", "Top")}, {"name": "leaf", "title": _text("网点", "Leaf")}],
        units="data/units.csv",
    ),
    "roles/top.json": _made("role", "top", level="top", permissions=["read_values"]),
    "scales/standard.json": _made(
        "scale",
        "standard",
        bands=[{"light": "red", "from": None, "to": 0.85}, {"light": "green", "from": 0.85, "to": None}],
    ),
    "datasets/sales.json": _made(
        "dataset",
        "sales",
        columns=[
            _column("unit", "unit"),
            _column("day", "day"),
            _column("amount", "money"),
            _column("tickets", "integer"),
        ],
        key=["unit", "day"],
        measures=[_measure("sales_amount", "sum(amount)"), _measure("ticket_count", "sum(tickets)")],
    ),
    "indicators/net_sales.json": _made(
        "indicator", "net_sales", direction="higher", formula="sales_amount", scale="standard", display="money"
    ),
    "indicators/atv.json": _made(
        "indicator",
        "atv",
        direction="higher",
        formula="net_sales / ticket_count",
        scale="standard",
        display="money",
    ),
    "plans/plan.json": _made(
        "target_plan",
        "plan_2026",
        **{"from": "2026-11-01", "to": "2026-11-30"},
        lines=[
            {
                "indicator": "net_sales",
                "spread": "amount",
                "total": {"target": "3000.00"},
                "over_units": "equal",
                "over_time": {"months": "days", "days": "equal"},
            }
        ],
    ),
}

FILES = {"data/units.csv": "code,zh,en,level,parent\nT,总部,Top,top,\nA,甲,A,leaf,T\nB,乙,B,leaf,T\n"}


def values() -> Values:
    """Path → JSON; free to be changed."""
    return copy.deepcopy(_VALUES)


def documents(changed: Values | None = None) -> list[Document]:
    return [read_text(pretty(value), path) for path, value in (changed or _VALUES).items()]


def pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def write(folder: Path, changed: Values | None = None, files: dict[str, str] | None = None) -> Path:
    for path, text in {**{p: pretty(v) for p, v in (changed or _VALUES).items()}, **(files or FILES)}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder

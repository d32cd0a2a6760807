"""A synthetic app of a given size: definitions as any client would write them, written into a folder."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

MEASURES = [f"v{n}" for n in range(1, 11)]
#: The last day of data. ``./run bench-server`` sets another: the clocks of its workers are real.
LAST = date.fromisoformat(os.environ.get("BENCH_LAST", "2026-06-30"))


@dataclass(frozen=True)
class Size:
    """``leaves`` spread evenly over 8 × ``areas``/8 branches, with ``days`` of history up to ``LAST``."""

    name: str
    areas: int
    leaves: int
    days: int

    @property
    def first(self) -> date:
        return LAST - timedelta(days=self.days - 1)


SIZES = {s.name: s for s in (Size("S", 16, 56, 365), Size("M", 200, 5_000, 365), Size("L", 2_000, 100_000, 90))}


def text(words: str) -> dict[str, str]:
    return {"zh": words, "en": words}


def definitions(size: Size) -> list[dict[str, Any]]:
    """One dataset of ten measures per leaf and day, eight indicators (two amounts, six ratios), a plan, a rule."""
    columns: list[dict[str, Any]] = [
        {"name": "unit", "title": text("unit"), "type": "unit"},
        {"name": "day", "title": text("day"), "type": "day"},
    ]
    columns += [{"name": m, "title": text(m), "type": "money" if m == "v1" else "integer"} for m in MEASURES]
    sums = [{"name": f"s_{m}", "title": text(m), "formula": f"sum({m})"} for m in MEASURES]
    formulas = {"i1": "s_v1", "i2": "s_v2"} | {f"i{n}": f"s_v{n} / s_v{n + 1}" for n in range(3, 9)}
    indicators: list[dict[str, Any]] = [
        {"kind": "indicator", "name": n, "title": text(n), "direction": "higher", "formula": f, "scale": "standard"}
        for n, f in formulas.items()
    ]
    indicators[0]["display"] = "money"
    lines: list[dict[str, Any]] = []
    for name, per_day in (("i1", 10_000), ("i2", 200)):
        total = str(per_day * size.leaves * size.days)
        over = {"months": "days", "days": "equal"}
        lines.append(
            {
                "indicator": name,
                "spread": "amount",
                "total": {"target": total},
                "over_units": "equal",
                "over_time": over,
            }
        )
    lines += [{"indicator": f"i{n}", "spread": "rate", "value": {"target": 1.0}} for n in range(3, 9)]
    bands = [("red", None, 0.85), ("yellow", 0.85, 0.95), ("green", 0.95, None)]
    return [
        {
            "kind": "app",
            "name": "bench",
            "title": text("bench"),
            "time_zone": "Asia/Shanghai",
            "currency": "CNY",
            "calendar": "every_day",
            "org": "tree",
            "home_indicators": list(formulas),
            "schedules": [],
        },
        {"kind": "calendar", "name": "every_day", "title": text("every day")},
        {
            "kind": "org",
            "name": "tree",
            "title": text("tree"),
            "levels": [{"name": n, "title": text(n)} for n in ("top", "branch", "area", "leaf")],
            "units": "data/units.csv",
            "posts": "data/posts.csv",
            "users": "data/users.csv",
        },
        {
            "kind": "dataset",
            "name": "daily",
            "title": text("daily"),
            "columns": columns,
            "key": ["unit", "day"],
            "measures": sums,
        },
        {
            "kind": "scale",
            "name": "standard",
            "title": text("standard"),
            "bands": [{"light": b, "from": f, "to": t} for b, f, t in bands],
        },
        {
            "kind": "target_plan",
            "name": "plan",
            "title": text("plan"),
            "from": size.first.isoformat(),
            "to": (LAST + timedelta(days=5)).isoformat(),
            "tiers": ["target"],
            "lines": lines,
        },
        *(
            {
                "kind": "role",
                "name": role,
                "title": text(role),
                "level": level,
                "scope": "subtree",
                "indicators": "all",
                "permissions": ["read_values", "read_incidents"],
            }
            for role, level in (("head", "top"), ("chief", "branch"), ("keeper", "area"))
        ),
        *indicators,
        {
            "kind": "channel",
            "name": "app",
            "title": text("app"),
            "type": "wecom",
            "format": "textcard",
            "settings": {"base_url": "{NAVMARK_WECOM_URL}", "corp_id": "ww1", "agent_id": 1, "secret": {"secret": "s"}},
        },
        {
            "kind": "rule",
            "name": "three_days",
            "title": text("three days"),
            "indicator": "i1",
            "level": "leaf",
            "condition": {"type": "consecutive_days", "attainment_below": 0.85, "days": 3, "missing": "hold"},
            "severity": "warning",
            "to": {"role": "keeper"},
            "cc": {"role": "chief"},
            "channel": "app",
            "message": text("{{ unit }}"),
        },
    ]


def units(size: Size) -> str:
    rows = ["code,zh,en,level,parent", "t,T,T,top,"]
    rows += [f"b{b},B{b},B{b},branch,t" for b in range(8)]
    rows += [f"a{a},A{a},A{a},area,b{a % 8}" for a in range(size.areas)]
    rows += [f"l{n},L{n},L{n},leaf,a{n % size.areas}" for n in range(size.leaves)]
    return "\n".join(rows) + "\n"


def write(size: Size, folder: Path) -> Path:
    """The package as files."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    for definition in definitions(size):
        path = folder / f"{definition['kind']}_{definition['name']}.json"
        path.write_text(json.dumps(definition, ensure_ascii=False), encoding="utf-8")
    (folder / "data/units.csv").write_text(units(size))
    people = [("head", "t", "head")]  # login of the first of each role: the role's name
    people += [("chief", f"b{n}", f"chief{n or ''}") for n in range(8)]
    people += [("keeper", f"a{n}", f"keeper{n or ''}") for n in range(size.areas)]
    (folder / "data/users.csv").write_text(
        "login,zh,en,language,wecom,email\n" + "".join(f"{who},{who},{who},zh,{who},\n" for *_, who in people)
    )
    (folder / "data/posts.csv").write_text(
        "role,unit,login\n" + "".join(f"{role},{unit},{who}\n" for role, unit, who in people)
    )
    return folder

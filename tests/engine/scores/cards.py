"""A scorecard for the small app, and what its stores score; worked out by hand.

Sales 50 %, order value 30 %, web share 20 %, on the default curve (60 % → 0, 100 % → 100, not above 120). A store that
sells s a day has attainments s/100, (s/5)/20 = s/100 and 0.2/0.2 = 1, so that with c = curve(s/100) it scores
0.5·c + 0.3·c + 0.2·100 = 0.8·c + 20:
N11 100 → 100; N12 c(0.96) = 90 → 92; N21 c(0.9) = 75 → 80; N22 c(0.8) = 50 → 60; S11 c(1.1) = 125, cut to 120 → 116;
S12 c(0.5) = −25, raised to 0 → 20; S21, S22 100 → 100.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from engine.base.text import both
from tests import small_app

POINTS = {"N11": 100.0, "N12": 92.0, "N21": 80.0, "N22": 60.0, "S11": 116.0, "S12": 20.0, "S21": 100.0, "S22": 100.0}


def line(name: str, weight: float, zh: str, en: str, **more: Any) -> dict[str, Any]:
    """A line about the indicator of its name."""
    return {"name": name, "title": both(zh, en), "indicator": name, "weight": weight, **more}


def card(**more: Any) -> dict[str, Any]:
    """The scorecard, or another made of it."""
    lines = [
        line("sales", 0.5, "销售", "Sales"),
        line("order_value", 0.3, "客单", "Basket"),
        line("web_share", 0.2, "网店", "Web"),
    ]
    return {
        "kind": "scorecard", "name": "shop", "title": both("门店评分", "Shop score"), "level": "store",
        "lines": lines, "peers": {"by": "level"}, **more,
    }  # fmt: skip


def app_with(folder: Path, *cards: dict[str, Any]) -> Path:
    """A copy of the small app with scorecards."""
    if not (folder / "app").exists():
        shutil.copytree(small_app.APP, folder / "app")
    (folder / "app/scorecards").mkdir(exist_ok=True)
    for one in cards:
        (folder / f"app/scorecards/{one['name']}.json").write_text(
            json.dumps(one, ensure_ascii=False), encoding="utf-8"
        )
    return folder / "app"

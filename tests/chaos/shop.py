"""The installation that is killed again and again: areas with one branch each, a rule, and days that fire and end it.

Branch ``n`` is low on three days out of four, so that every fourth day begins an incident and ends another. What must
have been told in the end is worked out here from the pattern alone, without any of the code under test.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from engine.base.settings import Settings
from engine.base.text import both
from engine.definitions.publish import publish
from engine.definitions.read import read_value
from engine.definitions.release import Release
from engine.facts import begin_load, publish_load, stage
from engine.storage import secrets
from engine.storage.database import writing

FIRST = date(2026, 1, 5)
CORP, AGENT, SECRET = "ww0123456789abcdef", 1000002, "Xq3-not-a-real-secret-77"
KEY = "a-key-of-the-chaos-run-0123456789-ABCDEFGH"
LOW, FINE = Decimal("100.00"), Decimal("1000.00")
#: user, "F" (fired) or "R" (resolved), unit, day
Told = tuple[str, str, str, str]


@dataclass(frozen=True)
class Shop:
    """``areas`` branches and areas over ``days`` days."""

    areas: int
    days: int

    @property
    def last(self) -> date:
        return FIRST + timedelta(self.days - 1)

    def low(self, branch: int, day: int) -> bool:
        """Whether a branch is low on day ``day`` (0 = the first, on which all are fine)."""
        return day > 0 and (day + branch) % 4 != 0

    def expected(self) -> Counter[Told]:
        """Every message that must have arrived, once."""
        found: Counter[Told] = Counter()
        for branch in range(self.areas):
            row = 0
            for number in range(self.days):
                day = (FIRST + timedelta(number)).isoformat()
                if self.low(branch, number):
                    row += 1
                    if row == 3:
                        found.update(self._both(branch, "F", day))
                else:
                    if row >= 3:
                        found.update(self._both(branch, "R", day))
                    row = 0
        return found

    def _both(self, branch: int, what: str, day: str) -> Iterator[Told]:
        for role in ("m", "w"):
            yield f"{role}{branch}", what, f"B{branch}", day

    def build(self, database: sa.Engine, settings: Settings) -> Release:
        """Publishes the definitions and loads every day of every branch."""
        documents = [read_value(d, f"{d['kind']}s/{d['name']}.json") for d in self._package()]
        with writing(database) as connection:
            secrets.put(connection, "wecom_secret", SECRET, settings)
            release = publish(connection, documents, self._files(), author="chaos", reason="chaos")
        with writing(database) as connection:
            key = begin_load(connection, "till", "manual")
            rows = self._rows()
            stage(connection, key, "sales", ((json.dumps(row, default=str), row, []) for row in rows))
        assert publish_load(database, key, release=release).refused == 0
        return release

    def _rows(self) -> Iterator[dict[str, Any]]:
        for branch in range(self.areas):
            for number in range(self.days):
                amount = LOW if self.low(branch, number) else FINE
                yield {"unit": f"B{branch}", "day": FIRST + timedelta(number), "amount": amount}

    def _package(self) -> list[dict[str, Any]]:
        role = {"scope": "subtree", "indicators": "all", "permissions": ["read_values", "read_incidents"]}
        bands = [{"light": "red", "from": None, "to": 0.85}, {"light": "green", "from": 0.85, "to": None}]
        last = (self.last + timedelta(days=40)).replace(day=1) - timedelta(days=1)
        days = (last - FIRST.replace(day=1)).days + 1
        line = {
            "indicator": "net",
            "spread": "amount",
            "total": {"target": f"{500 * days * self.areas}.00"},
            "over_units": "equal",
            "over_time": {"months": "days", "days": "equal"},
        }
        wecom = {"base_url": "{NAVMARK_WECOM_URL}", "corp_id": CORP, "agent_id": AGENT}
        app = {"time_zone": "Asia/Shanghai", "currency": "CNY", "calendar": "days", "org": "org"}
        told = {"zh": "{{ unit_code }} {{ (days | last).day | day }}", "en": "{{ unit_code }}"}
        return [
            _d("app", "app", **app, home_indicators=["net"]),
            _d("calendar", "days"),
            _d(
                "org",
                "org",
                levels=[_n("top"), _n("area"), _n("branch")],
                units="data/units.csv",
                posts="data/posts.csv",
                users="data/users.csv",
            ),
            *(_d("role", name, level="area", **role) for name in ("manager", "watcher")),
            _d("scale", "lights", bands=bands),
            _d(
                "dataset",
                "sales",
                columns=[_n("unit", type="unit"), _n("day", type="day"), _n("amount", type="money")],
                key=["unit", "day"],
                measures=[_n("sum_amount", formula="sum(amount)")],
            ),
            _d("indicator", "net", direction="higher", display="money", scale="lights", formula="sum_amount"),
            _d("target_plan", "plan", **{"from": f"{FIRST:%Y-%m}-01", "to": last.isoformat()}, lines=[line]),
            _d(
                "channel",
                "phone",
                type="wecom",
                format="textcard",
                settings={**wecom, "secret": {"secret": "wecom_secret"}},
                jitter_seconds=[0, 0],
            ),
            _d(
                "rule",
                "low",
                indicator="net",
                level="branch",
                condition={"type": "consecutive_days", "attainment_below": 0.85, "days": 3},
                to={"role": "manager"},
                cc={"role": "watcher"},
                channel="phone",
                digest_over=100,
                missing_notice_after=0,
                repeat_every=0,
                message={lang: f"F {text}" for lang, text in told.items()},
                resolved_message={lang: f"R {text}" for lang, text in told.items()},
            ),
        ]

    def _files(self) -> dict[str, str]:
        units, posts, users = ["code,zh,en,level,parent,opened,closed,groups", "T,顶,Top,top,,,,"], [], []
        for n in range(self.areas):
            units += [f"A{n},{n}片,Area {n},area,T,,,", f"B{n},{n}号,Unit {n},branch,A{n},,,"]
            for role, letter in (("manager", "m"), ("watcher", "w")):
                posts.append(f"{role},A{n},{letter}{n},,,")
                users.append(f"{letter}{n},{letter}{n},{letter}{n},zh,{letter}{n},")
        return {
            "data/units.csv": "\n".join(units) + "\n",
            "data/posts.csv": "\n".join(["role,unit,login,from,to,deputy", *posts]) + "\n",
            "data/users.csv": "\n".join(["login,zh,en,language,wecom,email", *users]) + "\n",
        }


def _d(kind: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "name": name, "title": both(name, name), **fields}


def _n(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "title": both(name, name), **fields}

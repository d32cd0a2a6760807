"""A tiny published app with sources, and the door to pull them through a scripted server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from connectors.http import Http
from connectors.kinds.source.model import SourceModel
from connectors.run import pull
from connectors.window import Span
from engine.base.settings import Settings
from engine.definitions.model import build
from engine.definitions.publish import publish
from engine.definitions.read import read_value
from engine.definitions.release import Release
from engine.facts import LoadResult
from engine.storage import secrets
from engine.storage.database import writing
from engine.storage.tables import load, refused_row, staged_batch
from tests.connectors.server import Asked, Box, Given, as_json

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai: the last whole day is the 22nd
KEY = "9jK2-test-key-for-sealing-0123456789-abcdef"


def title(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def column(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "title": title(name), "type": kind, **more}


APP: list[dict[str, Any]] = [
    {
        "kind": "app", "name": "tiny", "title": title("tiny"), "time_zone": "Asia/Shanghai", "currency": "CNY",
        "calendar": "plain", "org": "shops", "home_indicators": ["turnover"], "day_cutoff_hours": 4,
    },
    {"kind": "calendar", "name": "plain", "title": title("plain")},
    {
        "kind": "org", "name": "shops", "title": title("shops"),
        "levels": [{"name": "hq", "title": title("hq")}, {"name": "shop", "title": title("shop")}],
        "units": "data/units.csv",
    },
    {
        "kind": "dataset", "name": "tickets", "title": title("tickets"),
        "columns": [
            column("unit", "unit"), column("day", "day"), column("no", "text", max_length=20),
            column("amount", "money"), column("note", "text", required=False),
        ],
        "key": ["unit", "day", "no"],
        "measures": [{"name": "amount_sum", "title": title("sum"), "formula": "sum(amount)"}],
    },
    {
        "kind": "indicator", "name": "turnover", "title": title("turnover"), "unit_of_measure": title("yuan"),
        "direction": "higher", "decimals": 2, "display": "money", "formula": "amount_sum", "scale": "lights",
    },
    {
        "kind": "scale", "name": "lights", "title": title("lights"),
        "bands": [{"light": "red", "from": None, "to": 0.85}, {"light": "green", "from": 0.85, "to": None}],
    },
]  # fmt: skip
UNITS = (
    "code,zh,en,level,parent,opened,closed,groups\nHQ,总部,HQ,hq,,2020-01-01,,\n"
    "S1,一店,One,shop,HQ,2020-01-01,,\nS2,二店,Two,shop,HQ,2020-01-01,,\n"
)


def source(**changes: Any) -> dict[str, Any]:
    """The definition of a paged JSON source; ``None`` takes a field away."""
    whole = {
        "kind": "source",
        "name": "pos",
        "title": title("pos"),
        "connector": "http_json",
        "connection": {"base_url": "{NAVMARK_SOURCE_POS_URL}", "retries": 2},
        "request": {
            "path": "/api/tickets",
            "params": {"from": "{window.from}", "to": "{window.to}"},
            "paging": {
                "type": "page",
                "page_param": "page",
                "size_param": "size",
                "size": 2,
                "end": {"has_next": "more"},
            },
        },
        "window": {"overlap_days": 3, "first_days": 5},
        "source_time": "as_of",
        "into": [
            {
                "dataset": "tickets",
                "records": "data[*]",
                "map": {"unit": "shop", "day": "day", "no": "no", "amount": "money(amount)", "note": "note"},
                "optional": ["note"],
            }
        ],
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


def model(**changes: Any) -> SourceModel:
    return build(SourceModel, source(**changes))


def ticket(no: str, day: str = "2026-11-22", amount: Any = "10.00", shop: str = "S1") -> dict[str, Any]:
    return {"no": no, "day": day, "amount": amount, "shop": shop}


def paged(rows: list[dict[str, Any]]) -> Callable[[Asked], Given]:
    """A till that gives its rows of the window asked for, page by page."""

    def answer(asked: Asked) -> Given:
        page, size = int(asked.query["page"]), int(asked.query["size"])
        mine = [row for row in rows if asked.query["from"] <= row["day"] <= asked.query["to"]]
        part = mine[(page - 1) * size : page * size]
        return as_json({"as_of": "2026-11-23T07:55:00+08:00", "data": part, "more": page * size < len(mine)})

    return answer


@dataclass
class World:
    """A database with the app published, its settings, and a short way to pull."""

    database: sa.Engine
    box: Box
    folder: Path
    waits: list[float] = field(default_factory=list)
    release: Release | None = None

    def __post_init__(self) -> None:
        self.settings = Settings(
            data=self.folder,
            database=str(self.database.url),
            key=KEY,
            allow_hosts=frozenset({self.box.key}),
            values={"NAVMARK_SOURCE_POS_URL": self.box.url},
        )

    def publish(self, *sources: dict[str, Any], files: dict[str, str] | None = None) -> Release:
        documents = [read_value(value, f"{value['name']}.json") for value in (*APP, *sources)]
        with writing(self.database) as connection:
            self.release = publish(
                connection, documents, {"data/units.csv": UNITS, **(files or {})}, author="test", reason="test"
            )
        return self.release

    def keep(self, **values: str) -> None:
        with writing(self.database) as connection:
            for name, value in values.items():
                secrets.put(connection, name, value, self.settings)

    def pull(self, name: str = "pos", now: datetime = NOW, window: Span | None = None, **options: Any) -> LoadResult:
        assert self.release is not None
        return pull(
            self.database, self.release, name, reason="manual", settings=self.settings, window=window, now=now,
            http=lambda **limits: Http(sleep=self.waits.append, **limits), **options,
        )  # fmt: skip

    def rows(self, table: sa.Table, *columns: str) -> list[Any]:
        with self.database.connect() as connection:
            return list(connection.execute(sa.select(*(table.c[c] for c in columns)).order_by(table.c[columns[0]])))

    def facts(self) -> list[tuple[Any, ...]]:
        """(unit code, day, no, amount in minor units) of every ticket, straight from its table."""
        from engine.storage.model import model_of

        with self.database.connect() as connection:
            table = model_of(connection, self.release).tables["tickets"].facts
            units = {row.id: row.code for row in connection.execute(sa.text("SELECT id, code FROM org_unit"))}
            columns = [table.c[name] for name in ("unit", "day", "no", "amount")]
            found = [tuple(row) for row in connection.execute(sa.select(*columns))]
        days = (lambda d: d) if found and isinstance(found[0][1], date) else date.fromordinal
        return sorted((units[unit], days(day).isoformat(), no, amount) for unit, day, no, amount in found)

    def loads(self) -> list[Any]:
        return self.rows(
            load, "id", "state", "window_from", "window_to", "watermark", "error", "rows_in", "source_time"
        )

    def staged(self) -> int:
        return len(self.rows(staged_batch, "load_id"))

    def refused(self) -> list[Any]:
        return self.rows(refused_row, "id", "raw", "issues")

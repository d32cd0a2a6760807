"""A larger world: 56 leaves under 8 areas of 2 divisions, with members of a local WeCom in every post."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine.base.settings import Settings
from engine.base.text import both
from engine.storage import secrets, tables
from engine.storage.database import writing
from plugins.wecom_local import Server
from rule_builder.kinds.channel.model import ChannelModel
from rule_builder.message import draft
from rule_builder.outbox import Counts, send_waiting
from tests.rule_builder.sending import AGENT, CORP, SECRET, settings_of
from tests.rule_builder.world import World

AREAS = range(1, 9)
LEAVES = {area: [f"L{area}{n}" for n in range(1, 8)] for area in AREAS}
ALL = [code for codes in LEAVES.values() for code in codes]
#: How units are called in messages: no two names are part of each other.
_UNIT = re.compile(r"单元([A-Z]\d*)")


def division(area: int) -> str:
    """Areas 1–4 are of D1, 5–8 of D2."""
    return "D1" if area <= 4 else "D2"


@dataclass
class Chain(World):
    """Managers of areas are told, directors of divisions get the copy, the head manages users."""

    head_may: tuple[str, ...] = ("manage_users",)
    server: Server | None = None
    data: Path = field(default_factory=Path)

    @property
    def channel(self) -> Any:
        """The local WeCom."""
        values = {"base_url": "{NAVMARK_WECOM_URL}", "corp_id": CORP, "agent_id": AGENT}
        values |= {"secret": {"secret": "wecom_secret"}}
        return ChannelModel(
            name="phone", title=both("企业微信", "WeCom"), type="wecom", settings=values, jitter_seconds=(0, 0)
        )

    @property
    def settings(self) -> Settings:
        """An installation that may call the local WeCom."""
        assert self.server is not None
        return settings_of(self.server.url, self.data)

    def build(self) -> Chain:
        with writing(self.engine) as connection:
            self._unit(connection, "H", 0, None, "/")
            for code in ("D1", "D2"):
                self._unit(connection, code, 1, "H", "/H/")
                self.appoint(connection, f"director_{code}", "director", code)
            for area in AREAS:
                path = f"/H/{division(area)}/"
                self._unit(connection, f"A{area}", 2, division(area), path)
                self.appoint(connection, f"manager_A{area}", "manager", f"A{area}")
                for code in LEAVES[area]:
                    self._unit(connection, code, 3, f"A{area}", f"{path}A{area}/")
            self.appoint(connection, "hq_H", "hq", "H")
            for login, key in self.users.items():
                address = {"user_id": key, "channel": "wecom", "address": f"wx.{login}"}
                connection.execute(sa.insert(tables.user_address).values(**address))
            secrets.put(connection, "wecom_secret", SECRET, self.settings)
        return self

    def everybody(self, first: int, *cells: Any) -> None:
        for code in ALL:
            self.write(code, first, *cells)

    def send(self, at: datetime) -> Counts:
        """Until nothing is left that may leave."""
        url = "https://navmark.example"

        def read(connection: Any, release: Any, row: Any, recipient: Any) -> Any:
            return draft(connection, release, row, recipient, public_url=url, today=at.date())

        return send_waiting(self.engine, self.release, self.settings, at, read)

    def phones(self) -> dict[str, list[str]]:
        """Login → the words on that member's phone, in order."""
        assert self.server is not None
        found: dict[str, list[str]] = {}
        for row in self.server.received:
            found.setdefault(row["user"].removeprefix("wx."), []).append(words(row["request"]))
        return found

    def scope(self, login: str) -> set[str]:
        """Codes of the units that a person may read of."""
        place = login.partition("_")[2]
        areas = [a for a in AREAS if place in ("H", division(a), f"A{a}")]
        codes = {code for a in areas for code in (*LEAVES[a], f"A{a}")}
        return codes | ({place} if place != "H" else {"H", "D1", "D2"})


def words(request: dict[str, Any]) -> str:
    """What people read of a WeCom request."""
    form = request[request["msgtype"]]
    return str(form.get("content") or f"{form['title']}\n{form['description']}").replace("<br>", "\n")


def units_in(text: str) -> set[str]:
    """Codes of the units that words name."""
    return set(_UNIT.findall(text))


def bad_days(chain: Chain, codes: list[str]) -> None:
    """Three low days of some leaves, the others fine; evaluated morning by morning, days 2 to 4."""
    chain.everybody(1, 100, 100, 100, 100)
    for code in codes:
        chain.write(code, 2, 84, 83, 82)
    for number in (1, 2, 3, 4):
        chain.run(number)

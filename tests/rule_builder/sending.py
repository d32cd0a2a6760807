"""What tests of the outbox share: an installation with users, one channel, a local WeCom, messages to send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from engine.base.settings import Settings
from engine.base.text import both
from engine.storage import secrets
from engine.storage.database import new_public_id, reading, writing
from engine.storage.tables import audit, delivery, outbox, user_account, user_address
from plugins.wecom_local import Server
from rule_builder.channels.contract import Draft, Recipient
from rule_builder.kinds.channel.model import ChannelModel
from rule_builder.outbox import Counts, send_waiting

CORP, AGENT, SECRET = "ww0123456789abcdef", 1000002, "Xq3-not-a-real-secret-77"
KEY = "a-key-of-this-test-0123456789-ABCDEFGHIJ"


@dataclass
class Channels:
    """Stands for a release that holds one channel definition."""

    format: str = "textcard"

    app = SimpleNamespace(time_zone="Asia/Shanghai")

    def all(self, kind: str) -> list[Any]:
        """Nothing else is defined."""
        return []

    def find(self, kind: str, name: str) -> Any:
        """The channel definition, or None."""
        return self.get(kind, name) if (kind, name) == ("channel", "wecom_app") else None

    def get(self, kind: str, name: str) -> ChannelModel:
        """The channel definition."""
        if (kind, name) != ("channel", "wecom_app"):
            raise KeyError(name)
        values: Mapping[str, Any] = {
            "base_url": "{NAVMARK_WECOM_URL}",
            "corp_id": CORP,
            "agent_id": AGENT,
            "secret": {"secret": "wecom_secret"},
        }
        title = both("企业微信", "WeCom")
        return ChannelModel(name=name, title=title, type="wecom", settings=values, format=self.format)


def settings_of(url: str, data: Path) -> Settings:
    """An installation that may call the local WeCom."""
    hosts = frozenset({url.removeprefix("http://")})
    return Settings(data=data, database="", key=KEY, allow_hosts=hosts, values={"NAVMARK_WECOM_URL": url})


def context_of(connection: sa.Connection, release: Any, row: Mapping[str, Any], recipient: Recipient) -> Draft | None:
    """A draft from the row's subject; None where it says "nothing"."""
    if row["subject"].get("nothing"):
        return None
    text = row["subject"].get("text", "{{ n }}")
    return Draft("消息 {{ n }}", text, {"n": row["subject"]["n"]}, url="https://navmark.example/i/1")


@dataclass
class Post:
    """A database with people and a way to send."""

    database: sa.Engine
    server: Server
    data: Path
    release: Any

    def send(self, at: datetime, **more: Any) -> Counts:
        """One call of the sender."""
        return send_waiting(
            self.database, self.release, settings_of(self.server.url, self.data), at, context_of, **more
        )

    def put(self, n: int, login: str, at: datetime, copy: bool = False, **subject: Any) -> str:
        """A waiting message; its public id."""
        public_id = new_public_id()
        with writing(self.database) as connection:
            user = connection.scalar(sa.select(user_account.c.id).where(user_account.c.login == login))
            row = {
                "public_id": public_id,
                "key": f"k{n}",
                "channel": subject.pop("channel", "wecom_app"),
                "user_id": user,
                "copy": copy,
                "purpose": "fired",
                "subject": {"n": n, **subject},
                "created_at": at,
                "not_before": at,
                "state": "waiting",
            }
            connection.execute(sa.insert(outbox).values(**row))
        return public_id

    def row(self, public_id: str) -> Any:
        """An outbox row."""
        with reading(self.database) as connection:
            return connection.execute(sa.select(outbox).where(outbox.c.public_id == public_id)).one()

    def states(self) -> dict[str, int]:
        """How many rows are in each state."""
        with reading(self.database) as connection:
            rows = connection.execute(sa.select(outbox.c.state, sa.func.count()).group_by(outbox.c.state))
            return {row[0]: row[1] for row in rows}

    def deliveries(self) -> list[tuple[str, str]]:
        """(address, state) of every delivery."""
        with reading(self.database) as connection:
            rows = connection.execute(sa.select(delivery.c.address, delivery.c.state).order_by(delivery.c.outbox_id))
            return [(address, state) for address, state in rows]

    def audited(self) -> list[tuple[str, str]]:
        """(action, reason) of the audit log."""
        with reading(self.database) as connection:
            rows = connection.execute(sa.select(audit.c.action, audit.c.detail).order_by(audit.c.id)).all()
            return [(row.action, row.detail.get("reason", "")) for row in rows]

    def titles(self, user: str) -> list[str]:
        """Titles on a member's phone, in order."""
        return [row["message"]["title"] for row in self.server.received if row["user"] == user]


def people(database: sa.Engine, logins: list[str], settings: Settings, at: datetime) -> None:
    """Users (address = "wx." + login) and the channel's secret."""
    with writing(database) as connection:
        for login in logins:
            user = {"public_id": new_public_id(), "login": login, "title": both(login, login), "created_at": at}
            made = connection.execute(sa.insert(user_account).values(**user)).inserted_primary_key
            address = {"user_id": made[0], "channel": "wecom", "address": f"wx.{login}"}
            connection.execute(sa.insert(user_address).values(**address))
        secrets.put(connection, "wecom_secret", SECRET, settings)


def minutes(n: float) -> timedelta:
    """A span."""
    return timedelta(minutes=n)

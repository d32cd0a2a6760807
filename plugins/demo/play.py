"""Plays the mornings: publishes an example, runs the 08:00 job as the schedule would, sends the messages."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from admin_ui.work import runner_of, send
from connectors.inbox import inbox_of
from engine.access import accounts
from engine.base import clock
from engine.base.issue import IssueError
from engine.base.settings import Settings
from engine.definitions.publish import publish
from engine.definitions.read import read_folder
from engine.storage import secrets
from engine.storage.database import writing
from engine.storage.tables import user_account
from plugins.demo.samples import lay_out
from plugins.demo.state import State
from plugins.demo.stories import Story
from plugins.sample_sources.erp import start_erp
from plugins.sample_sources.pos import start_pos
from plugins.sample_sources.stores import read_stores
from plugins.sample_sources.story import Story as Trade
from plugins.sample_sources.trade import World
from plugins.sample_sources.web import Handle
from plugins.wecom_local.server import Server, start

CORP, AGENT = "ww_navmark_sample", 1000002
#: Longer than the longest jitter of a message.
AFTER_JITTER = timedelta(minutes=13)
#: How long before the morning job sample files came in.
BEFORE = timedelta(minutes=30)


class Systems:
    """The client's systems on loopback: WeCom, and where the story has them till system and ERP (``sources``)."""

    def __init__(self, story: Story, state: State, folder: Path, running: ExitStack) -> None:
        ports = state.ports
        self.sources: list[Handle] = []
        if story.systems:
            world = World(read_stores(story.folder / "data/units.csv"), Trade(state.last_day))
            started: list[Any] = [
                start_pos(world, state.pos_password, port=ports["pos"]),
                start_erp(world, state.erp_key, port=ports["erp"]),
            ]
            self.sources = [running.enter_context(system) for system in started]
        self.wecom: Server = running.enter_context(
            start(corp_id=CORP, agents={AGENT: state.wecom_secret}, port=ports["wecom"], store=folder / "wecom.jsonl")
        )


def settings_of(state: State, folder: Path) -> Settings:
    """The installation of the demonstration."""
    values = {
        "NAVMARK_SOURCE_POS_URL": state.url("pos"),
        "NAVMARK_SOURCE_ERP_URL": state.url("erp"),
        "NAVMARK_WECOM_URL": state.url("wecom"),
    }
    hosts = frozenset(f"127.0.0.1:{state.ports[name]}" for name in ("pos", "erp", "wecom"))
    database = f"sqlite:///{folder / 'navmark.sqlite'}"
    public = state.url("web")
    return Settings(data=folder, database=database, key=state.key, public_url=public, allow_hosts=hosts, values=values)


def environment(settings: Settings, state: State) -> dict[str, str]:
    """The same settings for a child process."""
    return {
        **settings.values,
        "NAVMARK_DATA": str(settings.data),
        "NAVMARK_DATABASE": settings.database,
        "NAVMARK_KEY": state.key,
        "NAVMARK_PUBLIC_URL": settings.public_url,
        "NAVMARK_ALLOW_HOSTS": ",".join(sorted(settings.allow_hosts)),
    }


def prepare(database: sa.Engine, story: Story, state: State, settings: Settings) -> None:
    """Publishes the example (nothing happens where it is the same) and, the first time, sample files, secrets and
    passwords."""
    documents, files, issues = read_folder(story.folder)
    if issues:
        raise IssueError(issues)
    with writing(database) as connection:
        publish(connection, documents, files, author="demo", reason=f"examples/{story.name}")
        if state.done:
            return
        lay_out(story.folder / "sample", inbox_of(settings), state.last_day, state.morning(0) - BEFORE)
        for name in story.secrets:
            secrets.put(connection, name, getattr(state, name), settings)
        first = None
        for account in accounts.accounts(connection):
            if first is None:
                accounts.set_password(connection, account, state.password, by="demo", cost=settings.password_cost)
                first = sa.select(user_account.c.password_hash).where(user_account.c.id == account.id)
                continue
            # one password for everybody: hashing it once keeps the start short
            same = sa.update(user_account).where(user_account.c.id == account.id)
            connection.execute(same.values(password_hash=first.scalar_subquery()))


def morning(database: sa.Engine, settings: Settings, systems: Systems, state: State, after: int) -> dict[str, int]:
    """The 08:00 job of one morning with every clock at that morning, and the messages that follow it."""
    at = state.morning(after)
    for system in systems.sources:
        system.clock.set(at)
    try:
        with clock.frozen(at):
            counts = runner_of(database, settings).run_once()
        with clock.frozen(at + AFTER_JITTER):
            send(database, settings)
    finally:
        for system in systems.sources:
            system.clock.set(None)
    return counts

"""One installation with its client's systems around it, all real and on loopback: mornings are played as the schedule
would, with every clock at the moment that is asked for."""

from __future__ import annotations

import copy
import csv
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from admin_ui.work import runner_of, send
from engine.base import clock
from engine.base.settings import Settings
from engine.definitions.publish import publish
from engine.definitions.read import read_folder
from engine.definitions.release import Release, current_release
from engine.storage import secrets
from engine.storage.database import open_database, reading, writing
from engine.storage.migrate import upgrade
from plugins.sample_sources.erp import start_erp
from plugins.sample_sources.pos import start_pos
from plugins.sample_sources.stores import read_stores
from plugins.sample_sources.story import Story
from plugins.sample_sources.trade import World
from plugins.wecom_local.server import Server, start
from tests.plugins.plan_by_hand import RETAIL

ZONE = ZoneInfo("Asia/Shanghai")
CORP, AGENT = "ww_navmark_sample", 1000002
SECRETS = {
    "pos_password": "till-pass-20-letters-x",
    "erp_key": "erp-key-20-letters-xyz",
    "wecom_secret": "wecom-20-letters-xy",
}
KEY = "jH3k29dkfjJ2h4kdlsoe8Hdk3Lsm29Xk0qPz7Vb1"
#: Longer than the longest jitter of a message.
AFTER_JITTER = timedelta(minutes=13)


def instant(day: date, at: str = "08:00:20") -> datetime:
    """A time of day in Shanghai."""
    return datetime.combine(day, time.fromisoformat(at), ZONE)


#: The rule that the expected incidents and messages of these flows are worked out for.
RULES = ("below_85_for_3_days",)


def package(
    folder: Path,
    *,
    first_days: int = 10,
    divisions: Iterable[str] = (),
    rules: Iterable[str] = RULES,
    chased: bool = False,
) -> Path:
    """A copy of examples/retail whose first pull is short, with some of its rules; with ``divisions``, a chain of these
    alone. Nobody is chased for an answer unless ``chased``: most stories have nobody who would answer."""
    shutil.copytree(RETAIL, folder)
    for file in (folder / "rules").glob("*.json"):
        if file.stem not in rules:
            file.unlink()
        elif not chased:
            edit(file, unchased)
    for file in (folder / "cases").glob("*.json"):
        if json.loads(file.read_text("utf-8"))["rule"] not in rules:
            file.unlink()
    for file in (folder / "sources").glob("*.json"):
        edit(file, lambda source: "window" in source and source["window"].update(first_days=first_days))
    kept = tuple(divisions)
    if kept:
        inside = {row["code"] for row in rows(RETAIL / "data/units.csv") if row["code"].startswith(kept)} | {"HQ"}
        for file in (folder / "data").glob("*.csv"):
            column = "code" if file.name == "units.csv" else "unit"
            if file.name != "users.csv":
                keep_rows(file, lambda row, column=column: row[column] in inside)
    return folder


def unchased(rule: dict[str, Any]) -> None:
    """Takes out of a rule that it asks for a response."""
    rule.pop("respond", None)


def edit(file: Path, change: Callable[[Any], object]) -> None:
    """Changes a definition."""
    value = json.loads(file.read_text(encoding="utf-8"))
    change(value)
    file.write_text(json.dumps(value, ensure_ascii=False, indent=2), encoding="utf-8")


def rows(file: Path) -> list[dict[str, str]]:
    """A CSV file's rows."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def keep_rows(file: Path, wanted: Callable[[dict[str, str]], bool]) -> None:
    """Leaves only the wanted rows of a CSV file; ``wanted`` may change them."""
    found = rows(file)
    names = list(found[0])
    with file.open("w", encoding="utf-8", newline="") as text:
        out = csv.DictWriter(text, names, lineterminator="\n")
        out.writeheader()
        out.writerows(row for row in found if wanted(row))


class Systems:
    """The client's till system, ERP and WeCom, with clocks of their own."""

    def __init__(self, world: World, running: ExitStack) -> None:
        self.world = world
        self.at: datetime | None = None
        self.pos = running.enter_context(start_pos(world, SECRETS["pos_password"]))
        self.erp = running.enter_context(start_erp(world, SECRETS["erp_key"]))
        self.wecom = running.enter_context(self._wecom())

    def _wecom(self) -> Server:
        agents = {AGENT: SECRETS["wecom_secret"]}
        return start(corp_id=CORP, agents=agents, now=lambda: self.at or clock.now())

    @contextmanager
    def another_wecom(self) -> Iterator[Systems]:
        """The same till system and ERP with a WeCom that has received nothing yet."""
        other = copy.copy(self)
        with other._wecom() as other.wecom:
            yield other

    def set(self, at: datetime | None) -> None:
        """Puts every system's clock at an instant."""
        self.at = at
        self.pos.clock.set(at)
        self.erp.clock.set(at)

    def settings(self, folder: Path, url: str) -> Settings:
        """The settings of an installation that pulls from these systems."""
        urls = {"SOURCE_POS": self.pos.url, "SOURCE_ERP": self.erp.url, "WECOM": self.wecom.url}
        return Settings(
            data=folder,
            database=url,
            key=KEY,
            allow_hosts=frozenset(found.removeprefix("http://") for found in urls.values()),
            values={f"NAVMARK_{name}_URL": found for name, found in urls.items()},
            password_cost="test",
        )


@dataclass
class House:
    """An installation: its database, its settings and the systems it pulls from."""

    database: sa.Engine
    settings: Settings
    systems: Systems
    package: Path
    _seen: int = field(default=0)

    @property
    def release(self) -> Release:
        """What serves."""
        with reading(self.database) as connection:
            found = current_release(connection)
        assert found is not None
        return found

    def publish(self, at: datetime, folder: Path | None = None) -> Release:
        """Publishes the package, with the secrets it names."""
        documents, files, issues = read_folder(folder or self.package)
        assert issues == [], [issue.line_of_text() for issue in issues]
        with clock.frozen(at), writing(self.database) as connection:
            for name, value in SECRETS.items():
                secrets.put(connection, name, value, self.settings)
            return publish(connection, documents, files, author="test", reason="flows")

    def run(self, at: datetime) -> dict[str, int]:
        """One look of a new process at what is due."""
        self.systems.set(at)
        with clock.frozen(at):
            return runner_of(self.database, self.settings).run_once()

    def messages(self, at: datetime) -> None:
        """One round of the sender."""
        self.systems.set(at)
        with clock.frozen(at):
            send(self.database, self.settings)

    def morning(self, day: date, at: str = "08:00:20") -> dict[str, int]:
        """The job of a morning, and the messages that follow it."""
        counts = self.run(instant(day, at))
        self.messages(instant(day, at) + AFTER_JITTER)
        return counts

    def arrived(self) -> list[dict[str, Any]]:
        """What members' phones show that they did not show at the last call."""
        received = self.systems.wecom.received
        fresh, self._seen = received[self._seen :], len(received)
        return fresh


def house(
    folder: Path, story: Story, running: ExitStack, *, url: str | None = None, package_: Path | None = None, **more: Any
) -> House:
    """An empty installation (a SQLite file, or the database at ``url``) with its systems started."""
    used = package_ or package(folder / "package", **more)
    systems = Systems(World(read_stores(used / "data/units.csv"), story), running)
    url = url or f"sqlite:///{folder / 'navmark.sqlite'}"
    database = open_database(url)
    running.callback(database.dispose)
    upgrade(database)
    return House(database, systems.settings(folder, url), systems, used)


def recipients(package_: Path) -> dict[str, str]:
    """WeCom id → login."""
    return {row["wecom"]: row["login"] for row in rows(package_ / "data/users.csv")}

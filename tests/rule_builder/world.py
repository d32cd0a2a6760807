"""A small organisation in a real database, and days that a test can write and correct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from engine.base.text import both
from engine.definitions.kind import Catalog
from engine.expressions import parse
from engine.org import end_of
from engine.storage import tables
from engine.storage.database import writing
from rule_builder.evaluate import Outcome, evaluate
from rule_builder.kinds.cause.compile import CompiledCause
from rule_builder.kinds.cause.model import CauseModel
from rule_builder.kinds.cause.names import indicators_of, names_of
from rule_builder.kinds.channel.model import QuietHours
from rule_builder.kinds.rule.model import Recipient, RuleModel

START = date(2026, 11, 2)  # a Monday
EVER = date(9999, 12, 31)
LEVELS = ("head", "division", "area", "leaf")
TARGET = 10_000_00


def day(number: int) -> date:
    return START + timedelta(days=number - 1)


def morning(of: date) -> datetime:
    """08:00 in Shanghai on the day after a business day."""
    return datetime(of.year, of.month, of.day, tzinfo=UTC) + timedelta(days=1)


@dataclass(frozen=True)
class P:
    """A point as ``engine.measure`` gives it."""

    day: date
    actual: int | float | None
    target: int | float | None
    attainment: float | None
    expected: int
    have: int
    known: bool


RULE = RuleModel(
    name="low",
    title=both("连续三天低", "Three low days"),
    indicator="sales",
    level="leaf",
    condition={"type": "consecutive_days", "attainment_below": 0.85, "days": 3},
    to=Recipient(role="manager"),
    cc=Recipient(role="director"),
    channel="phone",
    message=both("{{ unit }} 低", "{{ unit }} is low"),
    causes=(),
)


CAUSE = CauseModel(
    name="stock_out",
    title=both("缺货", "Out of stock"),
    indicator="oos",
    when="value > 1.5 * usual and value > 0.05",
    evidence=both("缺货率 {value}，平时 {usual}", "out of stock {value}, usually {usual}"),
    action=both("补货", "Restock"),
    owner="manager",
)


def compiled_cause(model: CauseModel) -> CompiledCause:
    """A cause without a query, over indicators whose types nobody knows."""
    names, tree = names_of(model, Catalog({}, {})), parse(model.when, names=None)
    return CompiledCause(model, tree, names, frozenset(tree.names), indicators_of(model), None)


def indicator(name: str, zh: str, en: str, display: str) -> Any:
    """A model as far as rules look at it."""
    words = {"title": both(zh, en), "formula": f"sum({name})", "direction": "higher", "display": display}
    return SimpleNamespace(name=name, **words, decimals=1, unit_of_measure=both("", ""), drivers=())


@dataclass
class World:
    """Units by code: head H, divisions D1 D2, areas A1 (of D1) A2 (of D2), leaves L1…L4 of A1 and M1 of A2."""

    engine: sa.Engine
    units: dict[str, int] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    cells: dict[tuple[str, date], Any] = field(default_factory=dict)  # percent | None | "closed"
    asked: list[tuple[int | None, date, date]] = field(default_factory=list)
    rule: RuleModel = RULE
    others: tuple[RuleModel, ...] = ()
    quiet_hours: QuietHours | None = None
    head_may: tuple[str, ...] = ()  # what the head's role may besides
    number: int = 1

    @property
    def channel(self) -> Any:
        """By which messages leave."""
        return SimpleNamespace(name="phone", title=both("电话", "Phone"), type="phone", settings={}, format=None,
                               jitter_seconds=(180, 720), quiet_hours=self.quiet_hours)  # fmt: skip

    @property
    def release(self) -> Any:
        roles = [
            SimpleNamespace(name=n, title=both(n, n), level=level, scope="subtree", indicators="all",
                            hidden_indicators=(), permissions=("read_values", "read_incidents", "answer_incidents",
                                                        *self.head_may * (n == "hq")))
            for n, level in (("hq", "head"), ("director", "division"), ("manager", "area"), ("keeper", "leaf"))
        ]  # fmt: skip
        models: Mapping[str, Sequence[Any]] = {
            "role": roles,
            "org": [
                SimpleNamespace(name="org", levels=[SimpleNamespace(name=n, title=both(n, n)) for n in LEVELS])
            ],
            "indicator": [
                indicator("sales", "销售额", "Sales", "money"),
                indicator("oos", "缺货率", "Out of stock", "percent"),
            ],
            "source": [],
            "channel": [self.channel, SimpleNamespace(**vars(self.channel) | {"name": "house", "type": "inbox"})],
            "rule": [self.rule, *self.others],
            "cause": [CAUSE],
        }  # fmt: skip
        return SimpleNamespace(
            number=self.number,
            app=SimpleNamespace(org="org", time_zone="Asia/Shanghai", name="app", money_digits=2),
            compiled=lambda kind, name: (
                compiled_cause(CAUSE) if kind == "cause" else SimpleNamespace(measures=(), type="money", additive=True)
            ),
            catalog=SimpleNamespace(get=lambda kind, name: SimpleNamespace(model=CAUSE) if kind == "cause" else None),
            all=lambda kind: list(models.get(kind, ())),
            find=lambda kind, name: next((m for m in models.get(kind, ()) if m.name == name), None),
            get=lambda kind, name: next(m for m in models[kind] if m.name == name),
        )

    def build(self) -> World:
        with writing(self.engine) as connection:
            self._unit(connection, "H", 0, None, "/")
            for d in (1, 2):
                self._unit(connection, f"D{d}", 1, "H", "/H/")
                self._unit(connection, f"A{d}", 2, f"D{d}", f"/H/D{d}/")
            for code in ("L1", "L2", "L3", "L4"):
                self._unit(connection, code, 3, "A1", "/H/D1/A1/")
            self._unit(connection, "M1", 3, "A2", "/H/D2/A2/")
            for role, unit in (
                ("hq", "H"),
                ("director", "D1"),
                ("director", "D2"),
                ("manager", "A1"),
                ("manager", "A2"),
            ):
                self.appoint(connection, f"{role}_{unit}", role, unit)
        return self

    def _unit(self, connection: sa.Connection, code: str, level: int, parent: str | None, above: str) -> None:
        title = both(f"单元{code}", f"Unit {code}")
        row = {"code": code, "level": level, "title": title, "groups": []}
        key = connection.execute(sa.insert(tables.org_unit).values(**row)).inserted_primary_key[0]
        self.units[code] = key
        ids = [str(self.units[part]) for part in above.split("/") if part]
        path = "/" + "".join(f"{part}/" for part in (*ids, str(key)))
        link = {"unit_id": key, "valid_from": date.min, "valid_to": EVER, "parent_id": parent and self.units[parent]}
        connection.execute(sa.insert(tables.org_link).values(**link, depth=level, path=path, path_end=end_of(path)))

    def appoint(
        self, connection: sa.Connection, login: str, role: str, unit: str, *,
        since: date = date.min, until: date = EVER, deputy: bool = False, language: str = "zh",
    ) -> None:  # fmt: skip
        if login not in self.users:
            row = {"public_id": f"u-{login}", "login": login, "title": both(login, login), "language": language}
            made = connection.execute(
                sa.insert(tables.user_account).values(**row, active=True, created_at=morning(START))
            )
            self.users[login] = made.inserted_primary_key[0]
        post = {"role": role, "unit_id": self.units[unit], "user_id": self.users[login], "deputy": deputy}
        connection.execute(sa.insert(tables.post_holder).values(**post, valid_from=since, valid_to=until))

    def vacate(self, login: str) -> None:
        with writing(self.engine) as connection:
            p = tables.post_holder
            connection.execute(sa.delete(p).where(p.c.user_id == self.users[login]))

    def write(self, code: str, first: int, *cells: Any, touch: bool = True) -> None:
        """Days from number ``first`` on, as percent of the target; None: no data; "closed"."""
        with writing(self.engine) as connection:
            for number, cell in enumerate(cells, first):
                self.cells[code, day(number)] = cell
                if touch:
                    t = tables.touched
                    row = {"consumer": self.rule.name, "unit_id": self.units[code], "day": day(number)}
                    connection.execute(sa.delete(t).where(*(t.c[key] == value for key, value in row.items())))
                    connection.execute(sa.insert(t).values(**row))

    def forget_touched(self) -> None:
        with writing(self.engine) as connection:
            connection.execute(sa.delete(tables.touched))

    def everybody(self, first: int, *cells: Any) -> None:
        for code in ("L1", "L2", "L3", "L4", "M1"):
            self.write(code, first, *cells)

    def series(self, door: Any, indicator: str, units: Sequence[int] | None, first: date, last: date) -> Any:
        """Stands in for ``engine.measure.leaf_series``."""
        self.asked.append((None if units is None else len(units), first, last))
        codes = {key: code for code, key in self.units.items()}
        wanted = [key for code, key in self.units.items() if code[0] in "LM"] if units is None else units
        return {
            unit: [self._point(codes[unit], first + timedelta(n)) for n in range((last - first).days + 1)]
            for unit in wanted
        }

    def _point(self, code: str, at: date) -> P:
        cell = self.cells.get((code, at), "closed")
        if cell == "closed":
            return P(at, None, None, None, 0, 0, False)
        if cell is None:
            return P(at, None, TARGET, None, 1, 0, False)
        return P(at, round(cell * TARGET / 100), TARGET, cell / 100, 1, 1, True)

    def run(self, number: int, **more: Any) -> Outcome:
        at = day(number)
        with writing(self.engine) as connection:
            return evaluate(connection, self.release, self.rule, at, now=morning(at), **{"series": self.series, **more})

    def change(self, **fields: Any) -> None:
        self.rule = replace(self.rule, **fields)
        self.number += 1

    # --- reading -----------------------------------------------------------------------------------------------

    def rows(self, table: sa.Table, *columns: str) -> list[Any]:
        with self.engine.connect() as connection:
            chosen = [table.c[name] for name in columns] or [table]
            order = list(table.primary_key)
            return [tuple(row) if columns else row for row in connection.execute(sa.select(*chosen).order_by(*order))]

    def incidents(self) -> list[tuple[Any, ...]]:
        """(watch, unit code, state, first, fired, ended, late) with days as numbers."""
        codes = {key: code for code, key in self.units.items()}
        number = lambda d: d and (d - START).days + 1  # noqa: E731
        return [
            (
                r.rule.partition(":")[2],
                codes[r.unit_id],
                r.state,
                *map(number, (r.first_day, r.fired_day, r.ended_day)),
                r.late,
            )
            for r in self.rows(tables.incident)
        ]

    def messages(self) -> list[tuple[str, str, bool, str]]:
        """(purpose, login, copy, state)"""
        logins = {key: login for login, key in self.users.items()}
        return [(r.purpose, logins[r.user_id], r.copy, r.state) for r in self.rows(tables.outbox)]

    def events(self) -> list[str]:
        return [event for (event,) in self.rows(tables.incident_event, "event")]

    def everything(self) -> dict[str, list[Any]]:
        """All that an evaluation writes, but for the log of runs."""
        kept = (
            tables.rule_state,
            tables.rule_transition,
            tables.incident,
            tables.incident_event,
            tables.outbox,
            tables.report,
        )
        return {table.name: self.rows(table) for table in kept}

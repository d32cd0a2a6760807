"""What the database remembers of a rule: its runs, its incidents, and the days that loads have touched since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from engine.org import OrgTree
from engine.storage.tables import incident, rule_run, touched
from rule_builder.reconcile import Stored

#: Corrections of days further back than this change no incident.
LOOK_BACK = timedelta(days=60)
#: Days read before that, so that a count which began earlier is seen.
RUN_UP = timedelta(days=30)
_MANY = 1000

#: The three watches of a rule, as suffixes of the rule's name in the incidents' table.
NO_DATA, NO_FEED = ":no_data", ":no_feed"
#: And the incidents of parents, of which many units are told as one.
ROLLUP = ":rollup"


_CLOSED = incident.c.closed_at.is_not(None).label("closed")


def base_name(rule: str) -> str:
    """The rule's name without the watch."""
    return rule.partition(":")[0]


@dataclass(frozen=True)
class Past:
    """Runs before this one. ``known_from``: the day of the first run under the present wording (None: this is it).
    ``release``: the one of the last run, where that was done."""

    last_day: date | None
    known_from: date | None
    held: frozenset[date]
    release: int | None = None


def past_of(connection: sa.Connection, rule: str, wording: str) -> Past:
    """Reads the runs of a rule."""
    r = rule_run.c
    latest = sa.select(r.state, r.detail).where(r.rule == rule).order_by(r.id.desc()).limit(1)
    before = connection.execute(latest.with_for_update()).first()  # two evaluations run one after the other
    done = sa.and_(r.rule == rule, r.state == "done")
    same = sa.type_coerce(r.detail, sa.Text).contains(wording)
    last, first = connection.execute(
        sa.select(sa.func.max(r.day), sa.func.min(sa.case((same, r.day)))).where(done)
    ).one()
    held = connection.scalars(sa.select(r.day).where(r.rule == rule, r.state == "held"))
    release = before.detail.get("release") if before is not None and before.state == "done" else None
    return Past(_day(last), _day(first), frozenset(held), release)


def _day(value: Any) -> date | None:
    return date.fromordinal(value) if isinstance(value, int) else value


@dataclass(frozen=True)
class Row:
    """An incident's row, as much as an evaluation needs."""

    id: int
    public_id: str
    rule: str
    unit_id: int
    severity: str
    state: str
    first_day: date
    fired_day: date
    ended_day: date | None
    told_day: date | None
    facts: Mapping[str, Any]
    escalated: bool = False  # its severity may be above the rule's
    closed: bool = False  # by a person: the data may go on

    def counts_from(self, edge: date) -> bool:
        """Whether its days are still looked at: it stands, and did not end before ``edge``."""
        return self.state != "retracted" and (self.ended_day is None or self.ended_day >= edge)

    def stored(self, wording: str) -> Stored:
        """As ``reconcile`` takes it; one that ended under another wording is frozen."""
        frozen = self.state == "resolved" and self.facts.get("wording") != wording
        state: Any = self.state
        return Stored(self.id, state, self.first_day, self.fired_day, self.ended_day, frozen)


def incidents_of(connection: sa.Connection, rule: str, day: date) -> dict[tuple[str, int], list[Row]]:
    """The incidents that may still change, by (rule with watch, unit). One statement."""
    found: dict[tuple[str, int], list[Row]] = {}
    for row in connection.execute(_incidents(rule).where(_in_question(day))):
        found.setdefault((row.rule, row.unit_id), []).append(Row(**row._mapping))
    return found


def add_older(
    connection: sa.Connection,
    rule: str,
    day: date,
    since: Mapping[int, date],
    rows: dict[tuple[str, int], list[Row]],
) -> None:
    """Adds to ``rows`` of ``incidents_of`` what else fired at units that are looked at ``since`` long before: no two
    incidents may stand on one day. A statement per thousand such units."""
    far = {unit: first for unit, first in since.items() if first < day - LOOK_BACK - RUN_UP}
    units = sorted(far)
    for start in range(0, len(units), _MANY):
        some = units[start : start + _MANY]
        c, first = incident.c, min(far[unit] for unit in some)
        older = _incidents(rule).where(c.unit_id.in_(some), c.fired_day >= first, sa.not_(_in_question(day)))
        for row in connection.execute(older):
            known = rows.setdefault((row.rule, row.unit_id), [])
            known.append(Row(**row._mapping))
            known.sort(key=lambda one: one.id)


def _incidents(rule: str) -> sa.Select[Any]:
    c = incident.c
    columns = (c.id, c.public_id, c.rule, c.unit_id, c.severity, c.state, c.first_day, c.fired_day)
    more = (c.ended_day, c.told_day, c.facts, (c.escalation > 0).label("escalated"), _CLOSED)
    return sa.select(*columns, *more).where(c.rule.in_((rule, rule + NO_DATA, rule + NO_FEED))).order_by(c.id)


def _in_question(day: date) -> sa.ColumnElement[bool]:
    """Those that go on, or fired or ended a short while ago."""
    c, since = incident.c, day - LOOK_BACK
    ended = sa.and_(c.ended_day.is_not(None), c.ended_day >= since)
    return sa.or_(c.state == "firing", c.fired_day >= since - RUN_UP, ended)


def take_touched(
    connection: sa.Connection, rule: str, day: date, tree: Callable[[], OrgTree], level: int
) -> tuple[set[int], int]:
    """Takes the rule's touched unit-days up to ``day``: the units of the level at or above them, and how many of the
    days are too old to matter. Taken rows come back by themselves if the transaction fails."""
    t = touched.c
    mine = sa.and_(t.consumer == rule, t.day <= day)
    rows = connection.execute(sa.delete(touched).where(mine).returning(t.unit_id, t.day)).all()
    recent = {row.unit_id for row in rows if row.day >= day - LOOK_BACK}
    old = sum(row.day < day - LOOK_BACK for row in rows)
    if not recent:
        return set(), old
    whole = tree()
    units = {unit for unit_id in recent if (unit := _at_level(whole, unit_id, level)) is not None}
    return units, old


def _at_level(tree: OrgTree, unit_id: int, level: int) -> int | None:
    unit = tree.by_id.get(unit_id)
    if unit is None or unit.level <= level:
        return unit_id if unit is not None and unit.level == level else None
    return next((one.id for one in tree.ancestors(unit_id) if one.level == level), None)

"""What is on record of a rule, a unit and a day: the run, the state, the incident, who was told, corrections since."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.base.text import Text, both
from engine.definitions.release import Release
from engine.org import Unit, in_force
from engine.storage.tables import fact_history, incident, incident_event, load, org_link, rule_run, rule_transition
from rule_builder.explain import Explained
from rule_builder.stages.why import why_words


@dataclass(frozen=True)
class RunOn:
    """The last evaluation of a day. ``same``: by the wording of today."""

    at: datetime
    state: str
    release: int
    same: bool
    words: Text


@dataclass(frozen=True)
class Recorded:
    """The state that the record gives a unit after a day: that of the last turn up to it (where there is one)."""

    state: str
    count: int
    needed: int
    day: date
    at: datetime
    release: int
    same: bool


@dataclass(frozen=True)
class Said:
    """What an incident's history says of telling people. ``told`` False: nobody, for the reason ``why``."""

    told: bool
    at: datetime
    purpose: str
    why: str | None
    words: Text | None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """``agrees``: the record says what the days say today (None: the day was never evaluated); ``differs``: why it may
    not. ``corrections``: days whose data were corrected, with the time of the last correction."""

    run: RunOn | None
    recorded: Recorded | None
    agrees: bool | None
    differs: Text | None
    incident: Any
    said: tuple[Said, ...]
    corrections: dict[date, datetime] = field(default_factory=dict)


def record_of(connection: sa.Connection, release: Release, found: Explained, unit: Unit) -> Record:
    """Reads it: six statements at most."""
    run = _run(connection, found)
    recorded = _recorded(connection, found)
    corrections = _corrections(connection, release, found, unit)
    row = _incident(connection, found)
    evaluated = _evaluated(connection, found)
    agrees = differs = None
    if evaluated:
        state = recorded.state if recorded is not None else "normal"
        agrees = state == found.after.name
        if not agrees:
            differs = _differs(run, recorded, corrections)
    said = () if row is None else _said(connection, row.id)
    return Record(run, recorded, agrees, differs, row, said, corrections)


def _run(connection: sa.Connection, found: Explained) -> RunOn | None:
    r = rule_run.c
    query = sa.select(r.at, r.state, r.detail).where(r.rule == found.rule.name, r.day == found.day)
    row = connection.execute(query.order_by(r.id.desc()).limit(1)).first()
    if row is None:
        return None
    words = {
        "done": both("已评估", "evaluated"),
        "held": both("全部数据未到，暂缓判断", "nobody's data was there: not judged"),
        "failed": both("评估失败", "the evaluation failed"),
    }[row.state]
    return RunOn(row.at, row.state, row.detail.get("release", 0), row.detail.get("wording") == found.wording, words)


def _evaluated(connection: sa.Connection, found: Explained) -> bool:
    """Whether the day lies between the first and the last day that were judged."""
    r = rule_run.c
    mine = sa.and_(r.rule == found.rule.name, r.state == "done")
    query = sa.select(r.day).where(mine)
    before = query.where(r.day <= found.day).limit(1)
    after = query.where(r.day >= found.day).limit(1)
    return connection.execute(before).first() is not None and connection.execute(after).first() is not None


def _recorded(connection: sa.Connection, found: Explained) -> Recorded | None:
    t = rule_transition.c
    mine = sa.and_(t.rule == found.rule.name, t.unit_id == found.unit_id, t.day <= found.day)
    query = sa.select(t.after, t["count"], t.needed, t.day, t.at, t.release, t.version).where(mine)
    row = connection.execute(query.order_by(t.day.desc(), t.id.desc()).limit(1)).first()
    if row is None:
        return None
    state = "normal" if row.after in ("resolved", "retracted") else row.after
    return Recorded(state, row[1], row.needed, row.day, row.at, row.release, row.version == found.wording)


def _differs(run: RunOn | None, recorded: Recorded | None, corrections: dict[date, datetime]) -> Text:
    at = run.at if run is not None else recorded.at if recorded is not None else None
    if corrections and (at is None or max(corrections.values()) > at):
        return both("记录之后数据有更正", "the data was corrected after that")
    if (recorded is not None and not recorded.same) or (run is not None and not run.same):
        return both("记录时规则的写法不同", "the rule read otherwise then")
    if run is not None and run.state != "done":
        return both("这一天当时没有判断，之后补上", "the day was not judged then, but later")
    return both("当时可见的数据不同", "other data was there then")


def _incident(connection: sa.Connection, found: Explained) -> Any:
    i = incident.c
    mine = sa.and_(i.rule == found.rule.name + found.watch, i.unit_id == found.unit_id)
    during = sa.and_(i.first_day <= found.day, sa.or_(i.ended_day.is_(None), i.ended_day >= found.day))
    query = sa.select(i.id, i.public_id, i.state, i.fired_day, i.muted).where(mine, during)
    return connection.execute(query.order_by(i.id.desc()).limit(1)).first()


def _said(connection: sa.Connection, key: int) -> tuple[Said, ...]:
    e = incident_event.c
    query = sa.select(e.at, e.event, e.data).where(e.incident_id == key, e.event.in_(("told", "untold")))
    return tuple(
        Said(
            row.event == "told",
            row.at,
            row.data.get("purpose", "fired"),
            row.data.get("why"),
            why_words(row.data.get("why")),
            tuple(row.data.get("keys", {}).values()),
        )
        for row in connection.execute(query.order_by(e.id))
    )


def _corrections(connection: sa.Connection, release: Release, found: Explained, unit: Unit) -> dict[date, datetime]:
    datasets = {one.dataset for one in release.compiled("indicator", found.rule.indicator).measures}
    first = found.days[0].fact.day if found.days else found.day - timedelta(days=7)
    h, link = fact_history.c, org_link.c
    below = sa.select(link.unit_id).where(link.path >= unit.path, link.path < unit.path_end, in_force(found.day))
    query = (
        sa.select(h.day, sa.func.max(load.c.ended_at).label("at"))
        .join(load, load.c.id == h.load_id)
        .where(h.dataset.in_(sorted(datasets)), h.unit_id.in_(below), h.day >= first, h.day <= found.day)
        .group_by(h.day)
    )
    return {row.day: row.at for row in connection.execute(query) if row.at is not None}

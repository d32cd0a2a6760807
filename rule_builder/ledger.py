"""Puts changes on record: incidents and their events. What people are to be told comes back as tellings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from engine.storage.database import new_public_id
from engine.storage.tables import incident, incident_event
from rule_builder.history import NO_DATA, NO_FEED, Row
from rule_builder.kinds.rule.model import SEVERITIES, RuleModel
from rule_builder.life.acts import ANEW_VALUES
from rule_builder.life.moments import Standing, upcoming
from rule_builder.reconcile import Change
from rule_builder.stages.notice import Purpose
from rule_builder.stages.why import Why

SYSTEM = "system"
_RANK: Sequence[str] = SEVERITIES


#: Built once: a morning may bring hundreds.
_NEW = sa.insert(incident).returning(incident.c.id)


@dataclass(frozen=True)
class Telling:
    """Somebody has to be told ``purpose`` about an incident."""

    purpose: Purpose
    incident_id: int
    public_id: str
    unit_id: int
    why: Why | None = None  # where the purpose does not say it
    mark: str = ""  # which time this is, of what is told more than once


@dataclass
class Sheet:
    """What a run has to put on record of incidents that stay where they are, and all events: written when it has seen
    all."""

    updates: dict[int, dict[str, Any]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)

    def write(self, connection: sa.Connection) -> None:
        """A statement per set of columns, and one for the events. The sheet is empty then."""
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for key, values in self.updates.items():
            row = {"its_id": key, **{f"its_{name}": value for name, value in values.items()}}
            alike.setdefault(tuple(sorted(values)), []).append(row)
        for names, rows in alike.items():
            values = {name: sa.bindparam(f"its_{name}", type_=incident.c[name].type) for name in names}
            here = incident.c.id == sa.bindparam("its_id")
            connection.execute(sa.update(incident).where(here).values(**values), rows)
        if self.events:
            connection.execute(sa.insert(incident_event), self.events)
        self.updates, self.events = {}, []


@dataclass(frozen=True)
class Ledger:
    """Writes in the caller's transaction; ``watch`` is the rule's name with the watch's suffix.

    ``sheet``: what may wait is put there, and the caller writes it.
    """

    connection: sa.Connection
    rule: RuleModel
    watch: str
    release: int
    day: date
    now: datetime
    sheet: Sheet | None = None

    def apply(self, unit_id: int, change: Change, row: Row | None, facts: Mapping[str, Any]) -> Telling | None:
        """Does one change. ``facts`` are those of the change's episode (of the old one where it is gone)."""
        if row is None:
            return self._fire(unit_id, change, facts)
        if change.what == "kept":
            return self._keep(row, facts)
        values = self._values(change, row) | {"facts": dict(facts)}
        self._update(row.id, values)
        self.event(row.id, change.what, _data(change, row, values, facts))
        if change.what == "corrected" or change.merged:
            return self._again(row, facts) if values["state"] == "firing" else None
        purpose: Purpose = "fired" if change.what == "reopened" else change.what
        return Telling(purpose, row.id, row.public_id, unit_id)

    def _fire(self, unit_id: int, change: Change, facts: Mapping[str, Any]) -> Telling:
        episode = change.episode
        assert episode is not None
        public_id = new_public_id()
        late = episode.fired_day < self.day
        values = {
            "public_id": public_id,
            "rule": self.watch,
            "unit_id": unit_id,
            "indicator": self.rule.indicator,
            "severity": self.rule.severity,
            "state": "resolved" if change.ended else "firing",
            "late": late,
            "first_day": episode.first_day,
            "fired_day": episode.fired_day,
            "fired_at": self.now,
            "ended_day": episode.resolved_day,
            "ended_at": self.now if change.ended else None,
            "told_day": self.day,
            "release": self.release,
            "facts": dict(facts),
            "next_at": None if change.ended else self.next_at(),
        }
        key = self._insert(values)
        self.event(key, "fired", {"day": episode.fired_day.isoformat(), "late": late, "ended": change.ended})
        return Telling("fired", key, public_id, unit_id)

    def _values(self, change: Change, row: Row) -> dict[str, Any]:
        episode = change.episode
        if episode is None:
            ended = {"state": change.what, "ended_day": row.ended_day or self.day, "ended_at": self.now}
            return ended | {"severity": self._severity(row), "next_at": None}
        over = episode.resolved_day is not None
        values: dict[str, Any] = {
            "state": "resolved" if over else "firing",
            "first_day": episode.first_day,
            "fired_day": episode.fired_day,
            "ended_day": episode.resolved_day,
        }
        if not over:
            values["ended_at"] = None
        elif row.state != "resolved":
            values |= {"ended_at": self.now, "next_at": None}
        values["severity"] = self._severity(row)
        if change.what == "reopened":
            values |= {"late": True, "told_day": self.day, "severity": self.rule.severity, **ANEW_VALUES}
            values["next_at"] = None if over else self.next_at()
        return values

    def next_at(self) -> datetime | None:
        """When somebody has to be reminded of what fires now."""
        respond = None if self.watch.endswith((NO_DATA, NO_FEED)) else self.rule.respond
        moment = upcoming(respond, Standing(self.now, open=True, done=False), self.now)
        return None if moment is None else moment.at

    def _severity(self, row: Row) -> str:
        """The rule's, unless an escalation has raised it."""
        rule = self.rule.severity
        return max(rule, row.severity, key=_RANK.index) if row.escalated else rule

    def _keep(self, row: Row, facts: Mapping[str, Any]) -> Telling | None:
        if dict(facts) != dict(row.facts):
            self._update(row.id, {"facts": dict(facts)})
            self.event(row.id, "updated", {"day": self.day.isoformat(), "count": facts.get("count")})
        return self._again(row, facts) if row.state == "firing" else None

    def _again(self, row: Row, facts: Mapping[str, Any]) -> Telling | None:
        """People are told again after ``repeat_every`` duty days, or at once when it has become more serious.

        Missing data is told once: whoever sends it knows by then. What somebody has closed is told of no more.
        """
        if self.watch != self.rule.name or row.closed:
            return None
        told = (row.told_day or row.fired_day).isoformat()
        duty = sum(told < one["day"] for one in facts["days"])
        worse = SEVERITIES.index(self.rule.severity) > SEVERITIES.index(row.severity)
        if worse or (self.rule.repeat_every and duty >= self.rule.repeat_every):
            self._update(row.id, {"told_day": self.day, "severity": self._severity(row)})
            return Telling("repeat", row.id, row.public_id, row.unit_id, Why.WORSE if worse else Why.AGAIN)
        return None

    def _insert(self, values: Mapping[str, Any]) -> int:
        key: int = self.connection.execute(_NEW, values).scalar_one()
        return key

    def _update(self, key: int, values: Mapping[str, Any]) -> None:
        if self.sheet is not None and "fired_day" not in values:  # what moves makes room for others: at once
            self.sheet.updates.setdefault(key, {}).update(values)
            return
        self.connection.execute(sa.update(incident).where(incident.c.id == key).values(**values))

    def event(self, key: int, event: str, data: Mapping[str, Any]) -> None:
        """Adds to an incident's history."""
        row = {"incident_id": key, "at": self.now, "event": event, "actor": SYSTEM, "data": dict(data)}
        if self.sheet is not None:
            self.sheet.events.append(row)
            return
        self.connection.execute(sa.insert(incident_event).values(**row))


def _data(change: Change, row: Row, values: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """What an event says: the days before and after, and why."""
    before = {key: _iso(getattr(row, key)) for key in ("state", "first_day", "fired_day", "ended_day")}
    after = {key: _iso(values.get(key, getattr(row, key))) for key in before}
    data: dict[str, Any] = {"before": before, "after": after}
    if change.merged:
        data["merged"] = True
    if reason := facts.get("reason"):
        data["reason"] = reason
    return data


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

"""Gathers what a report is written from, for all incidents of a run at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa

from engine.storage.tables import definition_version
from rule_builder.printing import shown
from rule_builder.reading import Reading
from rule_builder.run import Run

USUAL = timedelta(days=28)
TIER = "target"


@dataclass(frozen=True)
class Case:
    """One incident to report on."""

    id: int
    unit_id: int
    first_day: date
    fired_day: date
    late: bool
    facts: Mapping[str, Any]


def gather(run: Run, cases: Sequence[Case], reading: Reading) -> dict[int, dict[str, Any]]:
    """Inputs by incident. Incidents over the same days share their statements."""
    found: dict[int, dict[str, Any]] = {}
    spans: dict[tuple[date, date], list[Case]] = {}
    for case in cases:
        spans.setdefault((case.first_day, case.fired_day), []).append(case)
    for (first, fired), some in spans.items():
        found |= _Span(run, reading, first, fired, some).inputs()
    return found


@dataclass(frozen=True)
class _Span:
    """Incidents over the same days."""

    run: Run
    reading: Reading
    first: date
    fired: date
    cases: Sequence[Case]

    def inputs(self) -> dict[int, dict[str, Any]]:
        rule, reading = self.run.rule, self.reading
        units = [case.unit_id for case in self.cases]
        names = list(dict.fromkeys([rule.indicator, *(cause.indicator for cause in rule.causes)]))
        before = (self.first - USUAL, self.first - timedelta(days=1))
        now = reading.values(units, self.first, self.fired, names)
        usual = reading.values(units, *before, names)
        month = reading.values(units, reading.month_start(self.fired), self.fired, [rule.indicator])
        peers = {unit: self._peers(unit) for unit in units}
        everyone = sorted({peer for some in peers.values() for peer in some})
        others = reading.values(everyone, self.first, self.fired, [rule.indicator]) if everyone else {}
        drivers = self._drivers(units, before)
        weeks = self.run.daily(rule.indicator, units, self.fired - USUAL, self.fired)
        common = self._common()
        found: dict[int, dict[str, Any]] = {}
        for case in self.cases:
            unit = self.run.tree.by_id[case.unit_id]
            mine, base = now.get((unit.id, rule.indicator)), usual.get((unit.id, rule.indicator))
            reached = [v.attainment for p in peers[unit.id] if (v := others.get((p, rule.indicator)))]
            known = [one for one in reached if one is not None]
            days = [one for one in case.facts["days"] if one["day"] <= self.fired.isoformat()]
            found[case.id] = common | {
                "unit": {"code": unit.code, "title": dict(unit.title)},
                "first_day": self.first.isoformat(),
                "fired_day": self.fired.isoformat(),
                "late": case.late,
                "days": days,
                "synced_at": _iso(mine.synced_at) if mine else None,
                "usual_days": base.have if base else 0,
                "mtd": _figures(month.get((unit.id, rule.indicator))),
                "weekdays": _weekdays(weeks.get(unit.id, ()), self.fired),
                "siblings": {"median": round(median(known), 6), "count": len(known)} if known else None,
                "drivers": drivers.get(unit.id),
                "causes": [self._cause(cause, unit.id, now, usual) for cause in rule.causes],
            }
        return found

    def _common(self) -> dict[str, Any]:
        run = self.run
        indicator = run.release.get("indicator", run.rule.indicator)
        return {
            "version": 1,
            "rule": {"name": run.rule.name, "title": dict(run.rule.title)},
            "indicator": shown(indicator, run.release.app.money_digits),
            "time_zone": run.release.app.time_zone,
            "redefined": self._redefined(indicator.name),
        }

    def _redefined(self, indicator: str) -> str | None:
        v = definition_version.c
        same = sa.and_(v.kind == "indicator", v.name == indicator, v.version > 1)
        newest = self.run.connection.scalar(sa.select(sa.func.max(v.created_at)).where(same))
        recent = newest is not None and newest.date() >= self.first - USUAL
        return newest.date().isoformat() if recent else None

    def _peers(self, unit_id: int) -> list[int]:
        tree = self.run.tree
        parent = tree.by_id[unit_id].parent_id
        if parent is None:
            return []
        return [u.id for u in tree.children(parent) if u.id != unit_id and u.open_on(self.fired)]

    def _drivers(self, units: Sequence[int], before: tuple[date, date]) -> dict[int, dict[str, Any]]:
        model = self.run.release.get("indicator", self.run.rule.indicator)
        if not model.drivers:
            return {}
        old = self.reading.factors(units, *before, model.name)
        new = self.reading.factors(units, self.first, self.fired, model.name)
        found: dict[int, dict[str, Any]] = {}
        for unit in units:
            was, now = old.get(unit), new.get(unit)
            if was is None or now is None or was.whole is None or now.whole is None:
                continue
            days = now.have if now.additive else 1
            pairs = zip(model.drivers, was.drivers, now.drivers, strict=True)
            factors = [
                {"name": d.name, "title": dict(d.title), "before": b, "after": a, "money": money}
                for (d, b, a), money in zip(pairs, now.money, strict=True)
            ]
            found[unit] = {
                "factors": factors,
                "days": days,
                "before": was.whole * days,
                "after": now.whole * days,
            }
        return found

    def _cause(self, cause: Any, unit_id: int, now: Mapping[Any, Any], usual: Mapping[Any, Any]) -> dict[str, Any]:
        release = self.run.release
        value, base = now.get((unit_id, cause.indicator)), usual.get((unit_id, cause.indicator))
        owner = release.get("role", cause.owner).title if cause.owner else None
        return {
            "name": cause.name,
            "title": dict(cause.title),
            "indicator": shown(release.get("indicator", cause.indicator), release.app.money_digits),
            "when": cause.when,
            "evidence": dict(cause.evidence),
            "action": dict(cause.action) if cause.action else None,
            "owner": dict(owner) if owner else None,
            "value": value.actual if value else None,
            "usual": base.actual if base else None,
            "target": value.targets.get(TIER) if value else None,
        }


def _figures(value: Any) -> dict[str, Any] | None:
    if value is None or value.actual is None:
        return None
    reached = None if value.attainment is None else round(value.attainment, 6)
    return {"actual": value.actual, "target": value.targets.get(TIER), "attainment": reached}


def _weekdays(days: Iterable[Any], fired: date) -> list[dict[str, Any]]:
    same = [one for one in days if one.day < fired and one.day.weekday() == fired.weekday()]
    return [{"day": one.day.isoformat(), "actual": one.actual if one.known else None} for one in same]


def _iso(value: datetime | None) -> str | None:
    return value.isoformat() if value else None

"""Gathers what a report is written from, for all incidents of a run at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa

from engine.storage.tables import definition_version
from rule_builder.cause_inputs import TIER, Figures, Gathering, compared_with_peers, indicators_in
from rule_builder.causes import causes_of
from rule_builder.conditions import conditions
from rule_builder.conditions.told import Told
from rule_builder.printing import shown
from rule_builder.reading import Reading
from rule_builder.run import Run

USUAL = timedelta(days=28)
#: Of the inputs: a report is written again only by the code that knows its version.
VERSION = 2


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
        run, rule, reading = self.run, self.run.rule, self.reading
        units = [case.unit_id for case in self.cases]
        causes = causes_of(run.release, rule)
        names = list(dict.fromkeys([rule.indicator, *indicators_in(causes)]))
        days, before = (self.first, self.fired), (self.first - USUAL, self.first - timedelta(days=1))
        now = reading.values(units, *days, names)
        usual = reading.values(units, *before, names)
        month = reading.values(units, reading.month_start(self.fired), self.fired, [rule.indicator])
        peers = {unit: self._peers(unit) for unit in units}
        everyone = sorted({peer for some in peers.values() for peer in some})
        asked = list(dict.fromkeys([rule.indicator, *compared_with_peers(causes)]))
        others = reading.values(everyone, *days, asked) if everyone else {}
        drivers = self._drivers(units, before)
        daily = run.daily(rule.indicator, units, min(self.first, self.fired - USUAL), self.fired)
        corrected = reading.corrected(rule.indicator, units, days)
        gathering = Gathering(run.connection, run.release, reading, causes, days, before)
        given = gathering.gather(units, Figures(now, usual, others, peers))
        common = self._common()
        found: dict[int, dict[str, Any]] = {}
        for case in self.cases:
            unit = run.tree.by_id[case.unit_id]
            mine, base = now.get((unit.id, rule.indicator)), usual.get((unit.id, rule.indicator))
            reached = [v.attainment for p in peers[unit.id] if (v := others.get((p, rule.indicator)))]
            known = [one for one in reached if one is not None]
            found[case.id] = common | {
                "unit": {"code": unit.code, "title": dict(unit.title)},
                "opened": _iso(unit.opened) if unit.opened and unit.opened >= before[0] else None,
                "closed": _iso(unit.closed),
                "late": case.late,
                "condition": case.facts.get("condition"),
                "days": [one for one in case.facts["days"] if one["day"] <= self.fired.isoformat()],
                "closed_days": [
                    one.day.isoformat() for one in daily.get(unit.id, ()) if one.day >= self.first and not one.expected
                ],
                "corrected": [one.isoformat() for one in corrected.get(unit.id, ())],
                "synced_at": _iso(mine.synced_at) if mine else None,
                "usual_days": base.have if base else 0,
                "mtd": _figures(month.get((unit.id, rule.indicator))),
                "weekdays": _weekdays(daily.get(unit.id, ()), self.fired),
                "siblings": {"median": round(median(known), 6), "count": len(known)} if known else None,
                "drivers": drivers.get(unit.id),
                "causes": given[unit.id],
            }
        return found

    def _common(self) -> dict[str, Any]:
        run = self.run
        indicator = run.release.get("indicator", run.rule.indicator)
        return {
            "version": VERSION,
            "rule": {"name": run.rule.name, "title": dict(run.rule.title)},
            "first_day": self.first.isoformat(),
            "fired_day": self.fired.isoformat(),
            "told": _told(run),
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


def _figures(value: Any) -> dict[str, Any] | None:
    if value is None or value.actual is None:
        return None
    reached = None if value.attainment is None else round(value.attainment, 6)
    return {"actual": value.actual, "target": value.targets.get(TIER), "attainment": reached}


def _weekdays(days: Iterable[Any], fired: date) -> list[dict[str, Any]]:
    same = [one for one in days if one.day < fired and one.day.weekday() == fired.weekday()]
    return [{"day": one.day.isoformat(), "actual": one.actual if one.known else None} for one in same[-4:]]


def _told(run: Run) -> dict[str, Any] | None:
    """What the condition calls the figures that it compares and tests, where it has any."""
    told: Told | None = getattr(conditions()[run.rule.condition["type"]], "told", None)
    return None if told is None else told.as_json()


def _iso(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None

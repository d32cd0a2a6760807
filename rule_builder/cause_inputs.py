"""Gathers what the causes of a rule are judged by, for all incidents over the same days at once.

A cause whose rows cannot be read is marked as failed: it is told as not checked, and stops none of the others.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import sqlalchemy as sa

from engine.definitions.release import Release
from rule_builder.causes import holds
from rule_builder.evidence_rows import Range, Sums
from rule_builder.kinds.cause.compile import Cell, CompiledCause, CompiledQuery
from rule_builder.printing import shown
from rule_builder.reading import Reading

log = logging.getLogger("navmark.reports")
TIER = "target"
#: Fewer peers than this, and their median would tell what one of them did.
PEERS = 3
Values = Mapping[tuple[int, str], Any]


@dataclass(frozen=True)
class Figures:
    """Values of all indicators in question: over the counted days, over the days before, and of the siblings."""

    now: Values
    usual: Values
    others: Values
    peers: Mapping[int, Sequence[int]]

    def of(self, unit: int, indicator: str, *, peers: bool) -> dict[str, Any]:
        """What a cause is told of an indicator at a unit."""
        value, base = self.now.get((unit, indicator)), self.usual.get((unit, indicator))
        return {
            "value": value.actual if value else None,
            "usual": base.actual if base else None,
            "target": value.targets.get(TIER) if value else None,
            "peers": self._peers(unit, indicator) if peers else None,
            "synced_at": value.synced_at.isoformat() if value and value.synced_at else None,
        }

    def _peers(self, unit: int, indicator: str) -> float | None:
        found = [self.others.get((one, indicator)) for one in self.peers.get(unit, ())]
        known = [one.actual for one in found if one is not None and one.actual is not None]
        return round(median(known), 9) if len(known) >= PEERS else None


def indicators_in(causes: Iterable[CompiledCause]) -> list[str]:
    """Every indicator that some cause asks for."""
    return list(dict.fromkeys(name for cause in causes for name in cause.indicators.values()))


def compared_with_peers(causes: Iterable[CompiledCause]) -> list[str]:
    """The indicators of which some cause asks what the siblings have."""
    found = {
        cause.indicators[cause.names[name].alias or ""]
        for cause in causes
        for name in cause.used
        if cause.names[name].part == "peers"
    }
    return sorted(found)


@dataclass(frozen=True)
class Gathering:
    """The causes of incidents over the same days."""

    connection: sa.Connection
    release: Release
    reading: Reading
    causes: Sequence[CompiledCause]
    days: Range
    usual: Range

    def gather(self, units: Sequence[int], figures: Figures) -> dict[int, list[dict[str, Any]]]:
        """The given causes (``rule_builder.causes``) by unit, in order: a statement or two per cause with a query."""
        loaded = self.reading.loaded(sorted({one.query.dataset for one in self.causes if one.query}))
        found: dict[int, list[dict[str, Any]]] = {unit: [] for unit in units}
        for cause in self.causes:
            wants_peers = cause.uses("peers")
            words = self._words(cause, loaded)
            every = {}
            for unit in units:
                told = {
                    alias: {**words["indicators"][alias], **figures.of(unit, name, peers=wants_peers)}
                    for alias, name in cause.indicators.items()
                }
                every[unit] = {**words, "indicators": told, "measures": {}}
            if cause.query is not None:
                self._query(cause, cause.query, every)
            for unit, given in every.items():
                found[unit].append(given)
        return found

    def _query(self, cause: CompiledCause, query: CompiledQuery, every: dict[int, dict[str, Any]]) -> None:
        units = list(every)
        try:
            with self.connection.begin_nested():
                now = self.reading.totals(query, units, self.days) if cause.totals else {}
                wanted = cause.uses("usual", of_query=True)
                usual = self.reading.totals(query, units, self.usual) if wanted else {}
                for unit, given in every.items():
                    given["measures"] = _measures(cause, query, now.get(unit), usual.get(unit))
                hits = [unit for unit, given in every.items() if holds(given) is True]
                rows = self.reading.rows(query, hits, self.days, self.usual) if hits else {}
                for unit in hits:
                    some = rows.get(unit)
                    given = every[unit]
                    given["rows"] = [list(row) for row in some.rows] if some else []
                    given["count"] = some.count if some else 0
        except Exception:
            log.exception("cause %s could not be checked", cause.model.name)
            for given in every.values():
                given |= {"failed": True, "measures": {}}

    def _words(self, cause: CompiledCause, loaded: Mapping[str, Any]) -> dict[str, Any]:
        model, release = cause.model, self.release
        digits = release.app.money_digits
        owner = release.get("role", model.owner) if model.owner else None
        words: dict[str, Any] = {
            "name": model.name,
            "title": dict(model.title),
            "when": model.when,
            "evidence": dict(model.evidence),
            "action": dict(model.action) if model.action else None,
            "owner": {"role": owner.name, "title": dict(owner.title)} if owner else None,
            "order": model.order,
            "indicators": {
                alias: shown(release.get("indicator", name), digits) for alias, name in cause.indicators.items()
            },
        }
        if cause.query is not None:
            at = loaded.get(cause.query.dataset)
            words["query"] = query_words(cause.query) | {"as_of": at.isoformat() if at else None}
        return words


def query_words(query: CompiledQuery) -> dict[str, Any]:
    """What a reader must know of a query: its columns, and which columns of which dataset are behind each."""
    return {
        "title": dict(query.title),
        "dataset": query.dataset,
        "columns": [_column(cell) for cell in query.cells],
        "narrows": {name: sorted(columns) for name, columns in query.narrows.items()},
    }


def _column(cell: Cell) -> dict[str, Any]:
    return {
        "name": cell.name,
        "title": dict(cell.title),
        "type": cell.type,
        "reads": {cell.dataset: sorted(cell.reads)},
    }


def _measures(cause: CompiledCause, query: CompiledQuery, now: Sums | None, usual: Sums | None) -> dict[str, Any]:
    """The sums that the cause tells: now, and what as many days with rows would usually have (counts of different
    things are not shared out)."""
    found: dict[str, Any] = {}
    for cell in query.sums:
        if not cause.used & {cell.name, f"{cell.name}_usual"}:
            continue
        base = usual.values[cell.name] if usual else None
        summed = cell.aggregate is not None and cell.aggregate.function != "count_distinct"
        if base is not None and now and usual and usual.days and summed:
            base = base * now.days / usual.days
        value = now.values[cell.name] if now else None
        found[cell.name] = {
            "title": dict(cell.title),
            "money": cell.type == "money",
            "value": value,
            "usual": base,
        }
    return found

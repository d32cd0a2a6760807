"""Scores as the API shows them: what hidden indicators decide is there in one line, without a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from admin_ui.cards import Card, unit_card
from engine.access import Door
from engine.base.text import Text, both
from engine.kinds.scorecard.compile import CompiledScorecard
from engine.kinds.scorecard.model import DEFAULT_CURVE
from engine.measure.read import reader_of
from engine.org.tree import Unit
from engine.scores.standing import Standing, standings_of
from engine.scores.trail import REST, open_veto, sentence
from engine.storage.tables import score, score_change

#: Changes of one card that are shown, the newest first.
TRAIL = 50
EARLIEST = date(2000, 1, 1)
_VETO = both("一票否决", "Veto")


@dataclass(frozen=True)
class Cards:
    """One card's scores of visible units of its level, in the period that ``day`` lies in. Few statements, however
    many units."""

    door: Door
    card: CompiledScorecard
    units: Sequence[Unit]
    day: date

    @property
    def first(self) -> date:
        return period_of(self.door, self.card, self.day)[0]

    def made(self) -> list[Card]:
        """A ``ScoreCard`` per unit, in the order of the units; those whose every line is hidden are left out."""
        ids = [unit.id for unit in self.units]
        rows = _rows(self.door, self.card, self.first, ids)
        today = _today(self.door, self.card, self.first, ids)
        of_all = self.door.may("compare_peers")
        places = standings_of(self.door, self.card, self.first, self.units, of_all=of_all)
        cards = (self._one(u, rows.get(u.id), today.get(u.id, ()), places.get(u.id)) for u in self.units)
        return [card for card in cards if card is not None]

    def _one(self, unit: Unit, row: Any, moved: Sequence[Any], place: Standing | None) -> Card | None:
        seen = {line.name for line in self.card.lines if self.door.shows(line.indicator, unit.id)}
        if not seen:
            return None
        deltas: dict[str, float] = {}
        for change in moved:
            for part in change.parts:
                deltas[part["line"]] = round(deltas.get(part["line"], 0.0) + part["delta"], 6)
        first, last = period_of(self.door, self.card, self.day)
        return {
            "scorecard": self.card.name,
            "title": self.card.model.title,
            "unit": unit_card(self.door, unit),
            "period": {"kind": self.card.model.period, "from": first, "to": last},
            "day": row["day"] if row else None,
            "changed_at": row["changed_at"] if row else None,
            "points": row["points"] if row else None,
            "cap": self.card.model.cap,
            "floor": self.card.model.floor,
            "decimals": self.card.decimals,
            "today": round(sum((c.after or 0.0) - (c.before or 0.0) for c in moved), 6),
            "lines": _lines(self.card, row, deltas, seen),
            "veto": self._veto(unit, row),
            "rank": _rank(self.door, self.card, place),
        }

    def _veto(self, unit: Unit, row: Any) -> Card | None:
        if row is None or row["vetoed"] is None:
            return None
        lines = {line.name: line.indicator for line in self.card.lines}
        veto = next((veto for veto in self.card.vetoes if veto.name == row["vetoed"]), None)
        known = veto is not None and open_veto(
            veto, lines, self.card.indicators, lambda name: self.door.shows(name, unit.id)
        )
        whole = sum(part["weighted"] for part in row["parts"])
        return {
            "name": veto.name if veto and known else None,
            "title": veto.title if veto and known else _VETO,
            "taken": round(row["points"] - whole, 6),
        }


def period_of(door: Door, card: CompiledScorecard, day: date) -> tuple[date, date]:
    """The first and the last day of the card's period that a day lies in (days before 2000 count as its first)."""
    days = reader_of(door.connection, door.release).days
    period = days.period(card.period, max(day, EARLIEST))
    return period.first, days.end(period)


def trail_of(door: Door, card: CompiledScorecard, unit: Unit, first: date, most: int = TRAIL) -> list[Card]:
    """The latest changes of a unit's score in a period, the newest first."""
    c = score_change.c
    mine = sa.and_(c.scorecard == card.name, c.unit_id == unit.id, c.period_from == first)
    rows = door.connection.execute(sa.select(score_change).where(mine).order_by(c.at.desc(), c.id.desc()).limit(most))
    return [
        {
            "at": row.at,
            "text": sentence(
                door.release, card.name, row.parts, row.cause, lambda indicator: door.shows(indicator, unit.id)
            ),
            "before": row.before,
            "after": row.after,
            "delta": round((row.after or 0.0) - (row.before or 0.0), 6),
            "points_ready": row.points_ready,
        }
        for row in rows
    ]


def definition_card(door: Door, card: CompiledScorecard) -> Card:
    """A ``Scorecard``: what may be known of it where no unit is asked about."""
    levels = {level.name: level for level in door.release.get("org", door.release.app.org).levels}
    model = card.model
    return {
        "scorecard": card.name,
        "title": model.title,
        "description": model.description,
        "level": model.level,
        "level_title": levels[model.level].title,
        "period": model.period,
        "cap": model.cap,
        "floor": model.floor,
        "decimals": card.decimals,
        "lines": [
            {"name": line.name, "title": line.title, "weight": float(ready.weight)}
            for line, ready in zip(model.lines, card.lines, strict=True)
            if door.shows(line.indicator)
        ],
    }


def _lines(card: CompiledScorecard, row: Any, deltas: Mapping[str, float], seen: Iterable[str]) -> list[Card]:
    """The lines that may be seen, and one for all others together."""
    parts = {part["line"]: part for part in row["parts"]} if row else {}
    found: list[Card] = []
    rest: list[Card] = []
    for line, model in zip(card.lines, card.model.lines, strict=True):
        part = parts.get(line.name, {})
        one = {
            "name": line.name,
            "title": line.title,
            "indicator": line.indicator,
            "weight": float(line.weight),
            "share": part.get("share", float(line.weight)),
            "basis": line.basis,
            "attainment": part.get("x") if line.basis == "attainment" else None,
            "value": part.get("x") if line.basis == "value" else None,
            "points": part.get("points"),
            "weighted": part.get("weighted"),
            "delta": deltas.get(line.name, 0.0),
            "why": part.get("why"),
            "rule": part.get("rule"),
            "curve": _json(model.curve or card.model.curve or DEFAULT_CURVE),
        }
        (found if line.name in seen else rest).append(one)
    if rest:
        found.append(
            {
                "name": "",
                "title": REST,
                "indicator": None,
                "basis": None,
                "curve": None,
                **dict.fromkeys(("attainment", "value", "points", "why", "rule")),
                **{key: round(sum(one[key] for one in rest), 6) for key in ("weight", "share", "delta")},
                "weighted": round(sum(one["weighted"] for one in rest), 6) if parts else None,
            }
        )
    return found


def _json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _json(item) for key, item in value.items()}
    return [_json(item) for item in value] if isinstance(value, tuple) else value


def _rank(door: Door, card: CompiledScorecard, place: Standing | None) -> Card | None:
    if place is None or place.place is None:
        return None
    levels = {level.name: level for level in door.release.get("org", door.release.app.org).levels}
    level = levels[card.model.level].title
    words: Mapping[str, Text] = {
        "parent": both(f"同一上级的{level['zh']}", f"at level {level['en']}, under the same parent"),
        "level": both(f"全部{level['zh']}", f"at level {level['en']}"),
        "group": both(f"同组（{place.group or '其他'}）", f"in the same group ({place.group or 'others'})"),
    }
    return {"place": place.place, "of": place.of, "group": words[place.by]}


def _rows(door: Door, card: CompiledScorecard, first: date, ids: Sequence[int]) -> dict[int, Any]:
    s = score.c
    mine = sa.and_(s.scorecard == card.name, s.period_from == first, s.unit_id.in_(ids))
    return {row["unit_id"]: row for row in door.connection.execute(sa.select(score).where(mine)).mappings()}


def _today(door: Door, card: CompiledScorecard, first: date, ids: Sequence[int]) -> dict[int, list[Any]]:
    """Unit id → its changes since midnight."""
    c = score_change.c
    midnight = datetime.combine(door.today, time(), ZoneInfo(door.release.app.time_zone))
    mine = sa.and_(c.scorecard == card.name, c.period_from == first, c.unit_id.in_(ids), c.at >= midnight)
    found: dict[int, list[Any]] = {}
    for row in door.connection.execute(sa.select(score_change).where(mine).order_by(c.at, c.id)):
        found.setdefault(row.unit_id, []).append(row)
    return found

"""Silences as the API shows them: those of units in scope that say nothing of an indicator hidden from the caller."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields

from admin_ui.cards import Card, unit_card
from admin_ui.shapes import Text, UnitRef
from engine.access import Door
from engine.access.units import unit_of
from engine.org.tree import unit_select
from engine.storage.tables import incident, org_link, org_unit, silence, user_account

STATES = ("coming", "active", "over")


class SilenceCard(Schema):
    """Nobody is told of incidents at or below ``unit``, of one rule or one indicator where they are named. ``quiet``:
    incidents that are silenced there now; ``may_end``: the caller may end it now."""

    public_id = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": list(STATES)})
    unit = fields.Nested(UnitRef, required=True)
    rule = fields.String(required=True, allow_none=True)
    rule_title = Text(required=True, allow_none=True)
    indicator = fields.String(required=True, allow_none=True)
    indicator_title = Text(required=True, allow_none=True)
    reason = fields.String(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    created_at = fields.AwareDateTime(required=True)
    by = Text(required=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    ended_by = Text(required=True, allow_none=True)
    quiet = fields.Integer(required=True)
    may_end = fields.Boolean(required=True)


def silence_select(door: Door) -> sa.Select[Any]:
    """Silences in scope with their unit's columns; narrow it by ``where``."""
    author, ender = user_account.alias(), user_account.alias()
    shown = door.visible_indicators()
    rules = [rule.name for rule in door.release.all("rule") if rule.indicator in shown]
    names = ("public_id", "rule", "indicator", "reason", "starts_at", "ends_at", "created_at", "ended_at")
    columns = [silence.c[name] for name in names]
    return (
        unit_select(door.today)
        .add_columns(*columns, silence.c.id.label("silence_id"))
        .add_columns(author.c.title.label("by"), ender.c.title.label("ended_by"))
        .join(silence, silence.c.unit_id == org_unit.c.id)
        .join(author, author.c.id == silence.c.created_by)
        .outerjoin(ender, ender.c.id == silence.c.ended_by)
        .where(
            door.scope(org_link.c.path),
            sa.or_(silence.c.indicator.is_(None), silence.c.indicator.in_(shown)),
            sa.or_(silence.c.rule.is_(None), silence.c.rule.in_(rules)),
        )
        .order_by(None)
    )


def in_state(state: str, now: datetime) -> sa.ColumnElement[bool]:
    """Silences that are still to come, hold, or are over at ``now``."""
    s = silence.c
    over = sa.or_(s.ended_at.is_not(None), s.ends_at <= now)
    if state == "over":
        return over
    return sa.and_(sa.not_(over), s.starts_at > now if state == "coming" else s.starts_at <= now)


def silence_cards(door: Door, rows: Sequence[Any], now: datetime) -> list[Card]:
    """``SilenceCard``s of rows of ``silence_select``: at most one statement more."""
    quiet = _quiet(door) if any(_state(row, now) == "active" for row in rows) else []
    return [_card(door, row, now, quiet) for row in rows]


def _quiet(door: Door) -> Sequence[Any]:
    """Incidents in scope that are silenced now: path, rule, indicator."""
    i, k = incident.c, org_link.c
    found = sa.select(k.path, i.rule, i.indicator).join(org_link, k.unit_id == i.unit_id)
    here = sa.and_(k.valid_from <= door.today, k.valid_to > door.today, door.scope_of_values(k.path, i.indicator))
    return door.connection.execute(found.where(here, i.state == "firing", i.muted == "silenced")).all()


def _card(door: Door, row: Any, now: datetime, quiet: Sequence[Any]) -> Card:
    unit, state = unit_of(row), _state(row, now)
    rules = {rule.name: rule.title for rule in door.release.all("rule")}
    indicators = {one.name: one.title for one in door.release.all("indicator")}
    names = ("public_id", "rule", "indicator", "reason", "starts_at", "ends_at", "created_at", "ended_at")
    card = {name: row._mapping[name] for name in (*names, "by", "ended_by")}
    covered = [
        one
        for one in quiet
        if unit.path <= one.path < unit.path_end
        and row.rule in (None, one.rule.partition(":")[0])
        and row.indicator in (None, one.indicator)
    ]
    return card | {
        "state": state,
        "unit": unit_card(door, unit),
        "rule_title": rules.get(row.rule),
        "indicator_title": indicators.get(row.indicator),
        "quiet": len(covered) if state == "active" else 0,
        "may_end": state != "over" and door.may("silence_alerts"),
    }


def _state(row: Any, now: datetime) -> str:
    if row.ended_at is not None or row.ends_at <= now:
        return "over"
    return "coming" if row.starts_at > now else "active"

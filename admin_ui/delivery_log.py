"""The delivery log: messages with what became of them at each address, and what happens next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields

from admin_ui.cards import Card
from admin_ui.incident_cards import incident_select
from admin_ui.message_cards import MessageCard, known_reader, message_cards, posts_of
from admin_ui.shapes import Text
from engine.access import Door
from engine.access.units import in_force
from engine.storage.tables import delivery, incident, org_link, outbox, post_holder, user_account


class DeliveryCard(Schema):
    """What became of a message at one address; the address is null where its reader may not be known."""

    address = fields.String(allow_none=True)
    state = fields.String(metadata={"enum": ["delivered", "invalid", "unlicensed", "no_address"]})
    code = fields.String(allow_none=True)
    at = fields.AwareDateTime()


class MessageLine(MessageCard):
    """``next_at``: when it is tried (again), where it waits; ``quiet``: it waits for the end of quiet hours.
    ``incidents``: public ids of those in the caller's scope, ``about``: how many in all. ``may_again``: the caller may
    send it again."""

    login = fields.String(allow_none=True)
    rule = fields.String(allow_none=True)
    rule_title = Text(allow_none=True)
    next_at = fields.AwareDateTime(allow_none=True)
    quiet = fields.Boolean()
    answer_code = fields.String(allow_none=True)
    deliveries = fields.List(fields.Nested(DeliveryCard))
    incidents = fields.List(fields.String())
    about = fields.Integer()
    may_again = fields.Boolean()


def in_sight(door: Door) -> sa.ColumnElement[bool]:
    """The messages the caller may list: his own; with ``manage_messages`` those to readers with a post in his scope as
    well, and all of them where he sees everything."""
    mine = outbox.c.user_id == door.actor.user_id
    if not door.may("manage_messages"):
        return mine
    if door.actor.sees_everything:
        return sa.true()
    p, k = post_holder.c, org_link.c
    held = sa.and_(p.valid_from <= door.today, p.valid_to > door.today, k.unit_id == p.unit_id, in_force(door.today))
    return sa.or_(mine, outbox.c.user_id.in_(sa.select(p.user_id).where(held, door.scope(k.path))))


def message_lines(door: Door, rows: Sequence[Any]) -> list[Card]:
    """``MessageLine``s of rows of ``message_select``: a few statements, whatever their number."""
    posts = posts_of(door, {row.user_id for row in rows})
    logins = _logins(door, rows)
    ids = sorted({key for row in rows for key in row.subject.get("incidents", ())})
    shown = _visible(door, ids)
    found = _deliveries(door, rows)
    rules = {rule.name: rule.title for rule in door.release.all("rule")}
    cards = message_cards(door, rows)
    for card, row in zip(cards, rows, strict=True):
        known = known_reader(door, row, posts.get(row.user_id, ()))
        about = row.subject.get("incidents", ())
        card |= {
            "login": logins.get(row.user_id) if known else None,
            "rule": row.rule,
            "rule_title": rules.get(row.rule),
            "next_at": row.not_before if row.state == "waiting" else None,
            "quiet": row.state == "waiting" and row.quiet_until is not None,
            "answer_code": (row.answer or {}).get("code") or None,
            "deliveries": [one | {"address": one["address"] if known else None} for one in found.get(row.id, [])],
            "incidents": [shown[key] for key in about if key in shown],
            "about": len(about),
            "may_again": row.state in ("refused", "unknown") and door.may("manage_messages"),
        }
    return cards


def _logins(door: Door, rows: Sequence[Any]) -> dict[int, str]:
    u = user_account.c
    found = sa.select(u.id, u.login).where(u.id.in_(sorted({row.user_id for row in rows})))
    return {row.id: row.login for row in door.connection.execute(found)}


def _visible(door: Door, ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(ids), 1000):
        query = incident_select(door).where(incident.c.id.in_(ids[start : start + 1000]))
        found |= {row.incident_id: row.public_id for row in door.connection.execute(query)}
    return found


def _deliveries(door: Door, rows: Sequence[Any]) -> dict[int, list[Card]]:
    d = delivery.c
    query = sa.select(delivery).where(d.outbox_id.in_([row.id for row in rows])).order_by(d.outbox_id, d.at)
    found: dict[int, list[Card]] = {}
    for row in door.connection.execute(query):
        card = {"address": row.address or None, "state": row.state, "code": row.code, "at": row.at}
        found.setdefault(row.outbox_id, []).append(card)
    return found

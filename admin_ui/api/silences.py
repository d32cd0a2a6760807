"""Silences: for a time nobody is told of incidents at or below a unit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.cards import Card
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Resource
from admin_ui.silence_cards import STATES, SilenceCard, in_state, silence_cards, silence_select
from engine.access import audit
from engine.access.errors import not_found
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.storage.database import new_public_id
from engine.storage.tables import org_link, silence
from rule_builder.mutes import settle

RESOURCE = Resource("silences", "Silences")
LONGEST = timedelta(days=90)
MOST_TEXT = 500


class SilenceQuery(PageQuery):
    """``unit``: silences of the unit and of those below it."""

    state = fields.String(validate=validate.OneOf(STATES))
    unit = fields.String(validate=validate.Length(1, 64))
    rule = fields.String(validate=validate.Length(1, 48))


class NewSilence(Schema):
    """``from`` is now where it is left out; without ``rule`` and ``indicator`` all incidents are meant."""

    unit = fields.String(required=True, validate=validate.Length(1, 64))
    rule = fields.String(allow_none=True, validate=validate.Length(1, 48))
    indicator = fields.String(allow_none=True, validate=validate.Length(1, 48))
    reason = fields.String(
        required=True,
        validate=[validate.Length(1, MOST_TEXT), validate.Regexp(r"(?=[\s\S]*\S)[^\x00-\x08\x0b-\x1f\x7f]*\Z")],
    )
    from_ = fields.AwareDateTime(data_key="from")
    to = fields.AwareDateTime(required=True)


@RESOURCE.route("GET", "/silences", query=SilenceQuery, answer=SilenceCard, many=True)
@needs("read_incidents")
def silences(call: Call, query: dict[str, Any]) -> Any:
    """Silences of units in scope, those that end last first."""
    now = clock.now()
    found = silence_select(call.door)
    if state := query.get("state"):
        found = found.where(in_state(state, now))
    if code := query.get("unit"):
        unit = call.unit(code)
        found = found.where(org_link.c.path >= unit.path, org_link.c.path < unit.path_end)
    if rule := query.get("rule"):
        found = found.where(silence.c.rule == rule)
    total = call.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    size, page = query["page_size"], query["page"]
    ordered = found.order_by(silence.c.ends_at.desc(), silence.c.id.desc())
    rows = call.connection.execute(ordered.limit(size).offset((page - 1) * size)).all()
    return paged(silence_cards(call.door, rows, now), total, query)


@RESOURCE.route("POST", "/silences", body=NewSilence, answer=SilenceCard, status=201)
@needs("silence_alerts")
def new_silence(call: Call, body: dict[str, Any]) -> Any:
    """Silences a unit in scope and all below it, for at most 90 days; incidents are on record all the same."""
    unit = call.unit(body["unit"])
    rule, indicator = body.get("rule"), body.get("indicator")
    if indicator is not None:
        call.door.require_indicator(indicator, [unit.id])
    if rule is not None:
        model = call.release.find("rule", rule)
        if model is None:
            raise not_found()
        call.door.require_indicator(model.indicator, [unit.id])
    now = clock.now()
    starts, ends = body.get("from_") or now, body["to"]
    _check_times(starts, ends, now)
    row = {
        "public_id": new_public_id(),
        "unit_id": unit.id,
        "rule": rule,
        "indicator": indicator,
        "reason": body["reason"].strip(),
        "starts_at": starts,
        "ends_at": ends,
        "created_at": now,
        "created_by": call.actor.user_id,
    }
    with call.writing() as connection:
        connection.execute(sa.insert(silence).values(**row))
        detail = {"unit": unit.code, "rule": rule, "indicator": indicator, "reason": row["reason"]}
        detail |= {"from": starts.isoformat(), "to": ends.isoformat()}
        audit.append(connection, call.login, "silence.create", str(row["public_id"]), detail)
        settle(connection, call.release, now)
    return _card(call, str(row["public_id"]))


@RESOURCE.route("POST", "/silences/<public_id>/end", answer=SilenceCard)
@needs("silence_alerts")
def end_silence(call: Call, public_id: str) -> Any:
    """Ends a silence now: people are told at once of what still fires. One that is over already stays as it is."""
    found = silence_select(call.door).where(silence.c.public_id == public_id)
    row = call.connection.execute(found).one_or_none()
    if row is None:
        raise not_found()
    now = clock.now()
    if row.ended_at is None and row.ends_at > now:
        s = silence.c
        with call.writing() as connection:
            mine = sa.and_(s.id == row.silence_id, s.ended_at.is_(None))
            ended = sa.update(silence).where(mine).values(ended_at=now, ended_by=call.actor.user_id)
            if connection.execute(ended).rowcount == 1:
                audit.append(connection, call.login, "silence.end", public_id, {"unit": row.code})
                settle(connection, call.release, now)
    return _card(call, public_id)


def _check_times(starts: Any, ends: Any, now: Any) -> None:
    if ends <= now:
        words = both("结束时间已过", "it ends in the past")
    elif ends <= starts:
        words = both("结束早于开始", "it ends before it begins")
    elif ends - starts > LONGEST or starts - now > LONGEST:
        words = both("静默最长 90 天，且须在 90 天内开始", "a silence lasts at most 90 days, and begins within 90 days")
    else:
        return
    raise IssueError([Issue("N818", words, "$.to")])


def _card(call: Call, public_id: str) -> Card:
    call.look_again()
    row = call.connection.execute(silence_select(call.door).where(silence.c.public_id == public_id)).one()
    return silence_cards(call.door, [row], clock.now())[0]

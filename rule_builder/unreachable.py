"""A message that cannot reach its reader is not lost: whoever looks after accounts learns of it in the app, and the
next in the chain gets it in his place, once.

All of it is written in the transaction that ends the message, under keys made from that message: a sender that dies
is followed by one that finds it done or does it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.base import canonical
from engine.base.text import both, pick
from engine.definitions.release import Release
from engine.storage.database import new_public_id
from engine.storage.once import insert_once
from engine.storage.tables import inbox_message, incident, incident_event, outbox, post_holder, user_account
from rule_builder.channels.claims import Row
from rule_builder.history import base_name
from rule_builder.stages.notice import PERSONAL
from rule_builder.stages.pace import leave
from rule_builder.stages.posts import Posts, read_posts
from rule_builder.stages.quiet import Quiet
from rule_builder.stages.route import seats
from rule_builder.stages.why import Untold, Why

Reason = Literal["invalid", "unlicensed", "no_address", "inactive"]
#: Why → words for whoever looks after accounts; {who} and {channel} are filled in.
_SAID: dict[Reason, Any] = {
    "invalid": both("{who} 在“{channel}”的账号无效", "{who} has no valid account at {channel}"),
    "unlicensed": both("{who} 在“{channel}”的账号未授权", "{who}'s account at {channel} has no licence"),
    "no_address": both("{who} 没有“{channel}”的地址", "{who} has no address at {channel}"),
}
_TITLE = both("消息无法送达：{who}", "Cannot be reached: {who}")
_TEXT = both(
    "{said}，发给他的消息没有送达{next}。请到“用户与岗位”更正。",
    "{said}; what was sent to him has not arrived{next}. Please mend it under users and posts.",
)
_NEXT = both("，已转给下一级", " and has gone to the next in the chain")
#: What only its reader can do: nobody stands in.
_OWN = (*PERSONAL, "action_overdue")


def hand_on(connection: sa.Connection, release: Release, row: Row, why: Reason, now: datetime) -> int:
    """Deals with a message (its outbox row) that has ended unread, in the transaction that ended it. Returns how many
    messages go to others."""
    today = now.astimezone(ZoneInfo(release.app.time_zone)).date()
    found = _next_messages(connection, release, row, why, now, today)
    written = sum(insert_once(connection, outbox, one) for one in found)
    if why in _SAID:
        _tell_admins(connection, release, row, why, bool(found), now, today)
    return written


def _next_messages(
    connection: sa.Connection, release: Release, row: Row, why: Reason, now: datetime, today: date
) -> list[dict[str, Any]]:
    subject = row["subject"]
    rule = release.find("rule", base_name(subject["rule"])) if subject.get("rule") else None
    purpose = subject.get("purpose", row["purpose"])
    if rule is None or not subject.get("incidents") or purpose in _OWN or subject.get("also"):
        return []
    instead = subject.get("instead") or {"user": row["user_id"], "why": why, "of": row["public_id"], "tried": []}
    instead = instead | {"tried": [*instead["tried"], row["user_id"]]}
    posts = read_posts(connection, release, today)
    i = incident.c
    about = connection.execute(sa.select(i.id, i.unit_id).where(i.id.in_(subject["incidents"][:1000]))).all()
    by_user: dict[int, list[int]] = {}
    for one in about:
        users = _next(posts, rule, one.unit_id, row["user_id"], instead["tried"])
        _note(connection, row, one.id, users, instead, now)
        for user in users:
            by_user.setdefault(user, []).append(one.id)
    quiet = _quiet(release, row)
    return [_message(row, user, ids, instead, quiet, now) for user, ids in sorted(by_user.items())]


def _next(posts: Posts, rule: Any, unit_id: int, user: int, tried: Sequence[int]) -> tuple[int, ...]:
    """Who holds the next post of the chain after the one the user holds: the first with anybody not tried yet."""
    found = seats(posts, rule, unit_id)
    own = next((n for n, seat in enumerate(found) if user in seat.users), -1)
    for seat in found[own + 1 :]:
        if users := tuple(one for one in seat.users if one not in tried):
            return users
    return ()


def _message(
    row: Row, user: int, ids: Sequence[int], instead: Mapping[str, Any], quiet: Quiet | None, now: datetime
) -> dict[str, Any]:
    subject = row["subject"]
    key = _key(instead["of"], user)
    not_before, quiet_until = leave(key, now, (0, 0), quiet)
    many = row["purpose"] == "digest" and len(ids) > 1
    return {
        "public_id": new_public_id(),
        "key": key,
        "channel": row["channel"],
        "user_id": user,
        "copy": row["copy"],
        "purpose": "digest" if many else subject.get("purpose", row["purpose"]),
        "why": Why.NEXT_IN_CHAIN.value,
        "rule": row["rule"],
        "subject": {**subject, "incidents": list(ids), "to": sorted({*subject["to"], user}), "instead": dict(instead)},
        "created_at": now,
        "not_before": not_before,
        "quiet_until": quiet_until,
        "state": "waiting",
        "attempts": 0,
    }


def _key(origin: str, user: int) -> str:
    return f"next:{origin}:{user}"


def _quiet(release: Release, row: Row) -> Quiet | None:
    channel = release.find("channel", row["channel"])
    waits = row["subject"].get("waits", True)
    return Quiet.of(channel.quiet_hours, release.app.time_zone) if channel is not None and waits else None


def _note(
    connection: sa.Connection,
    row: Row,
    incident_id: int,
    users: Sequence[int],
    instead: Mapping[str, Any],
    now: datetime,
) -> None:
    """The incident's history says who is told in whose place, or that nobody is."""
    purpose = row["subject"].get("purpose", row["purpose"])
    data: dict[str, Any] = {"purpose": purpose, "instead_of": row["user_id"]}
    if users:
        people = {"to": [], "cc": list(users)} if row["copy"] else {"to": list(users), "cc": []}
        keys = {str(user): _key(instead["of"], user) for user in users}
        data |= {"why": Why.NEXT_IN_CHAIN.value, **people, "keys": keys}
    else:
        data |= {"why": Untold.UNREACHABLE.value}
    event = {
        "incident_id": incident_id, "at": now, "event": "told" if users else "untold", "actor": "system", "data": data,
    }  # fmt: skip
    connection.execute(sa.insert(incident_event).values(**event))


def _tell_admins(
    connection: sa.Connection, release: Release, row: Row, why: Reason, handed_on: bool, now: datetime, today: date
) -> None:
    """A notice in the app for everybody who manages users: once per person that cannot be reached, channel and day."""
    roles = [role.name for role in release.all("role") if "manage_users" in role.permissions]
    u, p = user_account.c, post_holder.c
    held = sa.and_(p.user_id == u.id, p.role.in_(roles), p.valid_from <= today, p.valid_to > today)
    admins = sa.select(u.id, u.language).where(u.active, sa.exists().where(held)).order_by(u.id)
    person = connection.execute(sa.select(u.login, u.title).where(u.id == row["user_id"])).one()
    channel = release.find("channel", row["channel"])
    for admin in connection.execute(admins).all():
        lang = admin.language
        by = pick(channel.title, lang) if channel is not None else row["channel"]
        who = f"{pick(person.title, lang)} ({person.login})"
        said = pick(_SAID[why], lang).format(who=who, channel=by)
        about = canonical.digest(["unreachable", row["channel"], row["user_id"], today.isoformat(), admin.id])
        notice = {
            "public_id": about[:32],
            "user_id": admin.id,
            "at": now,
            "purpose": "unreachable",
            "copy": False,
            "title": pick(_TITLE, lang).format(who=pick(person.title, lang)),
            "text": pick(_TEXT, lang).format(said=said, next=pick(_NEXT, lang) if handed_on else ""),
            "url": "/admin/users",
            "read_at": None,
        }
        insert_once(connection, inbox_message, notice)

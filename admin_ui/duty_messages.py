"""Reminders of duties as messages: written into the outbox once, worded for their reader when they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.access.actor import actor_of
from engine.base import clock
from engine.base.text import both, pick
from engine.definitions.release import Release, current_release
from engine.storage.database import new_public_id, reading, writing
from engine.storage.once import insert_once
from engine.storage.tables import outbox
from form_builder.duties.reminders import Reminder, entries_left, moments_at, reminders_for
from form_builder.duties.todo import Entry
from rule_builder.channels.contract import Draft, Recipient

#: Units that a reminder names; the rest is counted.
NAMED = 20
NAMES = ("total", "more", "entries", "late")

_TITLE = {
    "before": both("待办提醒：还有 {{ total }} 项未交", "To do: {{ total }} still to be sent"),
    "after": both("逾期提醒：{{ total }} 项已过截止时间", "Overdue: {{ total }} not sent in time"),
}
_LINES = both(
    "{% for one in entries %}\n{{ one.form }} · {{ one.unit }}（{{ one.due }} 截止）{% endfor %}"
    "{% if more %}\n另有 {{ more }} 项{% endif %}",
    "{% for one in entries %}\n{{ one.form }} · {{ one.unit }} (due {{ one.due }}){% endfor %}"
    "{% if more %}\nand {{ more }} more{% endif %}",
)
_LEAD = {
    "before": both("请在截止前提交：", "Please send in time:"),
    "after": both("以下尚未收到，请尽快补交：", "Not received yet, please send as soon as you can:"),
}


#: Moments that this process has dealt with: they are looked at once, and again by whichever process comes next.
_done: WeakKeyDictionary[sa.Engine, set[tuple[str, ...]]] = WeakKeyDictionary()


def remind(database: sa.Engine) -> int:
    """Writes the reminders whose instant has come; how many were new. Safe beside any number of others."""
    now = clock.now()
    with reading(database) as connection:
        release = current_release(connection)
        if release is None:
            return 0
        done = _done.setdefault(database, set())
        moments = [one for one in moments_at(release, now) if one.key not in done]
        found = reminders_for(connection, release, moments, clock.today(release.app.time_zone)) if moments else []
        keys = [one.key for one in found]
        told: set[str] = set()
        for start in range(0, len(keys), 500):
            query = sa.select(outbox.c.key).where(outbox.c.key.in_(keys[start : start + 500]))
            told |= set(connection.scalars(query))
    fresh = [one for one in found if one.key not in told]
    written = 0
    if fresh:
        with writing(database) as connection:
            written = sum(insert_once(connection, outbox, _row(one, now)) for one in fresh)
    done.update(one.key for one in moments)
    return written


def _row(one: Reminder, now: datetime) -> dict[str, Any]:
    return {
        "public_id": new_public_id(),
        "key": one.key,
        "channel": one.channel,
        "user_id": one.user_id,
        "copy": False,
        "purpose": "reminder" if one.when == "before" else "overdue",
        "subject": {**one.subject, "incidents": [], "to": [one.user_id], "cc": []},
        "created_at": now,
        "not_before": now,
        "state": "waiting",
        "attempts": 0,
    }


def is_reminder(row: Mapping[str, Any]) -> bool:
    """Whether an outbox row is about duties."""
    return "duties" in row["subject"]


def draft(
    connection: sa.Connection, release: Release, row: Mapping[str, Any], recipient: Recipient, *, public_url: str
) -> Draft | None:
    """Title, body and values of a reminder, for its reader as things stand now; None: nothing is left to send."""
    today = clock.today(release.app.time_zone)
    actor = actor_of(connection, release, row["user_id"], today)
    if actor is None:
        return None
    now, subject, language = clock.now(), row["subject"], recipient.language
    left = entries_left(connection, release, actor, subject, today, now)
    if not left:
        return None
    when = "after" if subject["when"] == "after" else "before"
    values = {
        "total": len(left),
        "more": max(0, len(left) - NAMED),
        "entries": [_entry(release, one, language) for one in left[:NAMED]],
        "late": when == "after",
    }
    body = pick(_LEAD[when], language) + pick(_LINES, language)
    return Draft(pick(_TITLE[when], language), body, values, f"{public_url.rstrip('/')}/m/", NAMES, "entries")


def _entry(release: Release, one: Entry, language: str) -> dict[str, str]:
    due = one.owed.term.due_at.astimezone(ZoneInfo(release.app.time_zone))
    return {
        "form": pick(one.owed.form.title, language),
        "unit": pick(one.owed.unit.title, language),
        "due": due.strftime("%m-%d %H:%M"),
    }

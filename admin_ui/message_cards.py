"""Messages as the API shows them: to whom, when, by which channel, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields

from admin_ui.cards import Card
from admin_ui.shapes import Text
from engine.access import Door
from engine.access.units import in_force
from engine.base.text import Text as Words
from engine.base.text import both
from engine.storage.tables import org_link, outbox, post_holder, user_account
from rule_builder.history import ROLLUP
from rule_builder.stages.why import why_words


class MessageCard(Schema):
    """One message to one person. ``copy``: 抄送. ``text`` is null until it has been rendered for its reader."""

    public_id = fields.String()
    recipient = Text()
    copy = fields.Boolean()
    purpose = fields.String()
    why = fields.String(allow_none=True, metadata={"description": "the reason that let it through"})
    why_title = Text(allow_none=True)
    state = fields.String()
    created_at = fields.AwareDateTime()
    not_before = fields.AwareDateTime()
    sent_at = fields.AwareDateTime(allow_none=True)
    channel = fields.String()
    channel_title = Text(allow_none=True)
    attempts = fields.Integer()
    error = fields.String(allow_none=True)
    text = fields.String(allow_none=True)


def known_reader(door: Door, row: Any, posts: Sequence[Any]) -> bool:
    """Whether the caller may know who reads a message: himself, somebody in his scope, or somebody told with him."""
    me, whole = row.user_id == door.actor.user_id, door.actor.sees_everything
    near = me or whole or any(reach.covers(post.path) for post in posts for reach in door.actor.ranges)
    named = {*row.subject.get("to", ()), *row.subject.get("cc", ())}
    return near or named >= {row.user_id, door.actor.user_id}


def message_select() -> sa.Select[Any]:
    """Messages with their reader's name."""
    return sa.select(outbox, user_account.c.title.label("recipient")).join(
        user_account, user_account.c.id == outbox.c.user_id
    )


def messages_of(door: Door, keys: Sequence[str], unit_id: int) -> list[Card]:
    """The messages with these keys about an incident at a unit in scope, oldest first."""
    if not keys:
        return []
    found = message_select().where(outbox.c.key.in_(sorted(set(keys)))).order_by(outbox.c.id)
    return message_cards(door, door.connection.execute(found).all(), unit_id)


def message_cards(door: Door, rows: Sequence[Any], unit_id: int | None = None) -> list[Card]:
    """``MessageCard``s of rows of ``message_select``: at most one statement more.

    A reader outside one's scope is called by his post, and his words are not shown, unless the message went to oneself
    as well and so names him. Words are not shown either where they may tell of other units (a digest) or of an
    indicator that is hidden from oneself; one's own are always shown.
    """
    posts = posts_of(door, {row.user_id for row in rows})
    open_to_me = all(door.shows(model.name, unit_id) for model in door.release.all("indicator"))
    return [_card(door, row, posts.get(row.user_id, ()), open_to_me) for row in rows]


def _card(door: Door, row: Any, posts: Sequence[Any], open_to_me: bool) -> Card:
    me, whole = row.user_id == door.actor.user_id, door.actor.sees_everything
    known = known_reader(door, row, posts)
    several = row.purpose == "digest" or str(row.subject.get("rule", "")).endswith(ROLLUP)
    alone = not several and len(row.subject.get("incidents", ())) <= 1
    readable = me or (open_to_me and known and (alone or whole))
    channel = {channel.name: channel for channel in door.release.all("channel")}.get(row.channel)
    card = {name: row._mapping[name] for name in MessageCard().fields if name in row._mapping}
    return card | {
        "recipient": row.recipient if known else _post_title(door, posts),
        "channel_title": channel.title if channel else None,
        "why_title": why_words(row.why),
        "error": row.error if known else None,
        "text": words_of(row.request) if readable else None,
    }


def posts_of(door: Door, users: set[int]) -> dict[int, list[Any]]:
    """Posts held today by user, the highest first, with their unit's path."""
    if door.actor.sees_everything:
        return {}
    p, k = post_holder.c, org_link
    held = sa.and_(p.valid_from <= door.today, p.valid_to > door.today, p.user_id.in_(sorted(users)))
    at = sa.and_(k.c.unit_id == p.unit_id, in_force(door.today, k))
    query = sa.select(p.user_id, p.role, k.c.path).join(k, at).where(held).order_by(k.c.depth, p.role)
    found: dict[int, list[Any]] = {}
    for row in door.connection.execute(query):
        found.setdefault(row.user_id, []).append(row)
    return found


def _post_title(door: Door, posts: Sequence[Any]) -> Words:
    roles = {role.name: role.title for role in door.release.all("role")}
    return next((roles[post.role] for post in posts if post.role in roles), both("其他人", "somebody else"))


def words_of(request: Any) -> str | None:
    """The words in a frozen request, whatever the channel calls their place."""
    if isinstance(request, str):
        return request
    if isinstance(request, list):
        return "\n".join(filter(None, map(words_of, request))) or None
    if not isinstance(request, dict):
        return None
    if "main_title" in request:  # a template card
        head = request["main_title"]
        rows = [f"{row['keyname']}：{row['value']}" for row in request.get("horizontal_content_list", ())]
        return "\n".join([head["title"] + head.get("desc", ""), request.get("sub_title_text", ""), *rows])
    for key in _PLACES:
        if key in request and (words := words_of(request[key])):
            title = request.get("title", request.get("subject"))
            return f"{title}\n{words}" if isinstance(title, str) and title else words
    return None


#: What channels call the place of their words.
_PLACES = (
    "content", "description", "text", "body", "markdown", "textcard", "template_card", "message", "payload", "post",
    "zh_cn",
)  # fmt: skip

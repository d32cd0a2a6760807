"""Who is to be reminded at an instant: plain data; whoever has a door to messages writes and sends them.

A duty with ``remind`` is told of twice: so many minutes before it is due, and a minute after, to the people who answer
for units that have sent nothing. One message per person for all that falls on the same instant (a digest). The key says
what it is about, so that two processes that look at once write it once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from engine.access.actor import Actor
from engine.access.units import in_force
from engine.definitions.release import Release
from engine.storage.tables import definition_version, org_link, post_holder, user_account
from form_builder.duties.days import Term, business_day
from form_builder.duties.owed import Owed, duties_on, owed_on
from form_builder.duties.sent import sent_for
from form_builder.duties.todo import Entry, state_of
from form_builder.kinds.form.model import DutyModel, FormModel

When = Literal["before", "after"]
#: A reminder that is this late (nobody was running) is not sent any more.
TOO_LATE = timedelta(hours=12)
GRACE = timedelta(minutes=1)


@dataclass(frozen=True)
class Reminder:
    """One message to write. ``subject``: what it is about, as JSON; ``entries_left`` reads it again when it is sent."""

    key: str
    channel: str
    user_id: int
    when: When
    subject: Mapping[str, Any]


@dataclass(frozen=True)
class Moment:
    """A duty's reminder whose instant has come."""

    form: FormModel
    duty: DutyModel
    term: Term
    when: When
    at: datetime
    channel: str

    @property
    def key(self) -> tuple[str, ...]:
        """What it is, whoever is told."""
        return (self.form.name, self.duty.name, self.when, self.at.isoformat(), self.channel)


def reminders_for(
    connection: sa.Connection, release: Release, moments: Iterable[Moment], today: date
) -> list[Reminder]:
    """The messages of these moments, by person; those written before are among them (their keys say so)."""
    moments = list(moments)
    born = _born(connection, release, {moment.form.name for moment in moments})
    found: dict[tuple[str, str, str, int], list[tuple[str, str, str]]] = {}
    for moment in moments:
        if born.get(moment.form.name, moment.at) > moment.at:
            continue  # the form came later than that
        for user_id in _owing(connection, release, moment, today):
            group = (moment.when, moment.at.isoformat(), moment.channel, user_id)
            found.setdefault(group, []).append((moment.form.name, moment.duty.name, moment.term.last.isoformat()))
    return [
        Reminder(
            f"duty:{when}:{at}:{channel}:{user_id}",
            channel,
            user_id,
            "before" if when == "before" else "after",
            {"duties": [list(one) for one in sorted(set(about))], "when": when, "at": at},
        )
        for (when, at, channel, user_id), about in sorted(found.items())
    ]


def entries_left(
    connection: sa.Connection, release: Release, actor: Actor, subject: Mapping[str, Any], today: date, now: datetime
) -> list[Entry]:
    """What of a reminder's duties somebody still owes at ``now``, by the posts he holds now; by form and unit."""
    left: list[Entry] = []
    posts = [(post.role, post.reach) for post in actor.posts]
    for form, duty, day in subject["duties"]:
        owed = owed_on(connection, release, date.fromisoformat(day), today, ranges=posts, forms=[form])
        mine = [one for one in owed if one.duty.name == duty and one.term.last.isoformat() == day]
        sent = sent_for(connection, mine)
        left += [Entry(one, state_of(one, None, now)) for one in mine if one.key not in sent]
    return left


def moments_at(release: Release, now: datetime) -> Iterator[Moment]:
    """The reminders whose instant has come and is not too long ago. No statement."""
    here = business_day(release.app, now)
    seen: set[tuple[str, str, date]] = set()
    for day in (here - timedelta(days=1), here, here + timedelta(days=1)):
        for form, duty, term in duties_on(release, day):
            remind = duty.remind
            if remind is None or (form.name, duty.name, term.last) in seen:
                continue
            seen.add((form.name, duty.name, term.last))
            if remind.minutes_before is not None:
                at = max(term.opens_at, term.due_at - timedelta(minutes=remind.minutes_before))
                if at <= now < term.due_at:
                    yield Moment(form, duty, term, "before", at, remind.channel)
            at = term.due_at + GRACE
            if remind.after and at <= now < at + TOO_LATE:
                yield Moment(form, duty, term, "after", at, remind.channel)


def _born(connection: sa.Connection, release: Release, forms: Iterable[str]) -> dict[str, datetime]:
    """When the form that serves was first published in this wording."""
    found: dict[str, datetime] = {}
    v = definition_version.c
    for name in forms:
        hash = release.definition("form", name).hash
        query = sa.select(sa.func.min(v.created_at)).where(v.kind == "form", v.name == name, v.hash == hash)
        if (at := connection.scalar(query)) is not None:
            found[name] = at
    return found


def _owing(connection: sa.Connection, release: Release, moment: Moment, today: date) -> set[int]:
    """Holders of the duty's roles who answer for a unit that has sent nothing; deputies where a post is vacant."""
    found = owed_on(connection, release, moment.term.last, today, forms=[moment.form.name])
    owed = [one for one in found if one.duty.name == moment.duty.name and one.term == moment.term]
    sent = sent_for(connection, owed)
    missing = [one for one in owed if one.key not in sent]
    if not missing:
        return set()
    p, k, u = post_holder, org_link, user_account
    query = (
        sa.select(p.c.role, p.c.user_id, p.c.deputy, k.c.path)
        .join(u, u.c.id == p.c.user_id)
        .join(k, sa.and_(k.c.unit_id == p.c.unit_id, in_force(today)))
        .where(u.c.active, p.c.valid_from <= today, p.c.valid_to > today, p.c.role.in_(moment.duty.roles))
    )
    posts: dict[tuple[str, str], dict[bool, set[int]]] = {}
    for row in connection.execute(query):
        posts.setdefault((row.role, row.path), {}).setdefault(bool(row.deputy), set()).add(row.user_id)
    return {user for one in missing for user in _of_unit(release, one, posts)}


def _of_unit(release: Release, owed: Owed, posts: Mapping[tuple[str, str], Mapping[bool, set[int]]]) -> set[int]:
    exact = {role.name for role in release.all("role") if role.scope != "subtree"}
    found: set[int] = set()
    parts = owed.unit.path.strip("/").split("/")
    for role in owed.duty.roles:
        for n in range(len(parts), 0, -1):
            if role in exact and n < len(parts):
                break
            held = posts.get((role, "/" + "/".join(parts[:n]) + "/"))
            if held:
                found |= held.get(False) or held.get(True) or set()
                break
    return found

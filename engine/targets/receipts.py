"""Who has to take note of the targets handed down to him, and who has.

The holder of a post confirms the targets of his unit, once for each version of a plan. Whoever may approve target
plans issues them and confirms nothing; nor does a deputy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from engine.access.actor import Actor, Post
from engine.access.door import Door
from engine.access.family import Asker
from engine.access.units import in_force
from engine.base import canonical, clock
from engine.base.text import Text
from engine.definitions.canonical_form import text_hash
from engine.storage.tables import org_link, org_unit, post_holder, target_receipt, user_account


@dataclass(frozen=True)
class Issued:
    """A target plan in the version that serves; ``hash`` covers its data files too."""

    name: str
    hash: str
    model: Any


def issued(release: Any, today: date) -> list[Issued]:
    """The plans that are not over, by name."""
    found = []
    for definition in release.catalog.all("target_plan"):
        if definition.model.to < today:
            continue
        paths = {getattr(line, "own", None) for line in definition.model.lines}
        for line in definition.model.lines:
            spread = getattr(line, "over_units", None)
            paths |= {getattr(spread, "weights", None), getattr(spread, "amounts", None)}
        texts = [[path, text_hash(release.files[path])] for path in sorted(p for p in paths if p)]
        found.append(Issued(definition.name, canonical.digest([definition.hash, texts]), definition.model))
    return found


def confirming_roles(release: Any) -> tuple[str, ...]:
    """Names of the roles whose holders confirm."""
    return tuple(
        sorted(
            role.name
            for role in release.all("role")
            if "read_values" in role.permissions and "approve_targets" not in role.permissions
        )
    )


def posts_of(actor: Actor, release: Any) -> list[Post]:
    """The posts for which a person confirms, one per unit."""
    roles = set(confirming_roles(release))
    found = {post.unit_id: post for post in reversed(actor.posts) if post.role in roles and not post.deputy}
    return list(reversed(found.values()))


@dataclass(frozen=True)
class ReceiptCount:
    """For ``Door.family``: how many receipts of these versions who asks has given for the units he now holds."""

    hashes: tuple[str, ...]
    roles: tuple[str, ...]

    def __call__(self, asker: Asker) -> sa.ColumnElement[int]:
        """The column."""
        post, given = post_holder.alias("mine"), target_receipt
        mine = sa.select(post.c.unit_id).where(
            post.c.user_id == asker.user,
            in_force(asker.today, post),
            sa.not_(post.c.deputy),
            sa.or_(sa.false(), *(post.c.role == role for role in self.roles)),
        )
        counted = sa.select(sa.func.count()).where(
            given.c.user_id == asker.user,
            given.c.unit_id.in_(mine),
            sa.or_(sa.false(), *(given.c.plan_hash == one for one in self.hashes)),
        )
        return counted.correlate(None).scalar_subquery()


@dataclass(frozen=True)
class Receipt:
    """A post's holder and when he confirmed (None: not yet). ``level`` counts from the top."""

    unit_code: str
    unit_title: Text
    level: int
    role: str
    person: Text
    confirmed_at: datetime | None
    note: str


def receipts(door: Door, plan: Issued) -> list[Receipt]:
    """Everybody in the door's scope who has to confirm a plan, by the tree. One statement."""
    p, r, n, u = post_holder, target_receipt, org_unit, user_account
    given = sa.and_(
        r.c.plan_hash == plan.hash, r.c.plan == plan.name, r.c.unit_id == p.c.unit_id, r.c.user_id == u.c.id
    )
    rows = (
        sa.select(n.c.code, n.c.title, n.c.level, p.c.role, u.c.title.label("person"), r.c.confirmed_at, r.c.note)
        .select_from(p.join(u, u.c.id == p.c.user_id).join(n, n.c.id == p.c.unit_id))
        .join(org_link, org_link.c.unit_id == n.c.id)
        .outerjoin(r, given)
        .where(
            u.c.active,
            in_force(door.today),
            in_force(door.today, p),
            sa.not_(p.c.deputy),
            p.c.role.in_(confirming_roles(door.release)),
            door.scope(org_link.c.path),
        )
        .order_by(n.c.level, n.c.code, p.c.role)
    )
    return [
        Receipt(row.code, row.title, row.level, row.role, row.person, row.confirmed_at, row.note or "")
        for row in door.connection.execute(rows)
    ]


def own_receipts(connection: sa.Connection, actor: Actor, plans: Sequence[Issued]) -> dict[tuple[str, int], Any]:
    """(plan hash, unit id) → a row with ``confirmed_at`` and ``note``: what a person has confirmed of these plans."""
    r = target_receipt.c
    rows = sa.select(target_receipt).where(r.user_id == actor.user_id, r.plan_hash.in_([plan.hash for plan in plans]))
    return {(row.plan_hash, row.unit_id): row for row in connection.execute(rows)}


def confirm(connection: sa.Connection, actor: Actor, plan: Issued, unit_id: int, note: str) -> bool:
    """Writes a receipt; False where there is one already (which stays as it is)."""
    key = {"plan": plan.name, "plan_hash": plan.hash, "unit_id": unit_id, "user_id": actor.user_id}
    there = sa.select(sa.literal(1)).where(*(target_receipt.c[name] == value for name, value in key.items()))
    if connection.execute(there).one_or_none() is not None:
        return False
    connection.execute(sa.insert(target_receipt).values(**key, confirmed_at=clock.now(), note=note))
    return True

"""Why can, or cannot, this person see that? Every post is looked at, with the deciding one named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.access.accounts import normal_login
from engine.access.actor import Actor, actor_of
from engine.access.door import Door
from engine.base.text import Text, both, pick
from engine.storage.tables import org_unit, post_holder, user_account

if TYPE_CHECKING:
    from engine.definitions.release import Release


@dataclass(frozen=True)
class Reasons:
    """The answer and, step by step, what led to it."""

    allowed: bool
    steps: tuple[Text, ...]

    def as_json(self) -> dict[str, Any]:
        return {"allowed": self.allowed, "steps": [dict(step) for step in self.steps]}


def explain_access(
    connection: sa.Connection,
    release: Release,
    login: str,
    unit_code: str,
    indicator: str | None,
    day: date,
    asker: Door | None = None,
) -> Reasons:
    """Whether the person ``login`` sees an indicator (or just the unit) on ``day``.

    Looks at the whole tree: the caller makes sure that ``unit_code`` lies in the asker's own scope. To an ``asker``
    who does not see all units, people without a post in his scope do not exist; posts elsewhere are not told.
    """
    login = normal_login(login)
    person = connection.execute(sa.select(user_account).where(user_account.c.login == login)).one_or_none()
    near = None if asker is None or asker.actor.sees_everything else asker
    if person is None or (near and person.id != near.actor.user_id and not _posts_within(near, person.id)):
        return Reasons(False, (both(f"没有用户 “{login}”", f'there is no user "{login}"'),))
    if not person.active:
        return Reasons(False, (both(f"用户 “{login}” 已停用", f'"{login}" is deactivated'),))
    unit = Door(connection, release, Actor.system(), day).unit_by_code(unit_code)
    if unit is None:
        return Reasons(False, (both(f"{day} 没有单位 “{unit_code}”", f'there is no unit "{unit_code}" on {day}'),))
    actor = actor_of(connection, release, person.id, day)
    assert actor is not None
    steps = list(_lapsed(connection, person.id, day, near))
    if not actor.posts:
        steps.append(both(f"{day} 未担任任何有效岗位", f"holds no post in force on {day}"))
    allowed = False
    for post in actor.posts:
        if near and not near.may_see_unit(post.unit_id) and not post.reach.covers(unit.path):
            continue
        name = f"{post.role} @ {post.unit_code}"
        if near and not near.may_see_unit(post.unit_id):  # a post above the asker's own
            name = post.role
        if not post.reach.covers(unit.path):
            steps.append(both(f"岗位 {name}：范围不含 {unit_code}", f"post {name}: its scope leaves {unit_code} out"))
        elif indicator is None or post.reach.shows(indicator):
            allowed = True
            what = indicator or unit_code
            steps.append(both(f"岗位 {name}：可见 {what}", f"post {name}: shows {what}"))
        else:
            steps.append(both(f"岗位 {name}：角色隐藏 {indicator}", f"post {name}: its role hides {indicator}"))
    if indicator and not any(model.name == indicator for model in release.all("indicator")):
        allowed = False
        steps.append(both(f"没有指标 “{indicator}”", f'there is no indicator "{indicator}"'))
    if "read_values" not in actor.permissions:
        allowed = False
        steps.append(both("没有权限 read_values", "lacks the permission read_values"))
    return Reasons(allowed, tuple(steps))


def _posts_within(door: Door, user_id: int) -> bool:
    """Whether the person has, had or will have a post at a unit in the door's scope."""
    p = post_holder.c
    held = sa.select(sa.literal(1)).where(p.user_id == user_id, p.unit_id.in_(door.visible_units())).limit(1)
    return door.connection.scalar(held) is not None


def _lapsed(connection: sa.Connection, user_id: int, day: date, near: Door | None) -> list[Text]:
    """Posts the person holds at another time."""
    p, n = post_holder, org_unit
    apart = sa.or_(p.c.valid_to <= day, p.c.valid_from > day)
    found = sa.select(p, n.c.code, n.c.title).join(n, n.c.id == p.c.unit_id).where(p.c.user_id == user_id, apart)
    if near:
        found = found.where(p.c.unit_id.in_(near.visible_units()))
    return [
        both(
            f"岗位 {row.role} @ {row.code}（{pick(row.title, 'zh')}）只在 {row.valid_from} 至 {row.valid_to} 之间有效",
            f"post {row.role} @ {row.code} holds from {row.valid_from} until {row.valid_to} only",
        )
        for row in connection.execute(found.order_by(p.c.valid_from))
    ]

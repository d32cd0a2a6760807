"""Why can, or cannot, this person see or do that? Every post is looked at, with the deciding one named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from engine.access.accounts import normal_login
from engine.access.actor import Actor, Post, actor_of
from engine.access.door import Door
from engine.access.permissions import PERMISSIONS
from engine.base.text import Text, both, pick
from engine.org.tree import Unit
from engine.storage.tables import org_unit, post_holder, user_account

if TYPE_CHECKING:
    from engine.definitions.release import Release


@dataclass(frozen=True)
class Step:
    """A thing that was looked at: it speaks for ("yes") or against ("no"), or is only worth knowing ("note")."""

    verdict: Literal["yes", "no", "note"]
    words: Text


@dataclass(frozen=True)
class HeldPost:
    """A post of the person. ``path``: titles of the units above it, top first, the unit itself last; ``since`` and
    ``until`` None: open; ``reaches``: the unit asked about lies in its scope (None where none was asked about)."""

    role: str
    role_title: Text
    unit: str
    path: tuple[Text, ...]
    scope: str
    deputy: bool
    since: date | None
    until: date | None
    in_force: bool
    reaches: bool | None


@dataclass(frozen=True)
class Reasons:
    """The answer, the one thing that decides it, and step by step what was looked at."""

    allowed: bool
    because: Text
    steps: tuple[Step, ...] = ()
    posts: tuple[HeldPost, ...] = ()


@dataclass(frozen=True)
class Question:
    """May ``login`` see the unit, the indicator there, the board there, or do what the permission says, on ``day``?

    ``near``: the asker's door where he asks about himself: units outside of it are not named.
    """

    login: str
    day: date
    unit: Unit | None = None
    indicator: str | None = None
    board: str | None = None
    permission: str | None = None
    near: Door | None = None


def explain_access(connection: sa.Connection, release: Release, asked: Question) -> Reasons:
    """The answer as the door gives it, with reasons. Looks at the whole tree: the caller makes sure that the asker may
    know all that the question names."""
    login = normal_login(asked.login)
    person = connection.execute(sa.select(user_account).where(user_account.c.login == login)).one_or_none()
    if person is None:
        return Reasons(False, both(f"没有用户 “{login}”", f'there is no user "{login}"'))
    if not person.active:
        return Reasons(False, both(f"用户 “{login}” 已停用", f'"{login}" is deactivated'))
    actor = actor_of(connection, release, person.id, asked.day)
    assert actor is not None
    held = _posts(connection, release, person.id, asked)
    steps = [_lapsed(post, asked.day) for post in held if not post.in_force]
    if not actor.posts:
        none = both(f"{asked.day} 未担任任何有效岗位", f"holds no post in force on {asked.day}")
        return Reasons(False, none, (*steps, Step("no", none)), tuple(held))
    found = _on_permission(actor, release, asked.permission) if asked.permission else []
    if asked.unit is not None or asked.indicator or asked.board:
        found += _on_sight(actor, release, asked)
        found += _on_permission(actor, release, "read_values")
    if not found:
        found = [[Step("yes", both(f"在任：{zh}", f"holds: {en}")) for zh, en in map(_named, actor.posts)]]
    allowed, because = _decided(found)
    flat = [step for part in found for step in part]
    return Reasons(allowed, because, (*steps, *flat), tuple(held))


Parts = list[list[Step]]


def _decided(parts: Parts) -> tuple[bool, Text]:
    """Every part needs a yes; the first part without one decides, by its last no."""
    for part in parts:
        if not any(step.verdict == "yes" for step in part):
            return False, next(step.words for step in reversed(part) if step.verdict == "no")
    return True, next(step.words for step in parts[0] if step.verdict == "yes")


def _on_permission(actor: Actor, release: Release, permission: str) -> Parts:
    """Some post must grant it, wherever that post is."""
    words = PERMISSIONS.get(permission)
    if words is None:
        return [[Step("no", both(f"没有权限 “{permission}”", f'there is no permission "{permission}"'))]]
    roles = {role.name: role for role in release.all("role")}
    part: list[Step] = []
    for post in actor.posts:
        zh, en = _named(post)
        if permission in roles[post.role].permissions:
            said = both(f"岗位 {zh}：有权“{words['zh']}”", f'post {en}: may "{words["en"]}"')
            part.append(Step("yes", said))
        else:
            said = both(f"岗位 {zh}：角色没有权限“{words['zh']}”", f'post {en}: its role may not "{words["en"]}"')
            part.append(Step("no", said))
    return [part]


def _on_sight(actor: Actor, release: Release, asked: Question) -> Parts:
    """Who sees the unit must see the indicator by the same post; of a board, some indicator."""
    board = release.find("dashboard", asked.board) if asked.board else None
    if asked.board and board is None:
        return [[Step("no", both(f"没有看板 “{asked.board}”", f'there is no board "{asked.board}"'))]]
    titles = {model.name: model.title for model in release.all("indicator")}
    if asked.indicator and asked.indicator not in titles:
        return [[Step("no", both(f"没有指标 “{asked.indicator}”", f'there is no indicator "{asked.indicator}"'))]]
    names = [asked.indicator] if asked.indicator else list(board.indicators) if board else []
    made_for = getattr(board, "roles", ())
    if board and made_for and not any(post.role in made_for for post in actor.posts):
        title = both(pick(board.title, "zh"), pick(board.title, "en"))
        said = both(f"看板 {title['zh']} 不面向其任何角色", f"the board {title['en']} is for none of the roles held")
        return [[Step("no", said)]]
    return [[_seen(post, asked, names, titles, board) for post in actor.posts]]


def _seen(post: Post, asked: Question, names: Sequence[str], titles: dict[str, Text], board: Any) -> Step:
    zh, en = _named(post)
    unit = asked.unit
    if unit is not None and not post.reach.covers(unit.path):
        place = both(unit.title["zh"], unit.title["en"])
        if post.reach.exact and unit.path.startswith(post.reach.path):
            said = both(
                f"岗位 {zh}：只含本单元，不含下级 {place['zh']}", f"post {en}: its own unit only, not {place['en']}"
            )
        else:
            said = both(f"岗位 {zh}：范围不含 {place['zh']}", f"post {en}: its scope leaves {place['en']} out")
        return Step("no", said)
    where = both(f"（{unit.title['zh']}）", f" at {unit.title['en']}") if unit else both("", "")
    if not names:
        return Step("yes", both(f"岗位 {zh}：范围包含{where['zh']}", f"post {en}: its scope covers it{where['en']}"))
    shown = [name for name in names if post.reach.shows(name)]
    hidden = [titles[name] for name in names if name not in shown and name in titles]
    listed = "、".join(pick(one, "zh") for one in hidden), ", ".join(pick(one, "en") for one in hidden)
    what = board.title if board else titles[names[0]]
    if not shown:
        return Step("no", both(f"岗位 {zh}：角色隐藏 {listed[0]}", f"post {en}: its role hides {listed[1]}"))
    zh_rest, en_rest = (f"，但隐藏 {listed[0]}", f", but hides {listed[1]}") if hidden else ("", "")
    said = both(
        f"岗位 {zh}：可见 {pick(what, 'zh')}{where['zh']}{zh_rest}",
        f"post {en}: shows {pick(what, 'en')}{where['en']}{en_rest}",
    )
    return Step("yes", said)


def _named(post: Post) -> tuple[str, str]:
    zh, en = (f"{pick(post.role_title, lang)} @ {pick(post.unit_title, lang)}" for lang in ("zh", "en"))
    return (f"{zh}（代理）", f"{en} (deputy)") if post.deputy else (zh, en)


def _lapsed(post: HeldPost, day: date) -> Step:
    zh, en = (f"{pick(post.role_title, lang)} @ {pick(post.path[-1], lang)}" for lang in ("zh", "en"))
    if post.until is not None and post.until <= day:
        return Step("note", both(f"岗位 {zh}：已于 {post.until} 结束", f"post {en}: ended on {post.until}"))
    return Step("note", both(f"岗位 {zh}：{post.since} 才开始", f"post {en}: begins on {post.since}"))


def _posts(connection: sa.Connection, release: Release, user_id: int, asked: Question) -> list[HeldPost]:
    """Every post of the person, in force or not, by its beginning; of one's own, those at units one sees."""
    p = post_holder
    query = sa.select(p, org_unit.c.code).join(org_unit, org_unit.c.id == p.c.unit_id).where(p.c.user_id == user_id)
    door = asked.near or Door(connection, release, Actor.system(), asked.day)
    if asked.near:
        query = query.where(p.c.unit_id.in_(door.visible_units()))
    roles = {role.name: role for role in release.all("role")}
    found: list[HeldPost] = []
    for row in connection.execute(query.order_by(p.c.valid_from, p.c.id)):
        family = door.family(row.code)
        if family is None or row.role not in roles:
            continue
        role, at = roles[row.role], family.unit
        reaches = None
        if asked.unit is not None:
            inside = at.path <= asked.unit.path < at.path_end
            reaches = inside if role.scope == "subtree" else asked.unit.id == at.id
        found.append(
            HeldPost(
                *(row.role, role.title, row.code),
                (*(unit.title for unit in family.ancestors), at.title),
                role.scope,
                deputy=bool(row.deputy),
                since=None if row.valid_from == date.min else row.valid_from,
                until=None if row.valid_to == date.max else row.valid_to,
                in_force=row.valid_from <= asked.day < row.valid_to,
                reaches=reaches,
            )
        )
    return found

"""Who would be told about a unit, and why: the posts asked one after the other, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.base.text import Text, both, pick
from engine.definitions.release import Release
from engine.storage.tables import user_account, user_address
from rule_builder.channels.contract import is_local
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.stages.notice import Seat
from rule_builder.stages.posts import Posts
from rule_builder.stages.route import route_of, seats


@dataclass(frozen=True)
class Person:
    """Somebody who would be told. ``address``: whether the rule's channel has one for him; ``post`` as unit code."""

    login: str
    title: Text
    language: str
    address: bool
    role: str
    post: str
    deputy: bool


@dataclass(frozen=True)
class Line:
    """A step of the reasoning; ``warning``: something to mend (a vacant post, an address that is missing)."""

    words: Text
    warning: bool = False


@dataclass(frozen=True)
class Audience:
    """Who gets the message and the copy about one unit."""

    unit_id: int
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    lines: tuple[Line, ...]


def audiences(
    connection: sa.Connection, release: Release, rule: RuleModel, posts: Posts, units: Iterable[int]
) -> list[Audience]:
    """One per unit, in the order given. One statement beside what ``posts`` took."""
    found = {unit: seats(posts, rule, unit) for unit in units}
    people = _people(connection, release, rule, {u for some in found.values() for seat in some for u in seat.users})
    return [_audience(posts, rule, unit, some, people) for unit, some in found.items()]


def _audience(posts: Posts, rule: RuleModel, unit: int, found: Sequence[Seat], people: Mapping[int, Any]) -> Audience:
    way = route_of(found)
    parts: dict[str, list[Person]] = {"to": [], "cc": []}
    lines: list[Line] = []
    told: set[int] = set()
    instead = {vacancy.role: vacancy.instead for vacancy in way.vacancies}
    for seat in found:
        if not seat.wanted and not seat.part:
            continue  # stands behind the rule's own posts, and was not needed
        lines.append(_line(posts, seat, instead, people))
        for user in seat.users if seat.part else ():
            if user in told:
                lines.append(Line(_twice(people[user])))
                continue
            told.add(user)
            one, code = people[user], posts.tree.by_id[seat.unit_id].code
            person = Person(one.login, one.title, one.language, bool(one.address), seat.role, code, seat.deputy)
            parts[seat.part or "to"].append(person)
            if not person.address:
                lines.append(Line(_unreachable(one), warning=True))
    for role in dict.fromkeys((rule.to.role, *((rule.cc.role,) if rule.cc else ()))):
        if posts.post(role, unit) is None:
            lines.append(Line(_nowhere(posts, role), warning=True))
    if not told:
        lines.append(Line(both("没有人会收到消息", "nobody would be told"), warning=True))
    return Audience(unit, tuple(parts["to"]), tuple(parts["cc"]), tuple(lines))


def _line(posts: Posts, seat: Seat, instead: Mapping[str, str | None], people: Mapping[int, Any]) -> Line:
    place = posts.tree.by_id[seat.unit_id].title
    zh, en = (f"{_role(posts, seat.role, lang)} @ {pick(place, lang)}" for lang in ("zh", "en"))
    if not seat.users:
        other = instead.get(seat.role)
        if other is None:
            return Line(both(f"{zh}：岗位空缺，无人代收", f"{en}: vacant, and nobody steps in"), warning=True)
        said = (_role(posts, other, "zh"), _role(posts, other, "en"))
        return Line(
            both(f"{zh}：岗位空缺，由{said[0]}代收", f"{en}: vacant, the {said[1]} is told instead"), warning=True
        )
    part, does = {"to": ("主送", "gets the message"), "cc": ("抄送", "gets the copy")}.get(
        seat.part or "", ("未用到", "is not needed")
    )
    titles = [people[user].title for user in seat.users]
    who = "、".join(pick(one, "zh") for one in titles)
    them = ", ".join(pick(one, "en") for one in titles)
    if seat.deputy:
        return Line(both(f"{part}：{zh}，在任者空缺，代理人 {who}", f"{en}: no holder, deputy {them} {does}"))
    if not seat.wanted:
        return Line(both(f"{part}：{zh}，递补，{who}", f"{en}: steps in, {them} {does}"))
    return Line(both(f"{part}：{zh}，在任 {who}", f"{en}: held by {them}, who {does}"))


def _role(posts: Posts, role: str, lang: str) -> str:
    model = posts.roles.get(role)
    return pick(model.title, lang) if model is not None else role


def _nowhere(posts: Posts, role: str) -> Text:
    zh, en = _role(posts, role, "zh"), _role(posts, role, "en")
    return both(f"{zh}：该单元本级及上级没有这一岗位", f"{en}: there is no such post at the unit or above it")


def _twice(one: Any) -> Text:
    zh, en = pick(one.title, "zh"), pick(one.title, "en")
    return both(f"{zh} 已是主送，不再抄送", f"{en} gets the message already, and no copy")


def _unreachable(one: Any) -> Text:
    zh, en = pick(one.title, "zh"), pick(one.title, "en")
    return both(f"{zh} 没有此渠道的地址：消息会被拒收", f"{en} has no address at this channel: the message would fail")


def _people(connection: sa.Connection, release: Release, rule: RuleModel, users: set[int]) -> dict[int, Any]:
    """Rows (id, login, title, language, address at the rule's channel)."""
    u, a = user_account.c, user_address.c
    kind = release.get("channel", rule.channel).type
    joined = sa.and_(a.user_id == u.id, a.channel == kind)
    address = u.login if is_local(kind) else a.address
    found: dict[int, Any] = {}
    ids = sorted(users)
    for start in range(0, len(ids), 1000):
        query = sa.select(u.id, u.login, u.title, u.language, address.label("address")).outerjoin_from(
            user_account, user_address, joined
        )
        found |= {row.id: row for row in connection.execute(query.where(u.id.in_(ids[start : start + 1000])))}
    return found

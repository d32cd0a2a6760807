"""Who is told: the posts that answer for the unit, and those who step in for vacant ones."""

from __future__ import annotations

from collections.abc import Sequence

from rule_builder.kinds.rule.model import RuleModel
from rule_builder.stages.notice import Route, Seat, Vacancy
from rule_builder.stages.posts import Posts, chain


def seats(posts: Posts, rule: RuleModel, unit_id: int) -> list[Seat]:
    """The posts that answer for a unit, in the order in which they are asked.

    ``to`` is the first with somebody in it, ``cc`` the next one (where the rule has a copy). So where the first post is
    vacant its message goes to the copy's post, and the copy one level up.
    """
    own = {rule.to.role, rule.cc.role if rule.cc else rule.to.role}
    roles = [role for role in chain(posts, rule) if posts.post(role, unit_id) is not None]
    wanted = max(1, sum(role in own for role in roles))
    found: list[Seat] = []
    filled = 0
    for role in roles:
        post = posts.post(role, unit_id)
        assert post is not None
        users = posts.who(role, unit_id)
        part = ("to", "cc")[filled] if users and filled < wanted else None
        filled += bool(users)
        deputy = bool(users) and not posts.holders.get((role, post))
        found.append(Seat(role, post, users, part=part, wanted=role in own, deputy=deputy))
    return found


def route_of(found: Sequence[Seat]) -> Route:
    """Who is told, with each vacancy among the rule's own posts named. A person who holds both posts gets one
    message."""
    chosen = [seat for seat in found if seat.part]
    to = chosen[0].users if chosen else ()
    cc = chosen[1].users if len(chosen) > 1 else ()
    wanted = [seat for seat in found if seat.wanted]
    vacancies = tuple(
        Vacancy(seat.role, chosen[i].role if i < len(chosen) else None)
        for i, seat in enumerate(wanted)
        if not seat.users
    )
    return Route(to, tuple(user for user in cc if user not in to), vacancies)


def route(posts: Posts, rule: RuleModel, unit_id: int) -> Route:
    """Who is told about a unit."""
    return route_of(seats(posts, rule, unit_id))

"""Who is told: the posts that answer for the unit, and those who step in for vacant ones."""

from __future__ import annotations

from rule_builder.kinds.rule.model import RuleModel
from rule_builder.stages.notice import Route, Vacancy
from rule_builder.stages.posts import Posts, chain


def route(posts: Posts, rule: RuleModel, unit_id: int) -> Route:
    """``to`` is the first role of the chain with somebody in it, ``cc`` the next one (where the rule has a copy).

    So where the first post is vacant its message goes to the copy's post, and the copy one level up; each vacancy is
    named. A person who holds both posts gets one message.
    """
    roles = [role for role in chain(posts, rule) if posts.post(role, unit_id) is not None]
    own = {rule.to.role, rule.cc.role if rule.cc else rule.to.role}
    wanted = [role for role in roles if role in own]
    filled = [(role, users) for role in roles if (users := posts.who(role, unit_id))]
    chosen = filled[: max(1, len(wanted))]
    to = chosen[0][1] if chosen else ()
    cc = chosen[1][1] if len(chosen) > 1 else ()
    vacancies = tuple(
        Vacancy(role, chosen[i][0] if i < len(chosen) else None)
        for i, role in enumerate(wanted)
        if not posts.who(role, unit_id)
    )
    return Route(to, tuple(user for user in cc if user not in to), vacancies)

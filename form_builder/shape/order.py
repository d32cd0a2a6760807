"""In which order fields are worked out: each after all that decides over it. What goes round in a circle is named."""

from __future__ import annotations

from collections.abc import Mapping

from engine.base.issue import Issue
from engine.base.text import both
from engine.expressions import Tree
from form_builder.fields.contract import Field
from form_builder.shape.tree import every

#: ``required`` and ``constraint`` decide over no value, so they may name anything.
_DECIDE_NOTHING = ("required", "constraint")


def in_order(
    fields: tuple[Field, ...], trees: Mapping[tuple[str, str], Tree], issues: list[Issue]
) -> tuple[Field, ...]:
    """The fields, each after those its value rests on (else as they stand); a circle is added to ``issues`` (N708)."""
    owner = {name: field.name for field in fields for name in field.type.names(field)}
    by_name = {field.name: field for field in fields}
    needs = {field.name: _needs(field, trees, owner) & by_name.keys() for field in fields}
    done: list[str] = []
    state: dict[str, int] = {}
    for start in by_name:
        if start in state:
            continue
        trail = [start]
        waiting = [iter(sorted(needs[start], key=list(by_name).index))]
        state[start] = 1
        while waiting:
            following = next(waiting[-1], None)
            if following is None:
                waiting.pop()
                ended = trail.pop()
                state[ended] = 2
                done.append(ended)
            elif state.get(following) == 1:
                issues.append(_circle(by_name, trail[trail.index(following) :]))
                return ()
            elif following not in state:
                state[following] = 1
                trail.append(following)
                waiting.append(iter(sorted(needs[following], key=list(by_name).index)))
    return tuple(by_name[name] for name in done)


def _needs(field: Field, trees: Mapping[tuple[str, str], Tree], owner: Mapping[str, str]) -> set[str]:
    """Names of the fields that decide over a field: by its formulas, those of what is inside a repeat, and sections."""
    found = set(field.within)
    for one in every((field,)) if field.type.many else (field,):
        for (name, key), tree in trees.items():
            if name == one.name and key not in _DECIDE_NOTHING:
                found |= {owner[used] for used in tree.names if used in owner}
    return found - ({field.name} if field.type.many else set())


def _circle(by_name: Mapping[str, Field], members: list[str]) -> Issue:
    trip = " → ".join([*members, members[0]])
    words = both(f"计算或显示条件循环：{trip}", f"these decide over one another in a circle: {trip}")
    return Issue("N708", words, by_name[members[0]].path, hint=both("去掉其中一处", "take one of them away"))

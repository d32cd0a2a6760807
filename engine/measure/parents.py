"""The light of a unit above the leaves, where its scale counts the units below: pure.

A light belongs to the unit and not to who looks at it: everybody sees the same one, and of the units below no more
than how many of them are red or yellow. Red by one's own attainment stays red; units below never make a light better,
and nothing is concluded for a unit whose own light is grey.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.access.below import Below
from engine.base.text import Text, both
from engine.measure.value import Value, share_of

_WORSE = {"green": 0, "yellow": 1, "red": 2}
_WORDS = {"red": both("红", "red"), "yellow": both("黄", "yellow")}

Own = Mapping[tuple[int, str], Value]


def counts(scale: Any) -> bool:
    """Whether a scale looks at the units below."""
    rule = getattr(scale, "parent_light", None)
    return rule is not None and rule.by != "own"


def deep(scale: Any) -> bool:
    """Whether it must be read down to the leaves."""
    return counts(scale) and scale.parent_light.by == "worst_child"


@dataclass
class Parents:
    """Colours units by their own values and those of the units below. ``levels``: the org's levels, top first."""

    own: Own
    below: Iterable[Below]
    levels: Any
    _known: dict[tuple[int, str], Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._children: dict[int, list[Below]] = {}
        for child in self.below:
            self._children.setdefault(child.parent_id, []).append(child)

    def value(self, unit_id: int, name: str, scale: Any) -> Value:
        """A unit's value with the light that its scale gives it. KeyError where its own is not known."""
        key = (unit_id, name)
        if key not in self._known:
            own, children = self.own[key], self._children.get(unit_id, [])
            if not children or not counts(scale) or own.light == "grey":
                self._known[key] = own
            else:
                # red is by one's own attainment under this rule, so that one level below is enough
                whole = deep(scale)
                lights = [
                    self.value(c.id, name, scale).light if whole else self.own[c.id, name].light for c in children
                ]
                self._known[key] = judged(own, scale.parent_light, lights, self.levels[children[0].level].title)
        return self._known[key]


def judged(own: Value, rule: Any, lights: Iterable[str], level: Text) -> Value:
    """A value with the light its children's lights leave it, and why. Grey children do not count."""
    known = [light for light in lights if light != "grey"]
    red = known.count("red")
    if not known:
        return own
    light = lowered(own.light, rule, known)
    if light == own.light:
        return replace(own, reason=_with(own.reason, red, len(known), level)) if red else own
    return replace(own, light=light, reason=_because(own, light, known.count(light), len(known), level))


def lowered(own: str, rule: Any, lights: Iterable[str]) -> str:
    """A unit's own light, or the worse one that the units below leave it."""
    known = [light for light in lights if light != "grey"]
    if own == "grey" or not known:
        return own
    if rule.by == "worst_child":
        found = max(known, key=_WORSE.__getitem__)
    else:
        found = "yellow" if known.count("red") >= rule.share * len(known) else "green"
    return max(found, own, key=_WORSE.__getitem__)


def _because(own: Value, light: str, count: int, of: int, level: Text) -> Text:
    share, colour = share_of(own.attainment or 0), _WORDS[light]
    zh = f"自身 {share}，但 {count}/{of} {level['zh']}{colour['zh']}"
    en = f"own {share}, but {count}/{of} {colour['en']} ({level['en']})"
    if own.have < own.expected:
        zh, en = (
            f"{zh}（按已到数据 {own.have}/{own.expected}）",
            f"{en} (of the data that is in, {own.have}/{own.expected})",
        )
    return both(zh, en)


def _with(reason: Text, red: int, of: int, level: Text) -> Text:
    return both(f"{reason['zh']}；{red}/{of} {level['zh']}红", f"{reason['en']}; {red}/{of} red ({level['en']})")

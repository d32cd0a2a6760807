"""Roll-up: many units of one parent that fire in one run are told of as one incident of the parent."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from rule_builder.kinds.rule.model import Rollup


def rolled_up(fired: Mapping[int, int], judged: Mapping[int, int], rollup: Rollup | None) -> set[int]:
    """The parents (by id) whose units are told of as one: ``fired`` and ``judged`` count the units under each.

    The share is reached where fired ÷ judged is at least it, exactly: 7 of 14 reach 0.5, 1 of 3 do not reach 0.34.
    """
    if rollup is None:
        return set()
    share = Fraction(str(rollup.share))
    return {
        parent
        for parent, count in fired.items()
        if count >= rollup.least and Fraction(count, max(judged.get(parent, 0), count)) >= share
    }

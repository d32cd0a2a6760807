"""Many rules on a usual morning: what an evaluation costs, against the statement somebody who knows the tables writes.

The rules differ in indicator, condition and line; each has looked at the day before, so that a run finds one new day.
Two in a hundred leaves are weak at any time. Every evaluation is taken back, so that each meets the same morning. They
share the tree and the posts, as the rules of a round do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa

from benchmarks.package import LAST
from benchmarks.recompute import names_of
from benchmarks.world import NOW, World
from engine import measure
from engine.base import clock
from engine.storage.database import writing
from rule_builder.evaluate import evaluate
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.run import Common

#: Rules measured; the others of 500 are like them.
COUNT = 12


def rules(world: World, runs: int) -> dict[str, float]:
    """Median ms of one rule, ours and by hand; ``per_second``; ``all``: seconds for 500 rules; ``candidates``."""
    with clock.frozen(NOW):
        some, common = list(_rules(world.release.get("rule", "three_days"))), Common()
        with writing(world.database) as connection:
            for rule in some:
                for back in (2, 1):
                    _one(world, connection, rule, back, common)
        ours: list[float] = []
        hand: list[float] = []
        looked = 0
        for rule in some:
            for number in range(runs + 1):  # the first is warm-up, uncounted; in turn, so that both meet a busy moment
                taken, count = _taken_back(world, rule, common)
                begun = clock.monotonic()
                found = _by_hand(world, rule)
                other = (clock.monotonic() - begun) * 1000
                if number:
                    ours.append(taken)
                    hand.append(other)
            looked += count
            assert found <= count, (rule.name, found, count)  # whoever fires by hand has been looked at
    one = median(ours)
    return {"ours": one, "hand": median(hand), "per_second": 1000 / one, "all": one / 2, "candidates": looked / COUNT}


def _rules(plain: RuleModel) -> Iterator[RuleModel]:
    for n in range(COUNT):
        days = 1 + n % 4
        if n % 3 < 2:
            line = 0.85 - 0.01 * (n // 3)
            condition: dict[str, Any] = {"type": "consecutive_days", "attainment_below": line, "days": days}
        else:
            line = 9000 - 100 * (n // 3)
            condition = {"type": "threshold", "of": "value", "is": "below", "line": line, "days": days}
        yield replace(plain, name=f"bench_{n}", condition=condition)


def _one(world: World, connection: sa.Connection, rule: RuleModel, back: int, common: Common) -> int:
    day = LAST - timedelta(days=back)
    now, series = NOW - timedelta(back), measure.leaf_series
    outcome = evaluate(connection, world.release, rule, day, now=now, series=series, common=common)
    assert outcome.state == "done", outcome
    return outcome.candidates


class _Undo(Exception):
    """Takes the evaluation back."""


def _taken_back(world: World, rule: RuleModel, common: Common) -> tuple[float, int]:
    taken, count = 0.0, 0
    try:
        with writing(world.database) as connection:
            begun = clock.monotonic()
            count = _one(world, connection, rule, 0, common)
            taken = (clock.monotonic() - begun) * 1000
            raise _Undo
    except _Undo:
        return taken, count


def _by_hand(world: World, rule: RuleModel) -> int:
    """The leaves in breach on each of the rule's last days, and how many of all had data: how many fire."""
    n, c = names_of(world), rule.condition
    same = f"p.{n['p_unit']} = f.{n['f_unit']} AND p.{n['p_day']} = f.{n['f_day']} AND p.{n['p_expected']} > 0"
    if c["type"] == "consecutive_days":
        breach = f"f.{n['f_v1']} * 100 < p.{n['p_i1:target']} * {round(c['attainment_below'] * 100)}"
    else:
        breach = f"f.{n['f_v1']} < {c['line'] * 100}"
    days = {"first": LAST.toordinal() - c["days"] + 1, "last": LAST.toordinal()}
    low = (
        f"SELECT f.{n['f_unit']}, COUNT(*) FROM {n['facts']} f JOIN {n['plan']} p ON {same} "
        f"WHERE f.{n['f_day']} BETWEEN :first AND :last AND {breach} GROUP BY f.{n['f_unit']} "
        f"HAVING COUNT(*) = {c['days']}"
    )
    with world.database.connect() as connection:
        return len(connection.execute(sa.text(low), days).all())

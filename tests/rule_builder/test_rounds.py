"""Many rules in one round: a bad one stops none of the others, and is put on record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.base import clock
from engine.base.issue import IssueError
from engine.storage import tables
from rule_builder.evaluate import Outcome
from rule_builder.rounds import broken, evaluate_rules
from tests.rule_builder.world import World, day, morning


class Release:
    """A release with many rules, one of them broken."""

    def __init__(self, world: World, rules: list[Any]) -> None:
        self._release, self._rules = world.release, rules
        self.app, self.number = self._release.app, 1
        self.get, self.compiled = self._release.get, self._release.compiled

    def all(self, kind: str) -> list[Any]:
        return self._rules if kind == "rule" else self._release.all(kind)


def rounds(world: World, release: Any, number: int, *names: str) -> list[Outcome]:
    quiet = lambda run, tellings: []  # noqa: E731
    at = morning(day(number))
    return evaluate_rules(
        world.engine, release, day(number), names or None, now=at, series=world.series, reporter=quiet
    )


def test_one_bad_rule_of_many(world: World) -> None:
    rules = [replace(world.rule, name=f"low_{n:02}") for n in range(20)]
    rules[7] = replace(rules[7], indicator="gone")
    release = Release(world, rules)
    world.everybody(1, 100, 100, 100, 100)
    world.write("L1", 2, 84, 84, 84)
    for number in (1, 2, 3, 4):
        outcomes = rounds(world, release, number)
    assert [one.state for one in outcomes].count("failed") == 1
    assert outcomes[7].state == "failed"
    assert outcomes[7].issues[0].code == "N956"
    assert len(world.rows(tables.incident)) == 19
    assert broken(world.engine, release) == {"low_07": 4}  # type: ignore[arg-type]
    failed = [row for row in world.rows(tables.rule_run) if row.state == "failed"]
    assert [row.detail["broken"] for row in failed] == [False, False, True, True]


def test_a_failure_is_forgotten_when_it_works_again(world: World) -> None:
    bad = Release(world, [replace(world.rule, indicator="gone")])
    world.everybody(1, 100, 100, 100, 100)
    for number in (1, 2, 3):
        rounds(world, bad, number)
    assert broken(world.engine, bad) == {"low": 3}  # type: ignore[arg-type]
    good = Release(world, [world.rule])
    assert rounds(world, good, 4)[0].state == "done"
    assert broken(world.engine, good) == {}  # type: ignore[arg-type]


def test_named_rules_only_and_unknown_names_are_refused(world: World) -> None:
    release = Release(world, [replace(world.rule, name="one"), replace(world.rule, name="two")])
    world.everybody(1, 100)
    assert [one.rule for one in rounds(world, release, 1, "two")] == ["two"]
    with pytest.raises(IssueError, match='unknown rule "twoo" — did you mean "two"'):
        rounds(world, release, 1, "twoo")


def test_yesterday_by_default(world: World) -> None:
    release = Release(world, [world.rule])
    world.everybody(1, 100, 100)
    with clock.frozen(morning(day(2))):
        (outcome,) = evaluate_rules(
            world.engine,
            release,  # type: ignore[arg-type]
            series=world.series,
            reporter=lambda run, tellings: [],
        )
    assert outcome.day == day(2)

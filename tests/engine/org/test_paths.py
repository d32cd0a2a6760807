"""The effective-dated tree: moves keep history, paths follow parents, damage is found."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from engine.org import ALWAYS_FROM, ALWAYS_TO, end_of, units_on, verify_org
from engine.org.paths import Parent, links_of, moved
from engine.org.sync import sync_units
from engine.storage.tables import org_link

LEVELS = ["top", "branch", "leaf"]
ROWS = [
    {"code": "t", "zh": "顶", "level": "top", "parent": ""},
    {"code": "a", "zh": "甲", "level": "branch", "parent": "t"},
    {"code": "b", "zh": "乙", "level": "branch", "parent": "t"},
    {"code": "a1", "zh": "甲一", "level": "leaf", "parent": "a"},
    {"code": "b1", "zh": "乙一", "level": "leaf", "parent": "b"},
]


def test_a_move_keeps_the_days_before(any_database: sa.Engine) -> None:
    with any_database.begin() as connection:
        assert sync_units(connection, ROWS, LEVELS, date(2026, 1, 1)) is not None
        rows = [{**row, "parent": "b", "from": "2026-06-01"} if row["code"] == "a1" else row for row in ROWS]
        assert sync_units(connection, rows, LEVELS, date(2026, 7, 1)) == date(2026, 6, 1)
        may, june = units_on(connection, date(2026, 5, 31)), units_on(connection, date(2026, 6, 1))
        assert [u.code for u in may.ancestors(may.by_code["a1"].id)] == ["a", "t"]
        assert [u.code for u in june.ancestors(june.by_code["a1"].id)] == ["b", "t"]
        assert [u.code for u in june.leaves(june.by_code["b"].id, 2)] == ["a1", "b1"]
        assert verify_org(connection) == []
        assert sync_units(connection, rows, LEVELS, date(2026, 7, 2)) is None  # the same file changes nothing


def test_damage_is_named(any_database: sa.Engine) -> None:
    with any_database.begin() as connection:
        sync_units(connection, ROWS, LEVELS, date(2026, 1, 1))
        unit = units_on(connection, date(2026, 1, 1)).by_code["a1"]
        broken = sa.update(org_link).where(org_link.c.unit_id == unit.id).values(path="/999/")
        connection.execute(broken)
        issues = verify_org(connection)
    assert issues
    assert all(issue.code == "N441" and f"{unit.id}" in issue.message["en"] for issue in issues)


def test_a_branch_that_moves_takes_its_leaves_along() -> None:
    always = [Parent(ALWAYS_FROM, ALWAYS_TO, None)]
    parents = {1: always, 2: [Parent(ALWAYS_FROM, ALWAYS_TO, 1)], 3: [Parent(ALWAYS_FROM, ALWAYS_TO, 1)]}
    parents[4] = [Parent(ALWAYS_FROM, ALWAYS_TO, 2)]
    parents[2] = moved(parents[2], 3, 100)
    places = {(link.unit, link.first): link.path for link in links_of(parents)}
    assert places[4, ALWAYS_FROM] == "/1/2/4/"
    assert places[4, 100] == "/1/3/2/4/"


def test_a_cycle_is_named() -> None:
    parents = {1: [Parent(1, 9, 2)], 2: [Parent(1, 9, 1)]}
    with pytest.raises(ValueError, match="cycle: 1 → 2 → 1"):
        links_of(parents)


def test_a_parent_that_is_missing_for_some_days_is_named() -> None:
    parents = {1: [Parent(1, 50, None)], 2: [Parent(1, 99, 1)]}
    with pytest.raises(ValueError, match="does not exist on day 50"):
        links_of(parents)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), st.integers(0, 10**6))
def test_a_range_holds_the_subtree_and_nothing_else(ids: list[int], other: int) -> None:
    path = "/" + "/".join(map(str, ids)) + "/"
    assert path <= f"{path}{other}/" < end_of(path)
    sibling = "/" + "/".join(map(str, [*ids[:-1], ids[-1] * 10 + 1])) + "/"
    assert not path <= sibling < end_of(path)

"""The door: what an actor's posts open, on a day, and what they do not; no post opens nothing."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from engine.access import AccessError, Actor, Door, ForbiddenError
from engine.access.accounts import find
from engine.access.actor import Range, actor_of
from engine.definitions.release import Release
from engine.storage.database import reading, writing
from engine.storage.tables import org_link, org_unit, post_holder
from tests.engine.access.conftest import TODAY, DoorOf

ALL = {"HQ", "N", "S", "N1", "N2", "S1", "S2", "N11", "N12", "N21", "N22", "S11", "S12", "S21", "S22"}
NORTH = {code for code in ALL if code.startswith("N")}
SEEN = [
    ("chief", ALL),
    ("dir_n", NORTH),
    ("mgr_s1", {"S1", "S11", "S12"}),
    ("keep_n21", {"N21"}),
    ("nobody", set()),
]


def codes(connection: sa.Connection, door: Door) -> set[str]:
    found = sa.select(org_unit.c.code).where(org_unit.c.id.in_(door.visible_units()))
    return set(connection.execute(found).scalars())


@pytest.mark.parametrize(("login", "seen"), SEEN)
def test_what_each_role_sees(any_database: sa.Engine, door_of: DoorOf, login: str, seen: set[str]) -> None:
    with reading(any_database) as connection:
        door = door_of(connection, login)
        assert codes(connection, door) == seen
        assert {code for code in ALL if door.unit_by_code(code)} == seen
        ids = {row.code: row.id for row in connection.execute(sa.select(org_unit))}
        assert {code for code, unit_id in ids.items() if door_of(connection, login).may_see_unit(unit_id)} == seen
        for code, unit_id in ids.items():
            fresh = door_of(connection, login)
            if code in seen:
                fresh.require_units([unit_id])
            else:
                with pytest.raises(AccessError) as refused:
                    fresh.require_units([*[ids[one] for one in seen], unit_id])
                assert not isinstance(refused.value, ForbiddenError)
        assert door.unit_by_code("X99") is None
        assert door.unit_by_id(10**12) is None
        assert not door.may_see_unit(-1)


def test_the_system_sees_everything(any_database: sa.Engine, release: Release) -> None:
    with reading(any_database) as connection:
        door = Door(connection, release, Actor.system(), TODAY)
        assert codes(connection, door) == ALL
        assert door.system
        assert door.visible_indicators() == ["margin", "order_value", "sales", "web_share"]


def test_no_range_is_no_rows_whatever_the_query(any_database: sa.Engine, door_of: DoorOf) -> None:
    with reading(any_database) as connection:
        door = door_of(connection, "nobody")
        counted = sa.select(sa.func.count()).select_from(org_link)
        for scope in (
            door.scope(org_link.c.path),
            door.scope(org_link.c.path, "sales"),
            door.scope_of_values(org_link.c.path, sa.literal("sales")),
        ):
            assert connection.execute(counted.where(scope)).scalar_one() == 0
        assert not door.actor.sees_everything
        assert door.actor.permissions == frozenset()
        assert door.visible_indicators() == []


def test_scope_is_a_range_and_never_a_pattern(any_database: sa.Engine, door_of: DoorOf) -> None:
    """A path is compared with >= and <: "/1/1/" must not open "/1/10/", and no LIKE reaches the database."""
    reach = Range("/1/1/", "/1/10", False, None, frozenset())
    assert reach.covers("/1/1/")
    assert reach.covers("/1/1/7/")
    assert not reach.covers("/1/10/")
    assert not reach.covers("/1/2/")
    with reading(any_database) as connection:
        door = door_of(connection, "dir_n")
        text = str(sa.select(org_link).where(door.scope(org_link.c.path)).compile(dialect=any_database.dialect))
    assert "LIKE" not in text.upper()


def test_a_post_holds_from_its_first_day_up_to_but_not_on_its_last(
    any_database: sa.Engine, release: Release, door_of: DoorOf
) -> None:
    with writing(any_database) as connection:
        account = find(connection, "nobody")
        assert account is not None
        unit_id = connection.scalar(sa.select(org_unit.c.id).where(org_unit.c.code == "S2"))
        dates = {"valid_from": date(2026, 6, 15), "valid_to": date(2026, 9, 1), "deputy": True}
        values = {"role": "manager", "unit_id": unit_id, "user_id": account.id}
        connection.execute(sa.insert(post_holder).values(**values, **dates))
    with reading(any_database) as connection:
        for day, seen in (
            (date(2026, 6, 14), set()),
            (date(2026, 6, 15), {"S2", "S21", "S22"}),
            (date(2026, 8, 31), {"S2", "S21", "S22"}),
            (date(2026, 9, 1), set()),
        ):
            door = door_of(connection, "nobody", day)
            assert codes(connection, door) == seen, day
        assert [post.deputy for post in door_of(connection, "nobody", date(2026, 7, 1)).actor.posts] == [True]


def test_rights_follow_the_tree_of_the_day(any_database: sa.Engine, door_of: DoorOf) -> None:
    """N22 moves under S2 on 1 December: from then on the south sees it (with its past), and the north does not."""
    moved = date(2026, 12, 1)
    with writing(any_database) as connection:
        ids = {row.code: row.id for row in connection.execute(sa.select(org_unit))}
        old = connection.execute(sa.select(org_link).where(org_link.c.unit_id == ids["N22"])).one()
        path = f"/{ids['HQ']}/{ids['S']}/{ids['S2']}/{ids['N22']}/"
        mine = org_link.c.unit_id == ids["N22"]
        connection.execute(sa.update(org_link).where(mine).values(valid_to=moved))
        fresh = dict(old._mapping) | {"valid_from": moved, "parent_id": ids["S2"]}
        fresh |= {"path": path, "path_end": path[:-1] + "0"}
        connection.execute(sa.insert(org_link).values(**fresh))
    with reading(any_database) as connection:
        assert "N22" in codes(connection, door_of(connection, "dir_n", date(2026, 11, 30)))
        assert "N22" not in codes(connection, door_of(connection, "dir_n", moved))
        assert "N22" not in codes(connection, door_of(connection, "mgr_s2", date(2026, 11, 30)))
        assert "N22" in codes(connection, door_of(connection, "mgr_s2", moved))


def test_a_hidden_indicator_is_hidden_where_the_role_says_so(
    any_database: sa.Engine, release: Release, door_of: DoorOf
) -> None:
    """Somebody who keeps N11 and manages S1 sees the margin of S1's stores, and not that of N11."""
    with writing(any_database) as connection:
        account = find(connection, "keep_n11")
        assert account is not None
        ids = {row.code: row.id for row in connection.execute(sa.select(org_unit))}
        dates = {"valid_from": date(2026, 1, 1), "valid_to": date(2027, 1, 1), "deputy": False}
        connection.execute(
            sa.insert(post_holder).values(role="manager", unit_id=ids["S1"], user_id=account.id, **dates)
        )
    with reading(any_database) as connection:
        door = door_of(connection, "keep_n11")
        assert codes(connection, door) == {"N11", "S1", "S11", "S12"}
        assert door.visible_indicators() == ["margin", "order_value", "sales", "web_share"]
        assert not door.shows("margin", ids["N11"])
        assert door.shows("margin", ids["S12"])
        assert not door.shows("margin", ids["S22"])
        door.require_indicator("margin", [ids["S11"]])
        with pytest.raises(AccessError):
            door.require_indicator("margin", [ids["S11"], ids["N11"]])
        with pytest.raises(AccessError):
            door.require_indicator("no_such_indicator")
        scope = door.scope(org_link.c.path, "margin")
        seen = set(connection.execute(sa.select(org_link.c.unit_id).where(scope)).scalars())
        assert seen == {ids["S1"], ids["S11"], ids["S12"]}
        values = door.scope_of_values(org_link.c.path, sa.literal("margin"))
        assert set(connection.execute(sa.select(org_link.c.unit_id).where(values)).scalars()) == seen


def test_the_family_shows_only_what_is_in_scope(any_database: sa.Engine, door_of: DoorOf) -> None:
    with reading(any_database) as connection:
        family = door_of(connection, "dir_n").family("N2")
        assert family is not None
        assert [unit.code for unit in family.ancestors] == ["N"]
        assert [unit.code for unit in family.children] == ["N21", "N22"]
        chief = door_of(connection, "chief").family("N21")
        assert chief is not None
        assert [unit.code for unit in chief.ancestors] == ["HQ", "N", "N2"]
        assert chief.children == ()
        assert door_of(connection, "dir_n").family("S2") is None
        assert door_of(connection, "dir_n").family("X99") is None


def test_permissions(any_database: sa.Engine, door_of: DoorOf) -> None:
    with reading(any_database) as connection:
        door = door_of(connection, "mgr_n1")
        door.require("read_values")
        with pytest.raises(ForbiddenError):
            door.require("read_audit")


def test_an_actor_takes_one_statement(any_database: sa.Engine, release: Release) -> None:
    with reading(any_database) as connection:
        account = find(connection, "dir_n")
        assert account is not None
        seen: list[str] = []
        sa.event.listen(any_database, "before_cursor_execute", lambda *a: seen.append(a[2]))
        actor_of(connection, release, account.id, TODAY)
        assert len(seen) == 1
        assert actor_of(connection, release, 10**12, TODAY) is None


def test_a_post_whose_role_has_gone_opens_nothing(any_database: sa.Engine, door_of: DoorOf) -> None:
    with writing(any_database) as connection:
        connection.execute(sa.update(post_holder).where(post_holder.c.role == "director").values(role="former_role"))
    with reading(any_database) as connection:
        door = door_of(connection, "dir_n")
        assert door.actor.posts == ()
        assert codes(connection, door) == set()

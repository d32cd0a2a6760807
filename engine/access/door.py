"""The only door to rows: every query about units passes ``Door.scope``, or it does not get past review.

Rights are judged by the tree as it stands today: whoever answers for a unit now sees its past too, and the
predecessor does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.access.actor import Actor
from engine.access.errors import forbidden, not_found
from engine.access.family import Extra, family_select
from engine.access.scope import Bounds, any_of, values_of
from engine.access.units import UNIT_FIELDS, Family, in_force, unit_of
from engine.org.tree import Unit, unit_select
from engine.sql.prepared import prepared
from engine.storage.tables import org_link, org_unit

if TYPE_CHECKING:
    from engine.definitions.release import Release


class Door:
    """An actor's view of a database under a release. Cheap to make; lives as long as one request or one job."""

    def __init__(self, connection: sa.Connection, release: Release, actor: Actor, today: date) -> None:
        self.connection = connection
        self.release = release
        self.actor = actor
        self.today = today
        self._known: dict[int, Unit] = {}
        self._levels: dict[int, int] = {}
        self._shown: dict[tuple[tuple[int, ...], tuple[str, ...]], list[str]] = {}

    @property
    def system(self) -> bool:
        """Whether the installation itself asks (jobs): nothing is hidden from it."""
        return self.actor.is_system

    # --- predicates ---------------------------------------------------------------------------------------------

    def scope(self, path: sa.ColumnElement[str], indicator: str | None = None) -> sa.ColumnElement[bool]:
        """The predicate that keeps rows whose unit path (in today's tree) lies in a range of the actor.

        With ``indicator``, only ranges whose role shows it count. No range = ``false()``.
        """
        if self.system:
            return sa.true()
        return any_of(Bounds.of(r).holds(path) for r in self.actor.ranges if indicator is None or r.shows(indicator))

    def scope_of_values(self, path: sa.ColumnElement[str], indicator: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        """As ``scope``, for rows that name their indicator in a column (incidents): the post that opens the unit
        must show it."""
        if self.system:
            return sa.true()
        return any_of(Bounds.of(r).shows(path, indicator) for r in self.actor.ranges)

    def visible_units(self) -> sa.Select[tuple[int]]:
        """Ids of the units in scope, as a select for ``column.in_(…)``."""
        return sa.select(org_link.c.unit_id).where(in_force(self.today), self.scope(org_link.c.path))

    # --- units --------------------------------------------------------------------------------------------------

    def unit_by_code(self, code: str) -> Unit | None:
        """The unit, if there is one and the actor may see it: foreign and missing are both None."""
        return self._one(org_unit.c.code == code)

    def unit_by_id(self, unit_id: int) -> Unit | None:
        """As ``unit_by_code``; a unit already seen through this door costs no statement."""
        return self._known.get(unit_id) or self._one(org_unit.c.id == unit_id)

    def units(self, unit_ids: Iterable[int]) -> dict[int, Unit]:
        """The visible ones among the ids. At most one statement."""
        wanted = set(unit_ids)
        missing = wanted - self._known.keys()
        if missing:
            self._remember(self._select().where(org_unit.c.id.in_(sorted(missing))))
        return {unit_id: self._known[unit_id] for unit_id in wanted if unit_id in self._known}

    def units_by_code(self, codes: Iterable[str]) -> dict[str, Unit]:
        """The visible ones among the codes. At most one statement."""
        wanted = sorted(set(codes))
        if not wanted:
            return {}
        return {unit.code: unit for unit in self._remember(self._select().where(org_unit.c.code.in_(wanted)))}

    def levels(self, unit_ids: Iterable[int]) -> dict[int, int]:
        """The level numbers of the visible ones among the ids. At most one statement, and a light one."""
        wanted = set(unit_ids)
        if not self.system:
            return {unit_id: unit.level for unit_id, unit in self.units(wanted).items()}
        if missing := sorted(wanted - self._levels.keys()):
            query = sa.select(org_unit.c.id, org_unit.c.level).join(org_link, org_link.c.unit_id == org_unit.c.id)
            rows = self.connection.execute(query.where(in_force(self.today), org_unit.c.id.in_(missing)))
            self._levels.update((row.id, row.level) for row in rows)
        return {unit_id: self._levels[unit_id] for unit_id in wanted if unit_id in self._levels}

    def units_of_level(self, level: int, within: Unit | None = None) -> list[int]:
        """Ids of the visible units of a level (0 = top), at or below ``within`` if given, by id. One statement."""
        wanted = self._select().where(org_unit.c.level == level)
        if within is not None:
            wanted = wanted.where(org_link.c.path >= within.path, org_link.c.path < within.path_end)
        return sorted(unit.id for unit in self._remember(wanted))

    def family(self, code: str, *extra: Extra) -> Family | None:
        """The unit with its visible ancestors and children: one statement. ``extra`` columns come back per unit.

        None for a foreign or missing unit.
        """
        ranges = None if self.system else [Bounds.of(r) for r in self.actor.ranges]
        shapes = None if ranges is None else tuple(r.shape for r in ranges)
        select = prepared(self.connection, (family_select, shapes, extra), partial(family_select, shapes, extra))
        asked = {"code": code, "today": self.today, "user": self.actor.user_id}
        rows = select(self.connection, **asked, **values_of(ranges or ()))
        units = [unit_of(row) for row in rows]
        self._known.update({unit.id: unit for unit in units})
        return Family.of(code, units, {row.id: tuple(row[len(UNIT_FIELDS) :]) for row in rows})

    def require_units(self, unit_ids: Iterable[int]) -> None:
        """Raises AccessError (answered 404) unless every unit is visible."""
        wanted = set(unit_ids)
        if not self.system and len(self.units(wanted)) != len(wanted):
            raise not_found()

    def may_see_unit(self, unit_id: int) -> bool:
        """Whether the unit exists and lies in scope."""
        return self.unit_by_id(unit_id) is not None

    # --- indicators and permissions -----------------------------------------------------------------------------

    def visible_indicators(self) -> list[str]:
        """Names of the indicators that some post of the actor shows, in order of name."""
        names = sorted(indicator.name for indicator in self.release.all("indicator"))
        return [name for name in names if self.shows(name)]

    def shows(self, indicator: str, unit_id: int | None = None) -> bool:
        """Whether the actor may see an indicator at all, or at one unit: there the posts that open the unit decide."""
        if self.system:
            return True
        ranges = self.actor.ranges
        if unit_id is not None:
            unit = self.unit_by_id(unit_id)
            ranges = tuple(r for r in ranges if unit is not None and r.covers(unit.path))
        return any(r.shows(indicator) for r in ranges)

    def shown(self, names: Sequence[str], unit_id: int) -> Sequence[str]:
        """Those of the names that the actor may see at the unit: ``shows`` for many; the ranges are asked once."""
        if self.system:
            return names
        unit = self.unit_by_id(unit_id)
        ranges = self.actor.ranges
        there = tuple(n for n, r in enumerate(ranges) if unit is not None and r.covers(unit.path))
        key = (there, tuple(names))
        found = self._shown.get(key)
        if found is None:
            found = self._shown[key] = [name for name in names if any(ranges[n].shows(name) for n in there)]
        return found

    def require_indicator(self, name: str, unit_ids: Iterable[int] = ()) -> None:
        """Raises AccessError (answered 404) unless the indicator exists and is shown, at each of the units if given."""
        known = any(indicator.name == name for indicator in self.release.all("indicator"))
        ids = list(unit_ids)
        allowed = self.shows(name) and (self.system or all(self.shows(name, unit_id) for unit_id in ids))
        if not known or not allowed:
            raise not_found()

    def may(self, permission: str) -> bool:
        """Whether the actor holds a permission."""
        return permission in self.actor.permissions

    def require(self, permission: str) -> None:
        """Raises ForbiddenError (answered 403) where the permission is lacking."""
        if not self.may(permission):
            raise forbidden(permission)

    # --- inside -------------------------------------------------------------------------------------------------

    def _select(self, *extra: sa.ColumnElement[Any]) -> sa.Select[Any]:
        return unit_select(self.today).add_columns(*extra).where(self.scope(org_link.c.path))

    def _remember(self, statement: sa.Select[Any]) -> list[Unit]:
        found = [unit_of(row) for row in self.connection.execute(statement)]
        self._known.update({unit.id: unit for unit in found})
        return found

    def _one(self, condition: sa.ColumnElement[bool]) -> Unit | None:
        found = self._remember(self._select().where(condition))
        return found[0] if found else None

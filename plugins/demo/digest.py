"""One hash of everything an installation shows, by names and codes: equal wherever the same mornings were played."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from engine.access.actor import Actor
from engine.access.door import Door
from engine.base import canonical
from engine.definitions.release import Release
from engine.measure.read import period_of, values
from engine.org import units_on
from engine.storage.database import reading
from engine.storage.tables import incident, org_unit, outbox, user_account

PERIODS = ("day", "wtd", "mtd")


@dataclass(frozen=True)
class Shown:
    """``figures``: how many values (indicator × unit × period) were compared."""

    digest: str
    figures: int
    incidents: int
    messages: int


def shown(database: sa.Engine, release: Release, last: date) -> Shown:
    """Every indicator of every unit over the day, week and month up to ``last``, every incident, and who was told of
    it; fractions at 9 digits, since databases add them up in different orders."""
    names = [one.name for one in release.all("indicator")]
    figures: dict[str, Any] = {}
    with reading(database) as connection:
        tree = units_on(connection, last)
        door = Door(connection, release, Actor.system(), last + timedelta(days=1))
        for kind in PERIODS:
            for (unit, name), value in values(door, list(tree.by_id), period_of(door, kind, last), names).items():
                targets = sorted(value.targets.items())
                plain = [value.actual, targets, value.attainment, value.light, value.have, value.expected]
                figures[f"{kind}|{tree.by_id[unit].code}|{name}"] = _rounded([*plain, value.data_day])
        i, o = incident.c, outbox.c
        chosen = sa.select(i.rule, org_unit.c.code, i.state, i.first_day, i.fired_day, i.ended_day)
        incidents = connection.execute(chosen.join(org_unit, org_unit.c.id == i.unit_id)).all()
        told = sa.select(user_account.c.login, o.copy, o.purpose).join(user_account, user_account.c.id == o.user_id)
        messages = connection.execute(told).all()
    rows = [sorted(_rounded(list(row)) for row in found) for found in (_texts(incidents), _texts(messages))]
    return Shown(canonical.digest([figures, *rows]), len(figures), len(rows[0]), len(rows[1]))


def _texts(rows: Any) -> list[list[str]]:
    return [[str(value) for value in row] for row in rows]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 9)
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value

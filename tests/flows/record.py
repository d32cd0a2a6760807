"""Reads from an installation what people would see, by names and codes, so that two installations can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from engine.access.actor import Actor
from engine.access.door import Door
from engine.measure.read import period_of, values
from engine.measure.value import Value
from engine.org import units_on
from engine.plan.shape import PLAN
from engine.storage.database import reading
from engine.storage.model import model_of
from engine.storage.tables import incident, incident_event, load, org_unit, outbox, report, rule_state, user_account
from tests.flows.playhouse import House

Figures = dict[tuple[str, str, str], Value]


def figures(house: House, last: date, kinds: Iterable[str], names: Sequence[str]) -> Figures:
    """(period, unit code, indicator) → value, for every unit."""
    found: Figures = {}
    release = house.release
    with reading(house.database) as connection:
        tree = units_on(connection, last)
        door = Door(connection, release, Actor.system(), last + timedelta(days=1))
        for kind in kinds:
            shown = values(door, list(tree.by_id), period_of(door, kind, last), names)
            found |= {(kind, tree.by_id[unit].code, name): value for (unit, name), value in shown.items()}
    return found


def plain(value: Value) -> tuple[Any, ...]:
    """A value without ids and without the time of its load."""
    targets = tuple(sorted(value.targets.items()))
    light = (value.light, value.reason["zh"], value.reason["en"])
    return (value.actual, targets, value.attainment, value.gap, *light, value.have, value.expected, value.data_day)


def incidents(house: House) -> list[dict[str, Any]]:
    """Every incident with its unit's code and the names of its events, in order."""
    chosen = (incident.c.rule, org_unit.c.code, incident.c.state, incident.c.late, incident.c.severity)
    dates = (incident.c.first_day, incident.c.fired_day, incident.c.ended_day, incident.c.facts, incident.c.id)
    joined = sa.select(*chosen, *dates).join(org_unit, org_unit.c.id == incident.c.unit_id)
    with reading(house.database) as connection:
        rows = connection.execute(joined.order_by(incident.c.rule, org_unit.c.code, incident.c.fired_day)).all()
        found = []
        for row in rows:
            e = incident_event.c
            events = connection.scalars(sa.select(e.event).where(e.incident_id == row.id).order_by(e.id)).all()
            kept = {key: value for key, value in row._mapping.items() if key != "id"}
            found.append({**kept, "events": list(events)})
    return found


def spoken(message: dict[str, Any]) -> tuple[str, str, str]:
    """A received message as (WeCom id, title, text): without the link, which holds ids."""
    card = message["message"]
    return message["user"], card["title"], card["description"].replace("<br>", "\n")


def spells_of(house: House) -> list[tuple[Any, ...]]:
    """(unit, state, count) of every unit under watch."""
    chosen = sa.select(org_unit.c.code, rule_state.c.state, rule_state.c.count)
    with reading(house.database) as connection:
        found = connection.execute(chosen.join(org_unit, org_unit.c.id == rule_state.c.unit_id)).all()
    return sorted(tuple(row) for row in found)


def tables(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """Facts and rollups as they stand, the load that brought each row and the plan included."""
    found = {}
    with reading(house.database) as connection:
        model = model_of(connection, house.release)
        for name, one in model.tables.items():
            for role, table in (("facts", one.facts), ("rollup", one.rollup)):
                if table is not None:
                    rows = connection.execute(sa.select(table)).all()
                    found[f"{name} {role}"] = sorted((tuple(row) for row in rows), key=repr)
    assert f"{PLAN} facts" in found
    return found


def alerts(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """Incidents, events, reports, states and messages as they stand, every column."""
    with reading(house.database) as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for table in (incident, incident_event, report, rule_state, outbox)
        }


def facts_by_key(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """Facts and rollups without the number of the load."""
    found = {}
    with reading(house.database) as connection:
        model = model_of(connection, house.release)
        for name, one in model.tables.items():
            for role, table in (("facts", one.facts), ("rollup", one.rollup)):
                if table is not None:
                    columns = [column for column in table.c if column.key not in ("~load", "~hash")]
                    rows = connection.execute(sa.select(*columns)).all()
                    found[f"{name} {role}"] = sorted((tuple(row) for row in rows), key=repr)
    return found


def loads(house: House) -> list[Any]:
    """Every run of a source, oldest first."""
    with reading(house.database) as connection:
        return list(connection.execute(sa.select(load).order_by(load.c.id)))


def waiting(house: House) -> list[tuple[str, str, bool, str]]:
    """Every message: (login, purpose, copy, state)."""
    chosen = sa.select(user_account.c.login, outbox.c.purpose, outbox.c.copy, outbox.c.state)
    with reading(house.database) as connection:
        rows = connection.execute(chosen.join(user_account, user_account.c.id == outbox.c.user_id)).all()
    return sorted(tuple(row) for row in rows)


def units_named(text: str, titles: dict[str, str]) -> set[str]:
    """The codes of the units that a text names, by title (zh or en: ``titles`` maps title → code) or by code.

    Longer titles first, so that a shop is not taken for the town in its name.
    """
    found = set()
    for title in sorted(titles, key=len, reverse=True):
        if title in text:
            found.add(titles[title])
            text = text.replace(title, "■")
    return found | set(re.findall(r"\b[A-Z]{1,2}\d{1,3}\b", text))

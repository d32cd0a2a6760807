"""Ingest: stage → accept → upsert → roll up of mapped rows, against a raw upsert of the same rows at driver speed."""

from __future__ import annotations

import json
from datetime import timedelta
from statistics import median

import sqlalchemy as sa

from benchmarks.package import LAST, MEASURES
from benchmarks.world import NOW, World, row, timed
from engine.base import clock
from engine.facts import begin_load, publish_load, stage
from engine.storage.bulk import insert_rows
from engine.storage.database import writing
from engine.storage.tables import org_unit

DAYS = {"S": 5, "M": 2, "L": 1}


def ingest(world: World, runs: int) -> dict[str, float]:
    """Median rows/s of ours and raw, for the days after the last."""
    days = [LAST + timedelta(days=n) for n in range(1, 1 + DAYS[world.size.name])]
    with world.database.connect() as connection:
        codes = {r.id: r.code for r in connection.execute(sa.select(org_unit.c.id, org_unit.c.code))}
    rows = []
    for leaf in world.leaves:
        for day in days:
            amount, *rest = row(leaf, day.toordinal())
            mapped = {"unit": codes[leaf], "day": day.isoformat(), "v1": f"{amount / 100:.2f}"}
            rows.append(mapped | dict(zip(MEASURES[1:], rest, strict=True)))
    raws = [json.dumps(r) for r in rows]

    def ours() -> None:
        with writing(world.database) as connection:
            load = begin_load(connection, "bench", "manual")
            stage(connection, load, "daily", ((raw, r, []) for raw, r in zip(raws, rows, strict=True)))
        done = publish_load(world.database, load, release=world.release)
        assert done.added == len(rows), done
        _forget(world, days[0].toordinal())

    tuples = [(leaf, day.toordinal(), *row(leaf, day.toordinal()), 0) for leaf in world.leaves for day in days]

    def raw() -> None:
        with writing(world.database) as connection:
            _raw_upsert(connection, world, tuples)
        _forget(world, days[0].toordinal())

    with clock.frozen(NOW + timedelta(days=6)):
        spent_forgetting = median(timed(lambda: _forget(world, days[0].toordinal()), 3))
        took_ours = median(timed(ours, runs)) - spent_forgetting
        took_raw = median(timed(raw, runs)) - spent_forgetting
    return {"rows": len(rows), "ours": len(rows) / took_ours * 1000, "raw": len(rows) / took_raw * 1000}


def _raw_upsert(connection: sa.Connection, world: World, rows: list[tuple[object, ...]]) -> None:
    facts = world.model.tables["daily"].facts
    names = ["unit", "day", *MEASURES, "~load"]
    columns = ", ".join(facts.c[name].name for name in names)
    rest = ", ".join(f"{facts.c[n].name} = excluded.{facts.c[n].name}" for n in names[2:])
    keys = f"{facts.c['unit'].name}, {facts.c['day'].name}"
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" for _ in names)
        statement = f"INSERT INTO {facts.name} ({columns}) VALUES ({marks}) ON CONFLICT ({keys}) DO UPDATE SET {rest}"
        connection.exec_driver_sql(statement, rows)
        return
    connection.exec_driver_sql(f"CREATE TEMP TABLE raw_rows (LIKE {facts.name}) ON COMMIT DROP")
    staging = sa.Table("raw_rows", sa.MetaData(), *(sa.Column(c.name, c.type, key=c.key) for c in facts.c))
    insert_rows(connection, staging, names, rows)
    connection.exec_driver_sql(
        f"INSERT INTO {facts.name} ({columns}) SELECT {columns} FROM raw_rows ON CONFLICT ({keys}) DO UPDATE SET {rest}"
    )


def _forget(world: World, first: int) -> None:
    """The days are new again for the next run."""
    with writing(world.database) as connection:
        daily = world.model.tables["daily"]
        connection.execute(sa.delete(daily.facts).where(daily.facts.c.day >= first))
        connection.execute(sa.delete(daily.sums).where(daily.sums.c.day >= first))

"""What rules over time cost: month to date of one measure each at head office, a branch and an area of 5,000 leaves.

``python -m benchmarks.over_time [sqlite|postgresql] [days] [goods]``: a stock row per leaf and day, and rows of
``goods`` articles per leaf and day for the distinct count. Prints medians in ms; keeps nothing.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa

from benchmarks.package import LAST, SIZES, text, write
from benchmarks.world import NOW, timed
from engine.access.actor import Actor
from engine.access.door import Door
from engine.base import clock
from engine.definitions.publish import publish
from engine.definitions.read import read_folder
from engine.facts.rollup import Rollups
from engine.measure import period_of, values
from engine.org import units_on
from engine.storage.bulk import insert_rows
from engine.storage.database import open_database, reading, writing
from engine.storage.migrate import upgrade
from engine.storage.model import Model, fresh_model
from engine.storage.tables import org_unit

PLACE = [{"name": "unit", "title": text("unit"), "type": "unit"}, {"name": "day", "title": text("day"), "type": "day"}]
RULES = {
    "sum": ("stock", "sum(amount)"),
    "last": ("stock", "sum(amount)"),
    "average": ("stock", "sum(amount)"),
    "max": ("stock", "sum(amount)"),
    "distinct": ("goods", "count_distinct(sku, where=amount > 0)"),
}


def main(kind: str = "sqlite", days: int = 30, goods: int = 10) -> None:
    """Builds the database, reads each rule seven times."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            _run(f"sqlite:///{Path(folder) / 'bench.sqlite'}", Path(folder), days, goods)
            return
        from tests.postgres import running

        with running() as server:
            _run(server.url(server.create()), Path(folder), days, goods)


def _run(url: str, folder: Path, days: int, goods: int) -> None:
    database = open_database(url)
    upgrade(database)
    documents, files, issues = read_folder(_package(folder / "app"))
    assert not issues, issues
    with clock.frozen(NOW):
        with writing(database) as connection:
            release = publish(connection, documents, files, author="bench", reason="bench")
        with writing(database) as connection:
            model = fresh_model(connection, release)
            _fill(connection, model, days, goods)
            for name in ("stock", "goods"):
                Rollups(connection, model).rebuild(name)
        if database.dialect.name == "postgresql":
            with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sa.text("ANALYZE"))
        with reading(database) as connection:
            door = Door(connection, release, Actor.system(), LAST + timedelta(days=1))
            codes = units_on(connection, LAST).by_code
            period = period_of(door, "mtd", LAST)
            for rule in RULES:
                spent = []
                for asked in (["t", *(f"b{n}" for n in range(8))], ["b0"], ["a0"]):
                    units = [codes[code].id for code in asked]
                    spent.append(median(timed(lambda units=units, rule=rule: values(door, units, period, [rule]), 7)))
                shown = ", ".join(f"{ms:,.1f}" for ms in spent)
                print(f"{database.dialect.name} {rule}: {shown} ms (head and 8 branches, a branch, an area)")
    database.dispose()


def _package(folder: Path) -> Path:
    write(SIZES["M"], folder)
    measures: dict[str, list[dict[str, Any]]] = {"stock": [], "goods": []}
    for rule, (dataset, formula) in RULES.items():
        measures[dataset].append({"name": f"m_{rule}", "title": text(rule), "formula": formula, "over_time": rule})
        indicator = {"kind": "indicator", "name": rule, "title": text(rule), "direction": "higher"}
        (folder / f"rule_{rule}.json").write_text(json.dumps(indicator | {"formula": f"m_{rule}", "scale": "standard"}))
    amount = {"name": "amount", "title": text("amount"), "type": "integer"}
    sku = {"name": "sku", "title": text("sku"), "type": "text"}
    for name, columns, key in (("stock", [amount], ["unit", "day"]), ("goods", [sku, amount], ["unit", "day", "sku"])):
        made = {"kind": "dataset", "name": name, "title": text(name), "columns": [*PLACE, *columns], "key": key}
        (folder / f"dataset_{name}.json").write_text(json.dumps(made | {"measures": measures[name]}))
    return folder


def _fill(connection: sa.Connection, model: Model, days: int, goods: int) -> None:
    leaves = list(connection.scalars(sa.select(org_unit.c.id).where(org_unit.c.level == 3)))
    span = range(LAST.toordinal() - days + 1, LAST.toordinal() + 1)

    def sold() -> Iterator[tuple[Any, ...]]:
        for leaf in leaves:
            for day in span:
                for n in range(goods):
                    yield leaf, day, f"sku{n:03d}", (leaf + day * n) % 3, 0

    stock = ((leaf, day, (leaf * 7 + day) % 90, 0) for leaf in leaves for day in span)
    insert_rows(connection, model.tables["stock"].facts, ["unit", "day", "amount", "~load"], stock)
    insert_rows(connection, model.tables["goods"].facts, ["unit", "day", "sku", "amount", "~load"], sold())


if __name__ == "__main__":
    main(next(iter(sys.argv[1:2]), "sqlite"), *map(int, sys.argv[2:]))

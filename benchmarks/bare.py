"""The yardstick of a screen: a Flask route with one indexed SQLAlchemy query, and nothing else."""

from __future__ import annotations

import os

import sqlalchemy as sa
from flask import Flask, Response, jsonify

from benchmarks.package import LAST
from engine.storage.database import open_database, reading


def app() -> Flask:
    made = Flask(__name__)
    database = open_database(os.environ["NAVMARK_DATABASE"])
    table = sa.table(os.environ["BENCH_TABLE"], sa.column(os.environ["BENCH_UNIT"]), sa.column(os.environ["BENCH_DAY"]))
    unit, day = table.c[os.environ["BENCH_UNIT"]], table.c[os.environ["BENCH_DAY"]]
    query = sa.select(table).where(unit == sa.bindparam("unit"), day == LAST.toordinal())

    @made.get("/row")
    def row() -> Response:
        with reading(database) as connection:
            found = connection.execute(query, {"unit": 30}).first()
        return jsonify(list(found) if found else [])

    return made

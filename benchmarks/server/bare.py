"""The yardstick of server mode: bare Flask routes with hand-written SQL over the same tables, by raw psycopg, under the
same gunicorn: what somebody would write who knows the tables and leaves everything else out (no rights, no rules)."""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, datetime
from typing import Any

import psycopg
from flask import Flask, Response, jsonify, request


def app() -> Flask:
    """``/row``: one row by its key. ``/list``: 100 submissions of a branch. ``/totals``: sums of a branch, 90 days.
    ``/submit``: one row inserted and committed."""
    made = Flask(__name__)
    given: dict[str, Any] = json.loads(os.environ["BENCH_BARE"])
    held = threading.local()

    def connection() -> psycopg.Connection:
        if getattr(held, "connection", None) is None:
            held.connection = psycopg.connect(os.environ["NAVMARK_DATABASE"], autocommit=True)
            held.connection.prepare_threshold = 0
        found: psycopg.Connection = held.connection
        return found

    def rows(name: str) -> Response:
        found = connection().execute(given[name], prepare=True).fetchall()
        return jsonify([[v.isoformat() if hasattr(v, "isoformat") else v for v in row] for row in found])

    @made.get("/row")
    def row() -> Response:
        return rows("row")

    @made.get("/list")
    def listed() -> Response:
        return rows("list")

    @made.get("/totals")
    def totals() -> Response:
        return rows("totals")

    @made.post("/submit")
    def submit() -> tuple[Response, int]:
        body = request.get_json()
        now = datetime.now(UTC)
        values = {
            "id": body["id"],
            "unit": given["units"][body["unit"]],
            "values": json.dumps(body["values"]),
            "now": now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }
        connection().execute(given["submit"], values, prepare=True)
        return jsonify({"id": body["id"]}), 201

    return made

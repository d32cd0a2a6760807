"""Rows for every leaf and day, and submissions of a year, made by PostgreSQL itself in the engine's own tables."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from benchmarks.package import LAST, MEASURES, Size
from benchmarks.server.app import FORM
from benchmarks.world import PHASE
from engine.definitions.release import Release
from engine.facts.rollup import Rollups
from engine.storage.model import Model
from engine.storage.tables import org_unit


def fill_facts(connection: sa.Connection, model: Model, release: Release, size: Size) -> list[int]:
    """The facts by one INSERT … SELECT (the formula of ``benchmarks.world.row``), the rollup by the engine's own
    rebuild. Returns the ids of the leaves."""
    facts = model.tables["daily"].facts
    weak = f"(u.id * 7 + (d + {PHASE}) / 5) % 53 = 0"
    spread = "((u.id * 131 + d * 17) % 900)"
    amount = f"((CASE WHEN {weak} THEN 9000 ELSE 10300 END) + {spread} - 400) * (CASE WHEN {weak} THEN 80 ELSE 100 END)"
    rest = [f"1000 + (u.id * {k} + d * 3) % 97" for k in range(2, len(MEASURES))]
    cells = {"unit": "u.id", "day": "d", "~load": "0"}
    cells |= dict(zip(MEASURES, [amount, f"200 + {spread} % 40", *rest], strict=True))
    names = ", ".join(facts.c[name].name for name in cells)
    connection.execute(
        sa.text(
            f"INSERT INTO {facts.name} ({names}) SELECT {', '.join(cells.values())} FROM org_unit u "
            "CROSS JOIN generate_series(CAST(:first AS int), CAST(:last AS int)) d WHERE u.level = 3 ORDER BY u.id, d"
        ),
        {"first": size.first.toordinal(), "last": LAST.toordinal()},
    )
    connection.execute(sa.text(f"ANALYZE {facts.name}"))
    Rollups(connection, model).rebuild("daily")
    wanted = sa.select(org_unit.c.id).where(org_unit.c.level == 3).order_by(org_unit.c.id)
    return list(connection.scalars(wanted))


def fill_submissions(connection: sa.Connection, release: Release, count: int) -> None:
    """Submissions that were complete and counted long ago, spread evenly over units, chiefs and a year of days."""
    hashed = release.definition("form", FORM).hash
    place = "row_number() OVER (ORDER BY l.unit_id) - 1 AS place"
    link = f"SELECT l.unit_id, {place}, split_part(l.path, '/', 3)::bigint AS top"
    values: Any = (
        "json_build_object('open_today', true, 'people', n % 9, 'rows_full', n % 40, 'price', n % 500, "
        "'state', 'good', 'who', 'person ' || n % 997, "
        "'remark', 'seen as number ' || n || ', nothing out of the ordinary', "
        "'next_visit', '2027-01-15')"
    )
    connection.execute(
        sa.text(
            f"WITH leaf AS ({link} FROM org_link l WHERE l.depth = 3), many AS (SELECT count(*) AS m FROM leaf) "
            "INSERT INTO form_submission (public_id, form, form_hash, user_id, unit_id, day, submitted_at, "
            'received_at, completed_at, flags, "values", body_hash, test, state, facts, revision) '
            "SELECT '00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'), :form, :hash, p.user_id, leaf.unit_id, "
            "CAST(:last AS int) - CAST(n * 365 / :count AS int), at, at, at, '[]', "
            f"{values}, md5(n::text) || md5(n::text), false, 'complete', 'done', 0 "
            "FROM (SELECT s AS n, to_char(CAST(:now AS timestamp) - (:count - s) * interval '10 seconds', "
            '\'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\') AS at FROM generate_series(1, CAST(:count AS bigint)) s) made '
            "JOIN leaf ON leaf.place = made.n % (SELECT m FROM many) "
            "JOIN post_holder p ON p.unit_id = leaf.top AND p.role = 'chief' ORDER BY made.n"
        ),
        {
            "form": FORM,
            "hash": hashed,
            "last": LAST.toordinal(),
            "count": count,
            "now": f"{LAST + timedelta(days=1)} 00:00:00",
        },
    )

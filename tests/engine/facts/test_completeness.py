"""Who delivered which day, against the small app's story."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from engine.facts.completeness import completeness, per_day
from engine.org import units_on
from engine.storage.database import reading
from engine.storage.model import model_of
from tests.small_app import ANCHOR, STORES, serving


def test_letters(small_database: sa.Engine) -> None:
    release = serving(small_database)
    first, last = ANCHOR - timedelta(days=2), ANCHOR + timedelta(days=1)
    with reading(small_database) as connection:
        model = model_of(connection, release)
        ids = {u.code: u.id for u in units_on(connection, ANCHOR).by_id.values() if u.code in STORES}
        gone = model.tables["closes"].facts
        n11 = sa.and_(gone.c.unit == ids["N11"], gone.c.day == ANCHOR.toordinal())
        connection.execute(sa.delete(gone).where(n11))  # its sales came, its close did not
        found = completeness(connection, model, "sales", list(ids.values()), first, last)
        assert {code: found[key] for code, key in ids.items() if code in ("N11", "N12", "S22")} == {
            "N11": "hhpm",
            "N12": "hhhm",
            "S22": "hhmm",
        }
        days = per_day(found.values(), first)
        assert [(day["have"], day["expected"]) for day in days] == [(8, 8), (8, 8), (6, 8), (0, 8)]
        assert completeness(connection, model, "sales", [], first, last) == {}
        far = completeness(
            connection, model, "sales", [ids["N11"]], ANCHOR.replace(year=2030), ANCHOR.replace(year=2030)
        )
        assert far == {ids["N11"]: "."}  # no plan says that anything is expected
        connection.rollback()

"""Submissions are found alike on both databases."""

from __future__ import annotations

from engine.access import Actor, Door
from engine.base import clock
from engine.storage.database import reading
from form_builder.submissions.listing import Filter, found_rows, one_row, photos
from tests.form_builder.submissions.conftest import Office


def test_what_is_looked_for(office: Office) -> None:
    first = office.send(values={"note": "缺货 100%"})
    second = office.send("keep_s11", unit="S11", values={"note": "a_b"}, duty=None)
    with reading(office.database) as connection:
        door = Door(connection, office.release, Actor.system(), clock.today("Asia/Shanghai"))
        north = door.unit_by_code("N")

        def found(**wanted: object) -> list[str]:
            rows, total = found_rows(connection, door, Filter(**wanted))  # type: ignore[arg-type]
            assert total == len(rows)
            return [row.public_id for row in rows]

        both, one, other = [second.public_id, first.public_id], [first.public_id], [second.public_id]
        assert found() == both
        assert found(unit=north) == found(text="缺货") == found(text="100%") == found(text="KEEP_N11") == one
        assert found(text="a_b") == found(text="南方11店") == found(text="Southland Store 11") == other
        assert found(text="aXb") == found(flag="late") == found(test=True) == found(outcome="pass") == []
        assert found(first=first.day, last=first.day) == both
        row = one_row(connection, door, first.public_id)
        assert row is not None
        assert (row.unit_code, row.login, row._mapping["values"]["facings"]) == ("N11", "keep_n11", 6)
        assert photos(connection, door, Filter(), None) == ([], 0)

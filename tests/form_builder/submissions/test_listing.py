"""Submissions are found alike on both databases."""

from __future__ import annotations

import pytest

from engine.access import Actor, Door
from engine.base import clock
from engine.storage.database import reading
from form_builder.submissions import listing
from form_builder.submissions.listing import Filter, found_rows, one_row, photos
from tests.form_builder.submissions.conftest import Office


def test_what_is_looked_for(office: Office) -> None:
    first = office.send(values={"note": "缺货 100%"})
    second = office.send("keep_s11", unit="S11", values={"note": "a_b"}, duty=None)
    with reading(office.database) as connection:
        door = Door(connection, office.release, Actor.system(), clock.today("Asia/Shanghai"))
        north = door.unit_by_code("N")

        def found(**wanted: object) -> list[str]:
            page = found_rows(connection, door, Filter(**wanted))  # type: ignore[arg-type]
            assert (page.total, page.more) == (len(page.rows), False)
            return [row.public_id for row in page.rows]

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


def test_many_are_counted_only_so_far(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "COUNTED", 3)
    sent = [office.send(duty=None).public_id for _ in range(5)][::-1]
    with reading(office.database) as connection:
        door = Door(connection, office.release, Actor.system(), clock.today("Asia/Shanghai"))

        def found(page: int, size: int, exact: bool = False) -> tuple[list[str], int, bool]:
            one = found_rows(connection, door, Filter(page=page, size=size, exact=exact))
            return [row.public_id for row in one.rows], one.total, one.more

        assert found(1, 2) == (sent[:2], 3, True)
        assert found(2, 2) == (sent[2:4], 5, False)  # counted from where the page begins
        assert found(3, 2) == (sent[4:], 5, False)
        assert found(4, 2) == ([], 5, False)
        assert found(1, 4) == (sent[:4], 4, True)  # a page is never larger than what was counted
        assert found(1, 5) == (sent, 5, False)
        assert found(1, 2, exact=True) == (sent[:2], 5, False)

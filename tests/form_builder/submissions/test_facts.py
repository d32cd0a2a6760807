"""Submissions become rows of a dataset: once, in order, again when they change; drafts and tests never."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base import clock
from engine.base.issue import IssueError
from engine.storage.database import writing
from engine.storage.tables import form_submission, refused_row
from form_builder.submissions import edits
from form_builder.submissions.facts import publish_waiting, refused_of
from form_builder.submissions.listing import one_row
from form_builder.submissions.missing import publish_missing
from form_builder.submissions.replaying import replay_refused
from tests import field, small_app
from tests.form_builder.submissions.conftest import Office

DAY = "2026-11-23"


def edit(office: Office, row: Any, reason: str = "mistyped", **values: Any) -> Any:
    with writing(office.database) as connection:
        known = one_row(connection, None, row.public_id)
        return edits.edited(connection, office.release, known, values, reason, "chief")


def withdraw(office: Office, row: Any) -> Any:
    with writing(office.database) as connection:
        known = one_row(connection, None, row.public_id)
        form = office.release.compiled("form", "visit")
        return edits.withdrawn(connection, form, known, "wrong place", "chief")


def publish(office: Office) -> int:
    return sum(one.rows_in for one in publish_waiting(office.database, office.release))


def test_once_and_no_tests_and_nothing_that_waits_for_photos(office: Office) -> None:
    first = office.send(values={"price": 1299})
    office.send("keep_n12", unit="N12", test=True)
    waiting = office.send("keep_n21", unit="N21", **with_photo())
    assert waiting.state == "waiting_for_photos"
    assert publish(office) == 1
    assert office.visits() == [("N11", DAY, 6, 1299, first.public_id)]
    assert (publish(office), len(office.loads())) == (0, 1)
    assert [(row.facts, row.load_id is not None) for row in office.rows()] == [
        ("done", True), ("none", False), ("waiting", False),
    ]  # fmt: skip
    (one,) = office.loads()
    assert (one.source, one.state, one.rows_in, one.rows_added) == ("form:visit", "published", 1, 1)


def with_photo() -> dict[str, Any]:
    name, data = field.new_id(), b"x" * 50
    declared = {"id": name, "field": "shelf", "sha256": field.sha(data), "size": 50}
    return {"values": {"shelf": [name]}, "attachments": [declared]}


def test_the_last_that_was_sent_stands_whatever_is_corrected_later(office: Office) -> None:
    early = office.send(values={"facings": 3})
    with clock.frozen(small_app.NOW + timedelta(hours=1)):
        late = office.send(values={"facings": 5})
        publish(office)
        assert office.visits() == [("N11", DAY, 5, None, late.public_id)]
        edit(office, early, facings=4)
        publish(office)
        assert office.visits() == [("N11", DAY, 5, None, late.public_id)]
        edit(office, late, facings=9, price=100)
        publish(office)
        assert office.visits() == [("N11", DAY, 9, 100, late.public_id)]
        withdraw(office, late)
        publish(office)
        assert office.visits() == [("N11", DAY, 4, None, early.public_id)]
        edit(office, early, facings=0)  # its map's condition does not hold any more
        publish(office)
        assert office.visits() == [("N11", DAY, 0, None, "missing")]
        with pytest.raises(IssueError):
            edit(office, late, facings=1)
    assert publish(office) == 0


def test_what_a_dataset_refuses_is_kept_and_settled_by_a_correction(office: Office) -> None:
    row = office.send(values={"facings": 60})  # the dataset takes at most 50
    publish(office)
    assert office.visits() == []
    with writing(office.database) as connection:
        (told,) = refused_of(connection, row)
    assert (told["dataset"], told["issues"][0]["code"]) == ("visits", "N520")
    edit(office, row, facings=50)
    publish(office)
    assert office.visits() == [("N11", DAY, 50, None, row.public_id)]
    assert [one.state for one in office.rows(refused_row)] == ["replayed"]


def test_refused_rows_are_tried_again_when_the_dataset_has_been_mended(office: Office) -> None:
    row = office.send(values={"facings": 60})
    publish(office)
    assert office.visits() == []
    assert replay_refused(office.database, office.release, "visit") is not None  # refused again: it stays one
    assert [one.state for one in office.rows(refused_row)] == ["open"]
    wider = json.loads(json.dumps(field.DATASET))
    wider["columns"][2]["max"] = 70
    office.release = field.publish_forms(office.database, office.folder, **{"datasets/visits.json": wider})
    done = replay_refused(office.database, office.release, "visit")
    assert done is not None
    assert office.visits() == [("N11", DAY, 60, None, row.public_id)]
    assert [one.state for one in office.rows(refused_row)] == ["replayed"]
    assert replay_refused(office.database, office.release, "visit") is None


def test_a_form_with_checks_waits_for_its_outcome(office: Office) -> None:
    row = office.send()
    check = {"name": "looks", "field": "shelf", "check": "picture_quality"}
    form = field.publish_forms(office.database, office.folder, lambda one: one.update(checks=[check]))
    office.release = form
    for outcome, count in ((None, 0), ("uncertain", 0), ("fail", 1)):
        with writing(office.database) as connection:
            mine = sa.update(form_submission).where(form_submission.c.id == row.id)
            connection.execute(mine.values(outcome=outcome, facts="waiting"))
        assert publish(office) == count, outcome


def test_what_is_missing_is_a_row_after_its_time_and_a_late_one_takes_its_place(office: Office) -> None:
    office.send()
    publish(office)
    with clock.frozen(small_app.NOW + timedelta(hours=9, minutes=29)):  # 17:59 in Shanghai
        assert publish_missing(office.database, office.release) == 0
    with clock.frozen(small_app.NOW + timedelta(hours=9, minutes=31)):
        assert publish_missing(office.database, office.release) == 7
        assert publish_missing(office.database, office.release) == 0
        rows = office.visits()
        assert [(unit, facings) for unit, _, facings, _, _ in rows] == [
            ("N11", 6), *((unit, 0) for unit in ("N12", "N21", "N22", "S11", "S12", "S21", "S22")),
        ]  # fmt: skip
        assert {sent for *_, sent in rows[1:]} == {"missing"}
        late = office.send("keep_n12", unit="N12")
        assert late.flags == ["late"]
        publish(office)
        assert office.visits()[1] == ("N12", DAY, 6, None, late.public_id)
        loads = len(office.loads())
    with clock.frozen(small_app.NOW + timedelta(days=3)):  # nothing ran for two days: the 24th and 25th are made good
        assert publish_missing(office.database, office.release) == 16
        assert len(office.loads()) == loads + 2


def test_renamed_fields_feed_the_map_of_today(office: Office) -> None:
    body = office.body(values={"facings": 7})

    def change(form: dict[str, Any]) -> None:
        form["fields"][0] |= {"name": "faces", "aliases": ["facings"]}
        form["maps"][0] |= {"when": "faces > 0"}
        form["maps"][0]["columns"]["facings"] = "faces"

    office.release = field.publish_forms(office.database, office.folder, change)
    row = office.take(body).row
    publish(office)
    assert office.visits() == [("N11", DAY, 7, None, row.public_id)]

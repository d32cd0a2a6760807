"""A submission is taken once, on the right day, by the right person, by the rules of the version that was filled in."""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine.access.errors import AccessError
from engine.base import clock
from engine.base.issue import IssueError
from engine.storage.database import open_database
from engine.storage.tables import submission_conflict
from form_builder.submissions.taking import ConflictError
from tests import field, small_app
from tests.form_builder.submissions.conftest import Office
from tests.statements import counted


def test_the_same_again_is_the_same_and_another_content_is_kept_beside_it(office: Office) -> None:
    body = office.body()
    first = office.take(body)
    assert first.fresh
    with clock.frozen(small_app.NOW + timedelta(hours=3)):
        again = office.take({**body, "phone_now": clock.now().isoformat()})  # tried again later: the same content
        assert (again.fresh, again.row) == (False, first.row)
        other = {**body, "values": {"facings": 7}}
        told = []
        for _ in range(2):
            with pytest.raises(ConflictError) as refused:
                office.take(other)
            told.append(refused.value.conflict)
        with pytest.raises(AccessError):
            office.take(body, "keep_n12")
    (kept,) = office.rows(submission_conflict)
    assert told == [kept.public_id] * 2
    assert (kept.body, kept.state) == (other, "open")
    (row,) = office.rows()
    assert row._mapping["values"] == {"facings": 6}


#: Minutes by which the phone's clock is ahead, hours that it lay in the queue, and the day and flags that come of it.
#: It is 08:30 on the 23rd in Shanghai, days end at 04:00, the duty is due at 18:00.
CLOCKS = [
    (0, 0, "2026-11-23", []),
    (9, 0, "2026-11-23", []),
    (-45, 0, "2026-11-23", ["clock_off"]),
    (60 * 25, 0, "2026-11-23", ["clock_off"]),  # a day and an hour ahead: corrected
    (-60 * 25, 0, "2026-11-23", ["clock_off"]),
    (60 * 27, 0, "2026-11-23", ["clock"]),  # beyond 26 hours: the server's day
    (-60 * 24 * 400, 0, "2026-11-23", ["clock"]),
    (0, 4, "2026-11-23", []),  # 04:30
    (0, 5, "2026-11-22", ["late"]),  # 03:30, still the day before
    (0, 15, "2026-11-22", []),  # 17:30 of the day before
    (0, 48, "2026-11-21", []),  # two days without a network
    (-60 * 20, 15, "2026-11-22", ["clock_off"]),
    (0, 24 * 31, "2026-11-23", ["clock"]),
    (0, -1, "2026-11-23", ["clock"]),  # sent in the future of its own clock
]


def test_the_servers_clock_decides_the_day(office: Office) -> None:
    for ahead, queued, day, flags in CLOCKS:
        phone = small_app.NOW + timedelta(minutes=ahead)
        sent = (phone - timedelta(hours=queued)).isoformat()
        row = office.send(phone_now=phone.isoformat(), submitted_at=sent, begun_at=sent)
        assert (row.day.isoformat(), row.flags) == (day, flags), (ahead, queued)
        assert row.submitted_at <= small_app.NOW


def test_who_may_fill_what_for_whom(office: Office) -> None:
    def refused(login: str = "keep_n11", **more: Any) -> str:
        with pytest.raises(IssueError) as error:
            office.send(login, **more)
        return error.value.issues[0].code

    assert refused(unit="N12") == "N578"  # another's
    assert refused(unit="nowhere") == "N578"
    assert refused("mgr_n1", unit="N1") == "N578"  # not of the form's level
    assert refused("mgr_n1") == "N577"  # in sight, but the role does not fill it
    assert refused(form="nothing") == "N575"
    assert refused(duty="nothing") == "N575"
    assert refused(version="0" * 64) == "N579"
    assert refused(values={"facings": 100}) == "N792"  # beyond its max
    assert refused(values={"facings": None}) == "N793"
    assert refused(values={"nothing": 1}) == "N795"
    assert refused(values={"shelf": [field.new_id()]}) == "N581"  # named, not declared
    extra = {"id": field.new_id(), "field": "shelf", "sha256": "0" * 64, "size": 5}
    assert refused(attachments=[extra]) == "N581"
    assert office.rows() == []
    assert office.send(duty=None).duty is None
    assert office.send(test=True).facts == "none"


def test_an_old_version_keeps_its_rules_and_a_closed_form_takes_nothing(office: Office) -> None:
    old = office.body(values={"facings": 80, "note": "alt"})

    def change(form: dict[str, Any]) -> None:
        form["fields"][0]["max"] = 10
        form["fields"][2] |= {"name": "remark", "aliases": ["note"]}

    office.release = field.publish_forms(office.database, office.folder, change)
    row = office.take(old).row
    assert row.flags == ["old_version"]
    assert row._mapping["values"] == {"facings": 80, "note": "alt"}
    assert row.form_hash == old["version"] != office.release.definition("form", "visit").hash
    with pytest.raises(IssueError):
        office.send(values={"facings": 80})
    assert office.send(values={"note": "neu"})._mapping["values"] == {"facings": 6, "remark": "neu"}

    closing = field.publish_forms(office.database, office.folder, lambda form: form.update(state="closing"))
    office.release = closing
    assert office.send().state == "complete"
    office.release = field.publish_forms(office.database, office.folder, lambda form: form.update(state="closed"))
    with pytest.raises(IssueError) as closed:
        office.send()
    assert closed.value.issues[0].code == "N576"


def test_many_sent_many_times_at_once_are_one_each(office: Office) -> None:
    """A tenth of the story of 10,000 (``test_ten_thousand``)."""
    sent_by_fifty(office, 400)


@pytest.mark.volume
@pytest.mark.timeout(1_500)
def test_ten_thousand_sent_one_to_five_times_by_fifty_are_ten_thousand(office: Office) -> None:
    sent_by_fifty(office, 10_000)


def sent_by_fifty(office: Office, count: int) -> None:
    dice = random.Random(count)
    url = office.database.url.render_as_string(hide_password=False).replace("+psycopg", "")
    office.database = open_database(url, pool_size=110)  # each of them holds one to read and one to write
    bodies = [office.body(values={"facings": n % 90}) for n in range(count)]
    work = [body for body in bodies for _ in range(dice.randint(1, 5))]
    dice.shuffle(work)
    told: Counter[str] = Counter()
    faults: list[BaseException] = []
    lock = threading.Lock()

    def run() -> None:
        while True:
            with lock:
                if not work or faults:
                    return
                body = work.pop()
            try:
                fresh = office.take(body).fresh
            except sa.exc.OperationalError:  # the one writer was busy for five seconds: the phone tries again
                with lock:
                    work.append(body)
                continue
            except BaseException as fault:
                faults.append(fault)
                return
            with lock:
                told[body["id"]] += fresh

    threads = [threading.Thread(target=run) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    rows = office.rows()
    assert office.rows(submission_conflict) == []
    office.database.dispose()
    assert len(rows) == count
    assert {row.public_id for row in rows} == {body["id"] for body in bodies}
    assert set(told.values()) == {1}
    by_id = {body["id"]: body["values"]["facings"] for body in bodies}
    assert all(row._mapping["values"] == {"facings": by_id[row.public_id]} for row in rows)


def test_without_files_it_is_complete_as_it_is_written(office: Office) -> None:
    body = office.body()
    with counted(office.database) as statements:
        taken = office.take(body)
    assert (taken.row.state, taken.row.facts, taken.files) == ("complete", "waiting", False)
    assert taken.row.completed_at == taken.row.received_at
    written = [text.split()[0] for text in statements if not text.startswith("SELECT")]
    assert [word for word in written if word in ("INSERT", "UPDATE", "DELETE")] == ["INSERT"]
    assert len(statements) <= 7

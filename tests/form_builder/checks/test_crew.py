"""Verdicts made by real processes: every way a check can go right or wrong, and every way its process can end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.storage.database import new_public_id
from engine.storage.tables import attachment, photo_verdict
from form_builder.checks import looking, queue
from form_builder.checks.contract import PhotoCheck
from form_builder.checks.crew import Crew
from form_builder.checks.looking import Bench
from tests.form_builder.checks import plugins
from tests.form_builder.checks.ground import Ground, check, form


@dataclass
class Shelf:
    """Where the photos of a ground lie."""

    pictures: dict[str, bytes]

    @staticmethod
    def new_key(suffix: str) -> str:
        return f"made/{new_public_id()}.{suffix}"

    def get(self, key: str) -> bytes:
        return self.pictures[key]

    def put(self, key: str, data: bytes) -> None:
        self.pictures[key] = data

    def delete(self, key: str) -> None:
        self.pictures.pop(key, None)


#: For what happens between processes, whatever the database.
ONE = pytest.mark.parametrize("small_empty_database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a second attempt in a test."""
    monkeypatch.setattr(looking, "AGAIN", (0, 0))
    monkeypatch.setattr(looking, "AGAIN_REMOTE", (0, 0))


@contextmanager
def crew(at: Ground, **more: Any) -> Iterator[Crew]:
    """A crew on the ground, ended afterwards."""
    bench = Bench(at.database, Shelf(at.stored), plugins.photo_checks, lambda connection: at.release)
    made = Crew(bench, source=plugins.HERE, loading=more.pop("loading", 20.0), **more)
    try:
        yield made
    finally:
        made.stop()


def test_verdicts_are_made_kept_and_fused(small_empty_database: sa.Engine, tmp_path: Path) -> None:
    at = Ground(small_empty_database, tmp_path, form(check("one", "sees")))
    rung: list[int] = []
    good, bad, unsure = (
        at.submit(b"pass 0.9", b"pass 0.7"),
        at.submit(b"pass 1", b"fail 0.2"),
        at.submit(b"uncertain 0.5"),
    )
    with crew(at, ring=lambda: rung.append(1), workers=1) as made:
        assert made.drain(60)
        assert all(row.state == "done" for key in (good, bad, unsure) for row in at.verdicts(key))
        assert len({row.model for key in (good, bad, unsure) for row in at.verdicts(key)}) == 1  # one warm process
        child = made._lanes[0].lookers["sees"].process
        assert child is not None
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    states = [(at.one(key).outcome, at.one(key).score, at.one(key).facts) for key in (good, bad, unsure)]
    assert states == [("pass", 0.7, "waiting"), ("fail", 0.2, "waiting"), ("uncertain", 0.5, "none")]
    assert [[row.why for row in at.reviews(key)] for key in (good, bad, unsure)] == [[], [], ["uncertain"]]
    assert len(rung) == 2
    row = at.verdicts(bad)[1]
    assert (row.outcome, row.score, row.attempts, row.error, row.lease_until) == ("fail", 0.2, 1, None, None)
    assert row.reasons == [
        {"code": "saw_fail", "text": {"zh": "看到 fail", "en": "saw fail"}, "outcome": "fail", "data": {"n": 1}}
    ]
    assert row.findings == [{"label": "x", "box": [0.1, 0.2, 0.3, 0.4], "confidence": 0.9}]
    assert at.stored[row.marked_key] == plugins.JPEG
    assert 0 <= row.milliseconds < 60_000


#: check → what its last error says; every one of them leaves the photo to people.
BROKEN = {
    "raises": ("N748", "RuntimeError: cannot see"),
    "tells": ("N799", "the model is not installed"),
    "eats": ("N748", "MemoryError"),
    "quits": ("N747", "exit code 137"),
    "sleeps": ("N746", "no result within"),
    "lies": ("N748", "no Verdict"),
    "bends": ("N750", "certainly"),
    "absent": ("N749", "absent is not installed"),
    "outside": ("N706", "does not answer"),
    "outside_slow": ("N746", "no answer within 0.3 s"),
}


class Deaf:
    """A door behind which nobody answers."""

    def fill(self, value: Any) -> Any:
        return value

    def post(self, url: str, json: Any, headers: Any = None) -> Any:
        raise IssueError([Issue("N706", both("没有回答", "the provider does not answer"))])


@contextmanager
def deaf(check: PhotoCheck) -> Iterator[Deaf]:
    yield Deaf()


@ONE
def test_a_broken_check_sends_the_photo_to_people(small_empty_database: sa.Engine, tmp_path: Path) -> None:
    at = Ground(small_empty_database, tmp_path, form())
    keys: dict[str, int] = {}
    at.form = form(*(check(name) for name in BROKEN))
    logins = [
        "keep_n11",
        "keep_n12",
        "keep_n21",
        "keep_n22",
        "keep_s11",
        "keep_s12",
        "keep_s21",
        "keep_s22",
        "mgr_n1",
        "mgr_n2",
    ]
    for name, login in zip(BROKEN, logins, strict=True):
        only = form(check(name))
        whole, at.form = at.form, only
        keys[name] = at.submit(b"pass 1", login=login)
        at.form = whole
    with crew(at, doors=deaf, loading=1.5) as made:
        assert made.drain(120)
    for name, (code, words) in BROKEN.items():
        (row,) = at.verdicts(keys[name])
        assert (row.state, row.outcome, row.attempts) == ("failed", None, queue.ATTEMPTS), name
        assert row.error["code"] == code, (name, row.error)
        assert words in row.error["message"]["en"], (name, row.error)
        assert row.error["message"]["zh"]
        found = at.one(keys[name])
        assert (found.outcome, found.facts) == ("uncertain", "none")
        assert [(one.why, one.state) for one in at.reviews(keys[name])] == [("broken_check", "open")]


@ONE
def test_a_check_that_dies_once_is_followed_by_another_process(small_empty_database: sa.Engine, tmp_path: Path) -> None:
    at = Ground(small_empty_database, tmp_path, form(check("one", "dies_once", flag=str(tmp_path / "dead"))))
    key = at.submit(b"a", b"b")
    with crew(at) as made:
        assert made.drain(60)
    assert [(row.state, row.attempts, row.error) for row in at.verdicts(key)] == [("done", 2, None)] * 2
    assert (at.one(key).outcome, at.reviews(key)) == ("pass", [])


def test_what_was_seen_before_is_known_again(small_empty_database: sa.Engine, tmp_path: Path) -> None:
    """Two lanes and one person's photos: the second of two equal ones is always told to be that."""
    at = Ground(small_empty_database, tmp_path, form(check("seen", "remembers")))
    first = at.submit(b"shelf A")
    trial = at.submit(b"shelf A", test=True)
    twice = at.submit(b"shelf B", b"shelf B", unit="N12")
    again = at.submit(b"shelf A")
    with crew(at) as made:
        assert made.drain(60)
    assert [at.one(key).outcome for key in (first, trial, twice, again)] == ["pass", "fail", "fail", "fail"]
    assert [row.outcome for row in at.verdicts(twice)] == ["pass", "fail"]
    (photo,) = at.rows(attachment, attachment.c.id == at.verdicts(first)[0].attachment_id)
    data = at.verdicts(again)[0].reasons[0]["data"]
    assert data == {"earlier": 3, "same": [photo.public_id], "unit": [True]}  # photos of tests are nobody's past
    assert set(photo.features) == {"remembers"}


@ONE
def test_a_form_that_no_longer_asks_takes_its_question_back(small_empty_database: sa.Engine, tmp_path: Path) -> None:
    at = Ground(small_empty_database, tmp_path, form(check("one", "sees"), check("two", "quits")))
    key = at.submit(b"pass 1")
    at.form = form(check("one", "sees"))
    with crew(at) as made:
        assert made.drain(60)
    assert [row.check for row in at.verdicts(key)] == ["one"]
    assert at.one(key).outcome == "pass"
    renamed = at.submit(b"fail 0.1")
    at.form = form(check("uno", "sees"))
    with crew(at) as made:
        assert made.drain(60)
    assert [(row.check, row.outcome) for row in at.verdicts(renamed)] == [("uno", "fail")]
    assert at.one(renamed).outcome == "fail"
    gone = at.submit(b"pass 1")
    at.stored.clear()
    with crew(at) as made:
        assert made.drain(60)
    assert at.verdicts(gone)[0].error["code"] == "N754"
    assert [one.why for one in at.reviews(gone)] == ["broken_check"]


def test_many_runners_make_each_verdict_once(small_empty_database: sa.Engine, tmp_path: Path) -> None:
    at = Ground(small_empty_database, tmp_path, form(check("one", "sees")))
    logins = ["keep_n11", "keep_n12", "keep_n21", "keep_n22"]
    keys = [at.submit(b"pass 1", login=logins[n % 4]) for n in range(24)]
    with crew(at) as one, crew(at) as other:
        racers = [threading.Thread(target=each.drain) for each in (one, other)]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join()
    rows = at.rows(photo_verdict)
    assert [(row.state, row.attempts) for row in rows] == [("done", 1)] * 24
    assert len(at.stored) == 24 + 24  # a marked picture for each, none left over
    assert {at.one(key).outcome for key in keys} == {"pass"}


CHILD = """
import sys
from pathlib import Path
from engine.storage.database import open_database
from form_builder.checks.crew import Crew
from form_builder.checks.looking import Bench
from tests.form_builder.checks import plugins
from tests.form_builder.checks.ground import Ground, check, form
from tests.form_builder.checks.test_crew import Shelf

url, tell = sys.argv[1:]
at = Ground(open_database(url), Path("."), form(check("one", "takes", tell=tell, seconds=600)))
pictures = {f"photos/{n}.jpg": b"pass 1" for n in range(9)}
bench = Bench(at.database, Shelf(pictures), plugins.photo_checks, lambda connection: at.release)
Crew(bench, source=plugins.HERE, workers=1).drain(600)
"""


def test_a_runner_killed_in_the_middle_is_followed_by_another(
    small_empty_database: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = Ground(small_empty_database, tmp_path, form(check("one", "takes", seconds=0.1)))
    key = at.submit(b"pass 1")
    url = at.database.url.render_as_string(hide_password=False).replace("+psycopg", "")
    tell = tmp_path / "looking"
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, url, str(tell)], env=os.environ | {"PYTHONPATH": os.getcwd()}
    ) as runner:
        _until(lambda: tell.exists() and tell.read_text().isdecimal())
        looker = int(tell.read_text())
        runner.send_signal(signal.SIGKILL)
        runner.wait()
    try:
        (row,) = at.verdicts(key)
        assert (row.state, row.attempts) == ("running", 1)
        with crew(at) as made:
            made()
            time.sleep(0.3)
            assert at.verdicts(key)[0].attempts == 1  # the lease still holds
            with at.database.begin() as connection:
                past = row.lease_until.replace(year=2020)
                connection.execute(sa.update(photo_verdict).values(lease_until=past))
            assert made.drain(60)
        (row,) = at.verdicts(key)
        assert (row.state, row.outcome, row.attempts) == ("done", "pass", 2)
        assert at.one(key).outcome == "pass"
    finally:
        os.kill(looker, signal.SIGKILL)  # asleep for ten minutes, with nobody to listen to it


@ONE
def test_a_process_that_stops_gives_back_what_it_was_at(small_empty_database: sa.Engine, tmp_path: Path) -> None:
    tell = tmp_path / "looking"
    at = Ground(small_empty_database, tmp_path, form(check("one", "takes", tell=str(tell))))
    key = at.submit(b"pass 1")
    with crew(at) as made:
        made()
        _until(tell.exists)
    (row,) = at.verdicts(key)
    assert (row.state, row.attempts) == ("waiting", 0)


def test_whoever_was_overtaken_writes_nothing(small_empty_database: sa.Engine, tmp_path: Path) -> None:
    at = Ground(small_empty_database, tmp_path, form(check("one", "sees")))
    key = at.submit(b"pass 1")
    with crew(at) as made:

        def taken(check: Any, ask: Any, beat: Any) -> Any:
            with at.database.begin() as connection:
                connection.execute(sa.update(photo_verdict).values(attempts=2))
            return made._lanes[0]._look(check, ask, beat)

        assert made.one(False, taken) is True
    (row,) = at.verdicts(key)
    assert (row.state, row.outcome, at.one(key).outcome) == ("running", None, None)
    assert len(at.stored) == 1  # the marked picture went with it


def _until(true: Any, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)

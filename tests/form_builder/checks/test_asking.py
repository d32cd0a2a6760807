"""Which questions are asked, and what is in force where there is nothing to ask; the fusing of verdicts by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base import clock
from engine.storage.database import reading, writing
from engine.storage.tables import photo_verdict
from form_builder.checks import verdicts_of
from form_builder.checks.decide import Decision, Said, fuse, in_sample
from form_builder.checks.fusing import fuse_if_done
from tests.form_builder.checks.ground import Ground, check, form

P, F, U, X = Said("pass", 0.9), Said("fail", 0.2), Said("uncertain", 0.5), Said(None)


@pytest.mark.parametrize(
    ("said", "options", "decision"),
    [
        ([P, Said("pass", 0.7)], {}, Decision("pass", 0.7, None)),
        ([P, Said("pass")], {"sampled": True}, Decision("pass", 0.9, "sample")),
        ([P, U, F], {}, Decision("fail", 0.2, None)),
        ([F], {"sampled": True}, Decision("fail", 0.2, "sample")),
        ([P, U], {}, Decision("uncertain", 0.5, "uncertain")),
        ([P, U], {"uncertain": "pass"}, Decision("pass", 0.5, None)),
        ([P, U], {"uncertain": "fail", "sampled": True}, Decision("fail", 0.5, "sample")),
        ([P, X], {"uncertain": "pass"}, Decision("uncertain", 0.9, "broken_check")),
        ([F, X], {}, Decision("fail", 0.2, "broken_check")),
        ([X], {"sampled": True}, Decision("uncertain", None, "broken_check")),
    ],
)
def test_what_is_in_force(said: list[Said], options: dict[str, Any], decision: Decision) -> None:
    assert fuse(said, **options) == decision


def test_a_sample_is_the_same_for_ever_and_about_as_large_as_asked() -> None:
    drawn = [n for n in range(4_000) if in_sample(str(n), 0.05)]
    assert drawn == [n for n in range(4_000) if in_sample(str(n), 0.05)]
    assert 150 < len(drawn) < 250  # 200 ± 3.6 standard deviations
    assert not any(in_sample(str(n), 0.0) for n in range(1_000))
    assert all(in_sample(str(n), 1.0) for n in range(1_000))


def test_every_check_is_asked_about_every_photo_once(small_empty_database: sa.Engine, tmp_path: Path) -> None:
    at = Ground(small_empty_database, tmp_path, form(check("sharp"), check("seen"), check("other", field="more")))
    key = at.submit(b"one", b"two")
    asked = [(row.check, row.provider, row.state) for row in at.verdicts(key)]
    assert asked == [(name, name, "waiting") for name in ("sharp", "sharp", "seen", "seen")]
    assert (at.one(key).outcome, at.one(key).facts) == (None, "none")
    with writing(at.database) as connection:
        assert at.ask(connection, key) == 0
    assert len(at.verdicts(key)) == 4
    old = at.submit(b"three", field="rack")  # the name that the field had in the phone's version
    assert {row.check for row in at.verdicts(old)} == {"sharp", "seen"}
    with reading(at.database) as connection:
        shown = verdicts_of(connection, [key, old])
    assert [len(shown[one]) for one in (key, old)] == [4, 2]
    assert shown[key][0]["reasons"] == []
    assert shown[key][0]["marked"] is False


def test_where_there_is_nothing_to_look_at(small_empty_database: sa.Engine, tmp_path: Path) -> None:
    at = Ground(small_empty_database, tmp_path, form())
    plain = at.one(at.submit(b"one"))
    assert (plain.outcome, plain.facts) == (None, "waiting")
    assert at.one(at.submit(b"one", test=True)).facts == "none"
    at.form = form(check("other", field="more"))
    key = at.submit(b"one")  # the form let the other photo be left out
    free = at.one(key)
    assert at.reviews(key) == []
    assert (free.outcome, free.outcome_by, free.score, free.facts) == ("pass", "checks", None, "waiting")


def test_what_the_last_verdict_sets(small_empty_database: sa.Engine, tmp_path: Path) -> None:
    at = Ground(small_empty_database, tmp_path, form(check("sharp"), sample=1.0))
    key = at.submit(b"one", b"two")
    first, last = at.verdicts(key)

    def end(row: Any, **values: Any) -> bool:
        with writing(at.database) as connection:
            mine = photo_verdict.c.id == row.id
            connection.execute(sa.update(photo_verdict).where(mine).values(state="done", **values))
            return fuse_if_done(connection, at.release, key, clock.now())

    assert end(first, outcome="pass", score=0.9) is False
    assert at.one(key).outcome is None
    assert end(last, outcome="fail", score=0.25) is True
    found = at.one(key)
    assert (found.outcome, found.outcome_by, found.score, found.facts) == ("fail", "checks", 0.25, "waiting")
    assert [(row.why, row.before, row.asked_by) for row in at.reviews(key)] == [("sample", "fail", "system")]
    trial = at.submit(b"three", test=True)
    with writing(at.database) as connection:
        connection.execute(sa.update(photo_verdict).values(state="done", outcome="pass"))
        assert fuse_if_done(connection, at.release, trial, clock.now()) is False
    assert (at.one(trial).outcome, at.one(trial).facts, at.reviews(trial)) == ("pass", "none", [])

"""The shipped check seen_before in its own process, with what is remembered kept and given back by the queue."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks.photo_app import STANDARD
from engine.storage.photos import Photos
from engine.storage.tables import attachment
from form_builder.checks.contract import photo_checks
from form_builder.checks.crew import Crew
from form_builder.checks.looking import Bench
from tests import small_app
from tests.form_builder.checks.ground import Ground, check, form

pytest.importorskip("cv2", reason="the extra [vision] is not installed")
from plugins.shelf_photo.sample.story import photo

ONE = pytest.mark.parametrize("small_empty_database", ["sqlite"], indirect=True)


@ONE
def test_a_photo_handed_in_again_is_told_with_the_earlier_one(small_empty_database: sa.Engine, tmp_path: Path) -> None:
    standard = json.loads(STANDARD.read_text(encoding="utf-8"))
    at = Ground(small_empty_database, tmp_path, form(check("new", "seen_before")))
    one, other = photo(standard, "good", 1), photo(standard, "good", 2)
    first = at.submit(one)
    different = at.submit(other, unit="N12")
    again = at.submit(one, unit="N12")
    store = Photos.of(small_app.settings_in(tmp_path))
    for key, data in at.stored.items():
        store.put(key, data)
    crew = Crew(Bench(at.database, store, photo_checks, lambda connection: at.release))
    try:
        assert crew.drain(120)
    finally:
        crew.stop()
    assert [at.one(key).outcome for key in (first, different, again)] == ["pass", "pass", "fail"]
    (taken,) = at.rows(attachment, attachment.c.id == at.verdicts(first)[0].attachment_id)
    (row,) = at.verdicts(again)
    assert taken.public_id in json.dumps(row.reasons)

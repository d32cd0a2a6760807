"""The whole way with everything real: a photo from the phone, judged by the shipped checks in their processes, becomes
a row, an indicator and a score; an appeal is decided, and the score follows with its trail."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from benchmarks.photo_app import STANDARD
from benchmarks.photo_phone import Place, place
from engine.storage.tables import audit, form_submission, org_unit, photo_verdict, score, score_change

pytest.importorskip("cv2", reason="the extra [vision] is not installed")
pytest.importorskip("rapidocr", reason="the extra [vision] is not installed")
from plugins.shelf_photo.sample.story import photo

pytestmark = pytest.mark.slow


def until(true: Callable[[], Any], seconds: float = 240.0) -> Any:
    """What ``true`` gives, once that is something."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.2)
    return found


def points(at: Place, unit: str) -> float | None:
    """The score of a leaf."""
    query = sa.select(score.c.points).join(org_unit, org_unit.c.id == score.c.unit_id).where(org_unit.c.code == unit)
    rows = at.rows(query)
    return rows[0].points if rows else None


def test_from_the_photo_to_the_score_and_back_by_an_appeal(tmp_path: Path) -> None:
    standard = json.loads(STANDARD.read_text(encoding="utf-8"))
    good, poor = photo(standard, "good", 7), photo(standard, "few", 7)
    with place(tmp_path, 2, 2) as at, at.running():
        first, second, boss = at.phone("keep_0"), at.phone("keep_1"), at.phone("boss")
        passed, failed = first.send("L000", [good]), second.send("L001", [poor])
        until(lambda: points(at, "L000") is not None and points(at, "L001") is not None)
        assert (points(at, "L000"), points(at, "L001")) == (100.0, 0.0)

        own = second.call("GET", f"/field/submissions/{failed}")
        assert (own["outcome"], own["outcome_by"], own["appeal"]) == ("fail", "checks", None)
        assert own["reasons"][0]["code"] == "facings"  # the worst comes first
        assert own["reasons"][0]["outcome"] == "fail"
        assert first.call("GET", f"/field/submissions/{passed}")["outcome"] == "pass"
        for row in at.rows(sa.select(photo_verdict)):
            assert (row.state, row.attempts) == ("done", 1)
            assert row.model
            assert row.milliseconds > 0

        before = {row.public_id for row in at.rows(sa.select(score_change))}
        second.call(
            "POST", f"/field/submissions/{failed}/appeal", 201, json={"reason": "the other half hung beside it"}
        )
        (asked,) = boss.call("GET", "/reviews?why=appeal")
        assert (asked["submission"], asked["asked_by"]) == (failed, "keep_1")
        decision = {"outcome": "pass", "reason": "seen on the second board"}
        told = boss.call("POST", f"/reviews/{asked['public_id']}", json=decision)
        assert (told["agrees"], told["outcome_now"]) == (False, "pass")
        until(lambda: points(at, "L001") == 100.0, 60)

        moved = [
            row for row in at.rows(sa.select(score_change).order_by(score_change.c.id)) if row.public_id not in before
        ]
        assert [(row.before, row.after) for row in moved] == [(0.0, 100.0)]
        assert second.call("GET", f"/field/submissions/{failed}")["appeal"] == "reversed"
        card = second.call("GET", "/field/scores")["cards"][0]
        assert card["points"] == 100.0
        assert [(step["before"], step["after"]) for step in card["trail"]][:1] == [(0.0, 100.0)]
        log = [row.action for row in at.rows(sa.select(audit).where(audit.c.object == failed).order_by(audit.c.id))]
        assert log == ["submission.appeal", "review.appeal"]
        rows = at.rows(sa.select(form_submission.c.facts, form_submission.c.outcome_by).order_by(form_submission.c.id))
        assert [tuple(row) for row in rows] == [("done", "checks"), ("done", "appeal")]

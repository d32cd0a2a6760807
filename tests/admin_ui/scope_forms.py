"""What comes from forms, one of each per store, for the worlds of ``scope_world``: a submission of its keeper with a
photo, a verdict, a review that waits and one that is done, with the unit's canaries in every free text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from engine.base.text import both
from engine.storage.photos import Photos
from engine.storage.tables import attachment, form_submission, photo_verdict, review
from form_builder.photos.finishing import small_key
from tests import small_app


def fill_forms(
    connection: sa.Connection, stores: Iterable[str], units: Mapping[str, int], people: Mapping[str, int]
) -> None:
    """``units``: ids by the short name; ``people``: ids by login."""
    for store in stores:
        at = _number(store)
        words = f"zq{store} 隐{store} Veil{store}"
        sent = small_app.NOW - timedelta(hours=2 + at)
        submission: dict[str, Any] = {
            "public_id": f"submission-{store}", "form": "walk", "form_hash": "0" * 64,
            "user_id": people[f"keep_{store}".lower()], "unit_id": units[store], "day": small_app.ANCHOR,
            "submitted_at": sent, "received_at": sent, "flags": ["late"] if at % 2 else [], "values": {"note": words},
            "body_hash": f"{at:064x}", "state": "complete", "completed_at": sent, "outcome": "uncertain",
            "outcome_by": "checks", "outcome_at": sent, "score": 0.5 + at / 100, "facts": "none",
        }  # fmt: skip
        key = _add(connection, form_submission, submission)
        photo: dict[str, Any] = {
            "public_id": f"photo-{store}", "token": f"token-{store}", "submission": submission["public_id"],
            "form": "walk", "field": "shelf", "user_id": submission["user_id"], "sha256": f"{at:064x}", "size": 1000,
            "received": 1000, "state": "stored", "key": f"202611/{at:032x}.jpg", "media_type": "image/jpeg",
            "width": 800, "height": 600, "taken_at": sent, "flags": [], "created_at": sent, "stored_at": sent,
        }  # fmt: skip
        reason = {"code": "seen_before", "text": both(words, words), "outcome": "uncertain", "data": {"at": words}}
        verdict: dict[str, Any] = {
            "public_id": f"verdict-{store}", "attachment_id": _add(connection, attachment, photo), "check": "seen",
            "submission_id": key, "provider": "some_check", "state": "done", "outcome": "uncertain", "score": 0.5,
            "reasons": [reason], "findings": [], "model": "m1", "milliseconds": 900, "attempts": 1,
            "created_at": sent, "ended_at": sent,
        }  # fmt: skip
        _add(connection, photo_verdict, verdict)
        asked = {"submission_id": key, "asked_by": "system", "asked_at": sent, "asked_reason": words}
        waits = {"public_id": f"review-{store}", "why": "uncertain", "state": "open", "before": "uncertain"}
        _add(connection, review, asked | waits)
        done = {"public_id": f"sample-{store}", "why": "sample", "state": "done", "before": "pass", "outcome": "fail"}
        said = {"decided_by": "system", "decided_at": small_app.NOW, "reason": words, "agrees": False}
        _add(connection, review, asked | done | said)


def keep_photos(photos: Photos, stores: Iterable[str]) -> None:
    """What is kept of every photo; bytes that can be searched for canaries."""
    for store in stores:
        at = _number(store)
        key = f"202611/{at:032x}.jpg"
        for one in (key, small_key(key)):
            photos.put(one, f"picture of zq{store}".encode())


def _number(store: str) -> int:
    """The same for a store whichever others there are: "A11" is 0, "A12" 1, "A21" 2 …"""
    return ("ABC".index(store[0]) * 2 + int(store[1]) - 1) * 2 + int(store[2]) - 1


def _add(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> int:
    made = connection.execute(sa.insert(table).values(**row).returning(table.c.id)).scalar_one()
    return int(made)

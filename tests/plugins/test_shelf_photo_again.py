"""Photos that were handed in before: copies, crops, mirrored and re-shot ones are known; other shelves are not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

pytest.importorskip("cv2", reason="the extra navmark[vision] is not installed")

from form_builder.checks.contract import Ask, Earlier, Verdict
from plugins.shelf_photo import seen_before
from plugins.shelf_photo.hashes import as_json, from_json, remember
from plugins.shelf_photo.picture import read
from tests.plugins.shelf_pictures import ROWS, brighter, cropped, mirrored, photo, shot_again

OTHER_ROWS = (
    ("tea", "water", "cola", "cola", "stranger", "tea", "cola"),
    ("stranger", "cola", "tea", "water", "water", "tea", None),
)


@cache
def store() -> dict[str, bytes]:
    """Two photos that were handed in."""
    return {"a": photo(ROWS)[0], "b": photo(OTHER_ROWS, seed=2)[0]}


@cache
def remembered(name: str) -> Any:
    """What the check says to keep of a photo, as it comes back from the database."""
    return json.loads(json.dumps(seen_before.look(Ask(store()[name])).remember))


def look(data: bytes, kept: dict[str, bytes] | None = None, **options: Any) -> Verdict:
    earlier = [Earlier(name, remembered(name), datetime(2026, 11, 24, tzinfo=UTC), name == "a") for name in store()]
    return seen_before.look(
        Ask(data, options=options, earlier=earlier, picture_of=(store() if kept is None else kept).get)
    )


@pytest.mark.parametrize(
    ("change", "mirror"),
    [
        (lambda data: data, False),
        (brighter, False),
        (lambda data: cropped(data, 0.05), False),
        (lambda data: cropped(data, 0.1), False),
        (lambda data: cropped(data, 0.2), False),
        (mirrored, True),
        (lambda data: mirrored(cropped(data, 0.1)), True),
    ],
    ids=["same", "brighter", "5 % off", "10 % off", "20 % off", "mirrored", "mirrored, 10 % off"],
)
def test_the_same_photo_is_known_and_linked(change: Callable[[bytes], bytes], mirror: bool) -> None:
    verdict = look(change(store()["a"]))
    (reason,) = verdict.reasons
    assert (verdict.outcome, reason.code) == ("fail", "seen_before")
    assert reason.data["photo"] == "a"
    assert reason.data["mirrored"] is mirror
    assert reason.data["taken_at"] == "2026-11-24T00:00:00+00:00"
    assert "本单位" in reason.text["zh"]


def test_a_photo_of_a_photo_goes_to_people() -> None:
    verdict = look(shot_again(store()["b"]))
    assert (verdict.outcome, verdict.reasons[0].code, verdict.reasons[0].data["photo"]) == (
        "uncertain",
        "shot_again",
        "b",
    )
    assert "另一单位" in verdict.reasons[0].text["zh"]
    assert look(shot_again(store()["b"]), shot_again="fail").outcome == "fail"


@pytest.mark.parametrize(
    ("rows", "seed"),
    [(ROWS, 8), ((ROWS[1], ROWS[0]), 3), (OTHER_ROWS[::-1], 5)],
    ids=["the same plan elsewhere", "boards changed", "another plan"],
)
def test_another_shelf_with_the_same_packs_is_new(rows: Any, seed: int) -> None:
    verdict = look(photo(rows, seed=seed)[0])
    assert (verdict.outcome, [reason.code for reason in verdict.reasons]) == ("pass", ["new"])


def test_where_the_earlier_photo_is_deleted_its_memory_is_a_hint() -> None:
    verdict = look(brighter(store()["a"]), {})
    assert (verdict.outcome, verdict.reasons[0].data["photo"]) == ("uncertain", "a")
    assert look(store()["b"], {"a": store()["a"]}).outcome == "uncertain"
    assert look(store()["a"], {"a": b"broken", "b": store()["b"]}).outcome == "pass"


@pytest.mark.parametrize("left", [None, 7, {}, {"version": 0}, {"version": 1, "hashes": ["x"]}], ids=repr)
def test_what_another_version_remembered_is_passed_over(left: Any) -> None:
    assert from_json(left) is None
    earlier = [Earlier("a", left, None, True)]
    assert seen_before.look(Ask(store()["a"], earlier=earlier, picture_of=store().get)).outcome == "pass"


def test_memory_is_small_and_comes_back_as_it_was() -> None:
    memory = remember(read(store()["a"]))
    back = from_json(json.loads(json.dumps(as_json(memory))))
    assert back is not None
    assert back.hashes == memory.hashes
    assert (back.words == memory.words).all()
    assert abs(back.points - memory.points).max() <= 1 / 32 + 1e-6
    assert len(json.dumps(as_json(memory))) < 12_000

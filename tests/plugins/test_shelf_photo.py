"""Photos of shelves: products counted against the truth of the generator, text, rules, marked picture, bad pictures."""

from __future__ import annotations

import io
import json
import struct
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("cv2", reason="the extra navmark[vision] is not installed")

from click.testing import CliRunner

from engine.base.issue import IssueError
from form_builder.checks.contract import Ask, photo_checks
from form_builder.checks.spoken import heard, spoken
from plugins.shelf_photo import libraries, quality, shelf
from plugins.shelf_photo.fusing import by_words, fused
from plugins.shelf_photo.libraries import NoLibrary
from plugins.shelf_photo.picture import read
from plugins.shelf_photo.products import Found
from plugins.shelf_photo.sample import camera
from plugins.shelf_photo.sample.command import COMMAND
from plugins.shelf_photo.words import Line
from tests.plugins.shelf_pictures import CLEAR, KNOWN, ROWS, STANDARD, photo

FEW = (("cola", "cola", "tea", "tea", "stranger", "tea", "water"), ROWS[1])


def test_three_checks_are_offered() -> None:
    assert {"picture_quality", "seen_before", "shelf_photo"} <= set(photo_checks())


def test_every_pack_is_found_once_where_it_stands_and_strangers_are_not() -> None:
    data, facings = photo()
    seen = [one for one in shelf.see(read(data), STANDARD).scene.products if one.confidence >= 0.6]
    assert Counter(one.name for one in seen) == Counter(f.name for f in facings if f.name in KNOWN)
    for one in seen:
        x, y, width, height = one.box
        places = [_middle(f) for f in facings if f.name == one.name]
        assert sum(x < mx / 1000 < x + width and y < my / 750 < y + height for mx, my in places) == 1


def _middle(facing: Any) -> tuple[float, float]:
    xs, ys = zip(*facing.corners, strict=True)
    return sum(xs) / 4, sum(ys) / 4


def test_a_compliant_shelf_passes_with_a_marked_picture() -> None:
    ask = Ask(photo()[0], STANDARD)
    verdict = shelf.look(ask)
    assert (verdict.outcome, verdict.score) == ("pass", 1.0)
    assert verdict.reasons[0].text["zh"] == "上层的晴川可乐：看到 4 个排面，要求至少 4 个"
    assert "¥3.50" in verdict.reasons[1].text["zh"]  # the tag below the cola of the upper board
    assert verdict.reasons[1].data["sure"] >= 1
    assert verdict.marked is not None
    with Image.open(io.BytesIO(verdict.marked)) as marked:
        assert marked.format == "JPEG"
        marked.load()
    assert "opencv" in verdict.model
    assert "rapidocr 3.10" in verdict.model
    assert spoken(heard(spoken(verdict), verdict.marked)) == spoken(verdict)


@pytest.mark.parametrize(
    ("rows", "how", "prices", "outcomes"),
    [
        (FEW, CLEAR, True, ["fail", "pass"]),
        (ROWS, CLEAR, False, ["pass", "fail"]),
        (ROWS, camera.BLURRED, True, ["uncertain", "uncertain", "uncertain"]),  # not seen is not "not there"
    ],
    ids=["two of four", "no price tags", "blurred"],
)
def test_what_each_rule_says_of_other_shelves(rows: Any, how: camera.Camera, prices: bool, outcomes: list[str]) -> None:
    verdict = shelf.look(Ask(photo(rows, how, 1, prices)[0], STANDARD))
    assert [reason.outcome for reason in verdict.reasons] == outcomes
    assert verdict.outcome == ("fail" if "fail" in outcomes else "uncertain")


def test_the_same_photo_gives_the_same_verdict() -> None:
    ask = Ask(photo(FEW)[0], STANDARD, {"read_text": False})
    first, second = shelf.look(ask), shelf.look(ask)
    assert spoken(first) == spoken(second)
    assert first.marked == second.marked
    assert [reason.outcome for reason in first.reasons] == ["fail", "uncertain"]  # tags were not read


def _pack(bounds: tuple[float, float, float, float], confidence: float = 0.7) -> Found:
    import numpy as np

    left, top, right, bottom = bounds
    corners = np.float32([[left, top], [right, top], [right, bottom], [left, bottom]])
    return Found("cola", corners, 20, 0.6, 0.7, confidence)


WORDS = {"cola": ("晴川可乐",), "tea": ("柠檬茶",)}


@pytest.mark.parametrize(
    ("text", "read", "confidence"),
    [
        ("晴川可乐", 0.95, 0.895),  # 1 - 0.3 × 0.35
        ("柠檬茶", 0.95, 0.28),  # another product's word: 0.7 × 0.4
        ("北岸", 0.95, 0.28),  # a word of nothing that is known
        ("北岸", 0.5, 0.7),  # read too badly to say anything
    ],
)
def test_text_confirms_a_pack_or_casts_doubt_on_it(text: str, read: float, confidence: float) -> None:
    line = Line(text, (20, 20, 80, 40), read)
    (pack,) = fused([_pack((0, 0, 100, 160))], [line], WORDS)
    assert pack.confidence == pytest.approx(confidence)


def test_a_word_alone_is_a_doubtful_pack_but_not_on_a_price_tag() -> None:
    alone = Line("晴川可乐", (300, 100, 380, 130), 0.99)
    on_tag = Line("晴川可乐", (300, 300, 380, 330), 0.99)
    price = Line("¥3.50", (385, 300, 440, 330), 0.99)
    seen = by_words([_pack((0, 0, 100, 160))], [alone, on_tag, price], WORDS, (1000, 750))
    assert [(one.name, one.confidence) for one in seen] == [("cola", pytest.approx(0.396))]
    assert seen[0].box == pytest.approx((0.29, 35 / 750, 0.1, 160 / 750))  # as large as the packs that were recognised


@pytest.mark.parametrize(
    ("how", "code"),
    [
        (CLEAR, "clear"),
        (camera.BLURRED, "blurred"),
        (camera.DARK, "too_dark"),
        (camera.Camera(exposure=6), "too_bright"),
    ],
)
def test_quality(how: camera.Camera, code: str) -> None:
    data = photo(ROWS, how)[0]
    verdict = quality.look(Ask(data))
    assert code in {reason.code for reason in verdict.reasons}
    assert verdict.outcome == ("pass" if code == "clear" else "fail")


def test_quality_by_the_form_s_own_limits() -> None:
    data = photo()[0]
    strict = quality.look(Ask(data, options={"min_side": 800, "outcome": "uncertain"}))
    assert (strict.outcome, strict.reasons[0].code) == ("uncertain", "too_small")
    grey = io.BytesIO()
    Image.new("RGB", (800, 600), (120, 120, 120)).save(grey, "JPEG")
    assert {"low_contrast", "blurred"} <= {r.code for r in quality.look(Ask(grey.getvalue())).reasons}


def _png_of(width: int, height: int) -> bytes:
    """A PNG whose header claims a size; no pixels follow."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(head)) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    return b"\x89PNG\r\n\x1a\n" + chunk


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg/>", _png_of(30_000, 30_000), _png_of(100, 100)], ids=range(5))
def test_what_is_no_picture_is_said_so(data: bytes) -> None:
    for check in (quality.CHECK, shelf.CHECK):
        with pytest.raises(IssueError) as raised:
            check.look(Ask(data, STANDARD))
        assert raised.value.issues[0].code == "N760"


def test_a_picture_that_was_cut_off_is_damaged() -> None:
    with pytest.raises(IssueError, match="damaged"):
        shelf.look(Ask(photo()[0][:20_000], STANDARD))
    with pytest.raises(IssueError, match="photo standard"):
        shelf.look(Ask(photo()[0]))


def test_without_the_extra_people_have_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise NoLibrary(name)

    monkeypatch.setattr(libraries, "_load", missing)
    libraries.cv.cache_clear()
    libraries.np.cache_clear()
    try:
        for check in (name for name in photo_checks().values() if name.name in ("picture_quality", "seen_before")):
            verdict = check.look(Ask(photo_bytes()))
            assert (verdict.outcome, verdict.reasons[0].code) == ("uncertain", "no_library")
            assert "navmark[vision]" in verdict.reasons[0].text["en"]
    finally:
        libraries.cv.cache_clear()
        libraries.np.cache_clear()


def photo_bytes() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64)).save(buffer, "PNG")
    return buffer.getvalue()


def test_the_command_writes_shelves_of_a_standard(tmp_path: Path) -> None:
    file = tmp_path / "shelf.json"
    file.write_text(json.dumps(STANDARD), encoding="utf-8")
    arguments = [str(file), "--out", str(tmp_path / "out"), "--kind", "good", "--kind", "blurred", "--seed", "7"]
    done = CliRunner().invoke(COMMAND, arguments)
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["blurred_7.jpg", "good_7.jpg"]
    assert CliRunner().invoke(COMMAND, [str(file), "--kind", "perfect"]).exit_code == 2
    file.write_text("{}", encoding="utf-8")
    refused = CliRunner().invoke(COMMAND, [str(file)])
    assert isinstance(refused.exception, IssueError)

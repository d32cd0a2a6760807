"""Check seen_before: whether this is a photo that was handed in earlier, copied, cropped, brightened, mirrored, or
photographed again from a print or screen.

Earlier photos are found by what was remembered of them and then laid over this one, pixel by pixel: two shelves with
the same packs are not taken for one photo. A scene that is flat and untouched, photographed twice, cannot be told from
a photo of a photo; that is said as uncertain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.base.issue import IssueError
from engine.base.text import both
from form_builder.checks.contract import Ask, Earlier, Outcome, PhotoCheck, Reason, Verdict
from form_builder.photo_rules.contract import setting
from plugins.shelf_photo.hashes import Memory, apart, as_json, from_json, remember
from plugins.shelf_photo.libraries import NoLibrary, cv, model, nothing_to_look_with, np
from plugins.shelf_photo.picture import Picture, read
from plugins.shelf_photo.same import Alike, compare, looked_at

NAME = "seen_before"
#: Earlier photos that are looked through, newest first, and of those how many are laid over this one.
MOST_EARLIER, _MOST_COMPARED = 2_000, 6
#: Worth a closer look: hashes that differ in so few bits, or so many features in the same places.
_HASH, _POINTS = 12, 12
#: Two binary features of 256 bits that differ in fewer are taken for one.
_DISTANCE = 52
#: One exposure: so much of the common part shows the same (more where it is turned in space), and so much is common.
_AGREE, _AGREE_ASLANT, _COMMON = 0.95, 0.97, 0.45


@dataclass(frozen=True)
class _Candidate:
    earlier: Earlier
    mirrored: bool
    bits: int
    points: int


def look(ask: Ask) -> Verdict:
    """The verdict, and what to remember of this photo. Raises IssueError (N760) for what is no picture."""
    try:
        picture = read(ask.picture)
        mine = remember(picture)
        found = _find(ask, picture, mine)
    except NoLibrary:
        return nothing_to_look_with(NAME)
    memory = as_json(mine)
    if not found:
        fresh = Reason("new", both("没有交过同样的照片", "no such photo was handed in before"), "pass")
        return Verdict("pass", 1.0, (fresh,), model(NAME), remember=memory)
    worst: Outcome = "fail" if any(reason.outcome == "fail" for reason in found) else "uncertain"
    return Verdict(worst, 0.0 if worst == "fail" else 0.5, tuple(found), model(NAME), remember=memory)


def _find(ask: Ask, picture: Picture, mine: Memory) -> list[Reason]:
    flipped = picture.mirrored()
    candidates = sorted(
        _candidates(ask, mine, remember(flipped)),
        key=lambda one: (one.bits > 4, -one.points, one.bits, one.earlier.photo),
    )[:_MOST_COMPARED]
    looks: dict[bool, Any] = {}
    for one in candidates:
        data = ask.picture_of(one.earlier.photo)
        if data is None:
            if one.bits <= 4 and one.points >= 60:
                return [_gone(one)]
            continue
        try:
            old = looked_at(read(data))
        except IssueError:  # an earlier photo that cannot be read any more proves nothing
            continue
        if one.mirrored not in looks:
            looks[one.mirrored] = looked_at(flipped if one.mirrored else picture)
        alike = compare(looks[one.mirrored], old)
        if alike.agreement >= (_AGREE if alike.exact else _AGREE_ASLANT) and alike.common >= _COMMON:
            return [_reason(one, alike, ask.options)]
    return []


def _candidates(ask: Ask, mine: Memory, flipped: Memory) -> Iterator[_Candidate]:
    for earlier in ask.earlier[:MOST_EARLIER]:
        theirs = from_json(earlier.remembered)
        if theirs is None:
            continue
        for mirrored, memory in ((False, mine), (True, flipped)):
            hashes = mine.mirrored if mirrored else mine.hashes
            bits = min(apart(a, b) for a, b in zip(hashes, theirs.hashes, strict=True))
            points = _agreeing(memory, theirs)
            if bits <= _HASH or points >= _POINTS:
                yield _Candidate(earlier, mirrored, bits, points)


def _agreeing(one: Memory, other: Memory) -> int:
    """How many features of two pictures are in the same places, up to a shift, a turn and a scale."""
    if len(one.words) < _POINTS or len(other.words) < _POINTS:
        return 0
    pairs = [p for p in cv().BFMatcher(cv().NORM_HAMMING, crossCheck=True).match(one.words, other.words)
             if p.distance < _DISTANCE]  # fmt: skip
    if len(pairs) < _POINTS:
        return 0
    here = np().float32([one.points[p.queryIdx] for p in pairs])
    there = np().float32([other.points[p.trainIdx] for p in pairs])
    _, inside = cv().estimateAffinePartial2D(here, there, ransacReprojThreshold=4, maxIters=400)
    return 0 if inside is None else int(inside.sum())


def _reason(one: _Candidate, alike: Alike, options: Any) -> Reason:
    zh_who, en_who = ("本单位", "of this unit") if one.earlier.same_unit else ("另一单位", "of another unit")
    data = {
        "photo": one.earlier.photo,
        "taken_at": one.earlier.taken_at.isoformat() if one.earlier.taken_at else None,
        "agreement": round(alike.agreement, 3),
        "mirrored": one.mirrored,
    }
    if not alike.exact:
        text = both(
            f"像是翻拍了{zh_who}以前的照片（或现场与那时完全一样）",
            f"looks like a photo of an earlier photo {en_who} (or nothing at all has changed since)",
        )
        return Reason("shot_again", text, options.get("shot_again", "uncertain"), data)
    how_zh, how_en = (
        ("的镜像", "mirrored") if one.mirrored else ("", "") if one.bits <= 4 else ("（裁剪过）", "cropped")
    )
    text = both(f"与{zh_who}以前的照片是同一张{how_zh}", f"the same as an earlier photo {en_who} {how_en}".strip())
    return Reason("seen_before", text, options.get("outcome", "fail"), data)


def _gone(one: _Candidate) -> Reason:
    text = both(
        "很像以前的一张照片，但那张已按期限删除，无法比对",
        "very much like an earlier photo, which has been deleted by age and cannot be compared",
    )
    return Reason("seen_before", text, "uncertain", {"photo": one.earlier.photo, "mirrored": one.mirrored})


CHECK = PhotoCheck(
    name=NAME,
    title=both("重复照片", "Photo seen before"),
    look=look,
    seconds=40.0,
    megabytes=900,
    schema={
        "properties": {
            "outcome": setting(
                "同一张时 / Same photo", "同一张（含裁剪、镜像、调亮）：fail 判不合格，uncertain 交给人。",
                "The same photo, cropped or mirrored too: fail, or ask people.", "fail", enum=["fail", "uncertain"],
            ),
            "shot_again": setting(
                "疑似翻拍时 / Shot again", "疑似翻拍：不写为 uncertain（现场没变也会这样）。",
                "A photo of a photo; left out: uncertain, since an untouched scene looks the same.", "uncertain",
                enum=["fail", "uncertain"],
            ),
        }
    },
)  # fmt: skip

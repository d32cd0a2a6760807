"""Check shelf_photo: the products of a photo standard are looked for and counted, its texts read, its rules applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.base.text import Text, both
from form_builder.checks.contract import Ask, Finding, Outcome, PhotoCheck, Reason, Verdict
from form_builder.photo_rules import photo_rules
from form_builder.photo_rules.contract import Scene, Seen, setting
from form_builder.photo_rules.price_tag import prices
from plugins.shelf_photo.fonts import writable
from plugins.shelf_photo.fusing import CLEAR, by_words, fused, seen_packs, seen_words, words_of
from plugins.shelf_photo.libraries import NoLibrary, model, nothing_to_look_with
from plugins.shelf_photo.marked import marked
from plugins.shelf_photo.picture import Picture, read
from plugins.shelf_photo.products import Found, find
from plugins.shelf_photo.quality import faults, figures
from plugins.shelf_photo.references import samples_of
from plugins.shelf_photo.words import Bounds, Line, read_words

NAME = "shelf_photo"
#: So bad that "not seen" means nothing. Size is not among them: small packs are simply not recognised.
_SPOILT = {"blurred", "too_dark", "too_bright", "low_contrast"}
_WORTH: Mapping[Outcome, float] = {"pass": 1.0, "uncertain": 0.5, "fail": 0.0}


@dataclass(frozen=True)
class Sight:
    """What was seen of a picture. ``spoilt``: why less can be seen than is there (quality), empty where all is well."""

    scene: Scene
    spoilt: tuple[Text, ...]


def look(ask: Ask) -> Verdict:
    """The verdict by the standard's rules.

    Raises IssueError for what is no picture (N760), a reference that cannot be read (N761) or no standard (N762).
    """
    if ask.standard is None:
        words = both("检查 shelf_photo 需要一个拍照标准", "the check shelf_photo needs a photo standard")
        raise IssueError([Issue("N762", words)])
    try:
        picture = read(ask.picture)
        sight = see(picture, ask.standard, read_text=ask.options.get("read_text", True))
    except NoLibrary:
        return nothing_to_look_with(NAME)
    reasons = judged(sight, ask.standard["rules"])
    worst: Outcome = "pass"
    for outcome in ("uncertain", "fail"):
        if any(reason.outcome == outcome for reason in reasons):
            worst = outcome
    ruled = [reason for reason in reasons if reason.code != "hard_to_see"]
    score = sum(_WORTH[reason.outcome] for reason in ruled) / max(1, len(ruled))
    products, texts = _findings(sight.scene)
    first = next((reason for reason in reasons if reason.outcome == worst), reasons[0])
    shown = marked(picture, products, texts, worst, first.text)
    return Verdict(worst, round(score, 4), reasons, model(NAME), (*(f for f, _ in products), *texts), shown)


def see(picture: Picture, standard: Mapping[str, Any], *, read_text: bool = True) -> Sight:
    """Products and texts of a picture. Text is read only where a rule needs it or it can settle a doubt."""
    found = find(picture, samples_of(standard))
    words = words_of(standard)
    rules = photo_rules()
    asked = any(rules[rule["type"]].reads_text for rule in standard["rules"])
    doubted = any(words.values()) and (any(pack.confidence < CLEAR for pack in found) or not found)
    lines, reads = _lines(picture, found, asked, doubted) if read_text else ([], False)
    packs = fused(found, lines, words)
    sure = standard.get("uncertain_below", 0.6)
    products = (*seen_packs(packs, picture.size), *by_words(packs, lines, words, picture.size))
    titles = {one["name"]: one["title"] for one in (*standard.get("references", ()), *standard.get("bands", ()))}
    bands = {band["name"]: (band["from"], band["to"]) for band in standard.get("bands", ())}
    scene = Scene(products, seen_words(lines, picture.size), bands, titles, sure, reads)
    spoilt = tuple(text for code, text in faults(figures(picture), {}) if code in _SPOILT)
    return Sight(scene, spoilt)


def _lines(picture: Picture, found: Sequence[Found], asked: bool, doubted: bool) -> tuple[list[Line], bool]:
    """What can be read where it matters, and whether anything could have been read."""
    clear = [pack.bounds for pack in found if pack.confidence >= CLEAR]

    def worth(bounds: Bounds) -> bool:
        x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
        return not any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in clear)

    if not (asked or doubted):
        return [], True
    try:
        return read_words(picture, worth), True
    except NoLibrary:  # the products can still be counted
        return [], False


def judged(sight: Sight, rules: Sequence[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """What each rule says; where the picture is spoilt, a rule that does not hold is only uncertain."""
    known = photo_rules()
    reasons = [known[rule["type"]].judge(rule, sight.scene) for rule in rules]
    if sight.spoilt and any(reason.outcome == "fail" for reason in reasons):
        reasons = [replace(r, outcome="uncertain") if r.outcome == "fail" else r for r in reasons]
        zh, en = "；".join(t["zh"] for t in sight.spoilt), "; ".join(t["en"] for t in sight.spoilt)
        text = both(f"{zh}：没看到的不一定没有", f"{en}: what is not seen may still be there")
        reasons.append(Reason("hard_to_see", text, "uncertain"))
    return tuple(reasons)


def _findings(scene: Scene) -> tuple[list[tuple[Finding, bool]], list[Finding]]:
    """Products with whether they count, and prices: what the marked picture and the record show."""
    products = [(_finding(seen, scene.title(seen.name)), seen.confidence >= scene.sure) for seen in scene.products]
    texts = [Finding(tag.name, tag.box, round(tag.confidence, 3)) for tag in prices(scene.texts)]
    return products, texts


def _finding(seen: Seen, title: Text) -> Finding:
    return Finding(writable(title["zh"], title["en"]), seen.box, round(seen.confidence, 3))


CHECK = PhotoCheck(
    name=NAME,
    title=both("陈列检查", "Shelf"),
    look=look,
    needs_standard=True,
    compares=False,
    seconds=90.0,
    megabytes=2_400,
    schema={
        "properties": {
            "read_text": setting(
                "读文字 / Read text", "读价格牌和包装上的文字；不写即读。关掉更快，但用到文字的要求都交给人。",
                "Read tags and packs; left out: yes. Without it, rules about text go to people.",
                True, type="boolean",
            ),
        }
    },
)  # fmt: skip

"""How well photos are judged: ``./run bench``, or ``python -m benchmarks.photo_checks [--shelves 8] [--real FOLDER]``.

Generated shelves have a known truth. ``--real``: a checkout of the public GroceryStoreDataset (marcusklasson, MIT
licence; photographs of packs in shops, 348 pixels wide, and one clean picture of each); it is never part of this
repository. What neither has, real photos of whole shelves with counted facings, is not measured.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import click
import cv2
import numpy as np

from engine.base import clock
from engine.base.text import both
from form_builder.checks.contract import Ask, Earlier
from form_builder.photo_rules import photo_rules
from plugins.shelf_photo import quality, seen_before, shelf
from plugins.shelf_photo.picture import jpeg, read
from plugins.shelf_photo.sample import camera
from plugins.shelf_photo.sample.packs import Design, data_url, draw
from plugins.shelf_photo.sample.shelves import Facing, Plan, build

RESULTS = Path(__file__).with_name("RESULTS.md")
BEGIN, END = "<!-- photo checks -->", "<!-- /photo checks -->"
LEVELS = {"clean": camera.CLEAN, "medium": camera.MEDIUM, "hard": camera.HARD}
_NAMES = (
    ("航标可乐", "原味"), ("山泉水", "天然"), ("青柠汽水", "低糖"),
    ("茉莉清茶", "无糖"), ("橙汁先生", "鲜榨"), ("乌龙茶园", "冷泡"),
)  # fmt: skip
#: Six products, one that differs from the first by colour and a word, and two that are no references.
DESIGNS = {f"p{i}": Design(brand, kind, i + 1) for i, (brand, kind) in enumerate(_NAMES)} | {
    "variant": Design("航标可乐", "无糖", 1, 0.33),
    "stranger": Design("雪山酸奶", "原味", 8),
    "other": Design("LUMO", "SODA", 63),
}
KNOWN = [name for name in DESIGNS if name not in ("stranger", "other")]


@dataclass
class Tally:
    """Sums over shelves of one level."""

    sure: Counter[bool] = field(default_factory=Counter)
    truth: int = 0
    outside: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)


def standard(designs: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """A standard with these products; one rule that makes it read prices."""
    references = [
        {"name": n, "title": both(n, n), "images": [data_url(designs[n])], "words": [DESIGNS[n].brand]} for n in names
    ]
    return {"references": references, "rules": [{"type": "price_tag"}], "bands": []}


def a_plan(seed: int) -> Plan:
    """A random shelf: three or four boards, gaps, groups of one to five."""
    dice = Random(seed)
    rows = []
    for _ in range(dice.choice([3, 4])):
        row: list[str | None] = []
        places = dice.randint(8, 11)
        while len(row) < places:
            name = dice.choice([*DESIGNS, None])
            row += [name] * min(places - len(row), dice.randint(1, 5) if name else 1)
        rows.append(row)
    prices = {name: f"¥{dice.randint(2, 9)}.{dice.randint(0, 9)}0" for name in DESIGNS}
    return Plan(rows, prices, dice.choice(["", "夏日特惠 第二件半价"]), frozenset(dice.sample(list(DESIGNS), 3)))


def shelves(count: int) -> list[str]:
    """Products found and counted, and verdicts of a rule "at least n" with n around the truth."""
    packs = {name: draw(design) for name, design in DESIGNS.items()}
    wanted, rows = standard(packs, KNOWN), []
    for level, how in LEVELS.items():
        tally = Tally()
        for seed in range(1000, 1000 + count):
            array, facings = build(a_plan(seed), packs, seed)
            data, facings = camera.shoot(array, how, seed, facings)
            begun = time.process_time()
            sight = shelf.see(read(data), wanted)
            tally.seconds.append(time.process_time() - begun)
            _compare(tally, sight, facings, Random(seed))
        right, wrong = tally.sure[True], tally.sure[False]
        cells = sum(tally.counts.values())
        judged = sum(tally.verdicts.values())
        rows += [
            _row(f"shelves, {level}", "facings: recall", right / tally.truth, f"{tally.truth} facings"),
            _row(f"shelves, {level}", "facings: precision", right / max(1, right + wrong), f"{right + wrong} seen"),
            _row(f"shelves, {level}", "count of a product exact", tally.counts["exact"] / cells, f"{cells} counts"),
            _row(f"shelves, {level}", "count within what is sure … possible",
                 (cells - tally.outside) / cells, f"{cells} counts"),
            _row(f"shelves, {level}", "verdicts right", tally.verdicts["right"] / judged, f"{judged} verdicts"),
            _row(f"shelves, {level}", "verdicts left to people", tally.verdicts["open"] / judged, ""),
            _row(f"shelves, {level}", "verdicts wrong", tally.verdicts["wrong"] / judged, ""),
            _row(f"shelves, {level}", "CPU time a photo, median", f"{median(tally.seconds) * 1000:,.0f} ms",
                 f"longest {max(tally.seconds) * 1000:,.0f} ms, text included"),
        ]  # fmt: skip
    return rows


def _compare(tally: Tally, sight: Any, facings: Sequence[Facing], dice: Random) -> None:
    width, height = 1600, 1200
    left = [f for f in facings if f.name in KNOWN]
    tally.truth += len(left)
    truth = Counter(f.name for f in left)
    for seen in sight.scene.products:
        if seen.confidence < sight.scene.sure:
            continue
        x, y = seen.centre[0] * width, seen.centre[1] * height
        hit = next((f for f in left if f.name == seen.name and _inside(f, x, y)), None)
        tally.sure[hit is not None] += 1
        if hit is not None:
            left.remove(hit)
    for name in KNOWN:
        sure, most = sight.scene.count(sight.scene.of(name))
        tally.counts["exact" if sure == truth[name] else "near"] += 1
        tally.outside += not sure <= truth[name] <= most
        least = max(1, truth[name] + dice.randint(-2, 2))
        said = photo_rules()["facings"].judge({"product": name, "at_least": least}, sight.scene).outcome
        should = "pass" if truth[name] >= least else "fail"
        tally.verdicts["open" if said == "uncertain" else "right" if said == should else "wrong"] += 1


def _inside(facing: Facing, x: float, y: float) -> bool:
    contour = np.float32(facing.corners)
    return bool(cv2.pointPolygonTest(contour, (x, y), False) >= 0)


def _row(what: str, figure: str, value: float | str, note: str) -> str:
    shown = value if isinstance(value, str) else f"{value:.1%}"
    return f"| {what} | {figure} | **{shown}** | {note} |"


# --- seen before ---------------------------------------------------------------------------------------------------


def _crop(bgr: Any, share: float) -> Any:
    height, width = bgr.shape[:2]
    x, y = int(width * share * 0.3), int(height * share * 0.7)
    return bgr[y : y + int(height * (1 - share)), x : x + int(width * (1 - share))]


def _again(bgr: Any) -> Any:
    height, width = bgr.shape[:2]
    corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    there = np.float32([[0.09, 0.05], [0.93, 0.08], [0.95, 0.92], [0.06, 0.94]]) * np.float32([width, height])
    seen = cv2.warpPerspective(
        bgr, cv2.getPerspectiveTransform(corners, there), (width, height), borderValue=(60, 70, 90)
    ).astype("float32")
    seen *= 1 + 0.1 * np.sin(np.arange(width) * 2.1)[None, :, None]  # the stripes of a screen
    noise = np.random.default_rng(1).normal(0, 4, seen.shape)
    return np.clip(cv2.GaussianBlur(seen, (0, 0), 1.2) * 0.85 + 18 + noise, 0, 255).astype("uint8")


CHANGES: dict[str, Callable[[Any], Any]] = {
    "saved again, JPEG 50": lambda bgr: read(jpeg(bgr, 50)).bgr,
    "brighter": lambda bgr: np.clip(bgr.astype("float32") * 1.25 + 12, 0, 255).astype("uint8"),
    "5 % cut off": lambda bgr: _crop(bgr, 0.05),
    "10 % cut off": lambda bgr: _crop(bgr, 0.1),
    "20 % cut off": lambda bgr: _crop(bgr, 0.2),
    "mirrored": lambda bgr: cv2.flip(bgr, 1),
    "of a screen, aslant": _again,
}


def again(what: str, photos: Sequence[bytes], different: Sequence[bytes], changed: int) -> list[str]:
    """Changed copies of ``photos`` among all of them; and ``different`` ones, which must not be flagged."""
    store = {str(i): data for i, data in enumerate(photos)}
    earlier = [
        Earlier(name, json.loads(json.dumps(seen_before.look(Ask(data)).remember)), None, True)
        for name, data in store.items()
    ]
    rows = []
    for title, change in CHANGES.items():
        known = 0
        for name in list(store)[:changed]:
            data = jpeg(change(read(store[name]).bgr))
            verdict = seen_before.look(Ask(data, earlier=earlier, picture_of=store.get))
            known += verdict.outcome != "pass" and verdict.reasons[0].data["photo"] == name
        rows.append(_row(f"seen before, {what}", f"{title}: known", known / changed, f"{changed} photos"))
    said = Counter(seen_before.look(Ask(data, earlier=earlier, picture_of=store.get)).outcome for data in different)
    fine = both_of(said["fail"], said["uncertain"])
    rows.append(_row(f"seen before, {what}", "other photos flagged (failed + for people)", fine,
                     f"{len(different)} photos against {len(store)}"))  # fmt: skip
    return rows


def keep(rows: list[str], folder: Path | None = None) -> None:
    """Puts the table between its marks in RESULTS.md (at its end, where there are none); the rest of the page stays."""
    text = RESULTS.read_text(encoding="utf-8")
    before, found, rest = text.partition(BEGIN)
    after = rest.partition(END)[2] if found else "\n"
    before = before if found else text.rstrip() + "\n\n"
    where = "; real photos: GroceryStoreDataset" if folder else ""
    head = f"## Photo checks\n\nMeasured {clock.now():%Y-%m-%d}, `python -m benchmarks.photo_checks`{where}.\n\n"
    RESULTS.write_text(before + BEGIN + "\n\n" + head + "\n".join(rows) + "\n\n" + END + after, encoding="utf-8")


def both_of(failed: int, doubtful: int) -> str:
    """Two counts as one figure."""
    return f"{failed} + {doubtful}"


def generated_again(count: int) -> list[str]:
    """Against shelves with the same packs: other plans, and the same plan at another place."""
    packs = {name: draw(design) for name, design in DESIGNS.items()}
    how = replace(camera.MEDIUM, tilt=0.03)

    def taken(plan: int, seed: int) -> bytes:
        return camera.shoot(build(a_plan(plan), packs, seed)[0], how, seed)[0]

    photos = [taken(i, i) for i in range(count)]
    rows = again("generated", photos, [taken(i + 500, i + 500) for i in range(count)], min(count, 8))
    store = {str(i): data for i, data in enumerate(photos)}
    earlier = [Earlier(n, seen_before.look(Ask(data)).remember, None, False) for n, data in store.items()]
    said = Counter(
        seen_before.look(Ask(taken(i, i + 900), earlier=earlier, picture_of=store.get)).outcome for i in range(count)
    )
    note = f"{count} shelves filled by the same plan, each pack set down anew"
    figure = "same plan elsewhere, flagged (failed + for people)"
    return [*rows, _row("seen before, generated", figure, both_of(said["fail"], said["uncertain"]), note)]


# --- quality, and real photos -----------------------------------------------------------------------------------------


def generated_quality(count: int) -> list[str]:
    """Good pictures that are let through, bad ones that are caught."""
    packs = {name: draw(design) for name, design in DESIGNS.items()}
    kinds = {**LEVELS, "blurred": camera.BLURRED, "dark": camera.DARK, "overexposed": camera.BRIGHT}
    rows = []
    for kind, how in kinds.items():
        said = Counter(
            quality.look(Ask(camera.shoot(build(a_plan(seed), packs, seed)[0], how, seed)[0])).outcome
            for seed in range(count)
        )
        figure = "passed" if kind in LEVELS else "refused"
        share = said["pass" if kind in LEVELS else "fail"] / count
        rows.append(_row("quality, generated", f"{kind}: {figure}", share, f"{count} photos"))
    return rows


def real(folder: Path, most: int) -> list[str]:
    """Blur, darkness and copies of real photographs; and packs found in them by the clean picture of each."""
    photos = sorted((folder / "dataset/test/Packages").rglob("*.jpg"))
    datas = [path.read_bytes() for path in photos[:: max(1, len(photos) // most)]][:most]
    limits = {"min_side": 300}
    rows = []
    for kind, change in {
        "as they are: passed": lambda bgr: bgr,
        "blurred (sigma 2.5 px of 348): refused": lambda bgr: cv2.GaussianBlur(bgr, (0, 0), 2.5),
        "at a sixth of the light: refused": lambda bgr: (bgr / 6).astype("uint8"),
    }.items():
        said = Counter(quality.look(Ask(jpeg(change(read(d).bgr)), options=limits)).outcome for d in datas)
        share = said["pass" if "passed" in kind else "fail"] / len(datas)
        rows.append(_row("quality, real photos", kind, share, f"{len(datas)} photos"))
    rows += again("real photos", datas[::2], datas[1::2], min(10, len(datas[::2])))
    return rows + _real_packs(folder, most)


def _real_packs(folder: Path, most: int) -> list[str]:
    names: dict[str, Path] = {}
    for path in sorted((folder / "dataset/iconic-images-and-descriptions/Packages").rglob("*_Iconic.jpg")):
        names[path.name.removesuffix("_Iconic.jpg")] = path
    chosen = list(names)[:: max(1, len(names) // 12)][:12]
    references = [{"name": n, "title": both(n, n), "images": [_cut(names[n])], "words": []} for n in chosen]
    wanted = {"references": references, "rules": [{"type": "facings", "product": chosen[0]}]}
    shown: list[tuple[str, Path]] = []
    for name in chosen:
        shots = sorted((folder / "dataset/test/Packages").rglob(f"{name}_*.jpg"))
        shown += [(name, path) for path in shots[: max(1, most // len(chosen))]]
    found, false, possible = 0, 0, 0
    for name, path in shown:
        picture = read(path.read_bytes())
        large = type(picture)(cv2.resize(picture.bgr, None, fx=2.5, fy=2.5, interpolation=cv2.INTER_CUBIC))
        sight = shelf.see(large, wanted, read_text=False)
        seen = {one.name for one in sight.scene.products if one.confidence >= sight.scene.sure}
        found += name in seen
        possible += name in {one.name for one in sight.scene.products}
        false += bool(seen - {name})
    note = f"{len(shown)} photos of {len(chosen)} products by one clean picture each, enlarged 2.5 ×; no text"
    return [
        _row("packs, real photos", "product of the photo seen for sure", found / len(shown), note),
        _row("packs, real photos", "seen at least as possible", possible / len(shown), ""),
        _row("packs, real photos", "photos with another product seen for sure", false / len(shown),
             "may stand beside it: the set names one product a photo"),
    ]  # fmt: skip


def _cut(path: Path) -> str:
    """The pack of a clean picture without the white around it, as a data URL."""
    from PIL import Image

    bgr = read(path.read_bytes()).bgr
    rows, columns = np.nonzero(bgr.min(axis=2) < 240)
    part = bgr[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    return data_url(Image.fromarray(part[:, :, ::-1]), 88)


HEAD = "| what | figure | value | of |\n|---|---|---:|---|"


def measured(count: int, folder: Path | None, most: int = 60) -> list[str]:
    """All rows of the table, printed as they come. ``most``: so many of the real photos."""
    parts: list[Callable[[], list[str]]] = [
        lambda: shelves(count),
        lambda: generated_again(count),
        lambda: generated_quality(count),
    ]
    if folder:
        parts.append(lambda: real(folder, most))
    click.echo(HEAD)
    rows: list[str] = []
    for part in parts:
        made = part()
        click.echo("\n".join(made))
        rows += made
    return rows


@click.command()
@click.option("--shelves", "count", type=click.IntRange(2, 500), default=8, show_default=True)
@click.option("--real", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=None)
@click.option("--most", type=click.IntRange(12, 5000), default=60, show_default=True, help="Real photos looked at.")
@click.option("--keep/--no-keep", "kept", default=False, help="Write it into benchmarks/RESULTS.md.")
def main(count: int, folder: Path | None, most: int, kept: bool) -> None:
    """Measure the checks of photos."""
    rows = measured(count, folder, most)
    if kept:
        keep([HEAD, *rows], folder)


if __name__ == "__main__":
    main()

"""What scores cost: 5,000 units' scores of a month made, made again, and one unit's after a load.

``python -m benchmarks.scores [sqlite|postgresql]``: one card with five lines over 5,000 leaves. Beside each figure
stands the bare reading of the same indicators at the same units, so that it is a ratio of two things of the same run.
Prints medians in ms; keeps nothing.
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from benchmarks.package import LAST, Size, text, write
from benchmarks.world import NOW, World, timed, world
from engine.access.actor import Actor
from engine.access.door import Door
from engine.base import clock
from engine.definitions.publish import publish
from engine.definitions.read import read_folder, read_value
from engine.measure import period_of, values
from engine.scores.round import recompute_scores
from engine.storage.database import reading, writing
from engine.storage.tables import score, score_change, score_due

SIZE = Size("scores", 200, 5_000, 60)
NAMES = ["i1", "i2", "i3", "i4", "i5"]
CARD = {
    "kind": "scorecard",
    "name": "card",
    "title": text("card"),
    "level": "leaf",
    "lines": [{"name": name, "title": text(name), "indicator": name, "weight": 20} for name in NAMES],
    "peers": {"by": "parent"},
}


def main(kind: str = "sqlite") -> None:
    """Prints a line per kind of work."""
    with world(SIZE, kind) as made, clock.frozen(NOW):
        _publish(made)
        recompute_scores(made.database)  # of the month that has just begun: without data there is nothing to score
        read = partial(_read, made)
        read()
        bare = median(timed(read, 5))
        print(f"{kind}: {len(made.leaves):,} units, {len(NAMES)} lines; reading their figures alone {bare:.0f} ms")
        for words, work in (
            ("made for the first time", partial(_first, made)),
            ("made again: nothing changes", partial(_whole, made)),
        ):
            _say(words, median(timed(work, 3)), bare)
        one = median(timed(partial(_one, made), 20))
        print(f"  one unit after a load: {one:.1f} ms")


def _say(words: str, took: float, bare: float) -> None:
    print(f"  {words}: {took:.0f} ms, {took / bare:.1f} × reading")


def _publish(made: World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        documents, files, _ = read_folder(write(SIZE, Path(folder) / "app"))
    with writing(made.database) as connection:
        publish(connection, [*documents, read_value(CARD, "card.json")], files, author="bench", reason="a card")


def _read(made: World) -> None:
    with reading(made.database) as connection:
        door = Door(connection, made.release, Actor.system(), NOW.date())
        values(door, made.leaves, period_of(door, "mtd", LAST), NAMES)


def _due(made: World, unit: int | None) -> None:
    row = {"scorecard": "card", "unit_id": unit, "day": LAST.replace(day=1), "at": clock.now()}
    with writing(made.database) as connection:
        connection.execute(sa.insert(score_due).values(**row))


def _scored(made: World, unit: int | None) -> int:
    _due(made, unit)
    return recompute_scores(made.database)


def _first(made: World) -> None:
    with writing(made.database) as connection:
        connection.execute(sa.delete(score_change))
        connection.execute(sa.delete(score))
    _must(_scored(made, None) == len(made.leaves))


def _whole(made: World) -> None:
    _must(_scored(made, None) == 0)


def _one(made: World) -> None:
    _must(_scored(made, made.leaves[17]) == 0)


def _must(right: bool) -> None:
    if not right:
        raise RuntimeError("other scores than expected were made")


if __name__ == "__main__":
    main(*sys.argv[1:])

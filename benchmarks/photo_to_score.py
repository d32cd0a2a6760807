"""From the photo to the score: a burst of photos through the API of one serving process, judged by the shipped checks.

``python -m benchmarks.photo_to_score [--photos 20]``; a part of ``./run bench``. Measured per submission of one photo:
from the instant at which the photo is stored to its last verdict, and to the change of its unit's score.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import click
import sqlalchemy as sa

from benchmarks.photo_app import STANDARD
from benchmarks.photo_phone import Place, place
from engine.storage.tables import attachment, form_submission, photo_verdict, score_change

PEOPLE = 20
GOAL = 60.0  # seconds, p95
KINDS = ("good", "few", "no_price", "good", "wrong_product")


@dataclass(frozen=True)
class Measured:
    """Seconds per submission; ``look``: of one look of the check that counts; ``unscored``: left to people."""

    verdict: list[float]
    score: list[float]
    look: list[float]
    photos: int
    unscored: int
    broken: int
    sending: float


def photo_to_score(photos: int = 20, waits: float = 1_200.0) -> Measured:
    """Sends so many photos as fast as the server takes them, and waits for what becomes of them (seconds)."""
    from plugins.shelf_photo.sample.story import photo

    standard = json.loads(STANDARD.read_text(encoding="utf-8"))
    pictures = [photo(standard, KINDS[n % len(KINDS)], n) for n in range(photos)]
    with tempfile.TemporaryDirectory() as folder, place(Path(folder), photos, min(PEOPLE, photos)) as at:
        phones = [at.phone(f"keep_{n}") for n in range(min(PEOPLE, photos))]
        with at.running():
            began = time.monotonic()
            with ThreadPoolExecutor(4) as pool:  # each phone is one thread's at a time

                def all_of(n: int) -> None:
                    for leaf in range(n, photos, len(phones)):
                        phones[n].send(f"L{leaf:03}", [pictures[leaf]])

                list(pool.map(all_of, range(len(phones))))
            sending = time.monotonic() - began
            end = time.monotonic() + waits
            while time.monotonic() < end and not _over(at, photos):
                time.sleep(0.5)
        return _measured(at, photos, sending)


def _over(at: Place, photos: int) -> bool:
    c = form_submission.c
    rows = at.rows(sa.select(c.unit_id, c.outcome, c.facts).where(c.state == "complete"))
    scored = {row.unit_id for row in at.rows(sa.select(score_change.c.unit_id))}
    settled = (r.outcome == "uncertain" or (r.outcome and r.facts == "done" and r.unit_id in scored) for r in rows)
    return len(rows) == photos and all(settled)


def _measured(at: Place, photos: int, sending: float) -> Measured:
    s, a, v = form_submission.c, attachment.c, photo_verdict.c
    sent = at.rows(sa.select(s.unit_id, s.outcome, a.stored_at, s.id).join(attachment, a.submission == s.public_id))
    ended: dict[int, list[Any]] = {}
    for row in at.rows(sa.select(v.submission_id, v.ended_at, v.milliseconds, v.check, v.state)):
        ended.setdefault(row.submission_id, []).append(row)
    moved: dict[int, datetime] = {}
    for row in at.rows(sa.select(score_change.c.unit_id, score_change.c.at).order_by(score_change.c.id)):
        moved.setdefault(row.unit_id, row.at)
    done = [row for row in sent if all(one.ended_at for one in ended.get(row.id, [])) and row.id in ended]
    scored = [row for row in done if row.unit_id in moved]
    looks = [
        one.milliseconds / 1000
        for rows in ended.values()
        for one in rows
        if one.check == "shelf_ok" and one.milliseconds
    ]
    return Measured(
        [max((one.ended_at - row.stored_at).total_seconds() for one in ended[row.id]) for row in done],
        [(moved[row.unit_id] - row.stored_at).total_seconds() for row in scored],
        looks,
        photos,
        sum(row.outcome == "uncertain" for row in sent),
        sum(one.state == "failed" for rows in ended.values() for one in rows),
        sending,
    )


def p95(seconds: list[float]) -> float:
    """The 95th percentile."""
    return quantiles(seconds, n=20)[18] if len(seconds) > 1 else seconds[0]


def lines(found: Measured) -> list[str]:
    """Rows of the table of results."""
    rows = []
    for what, seconds in (("verdict", found.verdict), ("score", found.score)):
        worst, met = p95(seconds), "yes" if p95(seconds) <= GOAL else "**no**"
        half = median(seconds)
        rows.append(
            f"| sqlite | {found.photos} photos | at once: photo → {what}, p95 / {GOAL:g} s (median {half:.1f} s)"
            f" | {worst:,.2f} s | {GOAL:,.2f} s | **{worst / GOAL:.2f}** | ≤ 1 | {met} |"
        )
    return rows


@click.command()
@click.option("--photos", default=20, show_default=True)
def main(photos: int) -> None:
    """Measures and prints."""
    found = photo_to_score(photos)
    load = os.getloadavg()[1]
    click.echo(
        f"{photos} photos sent in {found.sending:.0f} s; {len(found.score)} scored, {found.unscored} left to people, "
        f"{found.broken} checks broken; one look {median(found.look):.1f} s (median); {os.cpu_count()} cores, "
        f"load average {load:.1f}"
    )
    click.echo("\n".join(lines(found)))


if __name__ == "__main__":
    main()

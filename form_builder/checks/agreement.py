"""How often people agree with the checks, measured on the random sample alone: what is put before people because it
was uncertain or appealed against is no fair sample of anything, and is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import Any

import sqlalchemy as sa

from engine.access import Door
from engine.storage.tables import form_submission, photo_verdict, review
from form_builder.checks.reviews import review_select

_r, _s, _v = review.c, form_submission.c, photo_verdict.c
Z = 1.959963984540054  # two-sided 95 %


@dataclass(frozen=True)
class Rate:
    """``k`` of ``n``, with the Wilson interval at 95 %. ``share`` and the interval are None for n = 0."""

    n: int
    k: int

    @property
    def share(self) -> float | None:
        """k / n."""
        return self.k / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The true share lies in it, 95 times in 100."""
        return wilson(self.k, self.n) if self.n else None

    def as_json(self) -> dict[str, Any]:
        """``{n, agreed, share, low, high}``."""
        low, high = self.interval or (None, None)
        return {"n": self.n, "agreed": self.k, "share": self.share, "low": low, "high": high}


def wilson(k: int, n: int) -> tuple[float, float]:
    """The Wilson score interval at 95 % for k of n > 0."""
    p, z2 = k / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def agreement(door: Door, since: datetime, until: datetime, form: str | None = None) -> dict[str, Any]:
    """Over reviews decided in [since, until) that the actor may look at.

    ``{overall, confirmed: {pass, fail}, forms: [{form, …rate}], checks: [{form, check, provider, model, …rate,
    confirmed: {pass, fail}}], appeals: {n, reversed}, uncertain: {n, passed}, broken: {n}}``. A check's rate compares
    what it said of all photos of a submission with what the person decided on the submission; ``confirmed``: of what
    the machine called pass (fail), the share that people called the same (its precision).
    """
    decided = sa.and_(_r.state == "done", _r.decided_at >= since, _r.decided_at < until)
    query = review_select(door).where(decided)
    if form is not None:
        query = query.where(_s.form == form)
    rows = door.connection.execute(query.order_by(_r.id)).all()
    sample = [row for row in rows if row.review_why == "sample" and row.review_before in ("pass", "fail")]
    pairs = [(row.submission_form, row.review_before, row.review_outcome) for row in sample]
    forms = sorted({name for name, _, _ in pairs})
    appeals = [row for row in rows if row.review_why == "appeal"]
    unsure = [row for row in rows if row.review_why == "uncertain"]
    return {
        **_card([(said, seen) for _, said, seen in pairs]),
        "forms": [{"form": name, **_card([(s, d) for f, s, d in pairs if f == name])} for name in forms],
        "checks": _by_check(door, sample),
        "appeals": {"n": len(appeals), "reversed": sum(row.review_outcome == "pass" for row in appeals)},
        "uncertain": {"n": len(unsure), "passed": sum(row.review_outcome == "pass" for row in unsure)},
        "broken": {"n": sum(row.review_why == "broken_check" for row in rows)},
    }


def _by_check(door: Door, sample: Sequence[Any]) -> list[dict[str, Any]]:
    """Per form, check, provider and model: what it said of the sampled submissions against what people decided."""
    seen = {row.submission_id: (row.submission_form, row.review_outcome) for row in sample}
    query = sa.select(_v.submission_id, _v.check, _v.provider, _v.model, _v.outcome).where(_v.state == "done")
    found: dict[tuple[str, str, str, str], dict[int, set[str]]] = {}
    ids = sorted(seen)
    for at in range(0, len(ids), 500):
        for row in door.connection.execute(query.where(_v.submission_id.in_(ids[at : at + 500]))):
            key = (seen[row.submission_id][0], row.check, row.provider, row.model or "")
            found.setdefault(key, {}).setdefault(row.submission_id, set()).add(row.outcome)
    cards = []
    for (form, check, provider, model), said in sorted(found.items()):
        pairs = [(_worst(outcomes), seen[key][1]) for key, outcomes in said.items()]
        named = {"form": form, "check": check, "provider": provider, "model": model}
        cards.append(named | _card([pair for pair in pairs if pair[0] != "uncertain"]))
    return cards


def _worst(outcomes: Iterable[str]) -> str:
    found = set(outcomes)
    return "fail" if "fail" in found else "uncertain" if "uncertain" in found else "pass"


def _card(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    def rate(some: Sequence[tuple[str, str]]) -> dict[str, Any]:
        return Rate(len(some), sum(said == decided for said, decided in some)).as_json()

    of = {outcome: rate([pair for pair in pairs if pair[0] == outcome]) for outcome in ("pass", "fail")}
    return {**rate(pairs), "confirmed": of}

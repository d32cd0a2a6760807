"""From what the checks of one submission said to what is in force: pure, so that it can be worked out by hand.

One that failed makes it fail; else one that was uncertain, or that broke down, makes it uncertain; else it passes.
The score is the least of the scores: a submission is as good as its worst photo.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from form_builder.checks.contract import Outcome

Policy = Literal["review", "pass", "fail"]
Why = Literal["uncertain", "broken_check", "sample"]


@dataclass(frozen=True)
class Said:
    """What one check said of one photo. ``outcome`` None: it broke down and said nothing."""

    outcome: Outcome | None
    score: float | None = None


@dataclass(frozen=True)
class Decision:
    """``outcome`` with ``score`` (0…1, None where no check gave one); ``why``: people are to look, for this reason."""

    outcome: Outcome
    score: float | None
    why: Why | None


def fuse(said: Iterable[Said], *, uncertain: Policy = "review", sampled: bool = False) -> Decision:
    """The decision on what all checks said.

    ``uncertain``: the form's policy where a check could not tell; it does not speak for a check that broke down, which
    always goes to people. ``sampled``: people look again at what needs no look. Nothing said at all passes:
    there was nothing to look at.
    """
    found = list(said)
    outcomes = {one.outcome for one in found}
    scores = [one.score for one in found if one.score is not None]
    score = min(scores) if scores else None
    if None in outcomes:
        return Decision("fail" if "fail" in outcomes else "uncertain", score, "broken_check")
    outcome: Outcome = "fail" if "fail" in outcomes else "uncertain" if "uncertain" in outcomes else "pass"
    if outcome == "uncertain":
        if uncertain == "review":
            return Decision("uncertain", score, "uncertain")
        outcome = uncertain
    return Decision(outcome, score, "sample" if sampled else None)


def in_sample(seed: str, share: float) -> bool:
    """Whether people look again at what is known by ``seed``: always the same answer for the same one.

    ``seed`` holds something that the phone does not choose (when the server received it): nobody who fills a form can
    tell beforehand, nor pick an id that is left out.
    """
    drawn = int.from_bytes(sha256(f"sample of {seed}".encode()).digest()[:8])
    return drawn < share * 2.0**64

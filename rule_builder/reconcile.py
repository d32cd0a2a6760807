"""What must change so that the stored incidents of one unit say what its days say: pure.

Days are corrected after the fact, so an evaluation does not ask "what happened today" but "what should be on record",
and this module finds the smallest set of changes. Running it on its own result gives no changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rule_builder.watch import Episode

State = Literal["firing", "resolved", "retracted"]
What = Literal["fired", "reopened", "resolved", "retracted", "corrected", "kept"]


@dataclass(frozen=True)
class Stored:
    """An incident on record. ``frozen``: it was decided by an older wording of the rule, and its end stands."""

    id: int
    state: State
    first_day: date
    fired_day: date
    ended_day: date | None
    frozen: bool = False

    @property
    def live(self) -> bool:
        """Whether it still claims that its episode happened, under the rule as it is."""
        return self.state != "retracted" and not self.frozen


@dataclass(frozen=True)
class Change:
    """One thing to do.

    ``fired``: a new incident. ``reopened``: an ended one goes on (or a withdrawn one held after all). ``resolved`` /
    ``retracted``: it ends. ``corrected``: the same state, other days. ``kept``: nothing moved; its facts may have.
    ``ended``: with "fired" and "reopened", the episode is over already. ``merged``: it turned out to be a part of
    another incident's episode.
    """

    what: What
    incident: int | None
    episode: Episode | None
    ended: bool = False
    merged: bool = False


def reconcile(
    stored: Sequence[Stored],
    episodes: Sequence[Episode],
    *,
    vanished: Literal["retracted", "resolved"] = "retracted",
    known_from: date = date.min,
) -> list[Change]:
    """The changes for one unit and one watch.

    ``known_from``: episodes that ended before it and are not on record stay off it (the rule was not there yet).
    ``vanished``: what becomes of an incident whose episode is gone: it never held ("retracted"), or it is over
    ("resolved": missing data that came late was missing all the same).
    """
    pairs, rest, free = _exact(stored, episodes, lambda one: one.live)
    more, rest, free = _overlapping(rest, free, {one.fired_day for one in stored})
    again, rest, free = _exact(rest, free, lambda one: not one.live)
    changes = [change for incident, episode in (*pairs, *more, *again) for change in _moved(incident, episode)]
    held = [episode for _, episode in (*pairs, *more, *again)]
    for one in rest:
        if one.live and (vanished == "retracted" or one.state == "firing"):
            part = any(_overlap(one, episode) for episode in held)
            changes.append(Change(vanished, one.id, None, merged=part and vanished == "retracted"))
    for episode in free:
        if episode.resolved_day is None or episode.resolved_day >= known_from:
            changes.append(Change("fired", None, episode, ended=episode.resolved_day is not None))
    return changes


Pairs = list[tuple[Stored, Episode]]


def _exact(
    stored: Iterable[Stored], episodes: Iterable[Episode], which: Callable[[Stored], bool]
) -> tuple[Pairs, list[Stored], list[Episode]]:
    stored = list(stored)
    by_day = {one.fired_day: one for one in stored if which(one)}
    pairs = [(by_day[e.fired_day], e) for e in episodes if e.fired_day in by_day]
    taken = {one.id for one, _ in pairs}
    return pairs, [s for s in stored if s.id not in taken], [e for e in episodes if e.fired_day not in by_day]


def _overlapping(
    stored: list[Stored], episodes: list[Episode], days: set[date]
) -> tuple[Pairs, list[Stored], list[Episode]]:
    """An incident whose episode moved is still the same incident; but it cannot move to a day another one stands on."""
    pairs: Pairs = []
    free: list[Episode] = []
    rest = list(stored)
    for episode in episodes:
        found = next((one for one in rest if one.live and _overlap(one, episode)), None)
        if found is None or episode.fired_day in days:
            free.append(episode)
        else:
            pairs.append((found, episode))
            rest.remove(found)
    return pairs, rest, free


def _overlap(one: Stored, episode: Episode) -> bool:
    return one.first_day <= (episode.resolved_day or date.max) and episode.first_day <= (one.ended_day or date.max)


def _moved(one: Stored, episode: Episode) -> Iterable[Change]:
    over = episode.resolved_day is not None
    same = (one.first_day, one.fired_day, one.ended_day) == (
        episode.first_day,
        episode.fired_day,
        episode.resolved_day,
    )
    if one.frozen and over:
        return  # what an older wording decided stands, and the new one has nothing to add
    if one.state == "retracted":
        yield Change("reopened", one.id, episode, ended=over)
    elif one.state == "resolved":
        what: What = "reopened" if not over else ("kept" if same else "corrected")
        yield Change(what, one.id, episode)
    elif over:
        yield Change("resolved", one.id, episode)
    else:
        yield Change("kept" if same else "corrected", one.id, episode)

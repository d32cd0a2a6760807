"""From days to episodes: pure, no clock, no database. The same days give the same episodes, always.

The state lives in the days themselves, not in a counter: a correction of an old day is one more evaluation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from engine.base.text import Text, both
from rule_builder.conditions.contract import DayFact, Judgement, Missing, Test, Verdict


@dataclass(frozen=True)
class Episode:
    """A breach that lasted: the first counted day, the day that completed the count, the day that ended it (None: it
    goes on), and every counted day (breaches up to the end)."""

    first_day: date
    fired_day: date
    resolved_day: date | None
    days: tuple[date, ...]


@dataclass(frozen=True)
class Step:
    """Where the watch stood after a day. ``count``: breaches that still matter, in a row or within the window (it stops
    growing at the end of an episode), ``since`` the first of them. ``fine``: fine days in a row that do not yet end the
    episode."""

    day: date
    verdict: Verdict
    count: int
    firing: bool
    fine: int = 0
    since: date | None = None


@dataclass(frozen=True)
class Walk:
    """Everything one pass over the days says. ``unjudged``: expected days that could not be judged, with the reason."""

    episodes: tuple[Episode, ...]
    steps: tuple[Step, ...]
    unjudged: tuple[tuple[date, str], ...]

    @property
    def count(self) -> int:
        """Breaches that still matter at the end of the days (0: normal)."""
        return self.steps[-1].count if self.steps else 0

    @property
    def firing(self) -> bool:
        """Whether an episode goes on at the end of the days."""
        return bool(self.steps) and self.steps[-1].firing


@dataclass
class _Watch:
    """The walk in progress.

    N of the last M days: a breach still matters while at most M − N days that are none have followed it, for then the
    days from it on can still come to N breaches among M. Of such breaches the N-th fires; with M = N it is N in a row.
    """

    test: Test
    resolve_after: int
    counted: list[date] = field(default_factory=list)
    others: list[int] = field(default_factory=list)  # per counted day: judged days since that are no breach
    fine: int = 0
    open: Episode | None = None
    closed: list[Episode] = field(default_factory=list)

    def step(self, day: date, verdict: Verdict) -> None:
        if verdict is Verdict.MISSING:
            if self.test.missing == "hold":
                return
            verdict = Verdict.BREACH if self.test.missing == "count" else Verdict.BETWEEN
        if verdict is Verdict.BREACH:
            self._breach(day)
        elif verdict is Verdict.FINE:
            self._fine(day)
        elif verdict is Verdict.BETWEEN:
            self.fine = 0
            self._other()

    def _breach(self, day: date) -> None:
        self.fine = 0
        self.counted.append(day)
        self.others.append(0)
        if self.open is None and len(self.counted) >= self.test.days:
            self.open = Episode(self.counted[0], day, None, ())

    def _fine(self, day: date) -> None:
        self.fine += 1
        if self.open is None:
            self._other()
        elif self.fine >= self.resolve_after:
            self.closed.append(replace(self.open, resolved_day=day, days=tuple(self.counted)))
            self.open = None
            self._forget(len(self.counted))

    def _other(self) -> None:
        """A judged day that is no breach: breaches too far back for a window to hold N with them are forgotten."""
        if self.open is None and self.counted:
            spare = self.test.window - self.test.days
            self.others = [count + 1 for count in self.others]
            self._forget(sum(count > spare for count in self.others))

    def _forget(self, count: int) -> None:
        del self.counted[:count], self.others[:count]

    def episodes(self) -> tuple[Episode, ...]:
        going_on = () if self.open is None else (replace(self.open, days=tuple(self.counted)),)
        return (*self.closed, *going_on)


def walk(days: Iterable[DayFact], test: Test, resolve_after: int = 1) -> Walk:
    """Judges the days in order of date. ``resolve_after``: fine duty days in a row that end an episode.

    A day that is not there is a day on which nothing was expected (before the opening, for one).
    """
    watch = _Watch(test, resolve_after)
    steps: list[Step] = []
    unjudged: list[tuple[date, str]] = []
    for fact in sorted(days, key=lambda one: one.day):
        judgement = test.judge(fact)
        if judgement.reason:
            unjudged.append((fact.day, judgement.reason))
        watch.step(fact.day, judgement.verdict)
        firing, counted = watch.open is not None, watch.counted
        since = counted[0] if counted else None
        steps.append(Step(fact.day, judgement.verdict, len(counted), firing, watch.fine if firing else 0, since))
    return Walk(watch.episodes(), tuple(steps), tuple(unjudged))


def episodes(days: Sequence[DayFact], test: Test, resolve_after: int = 1) -> list[Episode]:
    """The episodes alone."""
    return list(walk(days, test, resolve_after).episodes)


def count(days: Sequence[DayFact], test: Test, resolve_after: int = 1) -> int:
    """Breaches that still matter at the end of the days: the k of "k of 3"."""
    return walk(days, test, resolve_after).count


@dataclass(frozen=True)
class NoData:
    """The watch for days without data: the same walk, where a missing duty day is the breach.

    ``excused``: days on which nobody's data came; the feed is told about once, not once per unit.
    """

    days: int
    excused: frozenset[date] = frozenset()
    missing: Missing = "hold"

    @property
    def window(self) -> int:
        return self.days

    def judge(self, fact: DayFact) -> Judgement:
        if not fact.expected or (not fact.known and fact.day in self.excused):
            return Judgement(Verdict.SKIP)
        return Judgement(Verdict.FINE if fact.known else Verdict.BREACH)

    def words(self) -> Text:
        return both(f"连续 {self.days} 个营业日没有数据", f"no data on {self.days} duty days")

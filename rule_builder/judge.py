"""One unit under a rule: its days against what is on record. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from rule_builder.conditions import conditions
from rule_builder.conditions.contract import AboutData, DayFact, Direction, Test
from rule_builder.conditions.told import Told
from rule_builder.figures import as_json
from rule_builder.history import LOOK_BACK, NO_DATA, Past, Row
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.reconcile import Change, reconcile
from rule_builder.run import Watched
from rule_builder.states import NORMAL, Stand, State, Turn, behind, stands, turns
from rule_builder.watch import Episode, NoData, Walk, walk

#: Days kept in an incident's facts after those that fired it.
_RECENT = 14

Found = tuple[str, Change, Row | None, Mapping[str, Any]]


@dataclass(frozen=True)
class Seen:
    """Changes as (watch suffix, change, row, facts), the unit's state, and its turns with the days behind."""

    changes: tuple[Found, ...]
    state: State
    turns: tuple[tuple[Turn, dict[str, Any]], ...] = ()


@dataclass(frozen=True)
class Judge:
    """The rule, ready to look at one unit after the other."""

    test: Test
    rule: RuleModel
    wording: str
    direction: Direction
    day: date
    past: Past

    def unit(
        self,
        unit: Watched,
        since: date,
        facts: Sequence[DayFact],
        rows: Mapping[tuple[str, int], Sequence[Row]],
        old: State,
    ) -> Seen:
        """Compares the unit's days from ``since`` on with its incidents; those that ended before are not in question.
        ``rows``: all incidents by (rule with watch, unit); ``old``: the unit's state on record."""
        name = self.rule.name
        if unit.left:
            facts = ()
        data = isinstance(self.test, AboutData) and self.test.about_data
        if data:  # days on which nobody's data came are told of once, not once per unit
            facts = [one for one in facts if one.known or one.day not in self.past.held]
        watch = NO_DATA if data else ""
        breach = self._walk(unit, facts, self.test, self.rule.resolve_after)
        changes = self._changes(
            watch, self.test, breach, since, facts, rows.get((name + watch, unit.id), ()), unit.left
        )
        missing = None
        if self.rule.missing_notice_after and not data:
            test = NoData(self.rule.missing_notice_after, self.past.held)
            missing = self._walk(unit, facts, test, 1)
            more = rows.get((name + NO_DATA, unit.id), ())
            changes += self._changes(NO_DATA, test, missing, since, facts, more, unit.left)
        path = self._path(unit, breach, missing)
        gone = any(change.what == "retracted" and not (watch or change.merged) for watch, change, _, _ in changes)
        found = turns(old, path, self.past.last_day, "retracted" if gone else "resolved")
        told = tuple((turn, self._behind(turn, facts)) for turn in found)
        return Seen(tuple(changes), path[-1].state if path else NORMAL, told)

    def _path(self, unit: Watched, breach: Walk, missing: Walk | None) -> list[Stand]:
        rule = self.rule
        path = stands(breach, missing, self.test.days, rule.resolve_after, rule.missing_notice_after)
        over = self.day if unit.left else unit.closed
        if over is None or over > self.day:
            return path
        return [*(one for one in path if one.day < over), Stand(over, NORMAL, None)]

    def _behind(self, turn: Turn, facts: Sequence[DayFact]) -> dict[str, Any]:
        days = behind(turn, facts, self.rule.resolve_after)
        return {"days": [as_json(one, self.direction) for one in days]}

    def _walk(self, unit: Watched, facts: Sequence[DayFact], test: Test, resolve_after: int) -> Walk:
        """A unit that has closed for good cannot recover any more: its closing ends the episode."""
        found = walk(facts, test, resolve_after)
        if unit.closed is None or unit.closed > self.day:
            return found
        ended = tuple(e if e.resolved_day else replace(e, resolved_day=unit.closed) for e in found.episodes)
        return replace(found, episodes=ended)

    def _changes(
        self,
        watch: str,
        test: Test,
        found: Walk,
        since: date,
        facts: Sequence[DayFact],
        rows: Sequence[Row],
        left: bool,
    ) -> list[Found]:
        if not rows and not found.episodes:
            return []
        edge = self.day - LOOK_BACK
        decided = max(edge, since)
        stored = [row.stored(self.wording) for row in rows]
        stored = [replace(one, frozen=True) if one.ended_day and one.ended_day < decided else one for one in stored]
        vanished: Literal["retracted", "resolved"] = "resolved" if watch or left else "retracted"
        known_from = max(edge, self.past.known_from or self.day)
        by_id = {row.id: row for row in rows}
        changes: list[Found] = []
        for change in reconcile(stored, found.episodes, vanished=vanished, known_from=known_from):
            row = by_id.get(change.incident or 0)
            if change.episode is not None:
                changes.append((watch, change, row, self._facts(watch, test, change.episode, facts)))
            elif row is not None:
                changes.append((watch, *self._gone(change, row, left)))
        return changes

    def _gone(self, change: Change, row: Row, left: bool) -> tuple[Change, Row, Mapping[str, Any]]:
        reason = "part of another incident" if change.merged else "data corrected"
        if change.what == "retracted" and row.facts.get("wording") != self.wording and not change.merged:
            change, reason = replace(change, what="resolved"), "rule changed"
        elif change.what == "resolved":
            reason = "no longer watched" if left else "data arrived"
        return change, row, {**row.facts, "reason": reason}

    def _facts(self, watch: str, test: Test, episode: Episode, facts: Sequence[DayFact]) -> dict[str, Any]:
        name = "no_data" if watch else "breach"
        found = incident_facts(test, self.wording, self.direction, self.day, name, episode, facts)
        told: Told | None = getattr(conditions()[self.rule.condition["type"]], "told", None)
        return found if watch or told is None else found | {"told": told.as_json()}


def failure(day: date, old: State, error: Exception) -> Seen:
    """A unit that could not be judged: in error from ``day`` on, its incidents as they were."""
    turn = Turn(day, old.name, "error", 0, 0, None)
    turned = () if old.name == "error" else ((turn, {"days": [], "error": f"{type(error).__name__}: {error}"}),)
    return Seen((), State("error"), turned)


def incident_facts(
    test: Test,
    wording: str,
    direction: Direction,
    day: date,
    watch: str,
    episode: Episode,
    facts: Sequence[DayFact],
) -> dict[str, Any]:
    """What an incident remembers of its episode, as of ``day``: the days that fired it and the latest after them."""
    last = episode.resolved_day or day
    inside = [one for one in facts if episode.first_day <= one.day <= last and one.expected]
    firing = [one for one in inside if one.day <= episode.fired_day]
    after = [one for one in inside if one.day > episode.fired_day]
    counted = set(episode.days)
    days = [as_json(one, direction) | {"counted": one.day in counted} for one in (*firing, *after[-_RECENT:])]
    return {
        "watch": watch,
        "wording": wording,
        "condition": dict(test.words()),
        "needed": test.days,
        "count": len(episode.days),
        "days": days,
    }

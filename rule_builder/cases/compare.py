"""A case that was played against what its author expects: every difference with its place, in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.base.issue import Issue
from engine.base.text import Text, both
from engine.definitions.kind import Catalog, Definition
from engine.definitions.release import Release, preview
from rule_builder.cases.play import Evening, Played, play
from rule_builder.cases.series import SeriesError, Stand, dated, stand, stands, tellings
from rule_builder.cases.words import days_words, incident_words, stand_words, told_words
from rule_builder.kinds.case.model import CaseModel
from rule_builder.kinds.rule.model import RuleModel

#: Differences of one case that are listed; the first one usually explains the others.
LISTED = 10


@dataclass(frozen=True)
class Difference:
    """What was expected and what came. ``what``: "state", "told" or "incidents"; ``behind``: the days before it."""

    what: str
    path: str
    unit: str | None
    day: date | None
    expected: Text
    got: Text
    behind: Text


@dataclass(frozen=True)
class Result:
    """A case as it came out. ``broken``: why it could not be played; then there is nothing else."""

    case: Definition
    differences: tuple[Difference, ...] = ()
    played: Played | None = None
    broken: Text | None = None

    @property
    def ok(self) -> bool:
        """Whether everything came as expected."""
        return not self.differences and self.broken is None

    def issues(self) -> list[Issue]:
        """What publishing says of it (N862), at the line of what was expected."""
        if self.broken is not None:
            return [self.case.issue("N862", self.broken)]
        return [self.case.issue("N862", said(self.case, one), one.path) for one in self.differences]


def said(case: Definition, one: Difference) -> Text:
    """A difference as a sentence that names the case."""
    place: Text = {"zh": "", "en": ""}
    if one.unit is not None and one.day is not None:
        place = both(f"{one.unit} 在 {one.day} ", f"{one.unit} on {one.day}: ")
    zh = f"用例“{case.title['zh']}”未通过：{place['zh']}应为{one.expected['zh']}，实际为{one.got['zh']}"
    en = f'case "{case.title["en"]}" fails: {place["en"]}expected {one.expected["en"]}, got {one.got["en"]}'
    if not one.behind["zh"]:
        return both(zh, en)
    return both(f"{zh}（{one.behind['zh']}）", f"{en} ({one.behind['en']})")


def run(case: Definition, release: Release) -> Result:
    """Plays a case against its rule in a release and compares. Never raises for what the case holds."""
    model: CaseModel = case.model
    rule: RuleModel | None = release.find("rule", model.rule)
    if rule is None:
        return Result(case, broken=both(f"没有规则 “{model.rule}”", f'there is no rule "{model.rule}"'))
    try:
        played = play(model, release, rule)
        return Result(case, tuple(_differences(model, played))[:LISTED], played)
    except SeriesError as fault:
        return Result(case, broken=fault.words)


def run_all(catalog: Catalog, rule: str | None = None) -> list[Result]:
    """Every case of a catalog (of one rule), by name. The catalog must have passed its checks."""
    release = preview(catalog)
    return [run(case, release) for case in catalog.all("case") if rule is None or case.model.rule == rule]


def _differences(case: CaseModel, played: Played) -> Iterator[Difference]:
    """In order of unit and day."""
    for name, unit in case.units.items():
        if unit.states:
            wanted = dated(case.start, case.closed, stands(unit.states))
            yield from _compare(played, name, "state", f"$.units.{name}.states", wanted)
        if unit.told:
            some = dated(case.start, case.closed, tellings(unit.told))
            yield from _compare(played, name, "told", f"$.units.{name}.told", some)
    for i, one in enumerate(case.expect):
        if one.state is not None:
            yield from _compare(played, one.unit, "state", f"$.expect[{i}].state", [(one.on, stand(one.state))])
        if one.told is not None:
            yield from _compare(played, one.unit, "told", f"$.expect[{i}].told", [(one.on, tellings(one.told)[0])])
    if case.incidents is not None:
        yield from _incidents(case, played)


def _compare(played: Played, name: str, what: str, path: str, wanted: Any) -> Iterator[Difference]:
    by_day = {evening.day: evening for evening in played.evenings.get(name, ())}
    for day, expected in wanted:
        evening = by_day.get(day)
        if expected is None or evening is None:
            continue
        got = evening.stand if what == "state" else evening.told
        if not _same(expected, got):
            behind = days_words(played, name, day)
            yield Difference(what, path, name, day, _words(expected), _words(got), behind)


def _words(one: Stand | frozenset[str]) -> Text:
    return stand_words(one) if isinstance(one, Stand) else told_words(one)


def _same(expected: Any, got: Any) -> bool:
    if isinstance(expected, Stand) and isinstance(got, Stand) and expected.count is None:
        return expected.state == got.state
    return bool(expected == got)


def _incidents(case: CaseModel, played: Played) -> Iterator[Difference]:
    names = {key: name for name, key in played.ground.ids.items()}
    found = [row for row in played.rows if row.rule == case.rule + played.main]
    left = list(found)
    for i, one in enumerate(case.incidents or ()):
        here = next(
            (
                row
                for row in left
                if (names[row.unit_id], row.first_day, row.fired_day, row.ended_day, row.state)
                == (one.unit, one.first, one.fired, one.ended, one.state)
                and one.late in (None, played.late[row.id])
            ),
            None,
        )
        if here is not None:
            left.remove(here)
            continue
        theirs = [row for row in found if names[row.unit_id] == one.unit]
        got = incident_words(theirs, played.late) if theirs else both("没有预警", "no incident")
        expected = incident_words([one], {})
        yield Difference("incidents", f"$.incidents[{i}]", one.unit, one.fired, expected, got, both("", ""))
    for row in left:
        unit = names[row.unit_id]
        if any(one.unit == unit for one in case.incidents or ()):
            continue  # said above already
        none = both("没有预警", "no incident")
        got = incident_words([row], played.late)
        yield Difference(
            "incidents", "$.incidents", unit, row.fired_day, none, got, days_words(played, unit, row.fired_day)
        )


def evenings_of(result: Result) -> dict[str, Sequence[Evening]]:
    """The days of a result, by unit; empty where it could not be played."""
    return dict(result.played.evenings) if result.played else {}

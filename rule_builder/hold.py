"""A rule is held while its data is in doubt: one notice about the data, at the top of the tree, until it is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.base.issue import Issue
from engine.base.text import both
from rule_builder.freshness import Doubt
from rule_builder.history import NO_FEED, Row, incidents_of
from rule_builder.ledger import Telling
from rule_builder.reconcile import Change
from rule_builder.run import Run
from rule_builder.tell import tell
from rule_builder.watch import Episode


def held(run: Run, doubt: Doubt) -> tuple[dict[str, int], tuple[Issue, ...]]:
    """Puts on record that the day is not judged, and tells of it once: counts and issues of the run."""
    root = run.tree.roots[0]
    rows = incidents_of(run.connection, run.rule.name, run.day).get((run.rule.name + NO_FEED, root.id), [])
    words = both(
        f"{run.day} 暂不判断：{doubt.words['zh']}",
        f"{run.day} is not judged: {doubt.words['en']}",
    )
    issue = Issue(doubt.code, words, level="warning")
    if any(row.state == "firing" or row.fired_day == run.day for row in rows):
        return {}, (issue,)
    facts = {"watch": "no_feed", "wording": run.wording, "condition": dict(doubt.words), "days": []}
    facts |= {"why": doubt.why, "day": run.day.isoformat(), **doubt.facts}
    ledger = run.ledger(NO_FEED)
    telling = ledger.apply(root.id, Change("fired", None, Episode(run.day, run.day, None, ())), None, facts)
    messages, issues = tell(ledger, run.release, run.posts, [telling] if telling else [])
    return {"messages": messages}, (issue, *issues)


def data_is_back(run: Run, rows: Mapping[tuple[str, int], Sequence[Row]]) -> list[Telling]:
    """Ends the notices: a day is judged again."""
    tellings: list[Telling] = []
    for (watch, unit_id), found in rows.items():
        for row in found:
            if watch.endswith(NO_FEED) and row.state == "firing":
                change = Change("resolved", row.id, Episode(row.first_day, row.fired_day, run.day, ()))
                telling = run.ledger(NO_FEED).apply(unit_id, change, row, row.facts)
                tellings += [telling] if telling else []
    return tellings

"""Evaluates many rules for a day: each in a transaction of its own, so that a bad one stops none of the others."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa

from engine import measure
from engine.base import clock, tracing
from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.release import Release
from engine.storage.database import reading, writing
from engine.storage.tables import rule_run
from rule_builder.evaluate import Outcome, Reporter, evaluate
from rule_builder.figures import Series, system_door
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.ledger import Telling
from rule_builder.reading import Measured
from rule_builder.reporting import write_reports
from rule_builder.run import Common, Run
from rule_builder.stages.inhibit import inhibitors_first

log = logging.getLogger("navmark.rules")
#: So many failures in a row, and the rule is listed as broken.
BROKEN_AFTER = 3


def evaluate_rules(
    database: sa.Engine,
    release: Release,
    day: date | None = None,
    names: Sequence[str] | None = None,
    *,
    now: datetime | None = None,
    series: Series = measure.leaf_series,
    reporter: Reporter | None = None,
) -> list[Outcome]:
    """Every rule of the release (or the named ones) for ``day`` (default: yesterday in the app's time zone).

    Raises IssueError for an unknown name before anything is done. One release serves the whole round.
    """
    day = day or clock.yesterday(release.app.time_zone)
    rules = chosen(release, names)
    at, common = now or clock.now(), Common()
    return [_one(database, release, rule, day, at, series, reporter or report, common) for rule in rules]


def chosen(release: Release, names: Sequence[str] | None) -> list[RuleModel]:
    """The named rules, or all of them, those that inhibit others first. Raises IssueError."""
    rules = {rule.name: rule for rule in release.all("rule")}
    unknown = [name for name in names or () if name not in rules]
    if unknown:
        raise IssueError(
            Issue("N205", both(f"没有规则 “{name}”", f'unknown rule "{name}"'), hint=did_you_mean(name, rules))
            for name in unknown
        )
    return inhibitors_first([rules[name] for name in (names or sorted(rules))])


def report(run: Run, tellings: Sequence[Telling]) -> list[Issue]:
    """The reports of a run, read from the engine's own figures."""
    return write_reports(run, tellings, Measured(system_door(run.connection, run.release, run.day)))


def _one(
    database: sa.Engine,
    release: Release,
    rule: RuleModel,
    day: date,
    now: datetime,
    series: Series,
    reporter: Reporter,
    common: Common,
) -> Outcome:
    began = clock.monotonic()
    with tracing.span("rule", {"navmark.rule": rule.name}):
        try:
            with writing(database) as connection:
                outcome = evaluate(
                    connection, release, rule, day, now=now, series=series, reporter=reporter, common=common
                )
        except Exception as error:
            log.exception("rule %s failed for %s", rule.name, day)
            outcome = _failed(database, release, rule, day, now, error)
    return replace(outcome, seconds=round(clock.monotonic() - began, 3))


def _failed(
    database: sa.Engine, release: Release, rule: RuleModel, day: date, now: datetime, error: Exception
) -> Outcome:
    """Nothing of the evaluation is left; that it failed is put on record. Words of the database stay in the log."""
    if isinstance(error, IssueError):
        issues = tuple(error.issues)
    else:
        kind = type(error).__name__
        plain = kind if isinstance(error, sa.exc.SQLAlchemyError) else f"{kind}: {error}"
        words = both(f"规则 “{rule.name}” 评估失败（{plain}）", f'rule "{rule.name}" failed ({plain})')
        issues = (Issue("N956", words),)
    outcome = Outcome(rule.name, day, "failed", issues=issues)
    with writing(database) as connection:
        times = failures(connection, rule.name) + 1
        detail = outcome.as_json() | {"release": release.number, "failures": times, "broken": times >= BROKEN_AFTER}
        row = {"rule": rule.name, "day": day, "at": now, "state": "failed", "detail": detail}
        connection.execute(sa.insert(rule_run).values(**row))
    return outcome


def failures(connection: sa.Connection, rule: str) -> int:
    """How many of the rule's latest runs failed in a row."""
    states = connection.scalars(
        sa.select(rule_run.c.state).where(rule_run.c.rule == rule).order_by(rule_run.c.id.desc()).limit(100)
    )
    count = 0
    for state in states:
        if state != "failed":
            break
        count += 1
    return count


def broken(database: sa.Engine, release: Release) -> dict[str, int]:
    """Rules that failed ``BROKEN_AFTER`` times or more in a row, with the number of times."""
    with reading(database) as connection:
        counts = {rule.name: failures(connection, rule.name) for rule in release.all("rule")}
    return {name: count for name, count in counts.items() if count >= BROKEN_AFTER}

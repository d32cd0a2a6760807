"""How each rule's evaluations went: read for all rules at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from engine.base.text import Text
from engine.storage.tables import rule_run


@dataclass(frozen=True)
class Standing:
    """The last run of a rule. ``why``: what went wrong with it, in words; ``failures``: failed so many times in a row;
    ``last_done``: the last day that was judged."""

    day: date
    at: datetime
    state: str  # done | held | failed
    why: Text | None
    failures: int
    broken: bool
    last_done: date | None


def run_standings(connection: sa.Connection) -> dict[str, Standing]:
    """Rule → how it stands; a rule that never ran is not there. Two statements."""
    r = rule_run.c
    judged = sa.select(r.rule, sa.func.max(r.day)).where(r.state == "done").group_by(r.rule)
    done = {row[0]: row[1] for row in connection.execute(judged)}
    newest = sa.select(sa.func.max(r.id)).group_by(r.rule)
    found: dict[str, Standing] = {}
    for rule, day, at, state, detail in connection.execute(
        sa.select(r.rule, r.day, r.at, r.state, r.detail).where(r.id.in_(newest))
    ):
        issues = detail.get("issues") or []
        why = issues[0]["message"] if issues and state != "done" else None
        last_done = done.get(rule)
        found[rule] = Standing(day, at, state, why, detail.get("failures", 0), bool(detail.get("broken")), last_done)
    return found

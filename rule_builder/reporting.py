"""Writes and stores the reports of a run, with the inputs they were written from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import sqlalchemy as sa

from engine.base import canonical
from engine.base.issue import Issue
from engine.base.text import both
from engine.storage.database import new_public_id
from engine.storage.tables import incident, report
from rule_builder.evidence import VERSION, Case, gather
from rule_builder.ledger import Telling
from rule_builder.reading import Reading
from rule_builder.report import write
from rule_builder.run import Run


def write_reports(run: Run, tellings: Sequence[Telling], reading: Reading) -> list[Issue]:
    """Stores a report per incident that fired. One that cannot be written is a warning: the alert goes out anyway."""
    if not tellings:
        return []
    try:
        with run.connection.begin_nested():
            inputs = gather(run, list(_cases(run, tellings)), reading)
            rows = [_row(run, key, given) for key, given in inputs.items()]
            if rows:
                run.connection.execute(sa.insert(report), rows)
    except Exception as error:
        words = both(f"分析简报未能生成：{error}", f"the reports could not be written: {error}")
        return [Issue("N955", words, level="warning")]
    return []


def _cases(run: Run, tellings: Sequence[Telling]) -> Iterable[Case]:
    c = incident.c
    columns = (c.id, c.unit_id, c.first_day, c.fired_day, c.late, c.facts)
    for start in range(0, len(tellings), 1000):
        ids = [telling.incident_id for telling in tellings[start : start + 1000]]
        for row in run.connection.execute(sa.select(*columns).where(c.id.in_(ids)).order_by(c.id)):
            yield Case(**row._mapping)


def _row(run: Run, key: int, inputs: Mapping[str, Any]) -> dict[str, Any]:
    plain = json.loads(canonical.compact(inputs))  # what the database will give back
    return {
        "public_id": new_public_id(),
        "incident_id": key,
        "created_at": run.now,
        "inputs": inputs,
        "inputs_hash": canonical.digest(inputs),
        "body": write(plain),
    }


#: What comes of looking at a stored report again.
Verdict = Literal["same", "inputs_changed", "body_differs", "older"]


def verify(inputs: Mapping[str, Any], inputs_hash: str, body: Mapping[str, Any]) -> Verdict:
    """Whether a stored report is still what was written: its inputs by their hash, its body by writing it again.

    "older": an earlier version of the product wrote it from the same inputs; this one would use other words.
    """
    if canonical.digest(inputs) != inputs_hash:
        return "inputs_changed"
    if inputs.get("version") != VERSION:
        return "older"
    return "same" if write(inputs) == body else "body_differs"

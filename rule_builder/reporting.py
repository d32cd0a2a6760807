"""Writes and stores the reports of a run, with the inputs they were written from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from engine.base import canonical
from engine.base.issue import Issue
from engine.base.text import both
from engine.storage.database import new_public_id
from engine.storage.tables import incident, report
from rule_builder.evidence import Case, gather
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
            for key, given in inputs.items():
                _store(run, key, given)
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


def _store(run: Run, key: int, inputs: Mapping[str, Any]) -> None:
    plain = json.loads(canonical.compact(inputs))  # what the database will give back
    row = {"public_id": new_public_id(), "incident_id": key, "created_at": run.now, "inputs": inputs}
    digest = canonical.digest(inputs)
    body = write(plain)
    run.connection.execute(sa.insert(report).values(**row, inputs_hash=digest, body=body))

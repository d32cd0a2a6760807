"""Adjustments: what somebody asks to correct in the facts, and what another applies as a load of its own.

Facts themselves are never edited. An approved adjustment is one row of a load with the source "adjustment": accepted by
the dataset's own rules, sealed and rolled up like every load; what stood there before is kept. See ``pins`` for why a
later load of the source does not undo it, and docs/decisions/050-adjustments.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from engine.access import audit
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.facts.accept import Acceptor
from engine.facts.loads import begin_load, stage
from engine.facts.pins import ADJUSTMENT, plain, stored_value
from engine.facts.publish import open_units, publish_on
from engine.facts.values import Minor, Refused
from engine.org.tree import Unit
from engine.plan.shape import DatasetShape
from engine.storage.database import new_public_id
from engine.storage.model import Model, model_of
from engine.storage.tables import adjustment

Verdict = Literal["approved", "rejected"]


@dataclass(frozen=True)
class Proposal:
    """The whole row as it would be; the asked columns in plain form, and as they stand now (None: no such row)."""

    mapped: dict[str, Any]
    values: dict[str, Any]
    before: dict[str, Any] | None


def adjustable(model: Model, dataset: str) -> DatasetShape:
    """The shape of a dataset whose rows belong to a unit and a day. Raises IssueError (N890) for any other."""
    facts = {name: shape for name, shape in model.shapes.items() if shape.is_fact}
    if dataset not in facts:
        words = both(f"没有可调整的数据集 “{dataset}”", f'there is no dataset "{dataset}" of units and days')
        raise IssueError([Issue("N890", words, "$.dataset", hint=did_you_mean(dataset, facts))])
    return facts[dataset]


def propose(
    connection: sa.Connection,
    release: Any,
    dataset: str,
    unit: Unit,
    day: date,
    values: Mapping[str, Any],
    *,
    may_name: Iterable[str] | None = None,
) -> Proposal:
    """What the adjustment would make of the row, checked as any row of the dataset is. ``values`` are in major units
    and name the rest of the business key; ``may_name`` are the columns the asker may know of (None: all).

    Raises IssueError: N890 no such dataset, N891 unknown column, N892 nothing or too little asked, N893 nothing would
    change, and the N51x–N53x of rows that are refused.
    """
    model = model_of(connection, release)
    compiled = adjustable(model, dataset).dataset
    place = {compiled.unit_column, compiled.day_column}
    allowed = set(compiled.columns) if may_name is None else set(may_name)
    known = [
        name for name, column in compiled.columns.items() if column.type not in ("unit", "day") and name in allowed
    ]
    issues = [
        Issue(
            "N891",
            both(f"数据集 {dataset} 没有列 “{name}”", f'dataset {dataset} has no column "{name}"'),
            f"$.values.{name}",
            hint=did_you_mean(name, known),
        )
        for name in values
        if name not in known
    ]
    rest = [name for name in compiled.key if name not in place]
    for name in rest:
        if values.get(name) in (None, ""):
            words = both(f"请填 {name}：它指明是哪一行", f"say {name}: it tells which row is meant")
            issues.append(Issue("N892", words, f"$.values.{name}"))
    if not issues and all(name in rest for name in values):
        issues.append(Issue("N892", both("没有写要改什么", "nothing to change was given"), "$.values"))
    if issues:
        raise IssueError(issues)
    found = _row(connection, release, model, dataset, unit, day, values)
    others = any(column.type == "unit" and name not in place for name, column in compiled.columns.items())
    units = open_units(connection, None if others else [unit.code])
    codes = {one.id: code for code, one in units.items()}
    mapped = {} if found is None else {n: _mapped(compiled.columns[n].type, v, codes) for n, v in found.items()}
    mapped |= {**values, str(compiled.unit_column): unit.code, str(compiled.day_column): day.isoformat()}
    digits, today = release.app.money_digits, clock.today(release.app.time_zone)
    acceptor = Acceptor(compiled, units, money_digits=digits, today=today)
    row, faults = acceptor(mapped)
    if faults:
        paths = {f"$.{compiled.unit_column}": "$.unit", f"$.{compiled.day_column}": "$.day"}
        paths |= {f"$.{name}": f"$.values.{name}" for name in known}
        named = [(i, paths.get(i.path, i.path)) for i in faults]
        raise IssueError([Issue(i.code, i.message, path, hint=i.hint) for i, path in named])
    asked = [name for name in values if name not in rest]
    if found is not None and all(found[name] == row[name] for name in asked):
        raise IssueError([Issue("N893", both("与现有数据相同，不需要调整", "the data says so already"), "$.values")])
    before = None if found is None else {n: plain(compiled.columns[n].type, found[n], digits) for n in asked}
    given = {n: plain(compiled.columns[n].type, row[n], digits) for n in values}
    return Proposal(mapped, given, before)


def request(
    connection: sa.Connection,
    release: Any,
    dataset: str,
    unit: Unit,
    day: date,
    values: Mapping[str, Any],
    reason: str,
    *,
    by: str,
    may_name: Iterable[str] | None = None,
) -> int:
    """Asks for an adjustment and returns its id. Raises as ``propose`` does."""
    proposal = propose(connection, release, dataset, unit, day, values, may_name=may_name)
    row = {
        "public_id": new_public_id(),
        "dataset": dataset,
        "unit_id": unit.id,
        "day": day,
        "values": proposal.values,
        "before": proposal.before,
        "reason": reason,
        "state": "requested",
        "requested_by": by,
        "requested_at": clock.now(),
    }
    made = connection.execute(sa.insert(adjustment).values(**row).returning(adjustment.c.id)).scalar_one()
    told = {"dataset": dataset, "unit": unit.code, "day": day.isoformat(), "values": proposal.values, "reason": reason}
    audit.append(connection, by, "adjustment.request", str(row["public_id"]), told)
    return int(made)


def find(connection: sa.Connection, public_id: str) -> Any:
    """The row of an adjustment, locked until the transaction ends; None where there is none."""
    mine = sa.select(adjustment).where(adjustment.c.public_id == public_id)
    return connection.execute(mine.with_for_update()).one_or_none()


def decide(
    connection: sa.Connection, release: Any, row: Any, unit: Unit, verdict: Verdict, note: str, *, by: str
) -> None:
    """Approves (and applies, in the same transaction) or rejects a request of somebody else.

    Raises IssueError: N894 it is one's own, N895 it was decided or withdrawn, and as ``propose`` does.
    """
    _require_open(row)
    if row.requested_by == by:
        words = both("不能批准或驳回自己提出的调整", "one's own request is decided by somebody else")
        raise IssueError([Issue("N894", words)])
    values: dict[str, Any] = {"state": verdict, "decided_by": by, "decided_at": clock.now(), "note": note}
    if verdict == "approved":
        asked = row._mapping["values"]
        proposal = propose(connection, release, row.dataset, unit, row.day, asked)
        raw = json.dumps({"adjustment": row.public_id, **asked}, ensure_ascii=False)
        load_id = begin_load(connection, ADJUSTMENT, ADJUSTMENT, row.day, row.day, release.number)
        stage(connection, load_id, row.dataset, [(raw, proposal.mapped, [])])
        if publish_on(connection, load_id, release=release).refused:  # nothing of it stays
            raise IssueError([Issue("N890", both("这一行未被接受", "the row was not accepted"))])
        _supersede(connection, row, release)
        values |= {"load_id": load_id, "before": proposal.before}
    connection.execute(sa.update(adjustment).where(adjustment.c.id == row.id).values(**values))
    action = "approve" if verdict == "approved" else "reject"
    audit.append(connection, by, f"adjustment.{action}", row.public_id, {"note": note})


def withdraw(connection: sa.Connection, row: Any, *, by: str) -> None:
    """Takes one's own request back. Raises IssueError (N895) once it is decided."""
    _require_open(row)
    done = {"state": "withdrawn", "decided_by": by, "decided_at": clock.now()}
    connection.execute(sa.update(adjustment).where(adjustment.c.id == row.id).values(**done))
    audit.append(connection, by, "adjustment.withdraw", row.public_id)


def _require_open(row: Any) -> None:
    if row.state != "requested":
        raise IssueError([Issue("N895", both("这份申请已经处理过了", "the request has been settled"))])


def _row(
    connection: sa.Connection,
    release: Any,
    model: Model,
    dataset: str,
    unit: Unit,
    day: date,
    values: Mapping[str, Any],
) -> dict[str, Any] | None:
    """The stored row with that business key."""
    compiled, facts = model.shapes[dataset].dataset, model.tables[dataset].facts
    wanted, issues = [], []
    for name in compiled.key:
        if name == compiled.unit_column:
            value: Any = unit.id
        elif name == compiled.day_column:
            value = day.toordinal()
        else:
            try:
                value = stored_value(compiled.columns[name], values[name], release.app.money_digits)
            except Refused as refused:
                issues.append(Issue(refused.code, refused.message, f"$.values.{name}"))
                continue
        wanted.append(facts.c[name] == value)
    if issues:
        raise IssueError(issues)
    query = sa.select(*(facts.c[name].label(name) for name in compiled.columns)).where(*wanted)
    found = connection.execute(query).one_or_none()
    return None if found is None else dict(found._mapping)


def _mapped(kind: str, value: Any, codes: Mapping[int, str]) -> Any:
    """A stored value in a form that acceptance takes back unchanged."""
    if value is None:
        return None
    if kind == "unit":
        return codes[value]
    return Minor(value) if kind == "money" else plain(kind, value, 0)


def _supersede(connection: sa.Connection, row: Any, release: Any) -> None:
    """Earlier adjustments of the same row whose every column this one covers hold no longer."""
    key = model_of(connection, release).shapes[row.dataset].dataset.key
    asked = row._mapping["values"]
    same = sa.and_(
        *(adjustment.c[name] == getattr(row, name) for name in ("dataset", "unit_id", "day")),
        adjustment.c.state == "approved",
        adjustment.c.id != row.id,
    )
    covered = [
        one.id
        for one in connection.execute(sa.select(adjustment).where(same))
        if set(one._mapping["values"]) <= set(asked)
        and all(str(one._mapping["values"].get(name)) == str(asked.get(name)) for name in key)
    ]
    if covered:
        connection.execute(sa.update(adjustment).where(adjustment.c.id.in_(covered)).values(state="superseded"))

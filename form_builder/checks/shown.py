"""What has been said of submissions, for whoever shows them. Rows are those the caller has already let through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from engine.base.text import both
from engine.storage.tables import attachment, photo_verdict, review

_v, _a, _r = photo_verdict.c, attachment.c, review.c
_WORST = {"fail": 0, "uncertain": 1, "pass": 2}
_BROKEN = {
    "code": "broken_check",
    "text": both("自动判定没能完成，由人复核", "The check could not be finished: people look instead"),
    "outcome": "uncertain",
}
_SHOWN = (
    *("public_id", "check", "provider", "standard", "state", "outcome", "score", "reasons", "findings", "model"),
    *("milliseconds", "cost", "error", "attempts", "created_at", "ended_at"),
)


def verdicts_of(connection: sa.Connection, submission_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """By submission id: its verdicts by photo and check: ``{public_id, photo, field, check, provider, standard, state,
    outcome, score, reasons: [{code, text, outcome, data}], findings, marked (there is a marked picture), model,
    milliseconds, cost, error, attempts, created_at, ended_at}``. ``photo`` is the attachment's public id."""
    columns = (_v.submission_id, _v.marked_key, *(_v[name] for name in _SHOWN), _a.public_id.label("photo"), _a.field)
    query = sa.select(*columns).join(attachment, _a.id == _v.attachment_id)
    rows = connection.execute(query.where(_v.submission_id.in_(sorted(set(submission_ids)))).order_by(_a.id, _v.id))
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        card = {name: row._mapping[name] for name in (*_SHOWN, "photo", "field")}
        card |= {"marked": row.marked_key is not None, "reasons": row.reasons or [], "findings": row.findings or []}
        found.setdefault(row.submission_id, []).append(card)
    return found


def reasons_of(verdicts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The reasons of a submission's verdicts for the person who filled it, the worst first, each once: ``{code, text,
    outcome, photo, check}``. A check that broke down is one too: people look instead."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for verdict in verdicts:
        broken = [_BROKEN] if verdict["state"] == "failed" else []
        for reason in (*verdict["reasons"], *broken):
            card = {name: reason[name] for name in ("code", "text", "outcome")}
            card |= {"photo": verdict["photo"], "check": verdict["check"]}
            found.setdefault((reason["code"], str(reason["text"]), verdict["photo"]), card)
    return sorted(found.values(), key=lambda one: _WORST[one["outcome"]])


def reviews_of(connection: sa.Connection, submission_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """By submission id: who was asked to look again, and what they decided, oldest first: ``{public_id, why, state,
    asked_by, asked_at, asked_reason, before, decided_by, decided_at, outcome, reason, agrees}``."""
    query = sa.select(review).where(_r.submission_id.in_(sorted(set(submission_ids)))).order_by(_r.id)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in connection.execute(query).mappings():
        card = {name: value for name, value in row.items() if name not in ("id", "submission_id")}
        found.setdefault(row["submission_id"], []).append(card)
    return found


def decisions_of(connection: sa.Connection, submission_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """By submission id, where people have looked again: what the last of them said to whoever filled it:
    ``{why, outcome, reason, at}``. Who it was stays in the office."""
    done = sa.and_(_r.submission_id.in_(sorted(set(submission_ids))), _r.state == "done")
    query = (
        sa.select(_r.submission_id, _r.why, _r.outcome, _r.reason, _r.decided_at).where(done).order_by(_r.decided_at)
    )
    return {
        row.submission_id: {"why": row.why, "outcome": row.outcome, "reason": row.reason, "at": row.decided_at}
        for row in connection.execute(query)
    }


def appeals_of(connection: sa.Connection, submission_ids: Iterable[int]) -> dict[int, str]:
    """By submission id, where there was an appeal: "open", or what became of the newest: "upheld" (what was decided
    stands) or "reversed"."""
    query = sa.select(_r.submission_id, _r.state, _r.before, _r.outcome).order_by(_r.id)
    asked = sa.and_(_r.why == "appeal", _r.submission_id.in_(sorted(set(submission_ids))), _r.state != "withdrawn")
    return {row.submission_id: appeal_state(row) for row in connection.execute(query.where(asked))}


def appeal_state(row: Any) -> str:
    """In a word: open, upheld or reversed. What was uncertain and is now a fail has not been changed for the better."""
    if row.state == "open":
        return "open"
    return "upheld" if row.outcome in (row.before, "fail") else "reversed"

"""Runs of sources that are held: what came, what is usual, and a person's decision."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.background import in_background
from admin_ui.call import Call
from admin_ui.change_cards import IssueCard
from admin_ui.load_cards import LoadCard, load_card
from admin_ui.resource import Answer, Resource
from connectors.holding import drop_held, first_rows, held_loads, publish_held, usual_of
from engine.access.errors import not_found
from engine.storage.tables import load

RESOURCE = Resource("held_loads", "Runs of sources that are held for a decision")
SHOWN = 20


class HeldRowCard(Schema):
    """``raw``: as it came (JSON). ``mapped``: as it would be stored; null where it cannot be."""

    dataset = fields.String(required=True)
    raw = fields.String(required=True)
    mapped = fields.Dict(required=True, allow_none=True)
    issues = fields.List(fields.Nested(IssueCard), required=True)


class HeldLoad(LoadCard):
    """A held run, how many ``usual_rows`` its source brings, and the first rows: null and none for those who do not
    see all units, rows only for those who may see refused ones too (they are as they came, every column)."""

    usual_rows = fields.Float(required=True, allow_none=True)
    rows = fields.List(fields.Nested(HeldRowCard), required=True)


class HeldDecision(Schema):
    verdict = fields.String(required=True, validate=validate.OneOf(("publish", "drop")))
    reason = fields.String(required=True, validate=[validate.Length(2, 500), validate.Regexp(r"\s*\S")])


@RESOURCE.route("GET", "/sources/<name>/held", answer=HeldLoad, many=True)
@needs("read_sources")
def held_view(call: Call, name: str) -> Any:
    """The runs of a source that wait for a decision, oldest first, each with its first 20 rows."""
    if call.release.find("source", name) is None:
        raise not_found()
    return [_card(call, row) for row in held_loads(call.connection, name)]


@RESOURCE.route("POST", "/loads/<public_id>/decision", body=HeldDecision, answer=LoadCard)
@needs("run_jobs")
def decide_held(call: Call, wish: dict[str, str], public_id: str) -> Any:
    """Publish a held run after all, or drop it: once, by somebody who sees all units. 202 where publishing takes long.

    A run that is decided already, or was overtaken by a later one, is refused (N674).
    """
    mine = sa.select(load).where(load.c.public_id == public_id)
    row = call.connection.execute(mine).one_or_none()
    if row is None or not call.actor.sees_everything:
        raise not_found()
    by, why = call.actor.login, wish["reason"].strip()
    done = True
    if wish["verdict"] == "publish":
        done = in_background(publish_held, call.database, call.release, row.id, by=by, why=why)
    else:
        drop_held(call.database, row.id, by=by, why=why)
    with call.writing() as connection:
        return Answer(load_card(connection.execute(mine).one(), call.actor), 200 if done else 202)


def _card(call: Call, row: Any) -> dict[str, Any]:
    card = load_card(row, call.actor) | {"usual_rows": None, "rows": []}
    if not call.actor.sees_everything:
        return card
    rows = first_rows(call.connection, row.id, SHOWN) if "read_refused" in call.actor.permissions else []
    shown = [
        {"dataset": r.dataset, "raw": r.raw, "mapped": r.mapped, "issues": [i.as_json() for i in r.issues]}
        for r in rows
    ]
    return card | {"usual_rows": usual_of(call.connection, call.release, row), "rows": shown}

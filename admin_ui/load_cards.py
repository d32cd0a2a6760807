"""Loads as the API shows them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields

from engine.access import Actor
from engine.base.issue import Issue
from engine.base.text import both


class LoadCard(Schema):
    """One run of a source: what it asked for, what came and what became of it. ``error`` is an issue.

    Counts, data day and hashes are of the source's rows of all units: null for those who do not see all units.
    """

    public_id = fields.String()
    source = fields.String()
    state = fields.String()
    reason = fields.String()
    started_at = fields.AwareDateTime()
    ended_at = fields.AwareDateTime(allow_none=True)
    window_from = fields.Date(allow_none=True)
    window_to = fields.Date(allow_none=True)
    rows_in = fields.Integer(allow_none=True)
    rows_added = fields.Integer(allow_none=True)
    rows_changed = fields.Integer(allow_none=True)
    rows_same = fields.Integer(allow_none=True)
    rows_refused = fields.Integer(allow_none=True)
    data_date = fields.Date(allow_none=True)
    source_time = fields.AwareDateTime(allow_none=True)
    row_hash = fields.String(allow_none=True)
    chain_hash = fields.String(allow_none=True)
    error = fields.Raw(allow_none=True)


#: What is worked out from rows of every unit.
_OF_ALL = ("rows_in", "rows_added", "rows_changed", "rows_same", "rows_refused", "data_date", "row_hash", "chain_hash")


def load_card(row: sa.Row[Any], actor: Actor) -> dict[str, Any]:
    """A ``LoadCard`` of a row of the load table, as the actor may see it."""
    card = {name: row._mapping[name] for name in LoadCard().fields}
    if actor.sees_everything:
        return card
    return card | dict.fromkeys(_OF_ALL) | {"error": _plain(card["error"])}


def _plain(error: Any) -> Any:
    """An error without its words, which may quote what a source said of any unit."""
    if error is None:
        return None
    words = both("取数失败，请联系管理数据源的人", "the load failed: ask those who look after the sources")
    return Issue(str(error.get("code") or "N620"), words).as_json()

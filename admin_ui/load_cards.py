"""Loads as the API shows them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields


class LoadCard(Schema):
    """One run of a source: what it asked for, what came and what became of it. ``error`` is an issue."""

    public_id = fields.String()
    source = fields.String()
    state = fields.String()
    reason = fields.String()
    started_at = fields.AwareDateTime()
    ended_at = fields.AwareDateTime(allow_none=True)
    window_from = fields.Date(allow_none=True)
    window_to = fields.Date(allow_none=True)
    rows_in = fields.Integer()
    rows_added = fields.Integer()
    rows_changed = fields.Integer()
    rows_same = fields.Integer()
    rows_refused = fields.Integer()
    data_date = fields.Date(allow_none=True)
    source_time = fields.AwareDateTime(allow_none=True)
    row_hash = fields.String(allow_none=True)
    chain_hash = fields.String(allow_none=True)
    error = fields.Raw(allow_none=True)


def load_card(row: sa.Row[Any]) -> dict[str, Any]:
    """A ``LoadCard`` of a row of the load table."""
    return {name: row._mapping[name] for name in LoadCard().fields}

"""Lists in pages: ``?page=&page_size=`` and the header ``X-Pagination``, JSON: ``{"total", "total_pages", "page",
"page_size", "more"}``."""

from __future__ import annotations

import json
from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.resource import Answer


class PageQuery(Schema):
    """Where in a list, and how much of it."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))
    page_size = fields.Integer(load_default=50, validate=validate.Range(1, 200))


def paged(items: list[Any], total: int, query: dict[str, Any], *, more: bool = False) -> Answer:
    """One page of a list of ``total`` entries; ``more``: of at least so many, they were counted no further."""
    page, size = query["page"], query["page_size"]
    header = {"total": total, "total_pages": -(-total // size), "page": page, "page_size": size, "more": more}
    return Answer(items, headers={"X-Pagination": json.dumps(header)})

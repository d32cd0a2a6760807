"""What the schema of an org cannot say: its units make one tree, its posts name units, roles and people that exist."""

from __future__ import annotations

from collections.abc import Iterable

from engine.base.issue import Issue
from engine.definitions.kind import Catalog, Definition, Reference
from engine.definitions.names import twice
from engine.definitions.table import Table, table
from engine.kinds.org.model import MORE_UNIT_COLUMNS, POST_COLUMNS, UNIT_COLUMNS, USER_COLUMNS, OrgModel
from engine.kinds.org.people import post_issues, user_issues
from engine.kinds.org.units import unit_issues


def references(model: OrgModel) -> Iterable[Reference]:
    """The CSV files."""
    for place in ("units", "posts", "users"):
        if path := getattr(model, place):
            yield Reference(f"$.{place}", "file", path)


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about an org that passed its schema; those about a CSV row carry the row's line."""
    model: OrgModel = definition.model
    yield from twice(definition, "N420", [(f"$.levels[{i}].name", level.name) for i, level in enumerate(model.levels)])
    units = table(catalog, model.units, "$.units", "N441", UNIT_COLUMNS[:5], (*UNIT_COLUMNS[5:], *MORE_UNIT_COLUMNS))
    if units is None:
        return
    yield from units.issues
    yield from unit_issues(model, units)
    users = _optional(catalog, model.users, "$.users", USER_COLUMNS[:2], None)
    if users is not None:
        yield from users.issues
        yield from user_issues(users)
    posts = _optional(catalog, model.posts, "$.posts", POST_COLUMNS[:3], POST_COLUMNS[3:])
    if posts is not None:
        yield from posts.issues
        yield from post_issues(catalog, posts, units, users)


def _optional(
    catalog: Catalog, path: str | None, place: str, required: tuple[str, ...], more: tuple[str, ...] | None
) -> Table | None:
    return table(catalog, path, place, "N441", required, more) if path else None

"""Self-check of the org tree: are the stored paths what the parent links say?"""

from __future__ import annotations

import sqlalchemy as sa

from engine.base.issue import Issue
from engine.base.text import both
from engine.org.paths import Link, links_of
from engine.org.sync import parents_in
from engine.storage.tables import org_link


def verify_org(connection: sa.Connection) -> list[Issue]:
    """Names every unit whose stored place differs from what its parent links give (N441), or the broken link."""
    try:
        right = set(links_of(parents_in(connection)))
    except ValueError as error:
        return [Issue("N441", both(f"组织树已损坏：{error}", f"the org tree is damaged: {error}"))]
    stored = {
        Link(r.unit_id, r.valid_from.toordinal(), r.valid_to.toordinal(), r.parent_id, r.depth, r.path)
        for r in connection.execute(sa.select(org_link))
    }
    return [
        Issue(
            "N441",
            both(
                f"单元 {link.unit} 的路径 {link.path} 与上级不符",
                f"unit {link.unit}: path {link.path} is not its parents'",
            ),
        )
        for link in sorted(stored ^ right)
    ]

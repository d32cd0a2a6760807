"""From a change set to a release: conflicts and missing approvals stop it; then it is published whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from engine.access import audit
from engine.access.keepers import lockout
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import Text, both
from engine.changes.candidate import Candidate, candidate_of
from engine.changes.store import ChangeSet, change_set, mark, require_open
from engine.definitions.kind import kinds
from engine.definitions.publish import publish_checked, serving_for_change
from engine.definitions.release import Release, preview
from engine.storage import tables as t

#: Kinds whose changes somebody else has to approve, and the permission that lets him.
APPROVED = {"target_plan": "approve_targets"}


class ConflictError(IssueError):
    """What serves has changed under some drafts: answered 409."""


@dataclass(frozen=True)
class Approval:
    """What somebody said of a submitted change set; ``revision`` is the one that was looked at."""

    revision: int
    actor: str
    at: datetime
    verdict: str
    note: str


def publish_change_set(
    connection: sa.Connection, public_id: str, *, author: str, reason: str, day: date, despite_cases: bool = False
) -> Release:
    """Publishes and closes a change set, in the caller's transaction. ``despite_cases``: also where rule cases
    contradict it; how many do is kept in the audit log.

    Raises AccessError (404), ConflictError (N822), and IssueError: N821 closed, N823 nothing to publish, N824 not
    approved, or everything that the check found.
    """
    live = serving_for_change(connection)
    found = change_set(connection, public_id)
    require_open(found)
    candidate = candidate_of(connection, live, found)
    if candidate.conflicts:
        raise ConflictError(_conflict(*key) for key in sorted(candidate.conflicts))
    if not candidate.drafts and not candidate.files:
        raise IssueError([Issue("N823", both("变更集里没有改动", "the change set holds no changes"))])
    catalog = candidate.checked.require()
    if locked := lockout(connection, live, preview(catalog)):
        raise IssueError(locked)
    if missing := needs_approval(connection, candidate, day):
        raise IssueError([Issue("N824", missing, hint=both("先提交审批", "submit it for approval first"))])
    contradicted = candidate.contradicted if despite_cases else 0
    release = publish_checked(connection, candidate.checked, author=author, reason=reason, tried=contradicted > 0)
    mark(connection, found, "published", release.number)
    detail = {"title": found.title, "release": release.number, "reason": reason}
    if contradicted:
        detail["despite_cases"] = contradicted
    audit.append(connection, author, "change.publish", f"change set {found.public_id}", detail)
    return release


def submit(connection: sa.Connection, found: ChangeSet, author: str) -> None:
    """Asks for approval. Raises IssueError (N821)."""
    require_open(found)
    mark(connection, found, "submitted")
    audit.append(connection, author, "change.submit", f"change set {found.public_id}", {"title": found.title})


def approve(connection: sa.Connection, found: ChangeSet, verdict: str, note: str, actor: str) -> None:
    """Notes a verdict on the present revision; a rejection opens the set again. Raises IssueError (N821, N825)."""
    require_open(found)
    if found.state != "submitted":
        words = both("此变更集尚未提交审批", "this change set has not been submitted")
        raise IssueError([Issue("N825", words)])
    row = {"change_set_id": found.id, "revision": found.revision, "actor": actor, "at": clock.now()}
    connection.execute(sa.insert(t.change_approval).values(**row, verdict=verdict, note=note))
    if verdict == "rejected":
        mark(connection, found, "open")
    detail = {"verdict": verdict, "note": note, "revision": found.revision}
    audit.append(connection, actor, "change.approval", f"change set {found.public_id}", detail)


def approvals_of(connection: sa.Connection, found: ChangeSet) -> list[Approval]:
    """All verdicts, newest first."""
    table = t.change_approval
    columns = (table.c.revision, table.c.actor, table.c.at, table.c.verdict, table.c.note)
    query = sa.select(*columns).where(table.c.change_set_id == found.id).order_by(table.c.id.desc())
    return [Approval(**row._mapping) for row in connection.execute(query)]


def needs_approval(connection: sa.Connection, candidate: Candidate, day: date) -> Text | None:
    """Why it may not be published yet: it changes targets, and nobody but their authors has approved this revision.

    Where only one person may approve at all, nobody else can: then no approval is asked for.
    """
    touched = [draft for draft in candidate.drafts.values() if draft.kind in APPROVED]
    files = _files_of(candidate, {path for path, file in candidate.files.items() if file.text is not None})
    if not touched and not files:
        return None
    wanted = {draft.kind for draft in touched} | files
    authors = {draft.author for draft in touched} | {file.author for file in candidate.files.values()}
    allowed = set(_holders(connection, candidate.live, day, {APPROVED[kind] for kind in wanted}))
    if len(allowed) <= 1:
        return None
    for verdict in approvals_of(connection, candidate.change):
        if verdict.revision == candidate.change.revision and verdict.actor in allowed - authors:
            return None if verdict.verdict == "approved" else _REJECTED
    return _UNAPPROVED


_UNAPPROVED = both("目标计划的改动须由他人批准", "changes of target plans need somebody else's approval")
_REJECTED = both("目标计划的改动已被退回", "the changes of the target plans were rejected")


def _files_of(candidate: Candidate, paths: set[str]) -> set[str]:
    """The kinds that need approval and have a definition that refers to one of these drafted files."""
    return {
        kind
        for kind in APPROVED
        for catalog in (candidate.live.catalog, candidate.catalog)
        for definition in catalog.all(kind)
        for reference in kinds()[kind].references(definition.model)
        if reference.kind == "file" and reference.name in paths
    }


def _holders(connection: sa.Connection, release: Release, day: date, permissions: set[str]) -> Iterable[str]:
    """Logins of the active people who hold all these permissions, each by one role, on the day."""
    roles = [role.name for role in release.all("role") if permissions <= set(role.permissions)]
    post, person = t.post_holder, t.user_account
    query = (
        sa.select(person.c.login)
        .join(post, post.c.user_id == person.c.id)
        .where(person.c.active.is_(sa.true()), post.c.role.in_(roles), post.c.valid_from <= day, post.c.valid_to > day)
    )
    return connection.execute(query.distinct()).scalars()


def _conflict(kind: str, name: str) -> Issue:
    words = both(
        f"“{name}” 在起草之后已有新版本发布", f'a newer version of "{name}" was published after the draft began'
    )
    hint = both("对照现行版本合并后再发布", "merge with what serves, then publish")
    return Issue("N822", words, file=f"{kind} {name}", hint=hint)

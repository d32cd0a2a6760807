"""Tries what somebody is typing, saved or not: a change set with one definition as it stands in the editor."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from engine.changes.candidate import Candidate, laid_over, path_for
from engine.changes.rehearsal import glimpse, performing
from engine.changes.store import Draft
from engine.definitions.release import Release


def as_typed(candidate: Candidate, kind: str, name: str, value: Mapping[str, Any] | None) -> Candidate:
    """The candidate with a definition as it is being typed in place of the draft; ``value`` None: as it was saved.

    Kind and name are those given, whatever the value says of itself.
    """
    if value is None:
        return candidate
    text = json.dumps({**value, "kind": kind, "name": name}, ensure_ascii=False, indent=2)
    serving, draft = candidate.live.catalog.get(kind, name), candidate.drafts.get((kind, name))
    if draft is None:
        path = serving.path if serving else path_for(candidate.live, kind, name)
        change = candidate.change
        draft = Draft(kind, name, path, text, 0, serving.text if serving else None, "", change.changed_at)
    drafts = {**candidate.drafts, (kind, name): replace(draft, text=text)}
    return laid_over(candidate.live, candidate.change, drafts, candidate.files)


@contextmanager
def trying(
    database: sa.Engine, connection: sa.Connection, candidate: Candidate
) -> Iterator[tuple[sa.Connection, Release]]:
    """A connection and a release under which the candidate can be read: over the tables there are where that will do
    (an indicator over measures there are), else published for a moment and rolled back (a measure that is new).

    In the second case the reading transaction ends, for the new tables would wait for it (PostgreSQL); what is read
    through ``connection`` meanwhile may wait for them. Raises IssueError where the candidate cannot be published.
    """
    with glimpse(connection, candidate) as release:
        if release is not None:
            yield connection, release
            return
    connection.rollback()
    with performing(database, candidate) as found:
        yield found

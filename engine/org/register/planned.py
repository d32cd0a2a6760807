"""What an import or an edit would do, row by row, before anything is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.base.issue import Issue, has_errors
from engine.org.register.files import Cells

Action = Literal["added", "changed", "moved", "closed", "removed", "unchanged", "refused"]


@dataclass(frozen=True)
class Change:
    """One row. ``line`` is the row's number in what came in (None: it is not in there); ``details`` are (column,
    before, after); ``title`` names the thing for people."""

    action: Action
    key: str
    title: str = ""
    line: int | None = None
    details: tuple[tuple[str, str, str], ...] = ()
    issues: tuple[Issue, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As the API answers it."""
        details = [{"column": c, "before": before, "after": after} for c, before, after in self.details]
        return {**vars(self), "details": details, "issues": [issue.as_json() for issue in self.issues]}


@dataclass(frozen=True)
class Plan:
    """``texts`` are the files as they would be. ``unknown_levels``: words for levels that the org does not have, the
    highest first. Where a row is refused, ``ok`` is False and nothing may be stored."""

    changes: tuple[Change, ...]
    texts: Mapping[str, str] = field(default_factory=dict)
    unknown_levels: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no row is refused."""
        return not any(change.action == "refused" for change in self.changes)

    @property
    def changed(self) -> bool:
        """Whether anything would be different."""
        return any(change.action not in ("unchanged", "refused") for change in self.changes)

    def counts(self) -> dict[str, int]:
        """How many rows of each action."""
        return dict(Counter(change.action for change in self.changes))


def judged(change: Change, issues: list[Issue]) -> Change:
    """The change with what is wrong about it; an error makes it a refused one."""
    found = (*change.issues, *issues)
    action = "refused" if has_errors(found) else change.action
    return Change(action, change.key, change.title, change.line, change.details, found)


def details(before: Cells, after: Cells) -> tuple[tuple[str, str, str], ...]:
    """The columns in which two rows differ."""
    names = [*before, *(name for name in after if name not in before)]
    pairs = ((name, before.get(name, ""), after.get(name, "")) for name in names)
    return tuple(pair for pair in pairs if pair[1] != pair[2])

"""What is wrong, where, and the nearest right thing: the one shape of every complaint the product makes.

The same issue is a line on the command line, a mark at a field in the editor (by ``path``) and an
entry of a problem-details answer of the API.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from engine.base.text import Text, pick

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Issue:
    """One complaint.

    ``code`` is stable (``N203``); ``path`` is a JSON path (``$.bands[1].from``); ``line`` counts from 1;
    ``hint`` says the nearest right thing.
    """

    code: str
    message: Text
    path: str = "$"
    file: str | None = None
    line: int | None = None
    hint: Text | None = None
    level: Level = "error"

    def at(self, file: str | None, line: int | None) -> Issue:
        """The same issue, with its place."""
        return replace(self, file=file, line=line)

    def line_of_text(self, lang: str = "en") -> str:
        """``file:line path CODE message — hint``: one line for a terminal."""
        place = f"{self.file}:{self.line}" if self.line else (self.file or "")
        words = " ".join(part for part in (place, self.path, self.code, pick(self.message, lang)) if part)
        return f"{words} — {pick(self.hint, lang)}" if self.hint else words

    def as_json(self) -> dict[str, Any]:
        """The JSON shape shared by the API, ``--json`` and the editor."""
        return {
            "level": self.level,
            "code": self.code,
            "path": self.path,
            "file": self.file,
            "line": self.line,
            "message": dict(self.message),
            "hint": dict(self.hint) if self.hint else None,
        }


class IssueError(Exception):
    """Raised when work cannot go on; carries every issue found, never only the first."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = list(issues)
        super().__init__("\n".join(issue.line_of_text() for issue in self.issues))


def has_errors(issues: Iterable[Issue]) -> bool:
    """Whether any of them is more than a warning."""
    return any(issue.level == "error" for issue in issues)

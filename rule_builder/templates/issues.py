"""Complaints about templates: an issue that also says where in the source."""

from __future__ import annotations

from dataclasses import dataclass

from engine.base.issue import Issue, IssueError
from engine.base.text import Text


@dataclass(frozen=True)
class TemplateIssue(Issue):
    """``position``: characters before the place in the source; ``line`` counts from 1."""

    position: int = 0


class Place:
    """Finds where in a source something stands: Jinja tells only the line."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._starts = [0] + [i + 1 for i, char in enumerate(source) if char == "\n"]

    def position(self, line: int, word: str = "") -> int:
        """The offset of ``word`` in or after the first tag of a line (that tag where the word is not found)."""
        start = self._starts[min(max(line, 1), len(self._starts)) - 1]
        tags = [at for at in (self.source.find("{{", start), self.source.find("{%", start)) if at >= 0]
        tag = min(tags, default=start)
        found = self.source.find(word, tag) if word else -1
        return found if found >= 0 else tag

    def line(self, position: int) -> int:
        """The line of an offset."""
        return self.source.count("\n", 0, position) + 1

    def refuse(
        self,
        code: str,
        message: Text,
        *,
        line: int = 1,
        word: str = "",
        at: int | None = None,
        hint: Text | None = None,
    ) -> IssueError:
        """The exception to raise for something at an offset, or at a word of a line."""
        position = self.position(line, word) if at is None else at
        return IssueError(
            [TemplateIssue(code, message, line=self.line(position), hint=hint, position=position)],
        )


def refusal(code: str, message: Text, hint: Text | None = None) -> IssueError:
    """A refusal while rendering, where the place is not known."""
    return IssueError([TemplateIssue(code, message, hint=hint)])

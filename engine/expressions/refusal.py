"""Why a formula is refused: an issue that also knows the place in the text.

Codes: N301 empty · N302 too long · N303 nested too deep · N304 too many parts · N305 character · N306 syntax ·
N307 not part of the language · N308 unknown name · N309 unknown function · N310 number of arguments · N311 types ·
N312 number out of limits · N313 text too long · N314 aggregate in the wrong place · N315 bad fixed value ·
N316 not possible over a set of rows · N317 too costly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.base.text import Text, both


@dataclass(frozen=True)
class ExpressionIssue(Issue):
    """An issue in a formula; ``position`` counts characters from 0."""

    position: int = 0

    def as_json(self) -> dict[str, Any]:
        return {**super().as_json(), "position": self.position}


def issue(code: str, zh: str, en: str, position: int = 0, hint: Text | None = None) -> ExpressionIssue:
    """An issue whose words end with the place, counted from 1 as people do."""
    place = both(f"{zh}（第 {position + 1} 个字符）", f"{en} (character {position + 1})")
    return ExpressionIssue(code=code, message=place, hint=hint, position=position)


def refusal(code: str, zh: str, en: str, position: int = 0, hint: Text | None = None) -> IssueError:
    """The same, ready to raise."""
    return IssueError([issue(code, zh, en, position, hint)])

"""Small checks that kinds share: names that are there twice, names that are not among the known ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.base.issue import Issue
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.kind import Definition


def twice(definition: Definition, code: str, places: Iterable[tuple[str, str]]) -> Iterable[Issue]:
    """An issue for every (path, name) whose name stood already at an earlier path."""
    seen: dict[str, str] = {}
    for path, name in places:
        if name in seen:
            words = both(f"“{name}” 重复，已在 {seen[name]}", f'"{name}" is there twice, already at {seen[name]}')
            yield definition.issue(code, words, path)
        seen.setdefault(name, path)


def unknown(
    definition: Definition, code: str, path: str, name: str, known: Sequence[str], what: tuple[str, str]
) -> Issue:
    """An issue for a name that is not among the known ones. ``what``: the thing in Chinese and English."""
    words = both(f"没有{what[0]} “{name}”", f'there is no {what[1]} "{name}"')
    return definition.issue(code, words, path, did_you_mean(name, known))

"""The nearest right thing to a mistyped name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from engine.base.text import Text, both

#: Names that are compared with a misspelt one; comparing thousands would take seconds.
MANY = 400


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The most similar known name, or None where nothing is similar. Of many names only those that begin alike."""
    names = list(known)
    if len(names) > MANY:
        names = [name for name in names if name[:1] == word[:1] and abs(len(name) - len(word)) <= 2][:MANY]
    found = get_close_matches(word[:200], names, n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> Text | None:
    """A hint naming the nearest known name; else, for short lists, all of them."""
    names = sorted(known)
    close = nearest(word, names)
    if close:
        return both(f"您是否想写 “{close}”？", f'did you mean "{close}"?')
    if names and len(names) <= 12:
        listed = ", ".join(names)
        return both(f"可用的有：{listed}", f"known: {listed}")
    return None

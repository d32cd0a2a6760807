"""How people write the things of a register: codes, days, groups, yes and no, names instead of codes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from engine.sheets.cells import day_in


def plain(text: str) -> str:
    """NFKC (full-width letters and digits become plain ones), trimmed."""
    return unicodedata.normalize("NFKC", text).strip()


def day(text: str) -> str:
    """An ISO day where the text is one in any usual spelling, else the text itself: the checks then refuse it."""
    return (day_in(plain(text)) or plain(text)) if text.strip() else ""


def groups(text: str) -> str:
    """Group names joined by ";"."""
    return ";".join(dict.fromkeys(part.strip() for part in re.split(r"[;；,，、/|]", text) if part.strip()))


def yes(text: str) -> str:
    """ "true" for the ways of saying yes, "" for those of saying no; anything else as it is."""
    word = plain(text).lower()
    if word in ("是", "y", "yes", "true", "1", "√", "✓", "代理", "deputy"):
        return "true"
    return "" if word in ("", "否", "n", "no", "false", "0", "×", "-") else text


class Names:
    """Finds a key by itself or by one of the names it goes by; a name of two things finds neither."""

    def __init__(self, known: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._keys: dict[str, str] = {}
        self._by_name: dict[str, set[str]] = {}
        for key, names in known:
            self._keys[plain(key).casefold()] = key
            for name in names:
                if name:
                    self._by_name.setdefault(plain(name).casefold(), set()).add(key)

    def find(self, text: str) -> str | None:
        """The key, or None where nothing, or more than one thing, goes by that name."""
        word = plain(text).casefold()
        if word in self._keys:
            return self._keys[word]
        found = self._by_name.get(word, set())
        return next(iter(found)) if len(found) == 1 else None


def titles(cells: Mapping[str, str]) -> str:
    """The name of a row for people."""
    return cells.get("zh") or cells.get("en") or ""

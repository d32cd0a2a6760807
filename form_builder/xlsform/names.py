"""Names and words of an XLSForm in our ways: small letters and underscores; Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.base.text import Text
from form_builder.shape.tree import RESERVED

_ZH = re.compile(r"中文|汉语|简体|chinese|\bzh\b|\(zh", re.I)
_EN = re.compile(r"english|英文|英语|\ben\b|\(en", re.I)
LONGEST = 48


def tidy(name: str, taken: set[str], fallback: str) -> str:
    """A name of ours for theirs, not among ``taken`` (to which it is added)."""
    plain = re.sub(r"_+", "_", re.sub(r"[^a-z0-9]+", "_", name.lower())).strip("_")
    if not plain or not plain[0].isalpha():
        plain = f"{fallback}_{plain}".strip("_")
    plain = plain[: LONGEST - 4].rstrip("_")
    found, n = plain, 1
    while found in taken or found in RESERVED:
        n += 1
        found = f"{plain}_{n}"
    taken.add(found)
    return found


def words(label: Any, default: str) -> Text:
    """Both languages of a label, which is a text or language → text; what a language lacks is taken from another."""
    if isinstance(label, str):
        return {"zh": label, "en": label}
    texts: Mapping[str, Any] = label if isinstance(label, Mapping) else {}
    plain = {lang: text for lang, text in texts.items() if isinstance(text, str) and text}
    zh = next((text for lang, text in plain.items() if _ZH.search(lang)), None)
    en = next((text for lang, text in plain.items() if _EN.search(lang)), None)
    other = next(iter(plain.values()), default)
    return {"zh": (zh or en or other)[:LONGEST_TEXT], "en": (en or zh or other)[:LONGEST_TEXT]}


LONGEST_TEXT = 4000

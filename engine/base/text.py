"""Words for people in two languages: ``{"zh": …, "en": …}``."""

from __future__ import annotations

from collections.abc import Mapping

Text = Mapping[str, str]
LANGUAGES = ("zh", "en")


def both(zh: str, en: str) -> Text:
    """A text in both languages."""
    return {"zh": zh, "en": en}


def pick(text: Text | None, lang: str) -> str:
    """The text in ``lang``, else in any language it has; empty for none."""
    if not text:
        return ""
    return text.get(lang) or text.get("zh") or next(iter(text.values()))

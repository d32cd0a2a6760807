"""A change of a score in words: what moved by how much, and because of what. "陈列 +2.0（每日检查表）"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.base.text import LANGUAGES, Text, both, pick

ADJUSTMENT = both("数据调整", "data adjustment")
RELEASE = both("评分或目标改版", "new definitions or targets")
CLOSED = both("周期结束，定分", "period ended: final")
REST = both("其他项", "other items")


def sentence(
    release: Any, scorecard: str, parts: Sequence[Mapping[str, Any]], cause: Mapping[str, Any],
    shows: Callable[[str], bool] = lambda indicator: True,
) -> Text:  # fmt: skip
    """``parts`` and ``cause`` as in ``score_change``. Lines whose indicator ``shows`` refuses are put together under no
    name; so is a veto that rests on one, and a line that the card has no longer."""
    card = release.compiled("scorecard", scorecard)
    if cause.get("closed"):
        return CLOSED
    titles: dict[str, Text] = {line.name: line.title for line in card.lines if shows(line.indicator)}
    indicators = {line.name: line.indicator for line in card.lines}
    titles |= {veto.name: veto.title for veto in card.vetoes if open_veto(veto, indicators, card.indicators, shows)}
    named: list[tuple[Text, float]] = []
    rest = 0.0
    for part in parts:
        title = titles.get(part["line"])
        if title is None:
            rest += part["delta"]
        elif part["delta"]:
            named.append((title, part["delta"]))
    if round(rest, 6):
        named.append((REST, rest))
    return {lang: _written(named, why(release, cause), lang, card.decimals) for lang in LANGUAGES}


def open_veto(veto: Any, lines: Mapping[str, str], indicators: Sequence[str], shows: Callable[[str], bool]) -> bool:
    """Whether all that a veto's formula names may be seen. ``lines``: line → indicator."""
    named = set(veto.names & set(indicators))
    for name in veto.names:
        _, _, line = name.partition("_")
        if name.startswith(("attainment_", "points_")) and line in lines:
            named.add(lines[line])
    return all(shows(indicator) for indicator in named)


def why(release: Any, cause: Mapping[str, Any]) -> Text | None:
    """What brought it, in words: titles of forms and sources, an adjustment, new definitions."""
    found: list[Text] = []
    for source in cause.get("sources", ()):
        kind, _, name = source.rpartition(":")
        model = release.find(kind or "source", name)
        found.append(ADJUSTMENT if source == "adjustment" else both(source, source) if model is None else model.title)
    if cause.get("release") is not None:
        found.append(RELEASE)
    return {
        lang: ("、" if lang == "zh" else ", ").join(dict.fromkeys(pick(t, lang) for t in found)) for lang in LANGUAGES
    } if found else None  # fmt: skip


def _written(named: Sequence[tuple[Text, float]], cause: Text | None, lang: str, decimals: int) -> str:
    moves = [f"{pick(title, lang)} {signed(delta, max(decimals, 1))}" for title, delta in named]
    words = ("，" if lang == "zh" else ", ").join(moves) or pick(both("各项互有增减", "items moved"), lang)
    if cause is None:
        return words
    return f"{words}（{pick(cause, lang)}）" if lang == "zh" else f"{words} ({pick(cause, lang)})"


def signed(value: float, decimals: int) -> str:
    """With its sign; a true minus."""
    return f"{'+' if value >= 0 else '−'}{abs(value):.{decimals}f}"

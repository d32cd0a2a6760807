"""A change of a score in words: what moved by how much, and because of what. "陈列 +2.0（每日检查表）"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any

from engine.base.text import LANGUAGES, Text, both, pick

ADJUSTMENT = both("数据调整", "data adjustment")
RELEASE = both("评分或目标改版", "new definitions or targets")
CLOSED = both("周期结束，定分", "period ended: final")
REST = both("其他项", "other items")
_JOIN = {"zh": "、", "en": ", "}


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
    lines = {part["line"] for part in parts}
    fed = _feeding(release, [line.indicator for line in card.lines if line.name in lines])
    return {lang: _written(named, why(release, cause, fed), lang, card.decimals) for lang in LANGUAGES}


def open_veto(veto: Any, lines: Mapping[str, str], indicators: Sequence[str], shows: Callable[[str], bool]) -> bool:
    """Whether all that a veto's formula names may be seen. ``lines``: line → indicator."""
    named = set(veto.names & set(indicators))
    for name in veto.names:
        _, _, line = name.partition("_")
        if name.startswith(("attainment_", "points_")) and line in lines:
            named.add(lines[line])
    return all(shows(indicator) for indicator in named)


def why(release: Any, cause: Mapping[str, Any], datasets: Set[str] = frozenset()) -> Text | None:
    """What brought it, in words: titles of forms and sources, an adjustment, new definitions. Of several sources those
    that feed none of ``datasets`` (what moved is made of them) had no part in it."""
    sources = {name: _source(release, name) for name in cause.get("sources", ())}
    part = [name for name, (_, into) in sources.items() if not into or not datasets or into & datasets]
    found = [sources[name][0] for name in part or sources]
    if cause.get("release") is not None:
        found.append(RELEASE)
    if not found:
        return None
    return {lang: _JOIN[lang].join(dict.fromkeys(pick(t, lang) for t in found)) for lang in LANGUAGES}


def _source(release: Any, name: str) -> tuple[Text, frozenset[str]]:
    """A source's title (of "form:daily" the form's), and the datasets it feeds; of none, they are not known."""
    kind, _, own = name.rpartition(":")
    model = release.find(kind or "source", own)
    if model is None:
        return (ADJUSTMENT if name == "adjustment" else both(name, name)), frozenset()
    into = getattr(model, "into", None) or getattr(model, "maps", None) or ()
    return model.title, frozenset(str(one.dataset) for one in into)


def _feeding(release: Any, indicators: Iterable[str]) -> frozenset[str]:
    """The datasets that indicators are made of, with those that confirm them and those they look things up in."""
    found: set[str] = set()
    for name in indicators:
        for dataset in {measure.dataset for measure in release.compiled("indicator", name).measures}:
            compiled = release.compiled("dataset", dataset)
            found |= {dataset, *(lookup.from_dataset for lookup in compiled.lookups)}
            if compiled.model.confirmed_by:
                found.add(compiled.model.confirmed_by)
    return frozenset(found)


def _written(named: Sequence[tuple[Text, float]], cause: Text | None, lang: str, decimals: int) -> str:
    moves = [f"{pick(title, lang)} {signed(delta, max(decimals, 1))}" for title, delta in named]
    words = ("，" if lang == "zh" else ", ").join(moves) or pick(both("各项互有增减", "items moved"), lang)
    if cause is None:
        return words
    return f"{words}（{pick(cause, lang)}）" if lang == "zh" else f"{words} ({pick(cause, lang)})"


def signed(value: float, decimals: int) -> str:
    """With its sign; a true minus."""
    return f"{'+' if value >= 0 else '−'}{abs(value):.{decimals}f}"

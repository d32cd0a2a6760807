"""Which business days a run asks for, and how a request says so.

Placeholders in ``path``, ``params``, ``headers`` and ``body``: ``{window.from}`` and ``{window.to}`` (first and last
day, both included, ``2026-11-01``), ``{window.after}`` (the day after the last), each also with a pattern
(``{window.from:%Y%m%d}``); ``{window.from_instant}`` and ``{window.to_instant}`` are the UTC instants at which the
first business day begins and the last one ends (it ends ``day_cutoff_hours`` after midnight).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

PLACEHOLDER = re.compile(r"\{window\.(\w+)(?::([^{}]*))?\}")
DAYS = ("from", "to", "after")
INSTANTS = ("from_instant", "to_instant")
PATTERN = re.compile(r"(%[YmdjHMS]|[-/_. T:]|[0-9])+")


@dataclass(frozen=True)
class Span:
    """Business days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.last - self.first).days + 1

    def chunks(self, most: int | None) -> Iterator[Span]:
        """Pieces of at most ``most`` days, oldest first."""
        first = self.first
        while first <= self.last:
            last = self.last if most is None else min(self.last, first + timedelta(days=most - 1))
            yield Span(first, last)
            first = last + timedelta(days=1)


def last_whole_day(now: datetime, zone: str, cutoff_hours: int) -> date:
    """The newest business day that has ended: at 03:00 with a cut-off of 4 hours yesterday still runs."""
    return (now.astimezone(ZoneInfo(zone)) - timedelta(hours=cutoff_hours)).date() - timedelta(days=1)


def next_span(up_to: date | None, newest: date, *, overlap_days: int, first_days: int) -> Span:
    """From the watermark (the last day got so far; None for the first run) to ``newest``.

    The last ``overlap_days`` days are asked for again: corrections and late rows come in that way.
    """
    if up_to is None:
        return Span(newest - timedelta(days=first_days - 1), newest)
    first = up_to + timedelta(days=1 - overlap_days)
    return Span(min(first, newest), newest)


def said(value: Any, span: Span | None, zone: str, cutoff_hours: int) -> Any:
    """``value`` with every placeholder replaced. Raises ValueError for one that means nothing."""
    if isinstance(value, dict):
        return {key: said(part, span, zone, cutoff_hours) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [said(part, span, zone, cutoff_hours) for part in value]
    if not isinstance(value, str):
        return value
    return PLACEHOLDER.sub(lambda match: _one(match[1], match[2], span, zone, cutoff_hours), value)


def _one(name: str, pattern: str | None, span: Span | None, zone: str, cutoff_hours: int) -> str:
    if span is None or not fits(name, pattern):
        raise ValueError(f"{{window.{name}}}")
    after = span.last + timedelta(days=1)
    if name in INSTANTS:
        day = span.first if name == "from_instant" else after
        at = datetime.combine(day, time(), ZoneInfo(zone)) + timedelta(hours=cutoff_hours)
        return at.astimezone(UTC).strftime(pattern or "%Y-%m-%dT%H:%M:%SZ")
    day = {"from": span.first, "to": span.last, "after": after}[name]
    return day.strftime(pattern or "%Y-%m-%d")


def fits(name: str, pattern: str | None) -> bool:
    """Whether a placeholder is one of ours."""
    return name in DAYS + INSTANTS and (pattern is None or PATTERN.fullmatch(pattern) is not None)

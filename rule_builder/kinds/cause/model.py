"""The model of a possible cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.base.text import Text
from engine.definitions.kind import Model

#: Rows of evidence that a report shows at most.
MOST_ROWS = 20


@dataclass(frozen=True, kw_only=True)
class QueryMeasure:
    """One aggregate over the rows of a group."""

    name: str
    title: Text
    formula: str


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What another dataset says of the same groups: aggregates of the rows that agree in the ``match`` columns.

    ``period``: "usual" (the 28 days before) or "counted" (the days that fired).
    """

    dataset: str
    match: tuple[str, ...]
    measures: tuple[QueryMeasure, ...]
    where: str | None = None
    period: Literal["usual", "counted"] = "usual"


@dataclass(frozen=True, kw_only=True)
class Query:
    """Rows of a dataset that are evidence: those of the incident's unit and below, over the days that fired.

    ``order``: names of group columns and measures, "-" in front for descending.
    """

    dataset: str
    title: Text
    where: str | None = None
    group_by: tuple[str, ...] = ()
    measures: tuple[QueryMeasure, ...]
    beside: Beside | None = None
    order: tuple[str, ...] = ()
    limit: int = 10


@dataclass(frozen=True, kw_only=True)
class CauseModel(Model):
    """``when`` says for which figures there is evidence; ``evidence`` tells them, with names in braces.

    Names: ``value``, ``usual``, ``target``, ``peers``, ``change`` of ``indicator``; the same of each of ``indicators``
    (``staff``, ``staff_usual``, …); the query's measures over all its rows (``closed_days``, ``closed_days_usual``).
    """

    indicator: str | None = None
    indicators: Mapping[str, str] = field(default_factory=dict)  # alias → indicator
    when: str
    evidence: Text
    query: Query | None = None
    action: Text | None = None
    owner: str | None = None
    applies_to: tuple[str, ...] = ()  # indicators whose incidents it may explain; none: all
    order: int = 100

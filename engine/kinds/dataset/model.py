"""The model of a dataset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.base.text import Text
from engine.definitions.kind import Model


@dataclass(frozen=True, kw_only=True)
class Column:
    """A typed column. ``min`` and ``max`` of money are in major units."""

    name: str
    title: Text
    type: str  # unit | day | date | timestamp | text | integer | money | number | boolean
    required: bool = True
    max_length: int | None = None
    min: float | None = None
    max: float | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """A column taken from another dataset. ``match``: their column → ours; ``take``: their column or "exists"."""

    name: str
    title: Text
    type: str
    from_dataset: str
    match: Mapping[str, str]
    take: str
    valid_from: str | None = None
    valid_to: str | None = None
    within_unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Accept:
    """A rule that every row must satisfy, and what people are told where one does not."""

    name: str
    rule: str
    message: Text


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One named aggregate. ``over_time``: sum | last | average | max | distinct; None: the aggregate's own rule."""

    name: str
    title: Text
    formula: str
    over_time: str | None = None


@dataclass(frozen=True, kw_only=True)
class DatasetModel(Model):
    """Typed rows. Facts have one ``unit`` and one ``day`` column in their key; ``lookup_only`` data has no day."""

    lookup_only: bool = False
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    keep_latest_by: str | None = None
    lookups: tuple[Lookup, ...] = ()
    accept: tuple[Accept, ...] = ()
    measures: tuple[Measure, ...] = ()
    confirmed_by: str | None = None

    def column_of(self, type: str) -> str | None:
        """The name of the first column of a type (``unit``, ``day``)."""
        return next((column.name for column in self.columns if column.type == type), None)

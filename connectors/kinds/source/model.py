"""The model of a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.definitions.kind import Model


@dataclass(frozen=True, kw_only=True)
class WindowModel:
    """How many days back a run asks again, how many the first run asks for, and how many at most in one request."""

    overlap_days: int = 3
    first_days: int = 62
    max_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class HoldModel:
    """A run with less than ``below`` of the usual rows (median of ``runs`` alike) is held; 0 never holds."""

    below: float = 0.5
    runs: int = 8


@dataclass(frozen=True, kw_only=True)
class SlaModel:
    """The promise: at ``by`` ("HH:MM" in the app's zone) of every day the data of ``lag_days`` days ago is there."""

    by: str
    lag_days: int = 1


@dataclass(frozen=True, kw_only=True)
class IntoModel:
    """Records at ``records`` become rows of ``dataset``: ``map`` is column → formula over the names of the record.

    ``where`` leaves records out; ``optional`` are names that may be missing from every record of a run.
    """

    dataset: str
    records: str | None = None
    where: str | None = None
    map: Mapping[str, str]
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SourceModel(Model):
    """``connection`` and ``request`` are the connector's own: their fields are checked by its schemas."""

    connector: str
    schedule_note: str | None = None
    connection: Mapping[str, Any] = field(default_factory=dict)
    request: Mapping[str, Any] = field(default_factory=dict)
    window: WindowModel | None = None
    source_time: str | None = None
    hold: HoldModel = HoldModel()
    sla: SlaModel | None = None
    into: tuple[IntoModel, ...]

"""The model of a channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.definitions.kind import Model


@dataclass(frozen=True, kw_only=True)
class QuietHours:
    """Times of day ("HH:MM") between which messages wait; ``to`` before ``from_`` is on the next day. ``except_``:
    severities that do not wait. ``time_zone`` None = the app's."""

    from_: str
    to: str
    time_zone: str | None = None
    except_: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ChannelModel(Model):
    """``type`` names an installed channel; ``settings`` are its own, checked by it; secrets and addresses of the
    installation only by name. ``format`` None = the channel's default. ``jitter_seconds``: least and most delay."""

    type: str
    settings: Mapping[str, Any]
    format: str | None = None
    jitter_seconds: tuple[int, ...] = (180, 720)
    quiet_hours: QuietHours | None = None

"""What is odd about a photo: noted as flags for people (and checks) to see; none of them refuses it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

FAR, IMPRECISE = 500.0, 100.0  # metres
APART = timedelta(minutes=10)
_EARTH = 6_371_008.8

Place = Mapping[str, Any]


def metres(one: Place, other: Place) -> float:
    """Distance of two places {"lat", "lon"} on the earth (haversine)."""
    a, b = math.radians(one["lat"]), math.radians(other["lat"])
    half = math.radians(other["lon"] - one["lon"]) / 2
    inside = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(half) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(inside)))


def of_place(wanted: bool, location: Place | None, unit: Place | None) -> tuple[list[str], float | None]:
    """Flags of where something was taken or sent, and the metres from the unit (None where either place is not known).

    ``wanted``: a place should have come along. A phone that is told where it is by an app
    gives an accuracy of exactly 0 metres.
    """
    if location is None:
        return (["no_location"] if wanted else []), None
    flags = []
    accuracy = location.get("accuracy")
    if accuracy == 0:
        flags.append("mocked_location")
    elif accuracy is not None and accuracy > IMPRECISE:
        flags.append("imprecise_location")
    if unit is None:
        return flags, None
    away = metres(location, unit)
    if away > FAR + (accuracy or 0):
        flags.append("far_away")
    return flags, round(away, 1)


def of_time(
    taken_at: datetime | None, begun_at: datetime | None, submitted_at: datetime, *, camera_only: bool
) -> list[str]:
    """Flags of when it was taken, all three by the same (the phone's) clock: not after the form was sent, and with
    ``camera_only`` not before it was begun."""
    if taken_at is None:
        return []
    early = camera_only and begun_at is not None and taken_at < begun_at - APART
    return ["time_differs"] if early or taken_at > submitted_at + APART else []


def of_exif(
    exif_at: str | None, exif_place: Place | None, taken_at: datetime | None, location: Place | None, zone: str
) -> list[str]:
    """Flags of what the picture itself says against what the phone says."""
    flags = []
    written = _local(exif_at)
    if written and taken_at and abs(written.replace(tzinfo=ZoneInfo(zone)) - taken_at) > APART:
        flags.append("time_differs")
    if exif_place is not None and location is not None and metres(exif_place, location) > FAR:
        flags.append("place_differs")
    return flags


def merged(*some: list[str] | tuple[str, ...]) -> list[str]:
    """Flags, each once, in order of name."""
    return sorted({flag for flags in some for flag in flags})


def _local(exif_at: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat((exif_at or "")[:10].replace(":", "-") + (exif_at or "")[10:])
    except ValueError:
        return None

"""What a check of photos is: something that looks at one picture and says pass, fail or uncertain, and why.

A check is offered at the plug-in door ``photo_check``: ``PLUGIN.provides["photo_check"] = {"my_check": CHECK}``, and a
form then says ``"checks": [{"name": …, "field": …, "check": "my_check", "standard": …, "options": {…}}]``.

``look(ask)`` runs in a child process with bounded memory and time; what it raises, or that it does not come back,
sends the photo to people: nothing is lost by it. It reads the picture from ``ask.picture`` (a re-encoded JPEG, right
way up, without EXIF) and never writes; ``remember`` is kept with the photo and given back, for other photos, in
``ask.earlier``. A check that calls out says ``remote=True``: it then runs in a thread with ``seconds`` as its limit
and gets the outgoing door.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from engine.base.plugin import provided
from engine.base.text import Text

Outcome = Literal["pass", "fail", "uncertain"]


@dataclass(frozen=True)
class Earlier:
    """A photo that came before: what the same check remembered of it. ``same_unit``: of the unit of this one."""

    photo: str  # public id
    remembered: Any
    taken_at: datetime | None
    same_unit: bool


@dataclass(frozen=True)
class Ask:
    """What a check is given. ``standard``: the value of a ``photo_standard`` definition as JSON, or None.

    ``options``: the check's own part of the form, as its ``schema`` has it. ``earlier``: newest first.
    ``picture_of(photo)``: the bytes of an earlier photo, or None where it is gone.
    """

    picture: bytes
    standard: Mapping[str, Any] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    taken_at: datetime | None = None
    earlier: Sequence[Earlier] = ()
    picture_of: Callable[[str], bytes | None] = lambda photo: None


@dataclass(frozen=True)
class Reason:
    """One thing that was found, in words, with what it alone would lead to. ``data``: numbers behind it (JSON)."""

    code: str  # "too_dark", "seen_before", "facings" …
    text: Text
    outcome: Outcome
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """Something seen at a place. ``box``: x, y, width, height as fractions of the picture."""

    label: str
    box: tuple[float, float, float, float]
    confidence: float


@dataclass(frozen=True)
class Verdict:
    """What a check says. ``score``: 0…1. ``marked``: a JPEG with the findings drawn on it. ``cost``: {"amount",
    "currency"} of a paid provider."""

    outcome: Outcome
    score: float | None
    reasons: tuple[Reason, ...]
    model: str
    findings: tuple[Finding, ...] = ()
    marked: bytes | None = None
    remember: Any = None
    cost: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class PhotoCheck:
    """One check. ``schema``: of its ``options``, in the form of a kind's schema.json.

    ``compares``: it looks at ``ask.earlier``; a person's photos then come to it one after the other, so that the second
    of two equal ones finds the first remembered. One that does not compare is given none, and looks at many at once.

    ``look(ask)`` for a local check; a remote one is called as ``look(ask, door)`` where ``door`` has ``post(url, json,
    headers)`` → JSON and ``fill(value)`` (secrets by name), and raises IssueError where the provider does not answer.
    """

    name: str
    title: Text
    look: Callable[..., Verdict]
    schema: Mapping[str, Any] = field(default_factory=lambda: {"properties": {}})
    needs_standard: bool = False
    remote: bool = False
    compares: bool = True
    seconds: float = 30.0
    megabytes: int = 1_500


def photo_checks() -> dict[str, PhotoCheck]:
    """Every installed check by name."""
    return {name: one for name, one in provided("photo_check").items() if isinstance(one, PhotoCheck)}

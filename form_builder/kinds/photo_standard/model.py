"""The model of a photo standard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.base.text import Text
from engine.definitions.kind import Model


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A product as it looks: ``images`` are data URLs of its front, ``words`` what can be read on it."""

    name: str
    title: Text
    images: tuple[str, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Band:
    """A horizontal strip of the picture, from ``from_`` to ``to`` as fractions of its height from the top."""

    name: str
    title: Text
    from_: float
    to: float


@dataclass(frozen=True, kw_only=True)
class PhotoStandardModel(Model):
    """What a photo should show. ``rules``: each {"type": name of a photo rule, …its settings}."""

    references: tuple[Reference, ...]
    bands: tuple[Band, ...] = ()
    rules: tuple[Mapping[str, Any], ...]
    uncertain_below: float = 0.6

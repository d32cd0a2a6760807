"""The model of an organisation: its levels, and the CSV files that hold units, posts and people."""

from __future__ import annotations

from dataclasses import dataclass

from engine.base.text import Text
from engine.definitions.kind import Model

UNIT_COLUMNS = ("code", "zh", "en", "level", "parent", "opened", "closed", "groups")
#: Written only where they are used: the day a move holds from; degrees (WGS-84) of where a unit is.
MORE_UNIT_COLUMNS = ("from", "lat", "lon")
POST_COLUMNS = ("role", "unit", "login", "from", "to", "deputy")
USER_COLUMNS = ("login", "zh", "en", "language")


@dataclass(frozen=True, kw_only=True)
class Level:
    """One level of the tree."""

    name: str
    title: Text


@dataclass(frozen=True, kw_only=True)
class OrgModel(Model):
    """``levels`` from the top down; the units of the last one are the leaves. Files are paths in the package."""

    levels: tuple[Level, ...]
    units: str
    posts: str | None = None
    users: str | None = None

"""The model of a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.definitions.kind import Model


@dataclass(frozen=True, kw_only=True)
class RoleModel(Model):
    """Held at units of ``level``; sees the unit alone or its whole subtree, and never the hidden indicators."""

    level: str
    scope: Literal["subtree", "unit"] = "subtree"
    indicators: Literal["all"] | tuple[str, ...] = "all"
    hidden_indicators: tuple[str, ...] = ()
    permissions: tuple[str, ...]

"""What a plugin is: a package in ``plugins/`` (or behind a third party's entry point) that exposes ``PLUGIN``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from engine.base.discover import members
from engine.base.text import Text


@dataclass(frozen=True)
class Plugin:
    """A plugin's manifest.

    ``provides`` maps a door ("connector", "channel", "command" …) to named providers; what a provider must be is
    written at the door's own contract. A plugin runs only where it is installed as an entry point.
    """

    name: str
    title: Text
    version: str
    provides: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


@cache
def plugins() -> dict[str, Plugin]:
    """Every installed plugin by name."""
    return {name: p for name, p in members("navmark.plugins", "PLUGIN").items() if isinstance(p, Plugin)}


def provided(door: str) -> dict[str, object]:
    """All providers that plugins offer at a door, by name. Raises ValueError for a name that is taken twice."""
    found: dict[str, object] = {}
    for plugin in plugins().values():
        for name, provider in plugin.provides.get(door, {}).items():
            if name in found:
                raise ValueError(f"{door}: {name!r} is provided twice (plugin {plugin.name})")
            found[name] = provider
    return found

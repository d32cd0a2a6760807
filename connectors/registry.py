"""The connectors, log-ins and ways of paging that are installed: ours and those of plugins, through the same doors."""

from __future__ import annotations

from functools import cache
from typing import TypeVar

from connectors.contract import Auth, Connector, Paging
from engine.base.discover import exposed
from engine.base.plugin import provided

T = TypeVar("T", Auth, Connector, Paging)


@cache
def connectors() -> dict[str, Connector]:
    """Every connector type by name. Raises ValueError for a name that is taken twice."""
    return _all("connectors.types", "CONNECTOR", "connector", Connector)


@cache
def auths() -> dict[str, Auth]:
    """Every way to log in, by name."""
    return _all("connectors.auth", "AUTH", "auth", Auth)


@cache
def pagings() -> dict[str, Paging]:
    """Every way to turn pages, by name."""
    return _all("connectors.paging", "PAGING", "paging", Paging)


def _all(package: str, attribute: str, door: str, shape: type[T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for members in (exposed(package, attribute), provided(door)):
        for name, member in members.items():
            if not isinstance(member, shape):
                raise ValueError(f"{door} {name!r} is not a {shape.__name__}")
            if name in found or member.name != name:
                raise ValueError(f"{door}: {name!r} is there twice, or calls itself {member.name!r}")
            found[name] = member
    return found

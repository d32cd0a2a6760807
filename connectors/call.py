"""A request and its answer, as everyone outside ``connectors.http`` sees them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.addresses import Place


@dataclass(frozen=True)
class Answer:
    """What came back: a whole body (decoded, ≤ the cap), header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    place: Place


@dataclass(frozen=True)
class Ask:
    """One request. ``credentials`` are headers, ``secret_params`` parameters: neither leaves the origin nor is logged.

    ``repeat``: whether a request that may have arrived can be sent again (reads, log-ins); messages must not be.
    """

    url: str
    method: str = "GET"
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    credentials: Mapping[str, str] = field(default_factory=dict)
    secret_params: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    data: bytes | Mapping[str, str] | None = None
    accept: Collection[int] = ()  # statuses from 400 on that are an answer, not a fault
    repeat: bool = True

"""A scripted server, and the door with waits that take no time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from connectors.http import Http
from tests.connectors.server import Box, running


@pytest.fixture
def box() -> Iterator[Box]:
    with running() as box:
        yield box


@pytest.fixture
def waits() -> list[float]:
    """Every wait before another try, instead of waiting."""
    return []


@pytest.fixture
def door(box: Box, waits: list[float]) -> Iterator[Callable[..., Http]]:
    """Makes the outgoing door, with the scripted server in its allow-list."""
    made: list[Http] = []

    def make(**settings: Any) -> Http:
        settings.setdefault("allow", frozenset({box.key}))
        made.append(Http(sleep=waits.append, **settings))
        return made[-1]

    yield make
    for http in made:
        http.close()

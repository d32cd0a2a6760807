"""JSON into frozen dataclasses by their type hints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass
from datetime import date
from typing import Any, Literal

import pytest

from engine.definitions.model import build


@dataclass(frozen=True, kw_only=True)
class Circle:
    shape: Literal["circle"]
    radius: float


@dataclass(frozen=True, kw_only=True)
class Square:
    shape: Literal["square"]
    side: int
    from_: date | None = None


@dataclass(frozen=True, kw_only=True)
class Drawing:
    parts: tuple[Circle | Square, ...] = ()
    sizes: Mapping[str, float] | None = None
    which: Literal["all"] | tuple[str, ...] = "all"
    amount: str | float = 0.0
    free: Any = None
    needed: int | None


def test_every_kind_of_hint() -> None:
    value = {
        "kind": "drawing",
        "parts": [{"shape": "square", "side": 2, "from": "2026-11-01"}, {"shape": "circle", "radius": 3}],
        "sizes": {"a": 1},
        "which": ["x"],
        "amount": 5,
        "free": {"deep": [1, {"b": None}]},
    }
    made = build(Drawing, value)
    assert made == Drawing(
        parts=(Square(shape="square", side=2, from_=date(2026, 11, 1)), Circle(shape="circle", radius=3.0)),
        sizes={"a": 1.0},
        which=("x",),
        amount=5.0,
        free={"deep": (1, {"b": None})},
        needed=None,
    )
    assert isinstance(made.parts[1], Circle)
    assert isinstance(made.parts[1].radius, float)


def test_defaults_and_literals() -> None:
    made = build(Drawing, {"which": "all", "amount": "5.00", "sizes": None})
    assert (made.parts, made.which, made.amount, made.sizes) == ((), "all", "5.00", None)
    with pytest.raises(FrozenInstanceError):
        made.which = "all"  # type: ignore[misc]


def test_a_required_field_that_is_missing_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        build(Circle, {"shape": "circle"})

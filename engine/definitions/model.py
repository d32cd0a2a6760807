"""Fills a kind's frozen dataclass from JSON that has passed the kind's schema."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def build(model: type[T], value: Mapping[str, Any]) -> T:
    """An instance of ``model`` from a JSON object; keys it has no field for (``kind``) are left out.

    Raises TypeError or ValueError where schema and model do not agree (a fault of the kind, not of the definition).
    """
    hints: dict[str, Any] = _hints(cast(Any, model))
    given = {}
    for field in fields(model):  # type: ignore[arg-type]
        key = field.name.rstrip("_")
        if key in value:
            given[field.name] = _fill(hints[field.name], value[key])
        elif (
            field.default is MISSING and field.default_factory is MISSING and type(None) in get_args(hints[field.name])
        ):
            given[field.name] = None
    return model(**given)


@cache
def _hints(model: Any) -> dict[str, Any]:
    return get_type_hints(model)


def _fill(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _fill_union(get_args(hint), value)
    if origin is tuple:
        return tuple(_fill(get_args(hint)[0], item) for item in value)
    if origin is not None and isinstance(value, Mapping):
        return {key: _fill(get_args(hint)[1], item) for key, item in value.items()}
    if is_dataclass(hint) and isinstance(hint, type):
        return build(hint, value)
    if hint is date:
        return date.fromisoformat(value)
    if hint is float:
        return float(value)
    if hint is int:
        return int(value)
    return frozen(value) if hint is Any else value


def _fill_union(members: tuple[Any, ...], value: Any) -> Any:
    if value is None and type(None) in members:
        return None
    if isinstance(value, Mapping):
        return _fill(_branch(members, value), value)
    if isinstance(value, list):
        return _fill(next(m for m in members if get_origin(m) is tuple), value)
    plain = [m for m in members if not (is_dataclass(m) or get_origin(m) in (tuple, Mapping)) and m is not type(None)]
    for exact in (m for m in plain if isinstance(m, type) and type(value) is m):
        return _fill(exact, value)
    for literal in (m for m in plain if get_origin(m) is Literal and value in get_args(m)):
        return _fill(literal, value)
    return _fill(plain[0], value)


def _branch(members: tuple[Any, ...], value: Mapping[str, Any]) -> Any:
    """The dataclass whose ``Literal`` fields hold the values given, else whose fields hold all keys; else a mapping."""
    classes = [m for m in members if is_dataclass(m) and isinstance(m, type)]
    for model in classes:
        hints = _hints(model)
        told = {n: get_args(h) for n, h in hints.items() if get_origin(h) is Literal}
        keys = {name.rstrip("_") for name in hints}
        if all(value.get(n.rstrip("_"), h[0]) in h for n, h in told.items()) and set(value) <= keys:
            return model
    for other in members:
        if other not in classes and other is not type(None) and get_origin(other) is not tuple:
            return other
    return classes[0]


def frozen(value: Any) -> Any:
    """JSON with tuples for arrays; objects stay plain dictionaries, which nobody changes."""
    if isinstance(value, Mapping):
        return {key: frozen(item) for key, item in value.items()}
    return tuple(frozen(item) for item in value) if isinstance(value, list) else value

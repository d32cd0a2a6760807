"""Field type yes_no."""

from __future__ import annotations

from typing import Any

from engine.base.text import both
from form_builder.fields.contract import Field, FieldType, Reading, Refused
from form_builder.fields.plain import own, own_scalar

_WORDS = {True: both("是", "yes"), False: both("否", "no")}


def _read(field: Field, value: Any, reading: Reading) -> bool:
    if not isinstance(value, bool):
        raise Refused("须为是或否", "this must be yes or no")
    return value


def _cell(field: Field, value: Any, language: str) -> str:
    return "" if value is None else _WORDS[bool(value)][language]


FIELD = FieldType(
    name="yes_no",
    title=both("是/否", "Yes or no"),
    help=both("两个按钮：是、否。", "Two buttons."),
    family="choice",
    read=_read,
    names=own("boolean"),
    scalars=own_scalar,
    cell=_cell,
    columns=frozenset({"boolean"}),
)

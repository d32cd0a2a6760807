"""Field type repeat: the same few fields, several times. Its entries are read by ``form_builder.shape.answers``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.base.text import both
from engine.expressions import Scalar, Type
from form_builder.fields.contract import Field, FieldType
from form_builder.fields.options import TEXT, count, option, options
from form_builder.fields.plain import count_fault

DEFAULT = (0, 50)
_SUMMED = ("number", "money")


def summed(field: Field) -> dict[str, Type]:
    """Fields inside that are numbers or money: formulas outside see their sum as ``repeat__field``."""
    found: dict[str, Type] = {}
    waiting = list(field.fields)
    while waiting:
        inner = waiting.pop(0)
        waiting.extend(() if inner.type.many else inner.fields)
        kind = inner.type.names(inner).get(inner.name)
        if kind in _SUMMED and inner.type.carries and not inner.type.attachments:
            found[inner.name] = kind
    return found


def _names(field: Field) -> Mapping[str, Type]:
    return {field.name: "number", **{f"{field.name}__{name}": kind for name, kind in summed(field).items()}}


def _scalars(field: Field, value: Any) -> Mapping[str, Scalar]:
    entries = value or []
    sums: dict[str, Scalar] = {}
    for name in summed(field):
        found = [entry[name] for entry in entries if entry.get(name) is not None]
        sums[f"{field.name}__{name}"] = sum(found) if found else None
    return {field.name: len(entries), **sums}


def _cell(field: Field, value: Any, language: str) -> str:
    return str(len(value)) if value else ""


FIELD = FieldType(
    name="repeat",
    title=both("重复组", "Repeat group"),
    help=both(
        "同一组问题填多次。公式里：名称 为次数，名称__字段 为组内数字或金额之和；组内公式可用组外的名称。",
        "The same fields several times. In formulas name is how often, name__field the sum of a number or money "
        "inside; formulas inside see the names outside.",
    ),
    family="layout",
    schema=options(
        ("fields",),
        fields=option(
            "组内字段 / Fields",
            "每次要填的字段。",
            "What is filled in each time.",
            [{"name": "sku", "type": "text", "title": {"zh": "品项", "en": "Item"}}],
            type="array",
            minItems=1,
            maxItems=60,
            items={"type": "object", "maxProperties": 60},
        ),
        count=count("至少、至多几次；默认 0–50。", "How often at least and at most; 0–50 by default.", (1, 10), 200),
        item_title=option(
            "每项标题 / Title of one",
            "每一项的小标题。",
            "What one of them is called.",
            {"zh": "品项", "en": "Item"},
            **TEXT,
        ),
    ),
    names=_names,
    scalars=_scalars,
    cell=_cell,
    columns=frozenset({"integer"}),
    check=count_fault,
    holds=True,
    many=True,
)

"""Field type unit: a unit of the organisation, by code."""

from __future__ import annotations

from typing import Any

from engine.base.text import both
from form_builder.fields.contract import Field, FieldType, Reading, Refused
from form_builder.fields.options import NAME, option, options
from form_builder.fields.plain import a_text, own, own_scalar, text_of


def _read(field: Field, value: Any, reading: Reading) -> str:
    code = a_text(value, 100)
    known = reading.ground.has_unit
    if known is not None and not known(code, field.option("level")):
        raise Refused(f"没有组织单元 “{code}”", f'there is no unit "{code}"')
    return code


FIELD = FieldType(
    name="unit",
    title=both("组织单元", "Unit"),
    help=both("组织里的一个单元（编码）。", "A unit of the organisation, by its code."),
    family="people",
    schema=options(
        level=option(
            "层级 / Level",
            "只能选这一层级；不写则都可以。",
            "Of this level only; any where left out.",
            "branch",
            **NAME,
        )
    ),
    read=_read,
    names=own("text"),
    scalars=own_scalar,
    cell=text_of,
    columns=frozenset({"unit", "text"}),
)

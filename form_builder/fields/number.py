"""Field type number."""

from __future__ import annotations

from typing import Any

from engine.base.text import both, pick
from form_builder.fields.contract import Field, FieldType, Reading
from form_builder.fields.options import TEXT, option, options
from form_builder.fields.plain import a_number, bounded, bounds_fault, decimals, own, own_scalar


def _read(field: Field, value: Any, reading: Reading) -> float | int:
    found = a_number(value)
    decimals(found, field.option("decimals", 0))
    bounded(field, found)
    return found


def _cell(field: Field, value: Any, language: str) -> str:
    if value is None:
        return ""
    suffix = pick(field.option("suffix"), language)
    return f"{value:g} {suffix}" if suffix else f"{value:.15g}"


BOUND = {"type": "number", "minimum": -1e12, "maximum": 1e12}

FIELD = FieldType(
    name="number",
    title=both("数字", "Number"),
    help=both("整数，或带几位小数。", "A whole number, or one with decimals."),
    family="number",
    schema=options(
        decimals=option(
            "小数位 / Decimals",
            "最多几位小数；默认 0（整数）。",
            "Decimals at most; 0 (whole) by default.",
            2,
            type="integer",
            minimum=0,
            maximum=6,
        ),
        min=option("最小值 / Min", "不能小于。", "Not below.", 0, **BOUND),
        max=option("最大值 / Max", "不能大于。", "Not above.", 200, **BOUND),
        suffix=option(
            "单位 / Unit of measure", "写在数字后面。", "Written after the number.", {"zh": "个", "en": "pcs"}, **TEXT
        ),
    ),
    read=_read,
    names=own("number"),
    scalars=own_scalar,
    cell=_cell,
    columns=frozenset({"number", "integer"}),
    check=bounds_fault,
)

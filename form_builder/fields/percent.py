"""Field type percent: typed as 95, kept as 0.95."""

from __future__ import annotations

from typing import Any

from engine.base.text import both
from form_builder.fields.contract import Field, FieldType, Reading
from form_builder.fields.options import option, options
from form_builder.fields.plain import a_number, bounded, bounds_fault, decimals, own, own_scalar


def _read(field: Field, value: Any, reading: Reading) -> float | int:
    found = a_number(value)
    decimals(found, 2 + field.option("decimals", 1))
    bounded(field, found, lambda bound: f"{bound * 100:g} %")
    return found


def _cell(field: Field, value: Any, language: str) -> str:
    return "" if value is None else f"{value * 100:.10g} %"


_BOUND = {"type": "number", "minimum": -100, "maximum": 100}

FIELD = FieldType(
    name="percent",
    title=both("百分比", "Percent"),
    help=both("填 95 即 95 %，存为 0.95。", "95 means 95 %, kept as 0.95."),
    family="number",
    schema=options(
        decimals=option(
            "小数位 / Decimals",
            "百分数的小数位；默认 1。",
            "Decimals of the per cent; 1 by default.",
            0,
            type="integer",
            minimum=0,
            maximum=4,
        ),
        min=option("最小值 / Min", "不能小于（0.5 即 50 %）。", "Not below (0.5 is 50 %).", 0, **_BOUND),
        max=option("最大值 / Max", "不能大于（1 即 100 %）。", "Not above (1 is 100 %).", 1, **_BOUND),
    ),
    read=_read,
    names=own("number"),
    scalars=own_scalar,
    cell=_cell,
    columns=frozenset({"number"}),
    check=bounds_fault,
)

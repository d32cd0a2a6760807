"""Field type money: kept in minor units."""

from __future__ import annotations

from typing import Any

from engine.base.text import both
from form_builder.fields.contract import Field, FieldType, Reading, Refused
from form_builder.fields.number import BOUND
from form_builder.fields.options import option, options
from form_builder.fields.plain import a_number, bounds_fault, own, own_scalar


def _read(field: Field, value: Any, reading: Reading) -> int:
    found = a_number(value)
    if not isinstance(found, int):
        raise Refused("金额须以分（最小单位）为整数", "money is a whole number of minor units")
    unit = 10**reading.ground.money_digits
    low, high = field.option("min"), field.option("max")
    if low is not None and found < round(low * unit):
        raise Refused(f"不能小于 {low:g}", f"at least {low:g}")
    if high is not None and found > round(high * unit):
        raise Refused(f"不能大于 {high:g}", f"at most {high:g}")
    return found


def _cell(field: Field, value: Any, language: str) -> str:
    return "" if value is None else f"{value / 100:.2f}"


FIELD = FieldType(
    name="money",
    title=both("金额", "Money"),
    help=both("以元填写，以分存储。", "Typed in major units, kept in minor ones."),
    family="number",
    schema=options(
        min=option("最小值 / Min", "不能小于（元）。", "Not below (major units).", 0, **BOUND),
        max=option("最大值 / Max", "不能大于（元）。", "Not above (major units).", 5000, **BOUND),
    ),
    read=_read,
    names=own("money"),
    scalars=own_scalar,
    cell=_cell,
    columns=frozenset({"money"}),
    check=bounds_fault,
)

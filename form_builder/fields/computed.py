"""Field type computed: worked out from the other answers, on the phone and again on the server."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.base.text import both
from engine.expressions import Scalar, Type
from form_builder.fields.contract import Field, FieldType
from form_builder.fields.options import FORMULA, option, options
from form_builder.fields.plain import never


def _names(field: Field) -> dict[str, Type]:
    return {field.name: field.option("gives", "number")}


def _scalars(field: Field, value: Any) -> dict[str, Scalar]:
    return {field.name: date.fromisoformat(value) if value and field.option("gives") == "date" else value}


def _cell(field: Field, value: Any, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return (both("是", "yes") if value else both("否", "no"))[language]
    if field.option("show") == "percent" and isinstance(value, int | float):
        return f"{value * 100:.10g} %"
    if field.option("gives") == "money" and isinstance(value, int | float):
        return f"{value / 100:.2f}"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def kept(value: Scalar) -> Any:
    """A result as JSON: a day as its text."""
    return value.isoformat() if isinstance(value, date) else value


FIELD = FieldType(
    name="computed",
    title=both("计算", "Computed"),
    help=both(
        "由其他回答算出；服务器会重算。无法判断时没有值。",
        "Worked out from the other answers, and again on the server. Where it is unknown there is no value.",
    ),
    family="worked_out",
    schema=options(
        ("formula",),
        formula=option(
            "公式 / Formula", "用其他字段的名称。", "Uses the names of the other fields.", "facings * 2", **FORMULA
        ),
        gives=option(
            "结果类型 / Gives",
            "公式得出什么；默认 number 数字。",
            "What the formula gives; a number by default.",
            "money",
            enum=["number", "money", "text", "date", "boolean"],
        ),
        show=option(
            "显示为 / Shown as",
            "plain 原样，percent 百分比。",
            "As it is, or as per cent.",
            "percent",
            enum=["plain", "percent"],
        ),
        hidden=option(
            "不显示 / Hidden", "只计算，手机上不显示。", "Worked out and not shown on the phone.", False, type="boolean"
        ),
    ),
    read=never,
    names=_names,
    scalars=_scalars,
    cell=_cell,
    columns=frozenset({"number", "integer", "money", "text", "date", "boolean"}),
    computed=True,
)

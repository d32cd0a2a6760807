"""Field type matrix: the same small question for several rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.base.text import both
from engine.expressions import Scalar, Type
from form_builder.fields.contract import Fault, Field, FieldType, Reading, Refused
from form_builder.fields.listed import title_of, twice
from form_builder.fields.options import NAMED, option, options


def _read(field: Field, value: Any, reading: Reading) -> dict[str, str]:
    rows = [row["name"] for row in field.option("rows", ())]
    columns = {column["name"] for column in field.option("columns", ())}
    if not isinstance(value, Mapping):
        raise Refused("须为 行 → 列", "this must be row → column")
    for row, column in value.items():
        if row not in rows:
            raise Refused(f"没有行 “{str(row)[:60]}”", f'there is no row "{str(row)[:60]}"')
        if not isinstance(column, str) or column not in columns:
            raise Refused(f"没有列 “{str(column)[:60]}”", f'there is no column "{str(column)[:60]}"')
    if field.option("every_row", True) and len(value) != len(rows):
        raise Refused("每一行都要选", "choose in every row")
    return {row: value[row] for row in rows if row in value}


def _names(field: Field) -> Mapping[str, Type]:
    rows: dict[str, Type] = {f"{field.name}__{row['name']}": "text" for row in field.option("rows", ())}
    return {f"{field.name}__count": "number", **rows}


def _scalars(field: Field, value: Any) -> Mapping[str, Scalar]:
    if value is None:
        return {}
    return {f"{field.name}__count": len(value), **{f"{field.name}__{row}": column for row, column in value.items()}}


def _cell(field: Field, value: Any, language: str) -> str:
    rows, columns = field.option("rows", ()), field.option("columns", ())
    parts = ((title_of(rows, r, language), title_of(columns, c, language)) for r, c in (value or {}).items())
    return "; ".join(f"{row}: {column}" for row, column in parts)


def _check(field: Field) -> Iterable[Fault]:
    yield from twice(field.option("rows", ()), ".rows")
    yield from twice(field.option("columns", ()), ".columns")
    for i, row in enumerate(field.option("rows", ())):
        if row["name"] == "count" or "__" in row["name"]:
            yield Fault(
                "N713",
                both("行不能叫 count，也不能含有 __", 'a row may not be "count" or contain "__"'),
                f".rows[{i}].name",
            )


_EXAMPLE = [
    {"name": "clean", "title": {"zh": "整洁", "en": "Clean"}},
    {"name": "full", "title": {"zh": "满陈列", "en": "Full"}},
]

FIELD = FieldType(
    name="matrix",
    title=both("矩阵", "Matrix"),
    help=both(
        "每行选一列。公式里：名称__行 为所选的列，名称__count 为已选行数。",
        "One column per row. In formulas name__row is the column chosen, name__count how many rows.",
    ),
    family="choice",
    schema=options(
        ("rows", "columns"),
        rows=option("行 / Rows", "各行。", "The rows.", _EXAMPLE, type="array", minItems=1, maxItems=50, items=NAMED),
        columns=option(
            "列 / Columns", "各列。", "The columns.", _EXAMPLE, type="array", minItems=2, maxItems=12, items=NAMED
        ),
        every_row=option(
            "每行必选 / Every row",
            "每一行都要选；默认是。",
            "Something must be chosen in every row; the default.",
            True,
            type="boolean",
        ),
    ),
    read=_read,
    names=_names,
    scalars=_scalars,
    cell=_cell,
    columns=frozenset({"text"}),
    check=_check,
)

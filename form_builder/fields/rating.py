"""Field type rating: so many stars."""

from __future__ import annotations

from typing import Any

from engine.base.text import both
from form_builder.fields.contract import Field, FieldType, Reading, Refused
from form_builder.fields.options import option, options
from form_builder.fields.plain import a_number, own, own_scalar, text_of


def _read(field: Field, value: Any, reading: Reading) -> int:
    found, most = a_number(value), field.option("most", 5)
    if not isinstance(found, int) or not 1 <= found <= most:
        raise Refused(f"须为 1–{most} 的整数", f"a whole number from 1 to {most}")
    return found


FIELD = FieldType(
    name="rating",
    title=both("评分", "Rating"),
    help=both("打几颗星。", "So many stars."),
    family="number",
    schema=options(
        most=option(
            "满分 / Most",
            "最多几颗；默认 5。",
            "Stars at most; 5 by default.",
            5,
            type="integer",
            minimum=2,
            maximum=10,
        )
    ),
    read=_read,
    names=own("number"),
    scalars=own_scalar,
    cell=text_of,
    columns=frozenset({"integer", "number"}),
)

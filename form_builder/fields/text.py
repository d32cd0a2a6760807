"""Field type text: a line, or several."""

from __future__ import annotations

from typing import Any

from engine.base.text import both
from form_builder.fields.contract import Field, FieldType, Reading, Refused
from form_builder.fields.options import option, options
from form_builder.fields.plain import a_text, own, own_scalar, text_of

MOST = 500


def _read(field: Field, value: Any, reading: Reading) -> str:
    found = a_text(value, field.option("max_length", MOST))
    if "\n" in found and field.option("lines", 1) == 1:
        raise Refused("只能写一行", "one line only")
    if len(found) < field.option("min_length", 0):
        least = field.option("min_length")
        raise Refused(f"至少 {least} 个字", f"at least {least} characters")
    return found


FIELD = FieldType(
    name="text",
    title=both("文本", "Text"),
    help=both("一行或多行文字。", "One line of text, or several."),
    family="text",
    schema=options(
        lines=option(
            "行数 / Lines",
            "输入框的高度；大于 1 即多行文本。",
            "Height of the box; more than 1 is a long text.",
            4,
            type="integer",
            minimum=1,
            maximum=20,
        ),
        min_length=option(
            "最少字数 / At least", "最少几个字。", "Characters at least.", 5, type="integer", minimum=0, maximum=4000
        ),
        max_length=option(
            "最多字数 / At most",
            "最多几个字；默认 500。",
            "Characters at most; 500 by default.",
            200,
            type="integer",
            minimum=1,
            maximum=4000,
        ),
    ),
    read=_read,
    names=own("text"),
    scalars=own_scalar,
    cell=text_of,
    columns=frozenset({"text"}),
)

"""Field type choice: one of several."""

from __future__ import annotations

from typing import Any

from engine.base.text import both
from form_builder.fields.contract import Field, FieldType
from form_builder.fields.listed import CHOICES, choice_faults, choices_of, conditions, pick_one, title_of
from form_builder.fields.options import option, options
from form_builder.fields.plain import own, own_scalar


def _cell(field: Field, value: Any, language: str) -> str:
    return "" if value is None else title_of(choices_of(field), value, language)


FIELD = FieldType(
    name="choice",
    title=both("单选", "Choice"),
    help=both("从选项里选一个；公式里是选项的名称。", "One of the choices; in formulas its name."),
    family="choice",
    schema=options(
        ("choices",),
        choices=CHOICES,
        look=option(
            "样式 / Look", "buttons 按钮，list 下拉列表。", "Buttons, or a list.", "buttons", enum=["buttons", "list"]
        ),
    ),
    read=pick_one,
    names=own("text"),
    scalars=own_scalar,
    cell=_cell,
    columns=frozenset({"text"}),
    conditions=conditions,
    check=choice_faults,
)

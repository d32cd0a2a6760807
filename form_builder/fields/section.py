"""Field type section: fields under a heading; hidden, it hides them all."""

from __future__ import annotations

from engine.base.text import both
from form_builder.fields.contract import FieldType
from form_builder.fields.options import option, options

FIELD = FieldType(
    name="section",
    title=both("分组", "Section"),
    help=both("一组字段，有标题；隐藏时整组隐藏。", "Fields under a heading; hidden, it hides them all."),
    family="layout",
    schema=options(
        ("fields",),
        fields=option(
            "组内字段 / Fields",
            "这一组的字段。",
            "The fields in it.",
            [{"name": "note_1", "type": "note", "title": {"zh": "说明", "en": "Note"}}],
            type="array",
            minItems=1,
            maxItems=100,
            items={"type": "object", "maxProperties": 60},
        ),
        page=option(
            "单独一页 / Own page", "在手机上另起一页。", "A page of its own on the phone.", True, type="boolean"
        ),
    ),
    carries=False,
    holds=True,
)

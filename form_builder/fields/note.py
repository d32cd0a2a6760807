"""Field type note: words, and nothing to fill in."""

from __future__ import annotations

from engine.base.text import both
from form_builder.fields.contract import FieldType
from form_builder.fields.options import option, options

FIELD = FieldType(
    name="note",
    title=both("说明", "Note"),
    help=both("给填表人看的文字，不填写。", "Words for whoever fills it in."),
    family="layout",
    schema=options(
        tone=option("语气 / Tone", "info 说明，warning 提醒。", "How it is shown.", "info", enum=["info", "warning"])
    ),
    carries=False,
)

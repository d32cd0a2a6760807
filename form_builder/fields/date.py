"""Field type date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from engine.base.text import both
from engine.expressions import Scalar
from form_builder.fields.contract import Field, FieldType, Reading, Refused
from form_builder.fields.options import option, options
from form_builder.fields.plain import own, text_of


def day_of(value: Any) -> date:
    """The day written as 2026-11-23. Raises Refused."""
    try:
        found = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        found = None
    if found is None:
        raise Refused("须为日期，如 2026-11-23", "this must be a day such as 2026-11-23")
    return found


def _read(field: Field, value: Any, reading: Reading) -> str:
    found, today = day_of(value), reading.ground.day
    for name, sign, zh, en in (("past_days", -1, "早于", "before"), ("future_days", 1, "晚于", "after")):
        most = field.option(name)
        if most is not None and today is not None:
            bound = today + sign * timedelta(days=most)
            if (found - bound).days * sign > 0:
                raise Refused(f"不能{zh} {bound}", f"not {en} {bound}")
    return found.isoformat()


def _scalars(field: Field, value: Any) -> Mapping[str, Scalar]:
    return {field.name: date.fromisoformat(value) if value else None}


FIELD = FieldType(
    name="date",
    title=both("日期", "Date"),
    help=both("年月日。", "A day."),
    family="time",
    schema=options(
        past_days=option(
            "最早 / Days back",
            "最早可填业务日之前几天；0 即不早于当天。",
            "Days before the business day at most; 0: not in the past.",
            7,
            type="integer",
            minimum=0,
            maximum=36600,
        ),
        future_days=option(
            "最晚 / Days ahead",
            "最晚可填业务日之后几天；0 即不晚于当天。",
            "Days after the business day at most; 0: not in the future.",
            0,
            type="integer",
            minimum=0,
            maximum=36600,
        ),
    ),
    read=_read,
    names=own("date"),
    scalars=_scalars,
    cell=text_of,
    columns=frozenset({"date", "day"}),
)

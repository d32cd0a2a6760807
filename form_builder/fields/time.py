"""Field type time: a time of day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from engine.base.text import both
from form_builder.fields.contract import Fault, Field, FieldType, Reading, Refused
from form_builder.fields.options import CLOCK, option, options
from form_builder.fields.plain import own, own_scalar, text_of

_CLOCK = re.compile(CLOCK["pattern"])


def _read(field: Field, value: Any, reading: Reading) -> str:
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        raise Refused("须为时间，如 08:30", "this must be a time such as 08:30")
    low, high = field.option("earliest"), field.option("latest")
    if (low and value < low) or (high and value > high):
        raise Refused(
            f"须在 {low or '00:00'}–{high or '23:59'} 之间", f"between {low or '00:00'} and {high or '23:59'}"
        )
    return value


def _check(field: Field) -> Iterable[Fault]:
    low, high = field.option("earliest"), field.option("latest")
    if low and high and low > high:
        yield Fault("N715", both("最早晚于最晚", "the earliest is after the latest"), ".earliest")


FIELD = FieldType(
    name="time",
    title=both("时间", "Time"),
    help=both(
        '几点几分；公式里是文字，如 "08:30"，可以比较先后。',
        'A time of day; in formulas a text such as "08:30", which compares in order.',
    ),
    family="time",
    schema=options(
        earliest=option("最早 / Earliest", "最早几点。", "Not before.", "08:00", **CLOCK),
        latest=option("最晚 / Latest", "最晚几点。", "Not after.", "20:00", **CLOCK),
    ),
    read=_read,
    names=own("text"),
    scalars=own_scalar,
    cell=text_of,
    columns=frozenset({"text"}),
    check=_check,
)

"""Field type signature: drawn with a finger; the value is a list of one attachment id."""

from __future__ import annotations

from typing import Any

from engine.base.text import both
from form_builder.fields.contract import Field, FieldType, Reading, Refused
from form_builder.fields.photo import counted, ids_in, taken
from form_builder.fields.plain import own


def _read(field: Field, value: Any, reading: Reading) -> list[str]:
    found = ids_in(value)
    if len(found) != 1:
        raise Refused("只能有一个签名", "one signature only")
    return found


FIELD = FieldType(
    name="signature",
    title=both("签名", "Signature"),
    help=both("手写签名；公式里 1 为已签。", "Drawn by hand; in formulas 1 where it is there."),
    family="media",
    read=_read,
    names=own("number"),
    scalars=taken,
    cell=counted,
    columns=frozenset({"integer"}),
    attachments=True,
)

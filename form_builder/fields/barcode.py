"""Field type barcode: what the camera reads of a bar code or QR code."""

from __future__ import annotations

from typing import Any

from engine.base.text import both
from form_builder.fields.contract import Field, FieldType, Reading, Refused
from form_builder.fields.options import option, options
from form_builder.fields.plain import a_text, own, own_scalar, text_of

FORMATS = ("ean_13", "ean_8", "upc_a", "code_128", "code_39", "itf", "qr_code", "data_matrix")


def _read(field: Field, value: Any, reading: Reading) -> str:
    found = a_text(value, 500)
    wanted = set(field.option("formats", ()))
    if wanted and wanted <= _DIGITS.keys() and not any(_checks(found, _DIGITS[name]) for name in wanted):
        raise Refused("不是有效的条码（校验位不符）", "no valid code (its check digit is wrong)")
    return found


_DIGITS = {"ean_13": 13, "ean_8": 8, "upc_a": 12}


def _checks(text: str, length: int) -> bool:
    """Whether the last digit of an EAN or UPC code is the one that the others give."""
    if len(text) != length or not (text.isascii() and text.isdigit()):
        return False
    digits = [int(sign) for sign in reversed(text)]
    return (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0


FIELD = FieldType(
    name="barcode",
    title=both("条码", "Bar code"),
    help=both(
        "扫条码或二维码；只许 EAN/UPC 时核对校验位。",
        "Read by the camera; where only EAN/UPC is allowed, the check digit is checked.",
    ),
    family="text",
    schema=options(
        formats=option(
            "码制 / Formats",
            "可扫的码制；不写则都可以。",
            "Codes that are read; all where left out.",
            ["ean_13"],
            type="array",
            minItems=1,
            maxItems=8,
            items={"enum": list(FORMATS)},
        ),
        typed=option(
            "可手输 / Typed",
            "扫不出时可以手输；默认是。",
            "May be typed where it cannot be read; the default.",
            True,
            type="boolean",
        ),
    ),
    read=_read,
    names=own("text"),
    scalars=own_scalar,
    cell=text_of,
    columns=frozenset({"text"}),
)

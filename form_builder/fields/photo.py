"""Field type photo: pictures taken by the phone; the value is a list of attachment ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from engine.base.text import both
from engine.expressions import Scalar
from form_builder.fields.contract import Fault, Field, FieldType, Reading, Refused
from form_builder.fields.options import count, option, options
from form_builder.fields.plain import count_fault, names_in, own, within_count

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DEFAULT = (1, 1)


def ids_in(value: Any) -> list[str]:
    """Attachment ids (UUIDs, small letters). Raises Refused."""
    found = names_in(value, 50)
    if not all(_ID.fullmatch(one) for one in found):
        raise Refused("须为附件编号的列表", "this must be a list of attachment ids")
    return found


def _read(field: Field, value: Any, reading: Reading) -> list[str]:
    found = ids_in(value)
    within_count(field, len(found), ("张照片", "photos"), DEFAULT)
    return found


def taken(field: Field, value: Any) -> Mapping[str, Scalar]:
    """Formulas see how many there are."""
    return {field.name: len(value) if value else 0}


def counted(field: Field, value: Any, language: str) -> str:
    """How many there are."""
    return str(len(value)) if value else ""


def _check(field: Field) -> Iterable[Fault]:
    yield from count_fault(field)
    longest, least = field.option("longest_side", 1600), field.option("min_side", 0)
    if least > longest:
        words = both("最小边长大于缩小后的长边", "min_side is above longest_side: no photo could pass")
        yield Fault("N715", words, ".min_side")


FIELD = FieldType(
    name="photo",
    title=both("照片", "Photo"),
    help=both("拍照；公式里是张数。", "Pictures; in formulas how many there are."),
    family="media",
    schema=options(
        count=count(
            "至少、至多几张；默认恰好 1 张。", "How many at least and at most; exactly 1 by default.", (1, 3), 20
        ),
        camera_only=option(
            "只许拍摄 / Camera only",
            "只能现场拍，不能从相册选；默认是。",
            "Taken on the spot, none from the gallery; the default.",
            True,
            type="boolean",
        ),
        longest_side=option(
            "长边 / Longest side",
            "上传前缩小到的长边像素；默认 1600。",
            "Scaled down to this many pixels before it is sent; 1600 by default.",
            1600,
            type="integer",
            minimum=320,
            maximum=4096,
        ),
        min_side=option(
            "最小边 / Smallest side",
            "短边少于这么多像素则拒绝。",
            "Refused where the shorter side has fewer pixels.",
            600,
            type="integer",
            minimum=0,
            maximum=4096,
        ),
        location=option(
            "位置 / Location",
            "required 必须，wanted 尽量，no 不要。",
            "Whether its place is taken along.",
            "wanted",
            enum=["required", "wanted", "no"],
        ),
        watermark=option(
            "水印 / Watermark", "印上时间、单元和姓名。", "Time, unit and name are printed on it.", True, type="boolean"
        ),
    ),
    read=_read,
    names=own("number"),
    scalars=taken,
    cell=counted,
    columns=frozenset({"integer"}),
    check=_check,
    attachments=True,
)

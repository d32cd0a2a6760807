"""Field type location: where the phone is, and how sure it is of that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.base.text import both
from engine.expressions import Scalar, Type
from form_builder.fields.contract import Field, FieldType, Reading, Refused
from form_builder.fields.datetime import moment_of
from form_builder.fields.options import option, options
from form_builder.fields.plain import a_number


def place_of(value: Any) -> dict[str, Any]:
    """``{"lat", "lon", "accuracy", "at"?}`` with sound numbers. Raises Refused."""
    if not isinstance(value, Mapping) or not set(value) <= {"lat", "lon", "accuracy", "at"}:
        raise Refused("须为位置 {lat, lon, accuracy, at}", "this must be a place {lat, lon, accuracy, at}")
    lat, lon, accuracy = (a_number(value.get(name)) for name in ("lat", "lon", "accuracy"))
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and 0 <= accuracy <= 1e6):
        raise Refused("位置超出范围", "there is no such place")
    found = {"lat": lat, "lon": lon, "accuracy": accuracy}
    return found | ({"at": moment_of(value["at"]).isoformat(timespec="seconds")} if value.get("at") else {})


def _read(field: Field, value: Any, reading: Reading) -> dict[str, Any]:
    found, most = place_of(value), field.option("accuracy")
    if most is not None and found["accuracy"] > most:
        raise Refused(f"位置误差须在 {most} 米之内", f"the place must be sure within {most} m")
    return found


def _names(field: Field) -> Mapping[str, Type]:
    parts: dict[str, Type] = {f"{field.name}__{part}": "number" for part in ("lat", "lon", "accuracy")}
    return {field.name: "boolean", **parts}


def _scalars(field: Field, value: Any) -> Mapping[str, Scalar]:
    if value is None:
        return {}
    return {field.name: True, **{f"{field.name}__{part}": value[part] for part in ("lat", "lon", "accuracy")}}


def _cell(field: Field, value: Any, language: str) -> str:
    return "" if value is None else f"{value['lat']:.5f}, {value['lon']:.5f} (±{value['accuracy']:.0f} m)"


FIELD = FieldType(
    name="location",
    title=both("位置", "Location"),
    help=both(
        "手机所在的位置（WGS-84）与误差。公式里：名称__lat、__lon、__accuracy（米）。",
        "Where the phone is (WGS-84), and how sure. In formulas name__lat, __lon, __accuracy (metres).",
    ),
    family="place",
    schema=options(
        accuracy=option(
            "最大误差 / Accuracy",
            "误差超过这么多米则不接受。",
            "Refused where it is less sure than that, in metres.",
            100,
            type="integer",
            minimum=1,
            maximum=100_000,
        )
    ),
    read=_read,
    names=_names,
    scalars=_scalars,
    cell=_cell,
    columns=frozenset({"number"}),
)

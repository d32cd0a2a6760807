"""Shapes that what comes from the phone shares."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
SHA = validate.Regexp(r"[0-9a-f]{64}\Z", error="Must be a SHA-256 in hexadecimal digits.")


class Uuid(fields.String):
    """An id made by the client: a UUID in small letters. ``version`` 7 where it has to tell the time."""

    def __init__(self, version: int | None = None, **options: Any) -> None:
        self._version = version
        super().__init__(**options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **more))
        if not _UUID.fullmatch(text) or (self._version and text[14] != str(self._version)):
            kind = f"UUIDv{self._version}" if self._version else "UUID"
            raise ValidationError(f"Not a valid {kind} in small letters.")
        return text


class Place(Schema):
    """Where a phone is: degrees (WGS-84), metres of accuracy."""

    lat = fields.Float(required=True, validate=validate.Range(-90, 90))
    lon = fields.Float(required=True, validate=validate.Range(-180, 180))
    accuracy = fields.Float(load_default=None, allow_none=True, validate=validate.Range(0, 10_000_000))
    at = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))

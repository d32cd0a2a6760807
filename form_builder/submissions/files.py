"""Which files the answers of a form name, and which field of a form (any of its versions) a file is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engine.definitions.release import Release
from engine.storage.tables import definition_version
from form_builder.fields.contract import Field
from form_builder.shape.reading import CompiledForm
from form_builder.versions import form_of

#: The most bytes of one file, by type of field; others that take files get the first.
LARGEST: Mapping[str, int] = {"photo": 8_000_000, "signature": 1_000_000}
_VERSIONS = 50


def largest(field: Field) -> int:
    """The most bytes of one file of a field."""
    return LARGEST.get(field.type.name, LARGEST["photo"])


def files_in(form: CompiledForm, values: Mapping[str, Any]) -> dict[str, str]:
    """Attachment id → field, of all that values (clean or as they came) name."""
    found: dict[str, str] = {}
    for field in form.order:
        value = values.get(field.name)
        if field.type.attachments:
            found.update((one, field.name) for one in _ids(value))
        elif field.type.many and isinstance(value, list):
            for inner in form.inner[field.name]:
                if inner.type.attachments:
                    entries = (entry for entry in value if isinstance(entry, Mapping))
                    found.update((one, inner.name) for entry in entries for one in _ids(entry.get(inner.name)))
    return found


def field_of(connection: sa.Connection, release: Release, name: str, field: str) -> Field | None:
    """The field as the newest version that has it says: a phone may still hold an older one. None where the form does
    not serve, or none of its last 50 versions has such a field."""
    now = form_of(connection, release, name)
    if now is None or field in now.by_name:
        return now.by_name[field] if now else None
    v = definition_version.c
    mine = (v.kind == "form", v.name == name)
    for (hash,) in connection.execute(sa.select(v.hash).where(*mine).order_by(v.version.desc()).limit(_VERSIONS)):
        old = form_of(connection, release, name, hash)
        if old is not None and field in old.by_name:
            return old.by_name[field]
    return None


def _ids(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list | tuple) else []

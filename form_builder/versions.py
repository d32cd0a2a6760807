"""Versions of a form: the one a phone had, by the hash of its definition; and old answers under today's names."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engine.definitions.model import build
from engine.definitions.release import Release
from engine.storage import tables as t
from form_builder.kinds.form.model import FormModel
from form_builder.shape.reading import CompiledForm, compile_model
from form_builder.validation import with_present_names

#: Old versions kept in memory.
KEPT = 50
_kept: OrderedDict[tuple[str, str], CompiledForm] = OrderedDict()


def form_of(connection: sa.Connection, release: Release, name: str, hash: str | None = None) -> CompiledForm | None:
    """The form as it was under a hash of its definition (None: as it serves); None where there never was one.

    An old version keeps its own rules: a phone that has it may send it.
    """
    serving = release.catalog.get("form", name)
    if serving is not None and hash in (None, serving.hash):
        found: CompiledForm = release.compiled("form", name)
        return found
    if hash is None:
        return None
    known = _kept.get((name, hash))
    if known is None:
        v = t.definition_version
        wanted = sa.select(v.c.text).where(v.c.kind == "form", v.c.name == name, v.c.hash == hash)
        text = connection.execute(wanted.limit(1)).scalar()
        if text is None:
            return None
        known = _kept[name, hash] = compile_model(build(FormModel, json.loads(text)), hash)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return known


def in_newest(newest: CompiledForm, values: Mapping[str, Any]) -> dict[str, Any]:
    """Answers of an old version as the newest one shows them: under today's names; what it has no field for any more
    comes last, under its old name."""
    found = with_present_names(newest, values)
    ordered = [field.name for field in newest.order if field.name in found]
    return {name: found[name] for name in [*ordered, *(name for name in found if name not in newest.by_name)]}

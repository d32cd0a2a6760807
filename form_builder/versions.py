"""Versions of a form: the one a phone had, by the hash of its definition; and old answers under today's names."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition
from engine.definitions.model import build
from engine.definitions.release import Release
from engine.storage import tables as t
from form_builder.kinds.form.model import FormModel
from form_builder.shape.reading import CompiledForm, compile_model
from form_builder.shape.tree import every, fields_of
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


def type_changes(old: FormModel, definition: Definition, sent: Mapping[str, int]) -> list[Issue]:
    """Fields that changed their type, or took the name of another, though answers were sent (N791).

    ``sent``: form → how many submissions there are. A new type is a new field with a new name.
    """
    if not sent.get(definition.name):
        return []
    before = {field.name: field for field in every(fields_of(old.fields, old.lists))}
    issues = []
    new: FormModel = definition.model
    for field in every(fields_of(new.fields, new.lists)):
        for name in (field.name, *field.aliases):
            former = before.get(name)
            if former is not None and not _fits(former.type.name, field.type.name, former, field):
                words = both(
                    f"字段 “{name}” 已有数据，类型不能从 {former.type.name} 改为 {field.type.name}",
                    f'field "{name}" has data: its type cannot change from {former.type.name} to {field.type.name}',
                )
                hint = both("新建一个字段，保留旧字段或删去它", "make a new field with a new name instead")
                issues.append(definition.issue("N791", words, f"{field.path}.type", hint))
    return issues


#: Any of these may become a text: what was kept can be read as one.
_TEXTS = frozenset({"choice", "barcode", "unit", "user", "time"})


def _fits(old: str, new: str, former: Any, field: Any) -> bool:
    if old == new:
        return bool(old != "computed" or former.option("gives", "number") == field.option("gives", "number"))
    return new == "text" and old in _TEXTS


def check_types(connection: sa.Connection, old: Release | None, new: Release | Catalog) -> list[Issue]:
    """Every N791 of what would be published over ``old``."""
    catalog = new if isinstance(new, Catalog) else new.catalog
    changed = [
        (former, definition)
        for definition in catalog.all("form")
        if old is not None
        and (former := old.catalog.get("form", definition.name)) is not None
        and former.hash != definition.hash
    ]
    if not changed:
        return []
    s = t.form_submission
    names = [definition.name for _, definition in changed]
    counted = sa.select(s.c.form, sa.func.count()).where(s.c.form.in_(names), sa.not_(s.c.test)).group_by(s.c.form)
    sent = {row[0]: row[1] for row in connection.execute(counted)}
    return [i for former, definition in changed for i in type_changes(former.model, definition, sent)]

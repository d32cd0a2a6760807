"""Fields keep their type once answers were sent: what a change of a form would spoil."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition
from engine.storage.tables import form_submission
from form_builder.kinds.form.model import FormModel

#: Any of these may become a text: what was kept can be read as one.
_TEXTS = frozenset({"choice", "barcode", "unit", "user", "time"})


def losses(connection: sa.Connection, serving: Catalog, wanted: Catalog) -> Iterable[Issue]:
    """N791 for every field of a form with submissions that changes its type, or takes the name of another type's.

    A new type is a new field with a new name; a new name for the same field is an alias.
    """
    changed = [
        (former, definition)
        for definition in wanted.all("form")
        if (former := serving.get("form", definition.name)) is not None and former.hash != definition.hash
    ]
    if not changed:
        return
    s = form_submission.c
    names = [definition.name for _, definition in changed]
    sent = set(connection.scalars(sa.select(s.form).where(s.form.in_(names), sa.not_(s.test)).distinct()))
    for former, definition in changed:
        if definition.name in sent:
            yield from type_changes(former.model, definition)


def type_changes(old: FormModel, definition: Definition) -> Iterable[Issue]:
    """The issues of one form over its former self."""
    from form_builder.shape.tree import every, fields_of  # the shape is built on this kind's model

    before = {field.name: field for field in every(fields_of(old.fields, old.lists))}
    new: FormModel = definition.model
    for field in every(fields_of(new.fields, new.lists)):
        for name in (field.name, *field.aliases):
            former = before.get(name)
            if former is None or _fits(former, field):
                continue
            words = both(
                f"字段 “{name}” 已有数据，类型不能从 {former.type.name} 改为 {field.type.name}",
                f'field "{name}" has data: its type cannot change from {former.type.name} to {field.type.name}',
            )
            hint = both("新建一个字段，另取名称", "make a new field, with a name of its own")
            yield definition.issue("N791", words, f"{field.path}.type", hint)


def _fits(old: Any, new: Any) -> bool:
    if old.type.name != new.type.name:
        return new.type.name == "text" and old.type.name in _TEXTS
    return bool(not old.type.computed or old.option("gives", "number") == new.option("gives", "number"))

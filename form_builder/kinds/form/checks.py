"""What the schema of a form cannot say: its fields one by one, then formulas, then what it refers to elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference
from engine.definitions.names import twice, unknown
from form_builder.kinds.form.duties import duty_issues
from form_builder.kinds.form.maps import map_issues
from form_builder.kinds.form.model import FormModel

DEEPEST = 4


def references(model: FormModel) -> Iterable[Reference]:
    """Roles, channels, datasets and photo standards."""
    for i, role in enumerate(model.fillers):
        yield Reference(f"$.fillers[{i}]", "role", role)
    for i, duty in enumerate(model.duties):
        for j, role in enumerate(duty.roles):
            yield Reference(f"$.duties[{i}].roles[{j}]", "role", role)
        if duty.remind:
            yield Reference(f"$.duties[{i}].remind.channel", "channel", duty.remind.channel)
    for i, check in enumerate(model.checks):
        if check.standard is not None:
            yield Reference(f"$.checks[{i}].standard", "photo_standard", check.standard)
    for i, role in enumerate(model.review.roles if model.review else ()):
        yield Reference(f"$.review.roles[{i}]", "role", role)
    for i, one in enumerate(model.maps):
        yield Reference(f"$.maps[{i}].dataset", "dataset", one.dataset)


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about a form that passed its schema."""
    model: FormModel = definition.model
    levels = _levels(catalog)
    if levels and model.level not in levels:
        yield unknown(definition, "N790", "$.level", model.level, levels, ("层级", "level"))
    found = list(_fields(definition))
    yield from found
    yield from duty_issues(definition, catalog, levels)
    yield from _checks(definition)
    if not found:
        yield from _formulas(definition)
        yield from map_issues(definition, catalog)


def _levels(catalog: Catalog) -> list[str]:
    return [level.name for org in catalog.all("org") for level in org.model.levels]


def _fields(definition: Definition) -> Iterator[Issue]:
    """Types, options, names and nesting of every field."""
    from form_builder.fields.contract import field_types
    from form_builder.fields.options import field_issues
    from form_builder.shape.tree import RESERVED, every, fields_of

    model: FormModel = definition.model
    raw = list(_raw(model.fields, "$.fields", ()))
    broken = False
    for path, one, within in raw:
        name = str(one.get("type"))
        if name not in field_types():
            broken = True
            yield unknown(definition, "N700", f"{path}.type", name, list(field_types()), ("字段类型", "field type"))
            continue
        issues = [definition.placed(issue) for issue in field_issues(name, one, path)]
        broken = broken or bool(issues)
        yield from issues
        if field_types()[name].many and any(kind == "repeat" for kind in within):
            words = both("重复组里不能再有重复组", "a repeat cannot stand inside another")
            yield definition.issue("N710", words, f"{path}.type")
        if len(within) >= DEEPEST:
            words = both(f"分组最多 {DEEPEST} 层", f"groups go {DEEPEST} levels deep at most")
            yield definition.issue("N710", words, path)
    if broken:
        return
    fields = list(every(fields_of(model.fields, model.lists)))
    places = [(f"{field.path}.name", field.name) for field in fields]
    places += [(f"{f.path}.aliases[{i}]", alias) for f in fields for i, alias in enumerate(f.aliases)]
    yield from twice(definition, "N707", places)
    for path, name in places:
        if name in RESERVED or "__" in name:
            words = both(f"“{name}” 是保留的名称", f'"{name}" is a reserved name')
            hint = both("不能用 unit、day 等，也不能含有两个下划线", "not unit, day …, and no two underscores in a row")
            yield definition.issue("N707", words, path, hint)
    for field in fields:
        for fault in field.type.check(field):
            yield definition.issue(fault.code, fault.text, field.path + fault.path, fault.hint)
    for name, choices in model.lists.items():
        yield from twice(definition, "N713", [(f"$.lists.{name}[{i}].name", c["name"]) for i, c in enumerate(choices)])


def _raw(
    fields: Iterable[Any], path: str, within: tuple[str, ...]
) -> Iterator[tuple[str, Mapping[str, Any], tuple[str, ...]]]:
    for i, one in enumerate(fields):
        if isinstance(one, Mapping):
            yield f"{path}[{i}]", one, within
            inside = one.get("fields")
            if isinstance(inside, tuple) and len(within) <= DEEPEST:
                yield from _raw(inside, f"{path}[{i}].fields", (*within, str(one.get("type"))))


def _formulas(definition: Definition) -> Iterable[Issue]:
    from form_builder.shape.reading import compile_model
    from form_builder.shape.strangers import strange_choices

    try:
        form = compile_model(definition.model, definition.hash)
    except IssueError as refused:
        yield from (definition.placed(issue) for issue in refused.issues)
    else:
        yield from (definition.placed(issue) for issue in strange_choices(form))


def _checks(definition: Definition) -> Iterable[Issue]:
    """Checks of photos name a photo field and an installed check whose options fit."""
    from form_builder.checks.contract import photo_checks
    from form_builder.shape.tree import every, fields_of

    model: FormModel = definition.model
    photos = [f.name for f in every(fields_of(model.fields, model.lists)) if f.type.name == "photo"]
    yield from twice(definition, "N718", [(f"$.checks[{i}].name", one.name) for i, one in enumerate(model.checks)])
    for i, one in enumerate(model.checks):
        path, known = f"$.checks[{i}]", photo_checks()
        if one.field not in photos:
            yield unknown(definition, "N718", f"{path}.field", one.field, photos, ("照片字段", "photo field"))
        if one.check not in known:
            yield unknown(definition, "N718", f"{path}.check", one.check, list(known), ("照片检查", "photo check"))
            continue
        if known[one.check].needs_standard and one.standard is None:
            words = both(f"“{one.check}” 需要陈列标准", f'"{one.check}" needs a photo_standard')
            yield definition.issue("N718", words, path, did_you_mean("standard", ["standard"]))
        yield from _check_options(definition, one.options, known[one.check].schema, f"{path}.options")


def _check_options(definition: Definition, value: Any, schema: Mapping[str, Any], path: str) -> Iterable[Issue]:
    from engine.definitions.schema import common, validator
    from engine.definitions.schema_words import issues_of
    from form_builder.fields.options import thawed

    whole = {"type": "object", "additionalProperties": False, **schema, "$defs": common()["$defs"]}
    for error in validator(whole).iter_errors(thawed(value)):
        yield from (definition.placed(issue) for issue in issues_of(error, whole, path))

"""The marshmallow schema of a form's values, made from its definition.

``schema_of(release, "display").load(values)`` gives the clean values: unknown fields refused with the nearest known
one, hidden fields' values dropped, computed ones worked out again. It raises marshmallow's ``ValidationError`` whose
messages are nested as the values are, field → ``[Issue]`` (a repeat: entry number → field → issues);
``issues_of(error)`` is all of them in one list, each with its path (``$.values.lines[0].qty``).
After ``load``: ``schema.flags`` (``["computed"]`` where the client had worked out something else) and
``schema.answers`` (what was dropped, what differed, what formulas saw).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import INCLUDE, Schema, ValidationError, fields, post_load, pre_load

from engine.base.issue import Issue
from engine.definitions.release import Release
from form_builder.fields.contract import Ground
from form_builder.shape.answers import Answers, answers, flat, unknown_field
from form_builder.shape.reading import CompiledForm


class FormSchema(Schema):
    """What all schemas of forms share; ``schema_of`` adds a field per field of the form."""

    class Meta:
        unknown = INCLUDE

    form: CompiledForm
    ground: Ground
    path: str = "$.values"
    answers: Answers

    @property
    def flags(self) -> list[str]:
        """What submissions note of the last load."""
        return ["computed"] if self.answers.differing else []

    @pre_load
    def _names_of_old(self, data: Any, **_: Any) -> Any:
        """A value under a former name is taken under the present one."""
        if not isinstance(data, Mapping):
            return data
        return with_present_names(self.form, data)

    @post_load
    def _worked_out(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        self.answers = answers(self.form, data, self.ground, self.path)
        errors = dict(self.answers.errors)
        for name in data.keys() - self.fields.keys():
            errors[str(name)] = [unknown_field(name, self.fields.keys(), f"{self.path}.{name}")]
        if errors:
            raise ValidationError(errors)
        return self.answers.values


def schema_of(release: Release | CompiledForm, form: str | None = None, ground: Ground | None = None) -> FormSchema:
    """A schema for the form's values: ``schema_of(release, "display")``, or of a compiled form (an old version, from
    ``form_builder.versions.form_of``). Raises KeyError for an unknown name."""
    compiled: CompiledForm = release if isinstance(release, CompiledForm) else release.compiled("form", form or "")
    own: dict[str, Any] = {
        field.name: fields.Raw(allow_none=True, metadata={"type": field.type.name, "title": field.title})
        for field in compiled.order
        if field.type.carries
    }
    made: FormSchema = type(f"Form{compiled.hash[:8]}", (FormSchema,), own)()
    made.form, made.ground = compiled, ground or Ground()
    return made


def with_present_names(form: CompiledForm, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values with former names changed into the present ones of ``form``, those inside repeats too."""
    found = dict(values)
    for alias, name in form.former_names:
        if alias in found and name not in found:
            found[name] = found.pop(alias)
    for repeat, names in form.former_names_inside.items():
        entries = found.get(repeat)
        if isinstance(entries, list):
            found[repeat] = [
                {names.get(key, key): value for key, value in entry.items()} if isinstance(entry, Mapping) else entry
                for entry in entries
            ]
    return found


def issues_of(error: ValidationError) -> list[Issue]:
    """The issues of a schema's refusal, in one list."""
    return [one if isinstance(one, Issue) else _plain(one) for one in flat(error.messages)]


def _plain(words: Any) -> Issue:
    return Issue("N792", {"zh": "回答须是一个 JSON 对象", "en": "the answers must be one JSON object"}, "$.values")

"""A form as the phone gets it, and what the phone has to do with it: the same as ``form_builder.shape.answers``.

``for_phone`` gives::

    {"name", "title", "description", "version": hash of the definition, "level", "state", "money_digits", "time_zone",
     "fields": [field …], "order": [names], "duties": [{name, title, every, opens, due}], "checks": [titles of names],
     "retention": {…}}

A **field** holds ``name``, ``type``, ``title``, ``hint``, ``aliases``, all options of its type (``choices`` always as a
list), and for each formula ``{"text", "tree"}`` (``engine.expressions.as_json``) instead of its text: ``visible``,
``required`` (or true/false), ``constraint``, ``formula`` of a computed field, ``when`` of a choice. ``carries`` says
whether it has a value, ``attachments`` whether that is a list of attachment ids. ``fields`` of sections and repeats are
fields again; a repeat has its own ``order``. ``names``: what formulas may call of it, name → type.

**Working out**, in the order of ``order`` (every field after all that decide over it):

1. A field is shown where its sections are shown and ``visible`` is true (unknown: hidden). Hidden: no value, all its
   names null.
2. Its names get their values (``names`` lists them):

   ==============  ==========================================================================================
   most types      ``name``: the value; a date is a date, a datetime a timestamp, money minor units
   multi_choice    ``name``: names by comma, in the order of the choices; ``name__count``; ``name__<choice>``:
                   whether it is chosen. Nothing chosen: all null
   cascade         ``name``: the last name chosen; ``name__<level>``
   matrix          ``name__count``: rows answered; ``name__<row>``: the column chosen (unanswered: null)
   location        ``name``: true; ``name__lat``, ``name__lon``, ``name__accuracy``. None: all null
   photo,          ``name``: how many (0 where there is none)
   signature
   repeat          ``name``: how many entries (0); ``name__<field>``: sum over the entries of a number or money
                   inside, those without a value left out (none has one: null)
   computed        ``name``: the formula's value
   ==============  ==========================================================================================

   Always there: ``unit`` (code, text) and ``day`` (business day, date). Inside a repeat formulas see the names outside
   and those of the same entry.
3. ``required`` demands a value where it is true, ``constraint`` refuses where it is false (with ``message``); unknown
   does neither. A choice with ``when`` is offered where that is true.

Values that are sent: an empty one (null, "", [], {}) is left out, hidden ones too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.definitions.release import Release
from engine.expressions import Tree
from form_builder.checks.contract import photo_checks
from form_builder.fields.contract import Field
from form_builder.fields.listed import choices_of
from form_builder.fields.options import thawed
from form_builder.kinds.form.model import FormModel
from form_builder.shape.reading import CompiledForm

_TREES = ("visible", "required", "constraint", "formula")


def for_phone(release: Release, form: str | CompiledForm) -> dict[str, Any]:
    """The form as the phone gets it: see the module's docstring. Raises KeyError for an unknown name."""
    compiled: CompiledForm = release.compiled("form", form) if isinstance(form, str) else form
    model: FormModel = compiled.model
    checks = photo_checks()
    return {
        "name": model.name,
        "title": dict(model.title),
        "description": dict(model.description) if model.description else None,
        "version": compiled.hash,
        "level": model.level,
        "state": model.state,
        "money_digits": release.app.money_digits,
        "time_zone": release.app.time_zone,
        "fields": [field_card(compiled, field) for field in compiled.fields],
        "order": [field.name for field in compiled.order],
        "duties": [
            {"name": d.name, "title": dict(d.title), "every": d.every, "opens": d.opens, "due": d.due}
            for d in model.duties
        ],
        "checks": [
            {
                "name": one.name,
                "field": one.field,
                "title": dict(checks[one.check].title) if one.check in checks else None,
            }
            for one in model.checks
        ],
        "retention": {
            "photos_days": model.retention.photos_days,
            "location_days": model.retention.location_days,
        },
    }


def field_card(form: CompiledForm, field: Field) -> dict[str, Any]:
    """One field for the phone, with those inside it."""
    card: dict[str, Any] = {key: thawed(value) for key, value in field.options.items() if key != "fields"}
    for key in _TREES:
        tree = form.trees.get((field.name, key))
        if tree is not None:
            card[key] = formula_card(tree)
    if "choices" in card:
        card["choices"] = list(_choices(form, field))
    card["carries"], card["attachments"] = field.type.carries, field.type.attachments
    card["names"] = dict(field.type.names(field))
    if field.type.holds:
        card["fields"] = [field_card(form, inner) for inner in field.fields]
    if field.type.many:
        card["order"] = [inner.name for inner in form.inner[field.name]]
    return card


def formula_card(tree: Tree) -> dict[str, Any]:
    """A formula for the browser: its text, and its tree as plain JSON."""
    return {"text": tree.text, "tree": tree.as_json()}


def _choices(form: CompiledForm, field: Field) -> Iterable[Mapping[str, Any]]:
    for choice in choices_of(field):
        tree = form.trees.get((field.name, f"choices.{choice['name']}"))
        yield {**thawed(choice), **({"when": formula_card(tree)} if tree is not None else {})}

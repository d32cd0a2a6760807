"""What a type of field is: how its value is read, what formulas see of it, and how it is shown in a table.

A type is one module of ``form_builder/fields`` that exposes ``FIELD``, or is offered by a plug-in at the door
``field_type``: ``PLUGIN.provides["field_type"] = {"thermometer": FIELD}``.

``schema``    its own options, in the form of a kind's schema.json (``options.option``); the options that every field
              has (title, hint, required, visible, constraint, message, aliases) are added.
``read``      a value as the phone sends it → the value as it is kept. Raises ``Refused``. Never sees an empty value
              (null, "", []), which is simply none.
``names``     what formulas may call: name → type. A plain value goes by the field's own name; what has parts uses two
              underscores (``brands__count``). Nothing else may contain two underscores.
``scalars``   the values of these names; whatever is left out is null ("unknown").
``cell``      the value as text of a table or export, in "zh" or "en".
``columns``   types of dataset columns that its value can fill (what the designer offers).
``conditions`` formulas inside its options that decide over its value (the ``when`` of choices): path → text. They are
              parsed with the form's names, and ``trees`` of the reading hold them by that path.
``check``     what a schema cannot say of its options: ``Fault`` s, with a path below the field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Literal

from engine.base.discover import exposed
from engine.base.plugin import provided
from engine.base.text import Text, both
from engine.expressions import Scalar, Tree, Type

Family = Literal["text", "number", "time", "choice", "people", "media", "place", "layout", "worked_out"]


class Refused(Exception):
    """A value that its field does not take. ``text``: why, for people; ``code``: an issue code."""

    def __init__(self, zh: str, en: str, code: str = "N792") -> None:
        super().__init__(en)
        self.text: Text = both(zh, en)
        self.code = code


@dataclass(frozen=True)
class Fault:
    """Something wrong with a field's options; ``path`` begins below the field (".count", "" for the field itself)."""

    code: str
    text: Text
    path: str = ""
    hint: Text | None = None


@dataclass(frozen=True)
class Ground:
    """Where and when a form is filled. ``has_unit`` / ``has_user``: whether a code or login may be named; None: not
    asked. ``money_digits``: decimals of the app's currency."""

    unit: str | None = None
    day: date | None = None
    has_unit: Callable[[str, str | None], bool] | None = None  # (code, level)
    has_user: Callable[[str, str | None], bool] | None = None  # (login, role)
    money_digits: int = 2


def _nothing(field: Field) -> Mapping[str, Type]:
    return {}


def _no_scalars(field: Field, value: Any) -> Mapping[str, Scalar]:
    return {}


def _no_value(field: Field, value: Any, reading: Reading) -> Any:
    raise Refused("此项不填写", "nothing is filled in here")


def _no_cell(field: Field, value: Any, language: str) -> str:
    return ""


def _no_faults(field: Field) -> Iterable[Fault]:
    return ()


def _no_conditions(field: Field) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class FieldType:
    """One type of field; see the module's docstring. ``holds``: it has fields inside; ``many``: several times.

    ``carries``: whether it has a value of its own; ``attachments``: whether that is a list of attachment ids.
    """

    name: str
    title: Text
    help: Text
    family: Family
    schema: Mapping[str, Any] = field(default_factory=lambda: {"properties": {}})
    read: Callable[[Field, Any, Reading], Any] = _no_value
    names: Callable[[Field], Mapping[str, Type]] = _nothing
    scalars: Callable[[Field, Any], Mapping[str, Scalar]] = _no_scalars
    cell: Callable[[Field, Any, str], str] = _no_cell
    columns: frozenset[str] = frozenset()
    conditions: Callable[[Field], Mapping[str, str]] = _no_conditions
    check: Callable[[Field], Iterable[Fault]] = _no_faults
    carries: bool = True
    attachments: bool = False
    holds: bool = False
    many: bool = False
    computed: bool = False


@dataclass(frozen=True, eq=False)
class Field:
    """A field of a form. ``options``: all that stands in the definition; ``path``: where ($.fields[2].fields[0]).

    ``lists``: the form's shared lists of choices; ``within``: names of the sections and the repeat around it.
    """

    name: str
    type: FieldType
    title: Text
    path: str
    options: Mapping[str, Any]
    lists: Mapping[str, tuple[Mapping[str, Any], ...]]
    fields: tuple[Field, ...] = ()
    within: tuple[str, ...] = ()

    @property
    def aliases(self) -> tuple[str, ...]:
        """Names it had in earlier versions."""
        return tuple(self.options.get("aliases", ()))

    def option(self, name: str, default: Any = None) -> Any:
        """One option, or its default."""
        return self.options.get(name, default)


@dataclass(frozen=True)
class Reading:
    """What ``read`` may know: where and when, and whether a condition of the field's options holds now."""

    ground: Ground
    trees: Mapping[str, Tree] = field(default_factory=dict)
    known: Mapping[str, Scalar] = field(default_factory=dict)

    def holds(self, path: str) -> bool:
        """Whether a condition holds for sure; one that cannot be told does not."""
        from engine.expressions import evaluate

        tree = self.trees.get(path)
        return tree is None or evaluate(tree, self.known) is True


@cache
def field_types() -> dict[str, FieldType]:
    """Every installed type by name. Raises ValueError for a name that is taken twice."""
    found: dict[str, FieldType] = {}
    for members in (exposed("form_builder.fields", "FIELD"), provided("field_type")):
        for name, one in members.items():
            if not isinstance(one, FieldType):
                raise ValueError(f"field type {name!r} is not a FieldType")
            if name in found or one.name != name:
                raise ValueError(f"field type {name!r} is there twice, or calls itself {one.name!r}")
            found[name] = one
    return found

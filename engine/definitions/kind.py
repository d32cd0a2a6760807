"""What a kind is, and what a kind may know about the definitions around it.

A kind is one folder (``engine/kinds/scale/`` is the smallest complete one), found through the entry-point group
``navmark.kinds``:

``__init__.py``   exposes ``KIND = Kind(name=…, title=…, folder=…, model=…, references=…, checks=…, compile=…)``
``schema.json``   ``{"properties": {…}, "required": […]}``, the kind's own fields only. The envelope (``kind``,
    ``name``, ``title``, ``description``), ``additionalProperties: false`` and the shared ``$defs`` of
    ``engine/definitions/common.json`` (``text``, ``name``, ``formula``, ``day``, ``file`` …; use them as
    ``{"$ref": "#/$defs/text"}``) are added when it is loaded. Every property carries ``title`` ("中文 / English"),
    ``x-text`` ({"zh", "en"}: one sentence of help; the one keyword beyond JSON Schema) and ``examples``.
    The order of the properties is the order of the keys in the canonical form. Alternatives are ``oneOf`` branches
    told apart by one ``const`` property.
``model.py``      a frozen dataclass that extends ``Model``, with one field per property (``kw_only=True``);
    ``engine.definitions.model.build`` fills it from JSON by its type hints (nested dataclasses, tuples, mappings,
    dates, unions told apart by a ``Literal`` field). A property that is a Python keyword has a trailing underscore
    (``from_``).
``checks.py``     ``references(model)`` and ``checks(definition, catalog)``: what the schema cannot say
``compile.py``    optional: ``compile(definition, catalog)`` → a frozen object, made once per release and cached
``ui.json``  optional: how an editor shows the kind; without it the schema's order is that of the fields.
    ``groups``: ``[{"title": text, "fields": [names], "folded": true}]``, the top level's fields under headings;
    ``refs``: path → what a name there means: ``"calendar"`` (a kind), ``"org$.levels[*].name"`` (names inside its
    definitions), ``"$.columns[*].name"`` (names inside this one), several with ``|``;
    ``widgets``: path → ``"textarea"`` or ``"percent"`` (a fraction shown as per cent);
    ``words``: path → value → text, for the values of an ``enum`` or ``const``;
    ``new``: fields that a new definition begins with (each passes the schema).
    A path is ``$.lines[*].indicator``; ``.*`` stands for each value of a mapping, ``.*~`` for its keys.
``cases/good/*.json``  a definition that passes, and ``cases/bad/<mistake>.json``: ``{"expect": "N401", "path":
    "$.bands", "definition": {…}}``. Both may carry ``"with": [definitions]`` and ``"files": {path: text}`` (a good
    case then as ``{"definition": …, "with": …}``).

Kinds never import each other: they meet in the catalog.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from engine.base.discover import members
from engine.base.issue import Issue
from engine.base.text import Text, both
from engine.definitions.read import Document

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Model:
    """What every definition has; the models of the kinds extend it."""

    name: str
    title: Text
    description: Text | None = None


@dataclass(frozen=True)
class Reference:
    """One definition names another. ``path`` is where it does so (``$.scale``).

    ``kind`` may be ``"file"``: then ``name`` is the path of a data file. ``soft``: the name may also mean something
    else (a name in a formula: measure or indicator), so it counts for cycles and for "where used" when such a
    definition exists, and the kind's own checks complain when it means nothing at all.
    """

    path: str
    kind: str
    name: str
    soft: bool = False


@dataclass(frozen=True)
class Definition:
    """One definition that passed its schema. ``text`` is its canonical form, ``path`` its file in the package."""

    kind: str
    name: str
    title: Text
    model: Any
    text: str
    path: str
    hash: str
    lines: Mapping[str, int] = field(default_factory=dict)

    def line(self, path: str) -> int | None:
        """The line of a JSON path, or of the nearest thing around it."""
        return nearest_line(self.lines, path)

    def issue(self, code: str, message: Text, path: str = "$", hint: Text | None = None) -> Issue:
        """A complaint about this definition, with its place."""
        return self.placed(Issue(code, message, path, hint=hint))

    def placed(self, issue: Issue) -> Issue:
        """An issue that names a path of this definition, with file and line filled in."""
        return issue.at(self.path, self.line(issue.path))


def nearest_line(lines: Mapping[str, int], path: str) -> int | None:
    """The line recorded for ``path`` or for its closest recorded ancestor."""
    while path not in lines:
        cut = max(path.rfind("."), path.rfind("["))
        if cut <= 0:
            return lines.get("$")
        path = path[:cut]
    return lines[path]


@dataclass(frozen=True)
class Catalog:
    """All definitions of a package or release that passed their schema, by (kind, name), and the data files.

    ``broken`` names those that exist but could not be read or did not pass: checks must not complain about a name
    that is missing only because of that (``get`` gives None for it, ``known`` says True).
    """

    definitions: Mapping[tuple[str, str], Definition] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    broken: frozenset[tuple[str, str]] = frozenset()

    def get(self, kind: str, name: str) -> Definition | None:
        """The definition, or None where there is none (or where it is broken)."""
        return self.definitions.get((kind, name))

    def all(self, kind: str) -> list[Definition]:
        """All sound definitions of a kind, by name."""
        return self._by_kind.get(kind, [])

    def names(self, kind: str) -> list[str]:
        """All names of a kind, broken ones included: what "did you mean" may offer."""
        if kind == "file":
            return sorted(self.files)
        return sorted({n for k, n in self.definitions if k == kind} | {n for k, n in self.broken if k == kind})

    def known(self, kind: str, name: str) -> bool:
        """Whether there is such a definition (or data file), sound or broken."""
        return (
            (kind, name) in self.definitions or (kind, name) in self.broken or (kind == "file" and name in self.files)
        )

    def doubtful(self, *kinds: str) -> bool:
        """Whether some definition of these kinds is broken, so that a missing name proves nothing."""
        return any(kind in kinds for kind, _ in self.broken)

    def compiled(self, kind: str, name: str) -> Any:
        """What the kind's ``compile`` makes of a definition; made once. Raises KeyError for an unknown name,
        and IssueError where it does not compile."""
        found = self._compiled.get((kind, name))
        if found is None:
            definition, maker = self.definitions[kind, name], kinds()[kind].compile
            if maker is None:
                raise KeyError(f"{kind} is not compiled")
            found = self._compiled[kind, name] = maker(definition, self)
        return found

    def once(self, what: tuple[str, str], make: Callable[[], T]) -> T:
        """``make()``, called once for this catalog: what many checks need and none should work out again.

        ``what``: a name of the maker's own ("measures", "") that is no kind's.
        """
        if what not in self._made:
            self._made[what] = make()
        found: T = self._made[what]
        return found

    @cached_property
    def _made(self) -> dict[tuple[str, str], Any]:
        return {}

    @cached_property
    def _compiled(self) -> dict[tuple[str, str], Any]:
        return {}

    @cached_property
    def _by_kind(self) -> dict[str, list[Definition]]:
        found: dict[str, list[Definition]] = {}
        for (kind, _), definition in sorted(self.definitions.items()):
            found.setdefault(kind, []).append(definition)
        return found


def as_it_is(schema: dict[str, Any]) -> dict[str, Any]:
    """For kinds whose schema.json is whole."""
    return schema


def nothing_lost(connection: Any, serving: Catalog, wanted: Catalog) -> Iterable[Issue]:
    """For kinds over which nothing is entered that a change could spoil."""
    return ()


def as_stored(documents: Sequence[Document]) -> Sequence[Document]:
    """For kinds that have always been written as they are now."""
    return documents


def nothing_tried(serving: Catalog | None, wanted: Catalog) -> Iterable[Issue]:
    """For kinds of which nothing has to be tried out."""
    return ()


def no_references(model: Any) -> Iterable[Reference]:
    """For kinds that name nothing else."""
    return ()


def no_checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """For kinds whose schema says it all."""
    return ()


@dataclass(frozen=True)
class Kind:
    """One kind of definition. See the module's docstring for what its folder holds.

    ``checks`` may be a generator; it may rely on the schema having passed and on nothing else (a reference may be
    unresolved: ``catalog.get`` → None). A crash in it becomes an issue, not an exception.
    ``grow``: puts into what schema.json holds the parts that installed members bring (types of rules, of fields); it
    is called once, after everything is installed, and gives back a new object.
    ``loses``: what publishing ``wanted`` over ``serving`` would spoil of what people have entered (called with a
    connection); an error among it stops the publication, and is shown beside the drafts.
    ``carry``: stored documents of a release as this version of the product writes them (older releases must go on
    serving); called for what is in the database, never for what somebody hands in now.
    ``tries``: tries out what ``wanted`` changes (``serving`` None: everything) after all checks have passed, without a
    database and in a moment; what it says is treated like ``loses``. Going back to an earlier release tries nothing.
    ``ending``: how its files end.
    """

    name: str
    title: Text
    folder: Path
    model: type[Model]
    references: Callable[[Any], Iterable[Reference]] = no_references
    checks: Callable[[Definition, Catalog], Iterable[Issue]] = no_checks
    compile: Callable[[Definition, Catalog], object] | None = None
    grow: Callable[[dict[str, Any]], dict[str, Any]] = as_it_is
    loses: Callable[[Any, Catalog, Catalog], Iterable[Issue]] = nothing_lost
    carry: Callable[[Sequence[Document]], Sequence[Document]] = as_stored
    tries: Callable[[Catalog | None, Catalog], Iterable[Issue]] = nothing_tried
    ending: str = ".json"


def carried(documents: Sequence[Document]) -> Sequence[Document]:
    """The stored documents of a release as this version of the product writes them."""
    for kind in kinds().values():
        documents = kind.carry(documents)
    return documents


def losses(connection: Any, serving: Catalog, wanted: Catalog) -> list[Issue]:
    """What publishing would spoil, of every kind."""
    return [issue for kind in kinds().values() for issue in kind.loses(connection, serving, wanted)]


def trials(serving: Catalog | None, wanted: Catalog) -> list[Issue]:
    """What trying out shows, of every kind; a trial that crashes is an issue of its own (N869) and stops nothing."""
    found: list[Issue] = []
    for kind in kinds().values():
        try:
            found += kind.tries(serving, wanted)
        except Exception as fault:
            log.exception("%s: a trial has crashed", kind.name)
            words = both(f"试运行出错（{type(fault).__name__}）", f"a trial has crashed ({type(fault).__name__})")
            found.append(Issue("N869", words, file=kind.name, level="warning"))
    return found


@cache
def kinds() -> dict[str, Kind]:
    """Every installed kind by name. Raises ValueError where two kinds take one name."""
    found: dict[str, Kind] = {}
    for kind in members("navmark.kinds", "KIND").values():
        if isinstance(kind, Kind):
            if kind.name in found:
                raise ValueError(f"kind {kind.name!r} is there twice")
            found[kind.name] = kind
    return found

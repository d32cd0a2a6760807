"""A release: one consistent set of definitions and data files, as the product uses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.base import canonical
from engine.definitions.canonical_form import text_hash
from engine.definitions.kind import Catalog, Definition

if TYPE_CHECKING:
    from engine.expressions import Tree
    from engine.kinds.app.model import AppModel
    from engine.plan.measures import CompiledMeasure


@dataclass(frozen=True)
class Release:
    """What serves (or served, or is previewed: number 0). Models are read-only; nothing here touches the database."""

    number: int
    hash: str
    catalog: Catalog
    author: str = ""
    reason: str = ""
    created_at: datetime | None = None
    rolled_back_to: int | None = None

    def definition(self, kind: str, name: str) -> Definition:
        """The definition. Raises KeyError."""
        return self.catalog.definitions[kind, name]

    def get(self, kind: str, name: str) -> Any:
        """The model of a definition. Raises KeyError."""
        return self.catalog.definitions[kind, name].model

    def find(self, kind: str, name: str) -> Any | None:
        """The model of a definition, or None."""
        found = self.catalog.get(kind, name)
        return found.model if found else None

    def all(self, kind: str) -> list[Any]:
        """The models of all definitions of a kind, by name."""
        return [definition.model for definition in self.catalog.all(kind)]

    def compiled(self, kind: str, name: str) -> Any:
        """What the kind's ``compile`` made of a definition; made once per content. Raises KeyError."""
        return self.catalog.compiled(kind, name)

    @property
    def files(self) -> Mapping[str, str]:
        """Text of the data files by path."""
        return self.catalog.files

    @cached_property
    def app(self) -> AppModel:
        """The one app. Raises LookupError for a set without one (which cannot be published)."""
        apps = self.all("app")
        if len(apps) != 1:
            raise LookupError("there is no app")
        app: AppModel = apps[0]
        return app

    def measures(self) -> dict[str, CompiledMeasure]:
        """Every measure by name, those of indicators' own aggregates (``<indicator>__1``) included."""
        from engine.plan.measures import compiled_measures  # plan stands on definitions

        return compiled_measures(self.catalog)

    @property
    def closures_tree(self) -> Tree | None:
        """The condition under which a row of the app's closures dataset says "closed"; None without closures."""
        tree: Tree | None = self.compiled("calendar", self.app.calendar).closures
        return tree


def content_hash(catalog: Catalog) -> str:
    """SHA-256 over everything a release holds: equal content, equal hash."""
    definitions = [[*key, d.path, d.hash] for key, d in sorted(catalog.definitions.items())]
    files = [[path, text_hash(text)] for path, text in sorted(catalog.files.items())]
    return canonical.digest([definitions, files])


def preview(catalog: Catalog) -> Release:
    """A checked set as if it were published: for preview and simulation, never stored."""
    return Release(0, content_hash(catalog), catalog)

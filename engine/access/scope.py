"""What keeps a query inside an actor's ranges: the one place where the predicates are written.

They are made of values (a query of the moment) or of parameters (a statement that is prepared once for every actor
whose ranges have the same shape).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.access.actor import Range


@dataclass(frozen=True)
class Bounds:
    """A range of an actor: values, or parameters in their place. ``indicators`` None = all of them."""

    path: Any
    path_end: Any
    exact: bool
    indicators: Sequence[Any] | None
    hidden: Sequence[Any]

    @classmethod
    def of(cls, found: Range) -> Bounds:
        """With the values themselves, names in order."""
        named = None if found.indicators is None else sorted(found.indicators)
        return cls(found.path, found.path_end, found.exact, named, sorted(found.hidden))

    @property
    def shape(self) -> tuple[bool, int | None, int]:
        """All that a statement's text depends on."""
        return self.exact, None if self.indicators is None else len(self.indicators), len(self.hidden)

    def holds(self, path: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        """Whether a path lies in it."""
        return path == self.path if self.exact else sa.and_(path >= self.path, path < self.path_end)

    def shows(self, path: sa.ColumnElement[str], indicator: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        """Whether a path lies in it and the role lets the indicator be seen."""
        conditions = [self.holds(path)]
        if self.indicators is not None:
            conditions.append(sa.or_(sa.false(), *(indicator == name for name in self.indicators)))
        return sa.and_(*conditions, *(indicator != name for name in self.hidden))


def any_of(parts: Iterable[sa.ColumnElement[bool]]) -> sa.ColumnElement[bool]:
    """No range = ``false()``."""
    found = list(parts)
    return sa.or_(*found) if found else sa.false()


def bound(shapes: Sequence[tuple[bool, int | None, int]]) -> list[Bounds]:
    """Parameters for ranges of these shapes; ``values_of`` gives their values."""

    def text(name: str) -> sa.BindParameter[str]:
        return sa.bindparam(name, type_=sa.Text)

    return [
        Bounds(
            text(f"path_{n}"),
            text(f"end_{n}"),
            exact,
            None if named is None else [text(f"shown_{n}_{i}") for i in range(named)],
            [text(f"hidden_{n}_{i}") for i in range(hidden)],
        )
        for n, (exact, named, hidden) in enumerate(shapes)
    ]


def values_of(ranges: Sequence[Bounds]) -> dict[str, str]:
    """The parameters of ``bound`` for these ranges."""
    found: dict[str, str] = {}
    for n, one in enumerate(ranges):
        found |= {f"path_{n}": one.path, f"end_{n}": one.path_end}
        found |= {f"shown_{n}_{i}": name for i, name in enumerate(one.indicators or ())}
        found |= {f"hidden_{n}_{i}": name for i, name in enumerate(one.hidden)}
    return found

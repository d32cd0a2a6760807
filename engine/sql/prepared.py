"""Statements that are built and compiled once and then executed as text.

Building and compiling the widest of ours (30 columns of CASE over three joins) costs 30–70 ms in SQLAlchemy, running
it 1 ms. The text comes from SQLAlchemy's compiler only; values are always parameters. What is kept is the statement,
never what it found.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, namedtuple
from collections.abc import Callable, Hashable
from typing import Any

import sqlalchemy as sa


class Prepared:
    """A compiled statement. Parameters must be plain (int, float, str, None): no type converts them."""

    def __init__(self, statement: sa.Executable, dialect: sa.Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self._text = str(compiled)
        self._given: dict[str, Any] = dict(compiled.construct_params(_check=False))
        self._order: list[str] | None = compiled.positiontup if compiled.positional else None

    def __call__(self, connection: sa.Connection, **values: Any) -> sa.CursorResult[Any]:
        """Executes it; ``values`` replace the parameters of those names."""
        given = {**self._given, **values}
        parameters: Any = given if self._order is None else tuple(given[name] for name in self._order)
        return connection.exec_driver_sql(self._text, parameters)


Convert = Callable[[Any], Any]


class PreparedRows:
    """A compiled select whose parameters and columns go through their types, as SQLAlchemy's own execution does."""

    def __init__(self, statement: sa.Select[Any], dialect: sa.Dialect) -> None:
        self._run = Prepared(statement, dialect)
        binds = statement.compile(dialect=dialect).binds.values()
        self._in: dict[str, Convert] = {
            bind.key: convert for bind in binds if (convert := _of(bind.type).bind_processor(dialect)) is not None
        }
        self._run._given = {name: self._converted(name, value) for name, value in self._run._given.items()}
        columns = list(statement.selected_columns)
        found = [(place, _of(column.type).result_processor(dialect, None)) for place, column in enumerate(columns)]
        self._out: list[tuple[int, Convert]] = [(place, convert) for place, convert in found if convert is not None]
        names = [column.key or "" for column in columns]
        self._row = _row_of(names)

    def _converted(self, name: str, value: Any) -> Any:
        convert = self._in.get(name)
        return value if convert is None else convert(value)

    def __call__(self, connection: sa.Connection, **values: Any) -> list[Any]:
        """The rows, as named tuples (a column without a name, or with one taken already, is reached by its place)."""
        given = {name: self._converted(name, value) for name, value in values.items()}
        found = []
        for row in self._run(connection, **given):
            cells = list(row)
            for place, convert in self._out:
                cells[place] = convert(cells[place])
            found.append(self._row(*cells))
        return found


def _row_of(names: list[str]) -> Callable[..., Any]:
    made: Callable[..., Any] = namedtuple("Row", names, rename=True)  # type: ignore[misc]
    return made


def _of(kind: Any) -> Any:
    """A type as SQLAlchemy would use it; ``Any`` because the two processors are untyped upstream."""
    return kind


#: More shapes of statements than any installation has; the least recently used gives way.
KEPT = 512
_known: OrderedDict[Hashable, PreparedRows] = OrderedDict()
_lock = threading.Lock()


def prepared(connection: sa.Connection, key: Hashable, make: Callable[[], sa.Select[Any]]) -> PreparedRows:
    """The select over tables of the product itself for a key (its shape: everything ``make`` depends on)."""
    whole = (connection.dialect.name, connection.dialect.driver, key)
    with _lock:
        found = _known.get(whole)
        if found is not None:
            _known.move_to_end(whole)
            return found
    made = PreparedRows(make(), connection.dialect)
    with _lock:
        _known[whole] = made
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return made

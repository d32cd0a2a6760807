"""The few SQL words of a formula in which SQLite and PostgreSQL differ; each is used like ``sa.func.…``."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class smaller(FunctionElement[Any]):
    """The least argument; with a null: null on SQLite, the least other one on PostgreSQL."""

    inherit_cache = True
    name = "smaller"


class larger(FunctionElement[Any]):
    """The greatest argument; with a null as ``smaller``."""

    inherit_cache = True
    name = "larger"


class truncated(FunctionElement[float]):
    """A float8 (below 2^53) without its fraction, toward zero (SQLite: an integer; what follows makes it float)."""

    type = sa.Double()
    inherit_cache = True
    name = "truncated"


class whole(FunctionElement[int]):
    """A number of days as a 64-bit integer, toward zero; a null may become one before the calendar."""

    type = sa.BigInteger()
    inherit_cache = True
    name = "whole"


class outward_half(FunctionElement[float]):
    """0.5 with the sign of a float8."""

    type = sa.Double()
    inherit_cache = True
    name = "outward_half"


class bytewise(FunctionElement[str]):
    """Text that compares by code point, whatever the column's collation."""

    type = sa.Text()
    inherit_cache = True
    name = "bytewise"


class place_of(FunctionElement[int]):
    """Where the second text begins in the first, from 1; 0 where it does not."""

    type = sa.Integer()
    inherit_cache = True
    name = "place_of"


class trimmed(FunctionElement[str]):
    """The first text without the characters of the second at both ends."""

    type = sa.Text()
    inherit_cache = True
    name = "trimmed"


class is_decimal(FunctionElement[bool]):
    """Whether a text is a plain decimal number: ``-?[0-9]{1,15}(.[0-9]{1,15})?``."""

    type = sa.Boolean()
    inherit_cache = True
    name = "is_decimal"


def _arguments(element: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> str:
    return ", ".join(compiler.process(clause, **options) for clause in element.clauses)


@compiles(smaller)
def _smaller(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    word = "min" if compiler.dialect.name == "sqlite" else "LEAST"
    return f"{word}({_arguments(element, compiler, **options)})"


@compiles(larger)
def _larger(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    word = "max" if compiler.dialect.name == "sqlite" else "GREATEST"
    return f"{word}({_arguments(element, compiler, **options)})"


@compiles(truncated)
def _truncated(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    inner = _arguments(element, compiler, **options)
    # SQLite's own floor and trunc exist only where it was built with them
    return f"CAST({inner} AS INTEGER)" if compiler.dialect.name == "sqlite" else f"trunc({inner})"


@compiles(whole)
def _whole(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    inner = _arguments(element, compiler, **options)
    if compiler.dialect.name == "sqlite":
        return f"CAST({inner} AS INTEGER)"
    return f"CAST(trunc(GREATEST(LEAST({inner}, 4e6), -4e6)) AS BIGINT)"


@compiles(outward_half)
def _outward_half(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    inner = _arguments(element, compiler, **options)
    return f"(0.5 - ({inner} < 0))" if compiler.dialect.name == "sqlite" else f"(sign({inner}) * 0.5)"


@compiles(bytewise)
def _bytewise(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    inner = _arguments(element, compiler, **options)
    return f"({inner})" if compiler.dialect.name == "sqlite" else f'(({inner}) COLLATE "C")'


@compiles(place_of)
def _place_of(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    word = "instr" if compiler.dialect.name == "sqlite" else "strpos"
    return f"{word}({_arguments(element, compiler, **options)})"


@compiles(trimmed)
def _trimmed(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    word = "trim" if compiler.dialect.name == "sqlite" else "btrim"
    return f"{word}({_arguments(element, compiler, **options)})"


@compiles(is_decimal)
def _is_decimal(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    text = _arguments(element, compiler, **options)
    if compiler.dialect.name != "sqlite":
        return f"(({text}) ~ '^-?[0-9]{{1,15}}([.][0-9]{{1,15}})?$')"
    bare = f"(CASE WHEN substr({text}, 1, 1) = '-' THEN substr({text}, 2) ELSE {text} END)"
    point = f"instr({bare}, '.')"
    digits_only = f"{bare} GLOB '[0-9]*' AND {bare} NOT GLOB '*[^0-9.]*' AND {bare} NOT GLOB '*.*.*'"
    lengths = (
        f"(CASE WHEN {point} = 0 THEN length({bare}) <= 15"
        f" ELSE {point} <= 16 AND length({bare}) - {point} BETWEEN 1 AND 15 END)"
    )
    return f"({digits_only} AND {lengths})"

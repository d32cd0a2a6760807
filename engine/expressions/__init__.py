"""ONE formula language: parse once into a checked tree; scalar, compiled, SQL and browser evaluators agree on it."""

from engine.expressions.aggregates import Aggregate, aggregate_sql, aggregates_of
from engine.expressions.compiled import compile_scalar
from engine.expressions.parsing import parse
from engine.expressions.refusal import ExpressionIssue
from engine.expressions.scalar import evaluate
from engine.expressions.sets import to_sql
from engine.expressions.tree import Scalar, Tree, Type

__all__ = [
    "Aggregate",
    "ExpressionIssue",
    "Scalar",
    "Tree",
    "Type",
    "aggregate_sql",
    "aggregates_of",
    "compile_scalar",
    "evaluate",
    "parse",
    "to_sql",
]

"""Parses a formula once into a checked tree. Everything that can be refused is refused here, with place and reason."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import lru_cache

from engine.base.issue import IssueError
from engine.base.text import Text, both
from engine.expressions.bounds import check_cost
from engine.expressions.builder import Builder
from engine.expressions.lexer import check_text
from engine.expressions.refusal import refusal
from engine.expressions.tree import MAX_DEPTH, MAX_NODES, Tree, Type


def parse(text: str, *, names: Mapping[str, Type] | None, aggregates: bool = False) -> Tree:
    """The checked tree of a formula.

    ``names``: the values a formula may use, with their types; None = any name, of type "any". ``aggregates``: whether
    sum, count, count_distinct and expected are allowed (indicators, measures). Raises IssueError with
    ``ExpressionIssue`` s (N3xx). Equal calls share one tree.
    """
    if not isinstance(text, str):
        raise refusal("N306", "公式必须是文字", "a formula must be text")
    known = None if names is None else tuple(sorted(names.items()))
    return _parse(text, known, bool(aggregates))


@lru_cache(maxsize=4096)
def _parse(text: str, known: tuple[tuple[str, Type], ...] | None, aggregates: bool) -> Tree:
    check_text(text)
    lead = len(text) - len(text.lstrip(" "))
    body = _python_tree(text.strip(" "), lead)
    _check_size(body, lead)
    builder = Builder(text.strip(" "), lead, None if known is None else dict(known), aggregates)
    root = builder.build(body)
    issues = builder.issues or check_cost(root)
    if issues:
        raise IssueError(issues)
    return Tree.of(text, root)


def _python_tree(text: str, lead: int) -> ast.expr:
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        at = lead + min(max((error.offset or 1) - 1, 0), len(text) - 1)
        raise refusal(
            "N306", "公式写得不完整或有误", "the formula is incomplete or misspelt", at, _syntax_hint(text)
        ) from None
    except (RecursionError, MemoryError):
        raise refusal(
            "N303", f"套得太深，最多 {MAX_DEPTH} 层", f"nested too deeply, at most {MAX_DEPTH} levels"
        ) from None
    except ValueError:
        raise refusal("N306", "公式无法读取", "the formula cannot be read") from None


def _syntax_hint(text: str) -> Text | None:
    plain = text.replace("==", "").replace("!=", "").replace("<=", "").replace(">=", "")
    if "=" in plain:
        return both("比较相等请写 ==", "write == to compare")
    upper = next((word for word in ("AND", "OR", "NOT", "IN", "IF", "ELSE") if f" {word} " in f" {text} "), None)
    if upper:
        return both(f"请写小写 {upper.lower()}", f"write {upper.lower()} in small letters")
    if "if(" in text.lower().replace(" ", ""):
        return both("条件请写 a if 条件 else b", "a condition is written a if test else b")
    return None


def _check_size(body: ast.expr, lead: int) -> None:
    """Depth and number of parts, by an own stack: nothing recurses before this has passed."""
    count = 0
    waiting: list[tuple[ast.AST, int]] = [(body, 1)]
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if depth > MAX_DEPTH:
            zh, en = f"套得太深，最多 {MAX_DEPTH} 层", f"nested too deeply, at most {MAX_DEPTH} levels"
            raise refusal("N303", zh, en, lead)
        if count > MAX_NODES:
            raise refusal("N304", f"公式太大，最多 {MAX_NODES} 个部分", f"too large: at most {MAX_NODES} parts", lead)
        waiting.extend(
            (part, depth + isinstance(part, ast.expr)) for part in ast.iter_child_nodes(node) if _counts(part)
        )


def _counts(node: ast.AST) -> bool:
    return isinstance(node, ast.expr | ast.keyword)

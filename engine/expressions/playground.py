"""Tries one formula on one record, by the very code the engine uses: ``navmark try expression``."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.expressions.parsing import parse
from engine.expressions.refusal import refusal
from engine.expressions.scalar import evaluate
from engine.expressions.tree import Type
from engine.expressions.why import reason

MAX_NAMES = 500


def try_expression(request: object) -> dict[str, Any]:
    """``{"input": "a / b", "names": {"a": 1, "b": 2}}`` → ``{"value": 0.5}``.

    Or ``{"refused": {"code", "message", "position", "hint"}}`` with the first issue; ``message`` and ``hint`` are in zh
    and en. Types follow the values: number, text, boolean, null → any; a list or an object is refused. With
    ``"explain": true`` a null value comes with its ``reason``. Never raises, whatever the request is.
    """
    try:
        formula, values = _checked(request)
        tree = parse(formula, names={name: _type(name, value) for name, value in values.items()})
        value = evaluate(tree, values)
        answer: dict[str, Any] = {"value": value.isoformat() if isinstance(value, date) else value}
        if value is None and isinstance(request, dict) and request.get("explain") is True:
            answer["reason"] = reason(tree, values)
        return answer
    except IssueError as error:
        return {"refused": _told(error.issues[0])}


def _told(first: Issue) -> dict[str, Any]:
    told = first.as_json()
    return {key: told.get(key) for key in ("code", "message", "position", "hint")}


def _checked(request: object) -> tuple[str, dict[str, Any]]:
    if not isinstance(request, dict) or not isinstance(request.get("input"), str):
        zh, en = '要有 {"input": "公式", "names": {…}}', 'a request is {"input": "formula", "names": {…}}'
        raise refusal("N306", zh, en)
    names = request.get("names", {})
    if not isinstance(names, dict) or not all(isinstance(name, str) for name in names) or len(names) > MAX_NAMES:
        zh, en = f"names 是一个对象，最多 {MAX_NAMES} 个名称", f"names is an object of at most {MAX_NAMES} names"
        raise refusal("N306", zh, en)
    return request["input"], dict(names)


def _type(name: str, value: object) -> Type:
    if value is None:
        return "any"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "text"
    zh = f"“{name[:40]}” 的值要是数字、文字、是/否或空值"
    en = f"the value of “{name[:40]}” must be a number, text, boolean or null"
    raise refusal("N311", zh, en)

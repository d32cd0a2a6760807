"""Try a template without saving it: what editors and ``navmark try template`` call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from rule_builder.templates import compile_template, render
from rule_builder.templates.escape import ESCAPES

#: A context for the template's names where none is given.
_NO_VALUES: Mapping[str, Any] = {}


def try_template(request: object) -> dict[str, Any]:
    """``{"input": source, "values": {…}, "escape"?: "plain" | "text" | "markdown" | "html"}`` → ``{"value": text}`` or
    ``{"refused": {code, message, position, line, hint}}``. Never raises. Names that ``values`` lacks are refused."""
    try:
        if not isinstance(request, Mapping):
            raise _bad(both("请求必须是对象", "the request must be an object"))
        values = request.get("values", _NO_VALUES)
        escape = request.get("escape", "plain")
        if not isinstance(values, Mapping) or not all(isinstance(key, str) for key in values):
            raise _bad(both("values 必须是对象", "values must be an object"))
        if not isinstance(escape, str) or escape not in ESCAPES:
            raise _bad(both(f"escape 只能是 {'、'.join(ESCAPES)}", f"escape must be one of {', '.join(ESCAPES)}"))
        return {"value": render(compile_template(request.get("input", ""), set(values)), values, escape)}
    except IssueError as error:
        return _refused(error.issues[0])
    except Exception as error:
        kind = type(error).__name__
        return _refused(Issue("N701", both(f"无法处理（{kind}）", f"cannot be handled ({kind})")))


def _bad(message: Any) -> IssueError:
    return IssueError([Issue("N701", message)])


def _refused(issue: Issue) -> dict[str, Any]:
    return {
        "refused": {
            "code": issue.code,
            "message": dict(issue.message),
            "position": getattr(issue, "position", 0),
            "line": issue.line,
            "hint": dict(issue.hint) if issue.hint else None,
        }
    }

"""Message templates: the only place where Jinja compiles anything.

A template takes values, filters them, and uses ``if`` and ``for``; nothing else passes the allow-list. What data
brings in is escaped for the channel; it is never rendered again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from jinja2 import StrictUndefined, Undefined, UndefinedError
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.base.issue import IssueError
from engine.base.text import both
from rule_builder.templates.check import TESTS, Names, check_tree
from rule_builder.templates.escape import ESCAPES, printed
from rule_builder.templates.filters import FILTERS, each
from rule_builder.templates.issues import Place, TemplateIssue, refusal
from rule_builder.templates.source import check_text
from rule_builder.templates.values import Items, copied

__all__ = ["Template", "TemplateIssue", "compile_template", "render"]

OUTPUT = 20_000  # characters


class _Environment(ImmutableSandboxedEnvironment):
    """Attributes and items are the entries of plain mappings and lists, nothing else; nothing can be called."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An entry of a mapping."""
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An entry of a mapping, or an item of a list."""
        if isinstance(obj, Undefined):
            obj._fail_with_undefined_error()
        if type(obj) is dict and isinstance(argument, str) and argument in obj:
            return obj[argument]
        if type(obj) is Items and type(argument) is int and -len(obj) <= argument < len(obj):
            return obj[argument]
        if type(obj).__name__ == "LoopContext" and argument in ("index", "index0", "first", "last", "length"):
            return getattr(obj, argument)
        return self.undefined(obj=obj, name=argument)

    def call(__self, *args: Any, **kwargs: Any) -> Any:
        """Never."""
        raise refusal("N704", both("不允许调用", "calls are not allowed"))


@cache
def _environment(escape: str) -> _Environment:
    escaped = ESCAPES[escape]
    environment = _Environment(undefined=StrictUndefined, finalize=lambda value: escaped(printed(value)))
    environment.globals.clear()
    environment.filters = {name: function for name, (function, _, _) in FILTERS.items()} | {"each": each}
    environment.tests = {name: environment.tests[name] for name in TESTS}
    return environment


@dataclass(frozen=True)
class Template:
    """A template that passed the allow-list; compiled once per escape, when first rendered."""

    source: str
    names: Names = field(default=None, compare=False)

    def compiled(self, escape: str) -> Any:
        """Jinja's template for an escape."""
        return _compiled(self.source, escape)


@lru_cache(maxsize=512)
def _compiled(source: str, escape: str) -> Any:
    environment = _environment(escape)
    tree = _parsed(source)
    check_tree(tree, source, None)
    return environment.from_string(tree)


def _parsed(source: str) -> Any:
    place = Place(source)
    try:
        return _environment("plain").parse(source)
    except TemplateSyntaxError as error:
        reason = (error.message or "")[:200]
        raise place.refuse("N701", both(f"模板语法错误：{reason}", f"syntax error: {reason}"), line=error.lineno)
    except (RecursionError, MemoryError, ValueError, OverflowError, TemplateError):
        raise place.refuse("N702", both("模板嵌套过深", "the template is nested too deeply"))


def compile_template(source: str, names: Names = None) -> Template:
    """Checks a template. ``names``: the names it may use, as a collection or as nested shapes
    (``{"days": [{"day": None}]}``: None = anything, [x] = a list of x); None = any name.

    Raises IssueError with TemplateIssues N701 (syntax), N702 (size), N703 (characters), N704 (not allowed),
    N705 (names), N706 (mention of everyone), each with line, position and hint.
    """
    check_text(source)
    try:
        check_tree(_parsed(source), source, names)
        template = Template(source, names)
        template.compiled("plain")
    except (RecursionError, MemoryError):
        raise Place(source).refuse("N702", both("模板嵌套过深", "the template is nested too deeply"))
    except (TemplateError, SyntaxError, ValueError, TypeError, AssertionError):
        raise Place(source).refuse("N701", both("模板无法编译", "the template does not compile"))
    return template


def render(template: Template, context: Mapping[str, Any], escape: str = "plain") -> str:
    """The text for a context of plain data (see ``values.copied`` for its limits), escaped "plain", "text",
    "markdown" or "html". Raises IssueError N71x (context), N72x (a value is missing or does not fit, too long)."""
    values = copied(context)
    parts: list[str] = []
    size = 0
    try:
        for part in template.compiled(escape).generate(**values):
            size += len(part)
            if size > OUTPUT:
                raise refusal("N724", both("输出超过 20000 个字符", "the output has more than 20,000 characters"))
            parts.append(part)
    except IssueError:
        raise
    except UndefinedError as error:
        reason = (error.message or "")[:200]
        raise refusal(
            "N720",
            both(f"缺少值：{reason}", f"a value is missing: {reason}"),
            both("用 |default(…) 给出替代", "give a substitute with |default(…)"),
        )
    except (TypeError, ValueError, ArithmeticError, AttributeError, LookupError, RecursionError, MemoryError) as error:
        kind = type(error).__name__
        raise refusal("N721", both(f"值的类型不合适（{kind}）", f"values of the wrong type ({kind})"))
    return "".join(parts)

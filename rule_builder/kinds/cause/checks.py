"""What the schema of a cause cannot say: names, types, the holes of its text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference
from engine.definitions.names import unknown
from engine.expressions import parse
from rule_builder.kinds.cause.model import CauseModel
from rule_builder.kinds.cause.names import SUFFIXES, names_of
from rule_builder.kinds.cause.query_checks import query_issues

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_RESERVED = ("value", *SUFFIXES)


def references(model: CauseModel) -> Iterable[Reference]:
    """Indicators, datasets and the role that follows it up."""
    if model.indicator:
        yield Reference("$.indicator", "indicator", model.indicator)
    for alias, indicator in model.indicators.items():
        yield Reference(f"$.indicators.{alias}", "indicator", indicator)
    for i, indicator in enumerate(model.applies_to):
        yield Reference(f"$.applies_to[{i}]", "indicator", indicator)
    if model.query:
        yield Reference("$.query.dataset", "dataset", model.query.dataset)
        if model.query.beside:
            yield Reference("$.query.beside.dataset", "dataset", model.query.beside.dataset)
    if model.owner:
        yield Reference("$.owner", "role", model.owner)


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about a cause that passed its schema."""
    model: CauseModel = definition.model
    if not model.indicator and not model.indicators and model.query is None:
        words = both("没有指标也没有查询，无从取证", "neither an indicator nor a query: nothing could be evidence")
        hint = both("写 indicator 或 query", "give it an indicator or a query")
        yield definition.issue("N845", words, "$.when", hint)
        return
    yield from _aliases(definition)
    yield from query_issues(definition, catalog)
    yield from _formula(definition, catalog)
    known = list(names_of(model, catalog))
    for lang, text in model.evidence.items():
        for found in _BRACES.finditer(text):
            if found.group(1) not in known:
                path = f"$.evidence.{lang}"
                yield unknown(definition, "N847", path, found.group(), known, ("可用的名字", "such name here"))


def _aliases(definition: Definition) -> Iterable[Issue]:
    """Each name means one thing: aliases and measures with their endings."""
    model: CauseModel = definition.model
    taken: dict[str, str] = dict.fromkeys(_RESERVED, "$.indicator")
    own: list[tuple[str, str, tuple[str, ...]]] = [
        (f"$.indicators.{alias}", alias, SUFFIXES) for alias in model.indicators
    ]
    if model.query is not None:
        own += [(f"$.query.measures[{i}].name", m.name, ("usual",)) for i, m in enumerate(model.query.measures)]
    for path, name, suffixes in own:
        names = (name, *(f"{name}_{one}" for one in suffixes))
        clash = next((one for one in names if one in taken), None)
        if clash is not None:
            words = both(f"名字 “{clash}” 已有别的意思", f'the name "{clash}" means something else already')
            yield definition.issue("N848", words, path, both("换一个名字", "choose another name"))
        taken |= dict.fromkeys(names, path)


def _formula(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    model: CauseModel = definition.model
    names = {name: one.type for name, one in names_of(model, catalog).items()}
    try:
        tree = parse(model.when, names=names)
    except IssueError as error:
        for issue in error.issues:
            hint = issue.hint or (did_you_mean(model.when, names) if issue.code == "N308" else None)
            yield definition.placed(replace(issue, path="$.when", hint=hint))
        return
    if tree.type not in ("boolean", "any"):
        words = both("成立条件必须是“是/否”的公式", "when must be a formula that is true or false")
        hint = both("写成比较，如 value > 1.5 * usual", "compare, as in value > 1.5 * usual")
        yield definition.issue("N846", words, "$.when", hint)

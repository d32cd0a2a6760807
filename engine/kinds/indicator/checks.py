"""What the schema of an indicator cannot say: its formula names what exists, and fits how it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference
from engine.definitions.names import twice
from engine.expressions import ExpressionIssue, Tree, Type
from engine.expressions.tree import Name, walk
from engine.kinds.indicator.model import IndicatorModel
from engine.plan.formulas import tried
from engine.plan.measures import column_types, known_measures, outer_of


def references(model: IndicatorModel) -> Iterable[Reference]:
    """Scale, dataset, owner, and the indicators its formula names."""
    yield Reference("$.scale", "scale", model.scale)
    if model.dataset:
        yield Reference("$.dataset", "dataset", model.dataset)
    if model.owner:
        yield Reference("$.owner", "role", model.owner)
    for name in sorted(_outer_names(model.formula)):
        yield Reference("$.formula", "indicator", name, soft=True)


def _outer_names(text: str) -> set[str]:
    try:
        return {name for name in outer_of(text).names if not name.startswith("@")}
    except IssueError:
        return set()  # the check of the formula reports it


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about an indicator that passed its schema."""
    model: IndicatorModel = definition.model
    measures = known_measures(catalog)
    if definition.name in measures:
        home = measures[definition.name][0]
        words = both(
            f"数据集 {home.name} 已有同名的度量 “{definition.name}”",
            f'dataset {home.name} has a measure of the same name "{definition.name}"',
        )
        yield definition.issue("N429", words, "$.name", both("给其中一个改名", "rename one of them"))
    tree, issues = _formula(definition, catalog, "$.formula", model.formula)
    yield from issues
    if tree is not None:
        yield from _result(definition, tree)
    drivers = [(f"$.drivers[{i}]", driver) for i, driver in enumerate(model.drivers)]
    yield from twice(definition, "N420", [(f"{place}.name", driver.name) for place, driver in drivers])
    for place, driver in drivers:
        yield from _formula(definition, catalog, f"{place}.formula", driver.formula)[1]


def _result(definition: Definition, tree: Tree) -> Iterable[Issue]:
    model: IndicatorModel = definition.model
    if tree.type not in ("number", "money", "any"):
        words = both("指标须是数或金额", "an indicator is a number or an amount of money")
        yield definition.issue("N433", words, "$.formula")
    elif not outer_of(model.formula).names:
        words = both("公式里没有度量，处处都是同一个数", "the formula names no measure: it is the same everywhere")
        hint = both("写上度量或指标的名称", "name a measure or an indicator")
        yield definition.issue("N436", words, "$.formula", hint)
    elif tree.type == "money" and model.display != "money":
        words = both("公式得出金额，却不按金额显示", "the formula gives money but is not shown as money")
        yield definition.issue("N434", words, "$.display", both('写 "display": "money"', 'write "display": "money"'))
    elif tree.type == "number" and model.display == "money":
        words = both("公式得出的是数，不是金额", "the formula gives a number, not money")
        yield definition.issue("N434", words, "$.display", both("写 number 或 percent", "write number or percent"))


def _formula(definition: Definition, catalog: Catalog, place: str, text: str) -> tuple[Tree | None, list[Issue]]:
    """The typed tree of a formula, or its issues; (None, []) where another definition is at fault."""
    model: IndicatorModel = definition.model
    untyped, issues = tried(definition, place, text, None, aggregates=True)
    if untyped is None:
        return None, issues
    outer = outer_of(text)
    if any(name.startswith("@") for name in outer.names) and (model.dataset is None or place != "$.formula"):
        words = both("公式中直接写了汇总，却没有 dataset", "the formula holds an aggregate, but there is no dataset")
        if place != "$.formula":
            words = both("驱动因素的公式里不能写汇总", "a driver's formula holds no aggregates")
        hint = both("写上 dataset，或把汇总定义为度量", "name the dataset, or declare the aggregate as a measure")
        return None, [definition.issue("N431", words, place, hint)]
    wanted = {name for name in outer.names if not name.startswith("@")}
    types, doubt = _types(definition, catalog, wanted)
    lost = sorted(wanted - set(types))
    if lost:
        return None, [] if doubt else [_lost(definition, catalog, place, name, text) for name in lost]
    if model.dataset is not None and place == "$.formula":
        home = catalog.get("dataset", model.dataset)
        if home is None:
            return None, []
        return tried(definition, place, text, {**column_types(home.model), **types}, aggregates=True)
    return tried(definition, place, text, types)


def _types(definition: Definition, catalog: Catalog, names: set[str]) -> tuple[Mapping[str, Type], bool]:
    """The types of those names that mean something; and whether a missing one may be another definition's fault."""
    measures = known_measures(catalog)
    types: dict[str, Type] = {}
    doubt = catalog.doubtful("dataset", "indicator")
    for name in names:
        if name in measures:
            measure = measures[name][1]
            doubt = doubt or measure is None
            if measure is not None:
                types[name] = measure.formula_type
        elif (other := catalog.get("indicator", name)) is not None:
            found = catalog.once(("~type", name), lambda other=other: type_of(other, catalog))  # type: ignore[misc]
            doubt = doubt or found is None
            if found is not None:
                types[name] = found
    return types, doubt


def type_of(indicator: Definition, catalog: Catalog) -> Type | None:
    """The type of an indicator's result; None where its formula is faulty."""
    tree, _ = _formula(indicator, catalog, "$.formula", indicator.model.formula)
    return tree.type if tree is not None else None


def _lost(definition: Definition, catalog: Catalog, place: str, name: str, text: str) -> Issue:
    """A name that means nothing, with the place in the formula where it stands first."""
    known = sorted({*known_measures(catalog), *catalog.names("indicator")} - {definition.name})
    words = both(f"没有度量或指标 “{name}”", f'unknown measure or indicator "{name}"')
    at = min((n.position for n in walk(outer_of(text).root) if isinstance(n, Name) and n.name == name), default=0)
    return definition.placed(ExpressionIssue("N203", words, place, hint=did_you_mean(name, known), position=at))

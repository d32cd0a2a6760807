"""What the schema of a scorecard cannot say: weights make 100 %, curves are curves, names mean something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry

from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference
from engine.definitions.names import twice
from engine.definitions.schema_words import issues_of
from engine.kinds.scorecard.compile import names_of
from engine.kinds.scorecard.curves import curve_types
from engine.kinds.scorecard.curves.contract import exact
from engine.kinds.scorecard.model import Line, ScorecardModel
from engine.plan.formulas import tried
from engine.plan.measures import outer_of


def references(model: ScorecardModel) -> Iterable[Reference]:
    """The lines' indicators, and what the vetoes name."""
    for i, line in enumerate(model.lines):
        yield Reference(f"$.lines[{i}].indicator", "indicator", line.indicator)
    for i, veto in enumerate(model.vetoes):
        try:
            names = sorted(outer_of(veto.when).names)
        except IssueError:
            continue  # the check of the formula reports it
        for name in names:
            yield Reference(f"$.vetoes[{i}].when", "indicator", name, soft=True)


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about a scorecard that passed its schema."""
    model: ScorecardModel = definition.model
    names = [(f"$.lines[{i}].name", line.name) for i, line in enumerate(model.lines)]
    names += [(f"$.vetoes[{i}].name", veto.name) for i, veto in enumerate(model.vetoes)]
    yield from twice(definition, "N766", names)
    yield from _level(definition, catalog)
    yield from _weights(definition)
    if model.cap <= model.floor:
        words = both(
            f"封顶 {model.cap:g} 不高于保底 {model.floor:g}", f"cap {model.cap:g} is not above floor {model.floor:g}"
        )
        yield definition.issue("N770", words, "$.cap")
    if model.curve is not None:
        yield from _curve(definition, "$.curve", model.curve)
    for i, line in enumerate(model.lines):
        yield from _line(definition, catalog, i, line)
    yield from _vetoes(definition, catalog)
    yield from _peers(definition)


def _level(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    for org in catalog.all("org"):
        levels = [level.name for level in org.model.levels]
        if definition.model.level not in levels:
            name = definition.model.level
            words = both(f"没有层级 “{name}”", f'unknown level "{name}"')
            yield definition.issue("N767", words, "$.level", did_you_mean(name, levels))


def _weights(definition: Definition) -> Iterable[Issue]:
    """Exactly 100 %; the fix is the line whose change is the least in proportion and leaves it above nothing."""
    lines = definition.model.lines
    weights = [exact(line.weight) for line in lines]
    whole = Fraction(100) if any(weight > 1 for weight in weights) else Fraction(1)
    total = sum(weights, Fraction(0))
    if total == whole:
        return
    short = whole - total
    at = max(range(len(lines)), key=lambda i: (weights[i] + short > 0, -weights[i] if short > 0 else weights[i]))
    share = _percent(total / whole)
    words = both(
        f"权重合计 {share}，应恰为 100 %"
        + (f"（还差 {_percent(short / whole)}）" if short > 0 else f"（多了 {_percent(-short / whole)}）"),
        f"the weights make {share}, not 100 %"
        + (f" ({_percent(short / whole)} short)" if short > 0 else f" ({_percent(-short / whole)} over)"),
    )
    mended = weights[at] + short
    hint = None
    if mended > 0:
        old, new = _number(weights[at]), _number(mended)
        title = lines[at].title
        hint = both(
            f"最近的改法：“{title['zh']}” 由 {old} 改为 {new}", f'nearest fix: "{title["en"]}" from {old} to {new}'
        )
    yield definition.issue("N765", words, f"$.lines[{at}].weight", hint)


def _percent(share: Fraction) -> str:
    return f"{_number(share * 100)} %"


def _number(value: Fraction) -> str:
    return f"{float(value):.10g}"


def _line(definition: Definition, catalog: Catalog, i: int, line: Line) -> Iterable[Issue]:
    place, model = f"$.lines[{i}]", definition.model
    if line.curve is not None:
        yield from _curve(definition, f"{place}.curve", line.curve)
    settings: Any = line.curve or model.curve
    where = f"{place}.curve" if line.curve is not None else "$.curve"
    slope = _slope(settings)
    if line.basis == "attainment" and slope in ("falling", "mixed"):
        words = both("达成率更高，得分却更低", "a better attainment would get fewer points")
        hint = both(
            "“越低越好”的指标，达成率已换算，曲线照样上升", "attainment is already turned round where lower is better"
        )
        yield definition.issue("N774", words, where, hint)
    indicator = catalog.get("indicator", line.indicator)
    if indicator is None:
        return
    against = {"higher": "falling", "lower": "rising"}[indicator.model.direction]
    if line.basis == "value" and slope in (against, "mixed"):
        words = both(
            f"“{line.indicator}” 变好时得分会下降", f'points would fall where "{line.indicator}" becomes better'
        )
        yield replace(definition.issue("N774", words, where), level="warning")
    if line.basis == "value" and settings is None:
        words = both("按数值计分的行要有自己的曲线", "a line by value needs a curve of its own")
        hint = both(
            "默认曲线按达成率设计（60 %→0，100 %→100）", "the default is made for attainment (60 % → 0, 100 % → 100)"
        )
        yield definition.issue("N776", words, f"{place}.basis", hint)
    if line.basis == "attainment" and not catalog.doubtful("target_plan"):
        planned = {target.indicator for plan in catalog.all("target_plan") for target in plan.model.lines}
        if line.indicator not in planned:
            words = both(
                f"没有目标计划为 “{line.indicator}” 设目标：达成率无从算起，此行没有得分",
                f'no target plan sets "{line.indicator}": it has no attainment, and the line gets no points',
            )
            hint = both("设定目标，或把 basis 改为 value", "set targets, or let basis be value")
            yield replace(definition.issue("N771", words, f"{place}.indicator", hint), level="warning")


def _slope(settings: Mapping[str, Any] | None) -> str:
    """Of sound settings; "rising" for others, which are complained about elsewhere."""
    kind = curve_types().get(settings["type"]) if settings else None
    if kind is None or settings is None:
        return "rising"
    if any(Draft202012Validator(kind.schema, registry=Registry()).iter_errors(_plain(settings))) or any(
        kind.check(settings)
    ):
        return "rising"
    return kind.slope(settings)


def _curve(definition: Definition, place: str, settings: Mapping[str, Any]) -> Iterable[Issue]:
    known = curve_types()
    kind = known.get(settings["type"])
    if kind is None:
        words = both(f"没有曲线类型 “{settings['type']}”", f'unknown type of curve "{settings["type"]}"')
        yield definition.issue("N768", words, f"{place}.type", did_you_mean(settings["type"], known))
        return
    faults = list(Draft202012Validator(kind.schema, registry=Registry()).iter_errors(_plain(settings)))
    for fault in faults:
        for issue in issues_of(fault, kind.schema, place):
            yield definition.placed(issue)
    if faults:
        return
    for issue in kind.check(settings):
        yield definition.placed(replace(issue, path=place + issue.path[1:]))
    low, high = settings.get("floor"), settings.get("cap")
    if low is not None and high is not None and low > high:
        words = both(f"曲线的保底 {low:g} 高于封顶 {high:g}", f"the curve's floor {low:g} is above its cap {high:g}")
        yield definition.issue("N770", words, f"{place}.floor")


def _plain(value: Any) -> Any:
    """Settings as JSON has them: lists for tuples."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _vetoes(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    model: ScorecardModel = definition.model
    types = names_of(model, catalog)
    for i, veto in enumerate(model.vetoes):
        place = f"$.vetoes[{i}]"
        tree, issues = tried(definition, f"{place}.when", veto.when, types)
        if not catalog.doubtful("indicator"):
            yield from issues
        if tree is not None and tree.type not in ("boolean", "any"):
            words = both("否决条件必须是“是/否”的公式", "a veto is a formula that is true or false")
            yield definition.issue("N772", words, f"{place}.when")
        if not model.floor <= veto.points <= model.cap:
            words = both(
                f"否决后的分数须在 {model.floor:g} 到 {model.cap:g} 之间",
                f"points after a veto lie between {model.floor:g} and {model.cap:g}",
            )
            yield definition.issue("N775", words, f"{place}.points")


def _peers(definition: Definition) -> Iterable[Issue]:
    peers = definition.model.peers
    if peers is None:
        return
    if peers.by == "group" and not peers.groups:
        words = both("没有写明按哪些分组比较", "it does not say which groups are compared")
        yield definition.issue("N773", words, "$.peers.by", both("加上 groups", "add groups"))
    if peers.by != "group" and peers.groups:
        words = both(f"“{peers.by}” 不看分组", f'"{peers.by}" does not look at groups')
        yield definition.issue(
            "N773", words, "$.peers.groups", both("去掉 groups，或把 by 改为 group", "drop groups, or write group")
        )

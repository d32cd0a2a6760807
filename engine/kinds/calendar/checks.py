"""What the schema of a calendar cannot say: holidays that overlap, weights of nothing, the formula of closures."""

from __future__ import annotations

from collections.abc import Iterable

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference
from engine.definitions.names import twice
from engine.kinds.calendar.model import CalendarModel
from engine.plan.formulas import tried
from engine.plan.measures import column_types


def references(model: CalendarModel) -> Iterable[Reference]:
    """The dataset of closures."""
    if model.closures:
        yield Reference("$.closures.dataset", "dataset", model.closures.dataset)


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about a calendar that passed its schema."""
    model: CalendarModel = definition.model
    days = [(f"$.duty_weekdays[{i}]", day) for i, day in enumerate(model.duty_weekdays)]
    yield from twice(definition, "N420", days)
    if all(model.weekday_weights.get(day, 1) == 0 for day in model.duty_weekdays):
        words = both("营业日的份量全为 0，目标无处可分", "all duty weekdays weigh 0: targets have nowhere to go")
        yield definition.issue("N464", words, "$.weekday_weights")
    yield from _holidays(definition)
    yield from _closures(definition, catalog)


def _holidays(definition: Definition) -> Iterable[Issue]:
    model: CalendarModel = definition.model
    sound = []
    for i, holiday in enumerate(model.holidays):
        if holiday.from_ > holiday.to:
            words = both(f"{holiday.to} 早于 {holiday.from_}", f"{holiday.to} is before {holiday.from_}")
            yield definition.issue("N462", words, f"$.holidays[{i}].to")
            continue
        sound.append((i, holiday))
        if holiday.closed and holiday.weight:
            words = both("歇业的日子没有份量", "closed days carry no weight")
            yield definition.issue("N464", words, f"$.holidays[{i}].weight", both("去掉 weight", "take weight away"))
    latest = None
    for i, holiday in sorted(sound, key=lambda pair: (pair[1].from_, pair[0])):
        if latest is not None and holiday.from_ <= latest.to:
            first, second = latest.title, holiday.title
            words = both(
                f"“{second['zh']}”（{holiday.from_} 起）与 “{first['zh']}”（到 {latest.to}）重叠",
                f'"{second["en"]}" (from {holiday.from_}) overlaps "{first["en"]}" (to {latest.to})',
            )
            yield definition.issue("N463", words, f"$.holidays[{i}].from")
        if latest is None or holiday.to > latest.to:
            latest = holiday


def _closures(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    model: CalendarModel = definition.model
    dataset = catalog.get("dataset", model.closures.dataset) if model.closures else None
    if model.closures is None or dataset is None:
        return
    place = {dataset.model.column_of("unit"), dataset.model.column_of("day")}
    if None in place or set(dataset.model.key) != place:
        words = both(f"“{dataset.name}” 的键不是（单位，日）", f'"{dataset.name}" is not keyed by unit and day alone')
        yield definition.issue("N465", words, "$.closures.dataset")
        return
    names = column_types(dataset.model, lookups=False)
    tree, issues = tried(definition, "$.closures.when", model.closures.when, names)
    yield from issues
    if tree is not None and tree.type not in ("boolean", "any"):
        words = both("停业条件必须得出是或否", "the condition must give true or false")
        yield definition.issue("N465", words, "$.closures.when")

"""What the schema of a case cannot say: series that can be read, days and units that are there, something to check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from engine.base.issue import Issue
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference
from rule_builder.cases.series import SeriesError, cells, dated, stand, stands, tellings
from rule_builder.kinds.case.model import CaseModel, CaseUnit

#: Days that are played one after the other; earlier ones are only read.
MOST = 120


def references(model: CaseModel) -> Iterable[Reference]:
    """The rule."""
    yield Reference("$.rule", "rule", model.rule)


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about a case that passed its schema."""
    model: CaseModel = definition.model
    days: dict[str, set[date]] = {}
    for name, unit in model.units.items():
        issues = list(_unit(definition, name, unit))
        yield from issues
        if not issues:
            days[name] = _days(model, unit)
    yield from _families(definition)
    checked = any(unit.states or unit.told for unit in model.units.values()) or model.expect
    if not checked and model.incidents is None:
        words = both("这个用例什么也不检验", "this case checks nothing")
        hint = both("写上 states、expect 或 incidents", "add states, expect or incidents")
        yield definition.issue("N866", words, "$", hint)
    whole = set().union(*days.values()) if len(days) == len(model.units) else None
    yield from _not_watched(definition)
    yield from _corrections(definition, days)
    yield from _expected(definition, whole)
    for i, one in enumerate(model.incidents or ()):
        yield from _named(definition, f"$.incidents[{i}].unit", one.unit)


def _days(model: CaseModel, unit: CaseUnit) -> set[date]:
    found = {day for day, _ in dated(model.start, model.closed, cells(unit.written))}
    for since, text in unit.earlier.items():
        found |= {day for day, _ in dated(date.fromisoformat(since), model.closed, cells(text))}
    return found


def _unit(definition: Definition, name: str, unit: CaseUnit) -> Iterable[Issue]:
    model: CaseModel = definition.model
    here = f"$.units.{name}"
    if unit.attainment is not None and unit.actual is not None:
        words = both("attainment 与 actual 只能写一个", "write either attainment or actual")
        yield definition.issue("N863", words, f"{here}.actual")
    if unit.attainment is None and unit.actual is None and not any(u.under == name for u in model.units.values()):
        words = both(f"“{name}” 没有日子，也没有下级", f'"{name}" has no days and no units under it')
        yield definition.issue("N863", words, here, both("写上 attainment 或 actual", "add attainment or actual"))
    length = None
    for key, text in (("attainment", unit.attainment), ("actual", unit.actual)):
        if text is not None:
            found = yield from _read(definition, f"{here}.{key}", text, cells)
            length = None if found is None else len(found)
            if key == "attainment" and found and any(cell.paired for cell in found):
                words = both("达成率不写目标", "an attainment has no target beside it")
                yield definition.issue("N863", words, f"{here}.{key}")
            if length is not None and length > MOST:
                words = both(f"多于 {MOST} 天", f"more than {MOST} days")
                hint = both("更早的日子写在 earlier 里", "write the days before under earlier")
                yield definition.issue("N863", words, f"{here}.{key}", hint)
    for since, text in unit.earlier.items():
        found = yield from _read(definition, f"{here}.earlier.{since}", text, cells)
        last = date.fromisoformat(since) + timedelta(days=len(found or ()))
        if last > model.start:
            words = both(f"{since} 起的日子越过了开始日 {model.start}", f"the days from {since} on reach {model.start}")
            yield definition.issue("N865", words, f"{here}.earlier.{since}")
    for key, text, read in (("states", unit.states, stands), ("told", unit.told, tellings)):
        if text is not None:
            found = yield from _read(definition, f"{here}.{key}", text, read)
            if found is not None and length is not None and len(found) > length:
                words = both(f"有 {len(found)} 项，但只有 {length} 天", f"{len(found)} entries for {length} days")
                yield definition.issue("N867", words, f"{here}.{key}")


def _read(definition: Definition, path: str, text: str, read: Callable[[str], Any]) -> Any:
    """What a series says; None (with an issue) where it cannot be read."""
    try:
        return read(text)
    except SeriesError as fault:
        yield definition.issue("N868" if read in (stand, stands, tellings) else "N863", fault.words, path)
        return None


def _families(definition: Definition) -> Iterable[Issue]:
    units = definition.model.units
    for name, unit in units.items():
        if unit.under == name or (unit.under in units and units[unit.under].under in units):
            words = both(f"“{name}” 的上级不能再有上级", f'what "{name}" is under must not be under another')
            yield definition.issue("N864", words, f"$.units.{name}.under")


def _not_watched(definition: Definition) -> Iterable[Issue]:
    """Where there are units with units under them, the rule is about those above, and says nothing of the others."""
    model: CaseModel = definition.model
    watched = model.watched
    said = [(f"$.units.{n}.{key}", n) for n, u in model.units.items() for key in ("states", "told") if getattr(u, key)]
    said += [(f"$.expect[{i}].unit", one.unit) for i, one in enumerate(model.expect) if one.unit in model.units]
    for path, name in said:
        if name not in watched:
            words = both(
                f"规则看的是上级单元，不看 “{name}”", f'the rule is about the units above, it says nothing of "{name}"'
            )
            yield definition.issue("N864", words, path)


def _named(definition: Definition, path: str, name: str) -> Iterable[Issue]:
    units = list(definition.model.units)
    if name not in units:
        words = both(f"用例里没有单元 “{name}”", f'the case has no unit "{name}"')
        yield definition.issue("N864", words, path, did_you_mean(name, units))


def _corrections(definition: Definition, days: dict[str, set[date]]) -> Iterable[Issue]:
    for i, one in enumerate(definition.model.corrections):
        here = f"$.corrections[{i}]"
        yield from _named(definition, f"{here}.unit", one.unit)
        if one.unit in days and one.day not in days[one.unit]:
            words = both(f"“{one.unit}” 没有 {one.day} 这一天", f'"{one.unit}" has no day {one.day}')
            yield definition.issue("N865", words, f"{here}.day")
        if one.on < one.day:
            words = both("更正不能早于那一天", "a correction cannot come before its day")
            yield definition.issue("N865", words, f"{here}.on")
        found = yield from _read(definition, f"{here}.becomes", one.becomes, cells)
        if found is not None and len(found) != 1:
            yield definition.issue("N863", both("应只有一天", "it must be one day"), f"{here}.becomes")


def _expected(definition: Definition, whole: set[date] | None) -> Iterable[Issue]:
    model: CaseModel = definition.model
    for i, one in enumerate(model.expect):
        here = f"$.expect[{i}]"
        yield from _named(definition, f"{here}.unit", one.unit)
        if whole and not model.start <= one.on <= max(whole):
            words = both(
                f"{one.on} 不在用例的日子里（{model.start} 至 {max(whole)}）",
                f"{one.on} is not among the days of the case ({model.start} to {max(whole)})",
            )
            yield definition.issue("N865", words, f"{here}.on")
        if one.state is None and one.told is None:
            yield definition.issue("N866", both("没有写应有什么", "it expects nothing"), here)
        if one.state is not None:
            yield from _read(definition, f"{here}.state", one.state, stand)
        if one.told is not None:
            yield from _read(definition, f"{here}.told", one.told, tellings)

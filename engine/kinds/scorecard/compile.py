"""A scorecard made ready: exact weights, curves with their limits laid on, vetoes as functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engine.base.issue import IssueError
from engine.base.text import Text
from engine.definitions.kind import Catalog, Definition
from engine.expressions import Type, compile_scalar, parse
from engine.kinds.scorecard.curves import curve_types
from engine.kinds.scorecard.curves.contract import Points, exact
from engine.kinds.scorecard.model import DEFAULT_CURVE, Line, Missing, ScorecardModel

#: Period → kind of a period to date (``engine.targets.days``).
TO_DATE = {"week": "wtd", "month": "mtd", "quarter": "qtd"}


@dataclass(frozen=True)
class CompiledLine:
    """``weight``: its share, 1 is all. ``points``: the curve within its limits and the card's. ``per``: what a value is
    divided by first (minor units of money)."""

    name: str
    title: Text
    indicator: str
    weight: Fraction
    basis: str
    missing: Missing
    points: Points
    per: int


@dataclass(frozen=True)
class CompiledVeto:
    """``holds(values)``: whether it is in force (True), not (False), or cannot be told (None: it is not)."""

    name: str
    title: Text
    holds: Callable[[Mapping[str, Any]], Any]
    points: Fraction
    names: frozenset[str]


@dataclass(frozen=True)
class CompiledScorecard:
    """``indicators``: all that must be read, in order of name. ``hash``: of the definition."""

    name: str
    model: ScorecardModel
    lines: tuple[CompiledLine, ...]
    vetoes: tuple[CompiledVeto, ...]
    cap: Fraction
    floor: Fraction
    decimals: int
    indicators: tuple[str, ...]
    hash: str

    @property
    def period(self) -> str:
        """The kind of its period to date."""
        return TO_DATE[self.model.period]


def compile_scorecard(definition: Definition, catalog: Catalog) -> CompiledScorecard:
    """The scorecard, ready. Raises IssueError where an indicator or a formula does not compile."""
    model: ScorecardModel = definition.model
    apps = catalog.all("app")
    digits = int(apps[0].model.money_digits) if apps else 2
    shares = weights_of(model.lines)
    cap, floor = exact(model.cap), exact(model.floor)
    lines = []
    for line, weight in zip(model.lines, shares, strict=True):
        points = within(curve_of(line.curve or model.curve or DEFAULT_CURVE), floor, cap)
        money = line.basis == "value" and catalog.compiled("indicator", line.indicator).type == "money"
        lines.append(
            CompiledLine(
                line.name, line.title, line.indicator, weight, line.basis, line.missing or model.missing, points,
                10**digits if money else 1,
            )
        )  # fmt: skip
    types = names_of(model, catalog)
    vetoes = []
    for veto in model.vetoes:
        tree = parse(veto.when, names=types)
        holds = compile_scalar(tree)
        vetoes.append(CompiledVeto(veto.name, veto.title, holds, exact(veto.points), frozenset(tree.names)))
    known = set(catalog.names("indicator"))
    wanted = {line.indicator for line in lines} | {name for veto in vetoes for name in veto.names & known}
    return CompiledScorecard(
        definition.name, model, tuple(lines), tuple(vetoes), cap, floor, model.decimals,
        tuple(sorted(wanted)), definition.hash,
    )  # fmt: skip


def names_of(model: ScorecardModel, catalog: Catalog) -> dict[str, Type]:
    """What a veto's formula may name: every indicator (its value), and per line ``attainment_<line>`` (1.0 is on
    target) and ``points_<line>`` (of the curve, before the weight)."""
    found: dict[str, Type] = {}
    for indicator in catalog.all("indicator"):
        try:
            found[indicator.name] = catalog.compiled("indicator", indicator.name).type
        except (IssueError, KeyError):
            found[indicator.name] = "any"
    for line in model.lines:
        found[f"attainment_{line.name}"] = found[f"points_{line.name}"] = "number"
    return found


def weights_of(lines: Iterable[Line]) -> list[Fraction]:
    """The lines' weights as shares: written in per cent where one of them is above 1."""
    found = [exact(line.weight) for line in lines]
    return [weight / 100 for weight in found] if any(weight > 1 for weight in found) else found


def curve_of(settings: Mapping[str, Any]) -> Points:
    """A curve within its own cap and floor. Raises KeyError for an unknown type."""
    points = curve_types()[settings["type"]].prepare(settings)
    low, high = settings.get("floor"), settings.get("cap")
    return within(points, None if low is None else exact(low), None if high is None else exact(high))


def within(points: Points, low: Fraction | None, high: Fraction | None) -> Points:
    """A curve that goes neither below ``low`` nor above ``high``."""

    def of(x: Fraction) -> Fraction:
        found = points(x)
        if high is not None:
            found = min(found, high)
        return found if low is None else max(found, low)

    return of

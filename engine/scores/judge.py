"""One unit's points from its figures. Pure and exact.

1. What a line is judged by (attainment, or value in major units) is rounded to 6 decimals, half away from zero, as
   lights are: the order of a sum moved the 16th digit, and databases may sum in different orders.
2. Everything after that is fractions: curve, weights, sum. The weights of lines that are skipped are shared by the
   others in proportion.
3. The sum is rounded once, to the card's decimals, half away from zero. The lines' weighted points are cut to the same
   decimals and what is missing to the sum is given, one last digit each, to those that lost most (the first of equals):
   so the lines add up to the sum exactly.
4. A veto in force takes the score down to its points; of several the lowest one counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from engine.kinds.scorecard.compile import CompiledLine, CompiledScorecard, CompiledVeto
from engine.measure.value import Number, Value


@dataclass(frozen=True)
class Part:
    """One line of a score. ``x``: what the curve was asked about, at 6 decimals; ``share``: the weight in force (0
    where the line is skipped); ``points``: of the curve; ``weighted``: its part of the score, at the card's decimals.

    ``why`` the line has no figure of its own: "no_target" | "no_data"; with "hold" its last one counts.
    ``rule``: what was done about that: "skip" | "zero" | "hold".
    """

    line: str
    weight: float
    share: float
    x: float | None
    points: float | None
    weighted: float
    why: str | None = None
    rule: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


@dataclass(frozen=True)
class Judgement:
    """``points`` None: no line has anything to be judged by. ``taken``: what the veto in force took."""

    points: float | None
    parts: tuple[Part, ...]
    vetoed: str | None
    taken: float = 0.0


def judge(
    card: CompiledScorecard, figures: Mapping[str, Value | None], held: Mapping[str, float | None] | None = None
) -> Judgement:
    """A unit's score. ``figures``: indicator → figure (None: the unit has none); ``held``: line → its last ``x``."""
    asked = {line.name: _asked(line, figures.get(line.indicator)) for line in card.lines}
    xs: dict[str, Fraction | None] = {}
    rules: dict[str, str | None] = {}
    for line in card.lines:
        x, _ = asked[line.name]
        rule = line.missing if x is None else None
        if rule == "hold":
            last = (held or {}).get(line.name)
            x, rule = (None, "skip") if last is None else (_decimal(last, 6), "hold")
        xs[line.name], rules[line.name] = x, rule
    points = {line.name: _points(card, line, xs[line.name], rules[line.name]) for line in card.lines}
    counted = sum((line.weight for line in card.lines if points[line.name] is not None), Fraction(0))
    shares = [line.weight / counted if points[line.name] is not None else Fraction(0) for line in card.lines]
    exact = [share * (points[line.name] or 0) for line, share in zip(card.lines, shares, strict=True)]
    weighted = split(exact, card.decimals)
    parts = tuple(
        Part(
            line.name, float(line.weight), float(share), _float(xs[line.name]), _float(points[line.name], 4), part,
            asked[line.name][1], rules[line.name],
        )
        for line, share, part in zip(card.lines, shares, weighted, strict=True)
    )  # fmt: skip
    if counted == 0:
        return Judgement(None, parts, None)
    total = rounded(sum(exact, Fraction(0)), card.decimals)
    veto = _veto(card, figures, xs, points)
    if veto is None or exact_of(total) <= veto.points:
        return Judgement(float(total), parts, veto.name if veto else None)
    left = rounded(veto.points, card.decimals)
    return Judgement(float(left), parts, veto.name, float(left - total))


def _asked(line: CompiledLine, value: Value | None) -> tuple[Fraction | None, str | None]:
    """What the curve is asked about; or why there is nothing."""
    if line.basis == "value":
        if value is None or value.actual is None:
            return None, "no_data"
        return _decimal(value.actual, 6, line.per), None
    if value is not None and value.attainment is not None:
        return _decimal(value.attainment, 6), None
    return None, "no_target" if value is not None and not value.targets else "no_data"


def _points(card: CompiledScorecard, line: CompiledLine, x: Fraction | None, rule: str | None) -> Fraction | None:
    if x is not None:
        return line.points(x)
    return min(max(Fraction(0), card.floor), card.cap) if rule == "zero" else None


def _veto(
    card: CompiledScorecard,
    figures: Mapping[str, Value | None],
    xs: Mapping[str, Fraction | None],
    points: Mapping[str, Fraction | None],
) -> CompiledVeto | None:
    """The veto in force that leaves the fewest points; the first of equals."""
    if not card.vetoes:
        return None
    names: dict[str, Any] = {name: value.actual if value else None for name, value in figures.items()}
    for line in card.lines:
        value = figures.get(line.indicator)
        attained = _decimal(value.attainment, 6) if value is not None and value.attainment is not None else None
        if attained is None and line.basis == "attainment":
            attained = xs[line.name]
        names[f"attainment_{line.name}"] = _float(attained)
        names[f"points_{line.name}"] = _float(points[line.name], 4)
    found = [veto for veto in card.vetoes if veto.holds(names) is True]
    return min(found, key=lambda veto: veto.points, default=None)


def split(exact: Sequence[Fraction], decimals: int) -> list[float]:
    """Parts at so many decimals that add up to the rounded sum (rule 3 of the module)."""
    unit = 10**decimals
    scaled = [part * unit for part in exact]
    whole = [part.numerator // part.denominator for part in scaled]
    left = int(rounded(sum(exact, Fraction(0)), decimals) * unit) - sum(whole)
    order = sorted(range(len(exact)), key=lambda i: (whole[i] - scaled[i], i))
    for i in order[:left]:
        whole[i] += 1
    return [float(Decimal(part) / unit) for part in whole]


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Half away from zero."""
    unit = 10**decimals
    scaled = abs(value) * unit
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    found: Decimal = Decimal(whole if value >= 0 else -whole) / unit
    return found


def exact_of(value: Decimal) -> Fraction:
    """A decimal as a fraction."""
    return Fraction(value)


def _decimal(number: Number, decimals: int, per: int = 1) -> Fraction:
    """A figure at so many decimals, half away from zero, as a fraction."""
    value = Decimal(repr(number)) / per
    return Fraction(value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def _float(value: Fraction | None, decimals: int = 6) -> float | None:
    return None if value is None else float(rounded(value, decimals))

"""Points of one unit against a hand-worked table, and what must hold for every scorecard."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from engine.base.text import both
from engine.definitions.check import check
from engine.definitions.read import read_folder, read_value
from engine.kinds.scorecard.compile import CompiledScorecard
from engine.measure.value import Value
from engine.scores.judge import judge, rounded, split
from tests.engine.scores.cards import card, line
from tests.small_app import APP

STEP = {
    "type": "step",
    "bands": [{"from": None, "points": 0}, {"from": 0.85, "points": 60}, {"from": 1, "points": 100}],
}
SMALL = 'sales < money("1200.00") or points_order_value < 10'
SHARE = {"type": "table", "places": [{"at": 0, "points": 0}, {"at": 1, "points": 100}], "cap": 80}
VALUE = {"type": "table", "places": [{"at": 1000, "points": 0}, {"at": 2000, "points": 100}]}


def compiled(**more: Any) -> CompiledScorecard:
    documents, files, _ = read_folder(APP)
    found = check([*documents, read_value(card(**more), "card.json")], files)
    assert [issue for issue in found.issues if issue.level == "error"] == []
    made: CompiledScorecard = found.catalog.compiled("scorecard", "shop")
    return made


def figure(attainment: float | None, actual: float | None = None, *, targets: bool = True) -> Value:
    planned = {"target": 1.0} if targets else {}
    return Value(1, "x", actual, planned, attainment, None, "grey", both("无", "none"), 1, 1, None, None)


def figures(sales: Any, order_value: Any, web_share: Any) -> dict[str, Value | None]:
    one = {"sales": sales, "order_value": order_value, "web_share": web_share}
    return {name: figure(x) if isinstance(x, float | None) else x for name, x in one.items()}


#: Attainments of sales (50 %), order value (30 %), web share (20 %) → curve points, weighted points, score.
TABLE: list[tuple[Any, Any, Any, float]] = [
    ((0.96, 0.8, 1.0), (90, 50, 100), (45.0, 15.0, 20.0), 80.0),
    ((1.08, 1.5, 2.0), (120, 120, 120), (60.0, 36.0, 24.0), 120.0),  # cut at the cap from 108 % on
    ((0.6, 0.3, -1.0), (0, 0, 0), (0.0, 0.0, 0.0), 0.0),  # raised to the floor
    ((0.851, 0.777, 0.9335), (62.75, 44.25, 83.375), (31.4, 13.3, 16.6), 61.3),  # 31.375 + 13.275 + 16.675
    ((1.0, 1.0, 0.999999), (100, 100, 99.9998), (50.0, 30.0, 20.0), 100.0),
]


@pytest.mark.parametrize(("attained", "points", "weighted", "score"), TABLE)
def test_by_hand(attained: Any, points: Any, weighted: Any, score: float) -> None:
    found = judge(compiled(), figures(*attained))
    assert [part.points for part in found.parts] == [pytest.approx(p, abs=1e-9) for p in points]
    assert [part.weighted for part in found.parts] == list(weighted)
    assert found.points == score
    assert round(sum(part.weighted for part in found.parts), 6) == score


def test_the_last_digit_goes_to_the_lines_that_lost_most() -> None:
    """31.375, 13.275 and 16.675 are cut to 31.3, 13.2 and 16.6; their sum 61.325 is 61.3, two tenths more: all lost
    0.075, so the first two of the equals get them."""
    found = judge(compiled(), figures(0.851, 0.777, 0.9335))
    assert [part.weighted for part in found.parts] == [31.4, 13.3, 16.6]
    assert split([Fraction(100, 3)] * 3, 2) == [33.34, 33.33, 33.33]
    assert split([Fraction(-5, 4), Fraction(-5, 4)], 0) == [-1.0, -2.0]  # −2.5 is −3, away from zero
    assert [float(rounded(Fraction(n, 1000), 2)) for n in (1005, -1005, 1004, 2675)] == [1.01, -1.01, 1.0, 2.68]


def test_a_line_without_data_is_skipped_counts_zero_or_is_held() -> None:
    """Sales 0.9 → 75, web share 1.0 → 100. Skipped: (0.5·75 + 0.2·100) / 0.7 = 82.142857, of which 53.571… and
    28.571…, cut alike: the first gets the tenth. Zero: 57.5; held at 0.8 → 50: 57.5 + 15 = 72.5."""
    given = figures(0.9, None, 1.0)
    skipped = judge(compiled(), given)
    assert (skipped.points, [p.weighted for p in skipped.parts]) == (82.1, [53.6, 0.0, 28.5])
    assert [(p.share, p.why, p.rule) for p in skipped.parts][1] == (0.0, "no_data", "skip")
    assert skipped.parts[0].share == pytest.approx(5 / 7)
    assert judge(compiled(missing="zero"), given).points == 57.5
    held = judge(compiled(missing="hold"), given, {"order_value": 0.8})
    assert (held.points, held.parts[1].rule, held.parts[1].x) == (72.5, "hold", 0.8)
    assert judge(compiled(missing="hold"), given).points == 82.1  # nothing to hold yet
    nothing = judge(compiled(), figures(None, None, figure(None, targets=False)))
    assert (nothing.points, [p.why for p in nothing.parts]) == (None, ["no_data", "no_data", "no_target"])
    assert judge(compiled(missing="zero"), figures(None, None, None)).points == 0.0
    assert judge(compiled(), {}).points is None


def test_curves_of_lines_values_and_vetoes() -> None:
    """Sales 1,500.00 on its own table: 50, so 25; order value 0.85 by steps: 60, so 18; web share at most 80: 16."""
    lines = [
        line("sales", 0.5, "销售", "Sales", basis="value", curve=VALUE),
        line("order_value", 0.3, "客单", "Basket", curve=STEP),
        line("web_share", 0.2, "网店", "Web", curve=SHARE),
    ]  # fmt: skip
    vetoes = [
        {"name": "thin", "title": both("薄", "Thin"), "when": "margin < 0.3", "points": 40},
        {"name": "small", "title": both("小", "Small"), "when": SMALL},
        {"name": "unknown", "title": both("未知", "Unknown"), "when": "attainment_sales < 0"},
    ]  # fmt: skip
    made = compiled(lines=lines, vetoes=vetoes, decimals=2)
    assert made.indicators == ("margin", "order_value", "sales", "web_share")
    given: dict[str, Value | None] = figures(figure(None, 150_000), 0.85, 1.0)
    fine = judge(made, given | {"margin": figure(None, 0.4)})
    assert (fine.points, fine.vetoed, [p.weighted for p in fine.parts]) == (59.0, None, [25.0, 18.0, 16.0])
    assert judge(made, given).vetoed is None  # the margin is not known: no veto
    thin = judge(made, given | {"margin": figure(None, 0.29)})
    assert (thin.points, thin.vetoed, thin.taken) == (40.0, "thin", -19.0)
    both_hold = judge(made, figures(figure(None, 110_000), 0.85, 1.0) | {"margin": figure(None, 0.29)})
    assert (both_hold.points, both_hold.vetoed) == (0.0, "small")


def test_what_holds_for_every_scorecard() -> None:
    """Between floor and cap; the lines add up to the score; a better attainment never gets fewer points; the same
    whatever the 12th digit is."""
    dice = random.Random(20261125)
    table = {
        "type": "table",
        "places": [{"at": 0.5, "points": -20}, {"at": 0.9, "points": 80}, {"at": 1.3, "points": 130}],
    }
    for _ in range(12):
        cut = sorted(dice.sample(range(1, 100), 2))
        weights = [cut[0], cut[1] - cut[0], 100 - cut[1]]
        floor, cap = dice.choice([(0, 120), (-10, 100), (20, 90)])
        curves = {"sales": None, "order_value": STEP, "web_share": table}
        lines = [
            line(name, weight, "甲", "A", missing=dice.choice(["skip", "zero"]), **({"curve": curve} if curve else {}))
            for (name, curve), weight in zip(curves.items(), weights, strict=True)
        ]
        made = compiled(lines=lines, cap=cap, floor=floor, decimals=dice.randint(0, 3))
        for _ in range(200):
            xs = [dice.choice([None, dice.uniform(-0.5, 2), round(dice.uniform(0.5, 1.2), 2)]) for _ in range(3)]
            found = judge(made, figures(*xs))
            if found.points is None:
                continue
            assert floor <= found.points <= cap
            assert round(sum(part.weighted for part in found.parts), 6) == found.points
            at = dice.randrange(3)
            mine = xs[at]
            if mine is not None:
                better = judge(made, figures(*(x + 0.1 if i == at and x is not None else x for i, x in enumerate(xs))))
                assert better.points is not None
                assert better.points >= found.points
                if abs(mine * 1e6 % 1 - 0.5) > 1e-3:
                    noisy = [x + 1e-12 if i == at and x is not None else x for i, x in enumerate(xs)]
                    assert judge(made, figures(*noisy)) == found

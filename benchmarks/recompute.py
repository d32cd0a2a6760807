"""Daily recompute and rule: the engine's generated SQL against hand-written SQL over the same tables."""

from __future__ import annotations

from functools import partial
from statistics import median
from typing import Any

import sqlalchemy as sa

from benchmarks.package import LAST, MEASURES
from benchmarks.world import NOW, World, timed
from engine.access.actor import Actor
from engine.access.door import Door
from engine.base import clock
from engine.facts.rollup import Rollups
from engine.measure import period_of, values
from engine.storage.tables import org_unit
from rule_builder.rounds import evaluate_rules

PERIODS = ("day", "mtd", "qtd", "ytd")


def recompute(world: World, runs: int) -> dict[str, float]:
    """Median ms, ours and by hand: a day re-aggregated; branches × 4 periods × 8 indicators; the rule."""
    pairs = {"roll": (_roll, _roll_hand), "read": (_read, _read_hand), "rule": (_rule, _rule_hand)}
    found: dict[str, float] = {}
    with clock.frozen(NOW):
        for name, (ours, hand) in pairs.items():
            for work in (ours, hand):
                work(world)  # warm, uncounted
            # in turn, so that a busy moment of the machine meets both
            times = [(timed(partial(ours, world), 1)[0], timed(partial(hand, world), 1)[0]) for _ in range(runs)]
            found[f"ours {name}"], found[f"hand {name}"] = (median(column) for column in zip(*times, strict=True))
    total = {who: sum(found[f"{who} {name}"] for name in pairs) for who in ("ours", "hand")}
    return {**found, **total}


class _Undo(Exception):
    """Takes the writing back, so that every run starts alike."""


def _roll(world: World) -> None:
    day = LAST.toordinal()
    try:
        with world.database.begin() as connection:
            rollups = Rollups(connection, world.model)
            rollups.refresh("daily", [(leaf, day) for leaf in world.leaves])
            raise _Undo
    except _Undo:
        pass


def _read(world: World) -> None:
    with world.database.connect() as connection:
        door = Door(connection, world.release, Actor.system(), NOW.date())
        units = list(connection.scalars(sa.select(org_unit.c.id).where(org_unit.c.level < 3)))
        for kind in PERIODS:
            values(door, units, period_of(door, kind, LAST), [f"i{n}" for n in range(1, 9)])


def _rule(world: World) -> None:
    evaluate_rules(world.database, world.release, day=LAST)


# --- by hand: what somebody who knows the tables would write --------------------------------------------------------


def names_of(world: World) -> dict[str, str]:
    daily = world.model.tables["daily"]
    found = {f"f_{c.key}": c.name for c in daily.facts.c} | {f"r_{c.key}": c.name for c in daily.sums.c}
    plan = world.model.tables["~plan"]
    found |= {f"p_{c.key}": c.name for c in plan.facts.c} | {f"q_{c.key}": c.name for c in plan.sums.c}
    tables = {"facts": daily.facts.name, "sums": daily.sums.name, "plan": plan.facts.name, "plansums": plan.sums.name}
    return found | tables


def _fetch(world: World, statement: str, **parameters: Any) -> list[Any]:
    with world.database.connect() as connection:
        return list(connection.execute(sa.text(statement), parameters).all())


def _sum_parts(n: dict[str, str]) -> tuple[list[str], list[str]]:
    """Columns of the rollup and what a leaf contributes to each."""
    columns, parts = [n["r_~have"]], [f"CASE WHEN p.{n['p_expected']} > 0 THEN 1 ELSE 0 END"]
    for m in MEASURES:
        columns.append(n[f"r_s_{m}"])
        parts.append(f"f.{n[f'f_{m}']}")
    for i, m in ((1, "v1"), (2, "v2")):
        columns.append(n[f"r_~target:i{i}:target"])
        parts.append(f"CASE WHEN f.{n[f'f_{m}']} IS NOT NULL THEN p.{n[f'p_i{i}:target']} END")
    for i in range(3, 9):
        weight = f"CAST(f.{n[f'f_v{i + 1}']} AS DOUBLE PRECISION)"
        columns += [n[f"r_~weight:i{i}"], n[f"r_~target:i{i}:target"]]
        parts += [
            f"CASE WHEN p.{n[f'p_i{i}:target']} IS NOT NULL THEN {weight} END",
            f"p.{n[f'p_i{i}:target']} * {weight}",
        ]
    return columns, parts


def _roll_hand(world: World) -> None:
    n, day = names_of(world), LAST.toordinal()
    columns, parts = _sum_parts(n)
    whole = [
        c
        for c in columns
        if c not in {n[f"r_~weight:i{i}"] for i in range(3, 9)} | {n[f"r_~target:i{i}:target"] for i in range(3, 9)}
    ]
    listed = ", ".join(columns)

    def cast(column: str, value: str) -> str:
        return f"CAST(SUM({value}) AS {'BIGINT' if column in whole else 'DOUBLE PRECISION'})"

    low = ", ".join(cast(c, p) for c, p in zip(columns, parts, strict=True))
    high = ", ".join(cast(c, f"s.{c}") for c in columns)
    link = "l.valid_from <= :day AND l.valid_to > :day"
    try:
        with world.database.begin() as connection:
            run = lambda text: connection.execute(sa.text(text), {"day": day})  # noqa: E731
            run(f"DELETE FROM {n['sums']} WHERE day = :day")
            run(
                f"INSERT INTO {n['sums']} (unit, day, {listed}) SELECT l.parent_id, :day, {low} FROM org_link l "
                f"JOIN {n['facts']} f ON f.{n['f_unit']} = l.unit_id AND f.{n['f_day']} = :day "
                f"LEFT JOIN {n['plan']} p ON p.{n['p_unit']} = l.unit_id AND p.{n['p_day']} = :day "
                f"WHERE l.depth = 3 AND {link} GROUP BY l.parent_id"
            )
            for depth in (2, 1):
                run(
                    f"INSERT INTO {n['sums']} (unit, day, {listed}) SELECT l.parent_id, :day, {high} FROM org_link l "
                    f"JOIN {n['sums']} s ON s.unit = l.unit_id AND s.day = :day WHERE l.depth = {depth} AND {link} "
                    "GROUP BY l.parent_id"
                )
            raise _Undo
    except _Undo:
        pass


def _read_hand(world: World) -> None:
    n = names_of(world)
    columns, _ = _sum_parts(n)
    with clock.frozen(NOW), world.database.connect() as connection:
        door = Door(connection, world.release, Actor.system(), NOW.date())
        firsts = [period_of(door, kind, LAST).first.toordinal() for kind in PERIODS]
    sums = ", ".join(f"SUM(s.{c})" for c in columns)
    plan = ", ".join(f"SUM(q.{n[k]})" for k in ("q_expected", "q_i1:target", "q_i2:target"))
    for first in firsts:
        span = {"first": first, "last": LAST.toordinal()}
        rows = _fetch(
            world,
            f"SELECT a.*, b.* FROM (SELECT unit, MAX(day), {sums} FROM {n['sums']} s "
            "WHERE day BETWEEN :first AND :last GROUP BY unit) a "
            f"JOIN (SELECT unit, {plan} FROM {n['plansums']} q "
            "WHERE day BETWEEN :first AND :last GROUP BY unit) b ON b.unit = a.unit",
            **span,
        )
        for r in rows:  # 8 values, attainments and lights, as a screen needs them
            for actual, target in ((r[3], r[13]), (r[4], r[14]), *((r[4 + i] / r[5 + i], 1.0) for i in range(1, 7))):
                attainment = round(float(actual) / float(target), 6)
                _ = "red" if attainment < 0.85 else "yellow" if attainment < 0.95 else "green"


def _rule_hand(world: World) -> None:
    n = names_of(world)
    same = f"p.{n['p_unit']} = f.{n['f_unit']} AND p.{n['p_day']} = f.{n['f_day']} AND p.{n['p_expected']} > 0"
    breach = f"f.{n['f_v1']} * 20 < p.{n['p_i1:target']} * 17"
    _fetch(
        world,
        f"SELECT f.{n['f_unit']} FROM {n['facts']} f JOIN {n['plan']} p ON {same} "
        f"WHERE f.{n['f_day']} BETWEEN :first AND :last AND {breach} GROUP BY f.{n['f_unit']} HAVING COUNT(*) = 3",
        first=LAST.toordinal() - 2,
        last=LAST.toordinal(),
    )

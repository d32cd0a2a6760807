"""The engine against a second one: slow, plain, written from §3.4 alone, and asked only once, at the very end.

Months of days at many units under many rules; every morning a random batch of late corrections comes in, and the rules
are evaluated (some mornings not all of them). In the end the incidents and states on record must be exactly those that
somebody finds who looks at the final days for the first time. Nothing of the engine's walk is used here.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.measure import PointToDate
from engine.storage import tables
from engine.storage.database import open_database, writing
from engine.storage.tables import metadata
from rule_builder.evaluate import evaluate
from rule_builder.kinds.rule.model import RuleModel
from tests.rule_builder.world import RULE, TARGET, World, day, morning

# --- the rules ------------------------------------------------------------------------------------------------------

ROW, SOME = "consecutive_days", "n_of_m_days"


def threshold(of: str, side: str, line: float, **more: Any) -> dict[str, Any]:
    return {"type": "threshold", "of": of, "is": side, "line": line, **more}


CONDITIONS: list[tuple[dict[str, Any], int, int]] = [  # condition, resolve_after, missing_notice_after
    ({"type": ROW, "attainment_below": 0.85, "days": 3}, 1, 2),
    ({"type": SOME, "attainment_below": 0.85, "days": 3, "of_days": 5}, 1, 2),
    (threshold("value", "below", 8500, days=2), 2, 3),
    ({"type": ROW, "attainment_below": 0.85, "days": 2, "missing": "break", "resolve_at": 0.9}, 2, 1),
    (threshold("attainment", "below", 0.95, period="mtd", days=2), 1, 0),
    ({"type": SOME, "attainment_below": 0.85, "days": 2, "of_days": 6, "missing": "count"}, 3, 0),
    # the others only in the long one
    ({"type": ROW, "attainment_below": 0.85, "days": 1}, 1, 0),
    ({"type": ROW, "attainment_below": 0.85, "days": 3, "missing": "count"}, 1, 2),
    ({"type": ROW, "attainment_below": 0.85, "days": 5, "missing": "break"}, 3, 2),
    ({"type": ROW, "attainment_below": 0.8, "days": 2, "resolve_at": 1.0}, 1, 5),
    ({"type": ROW, "attainment_below": 0.9, "days": 4, "missing": "count"}, 2, 0),
    ({"type": SOME, "attainment_below": 0.85, "days": 4, "of_days": 7, "missing": "break"}, 2, 2),
    ({"type": SOME, "attainment_below": 0.9, "days": 5, "of_days": 14}, 4, 1),
    ({"type": SOME, "attainment_below": 0.85, "days": 2, "of_days": 3, "resolve_at": 0.95}, 1, 3),
    (threshold("value", "above", 11000, days=2, of_days=4), 1, 2),
    (threshold("attainment", "above", 1.1, days=3, resolve_at=1.05), 1, 0),
    (threshold("attainment", "below", 0.9, period="wtd", days=3), 1, 2),
    (threshold("value", "below", 7000, days=1, missing="count"), 5, 0),
    ({"type": "drop", "than": "week", "by": 0.2, "days": 2, "of_days": 3}, 1, 0),
    ({"type": "no_data", "days": 2}, 1, 0),
]


def rules(*numbers: int) -> list[RuleModel]:
    every = [
        replace(RULE, name=f"rule_{n:02}", condition=condition, resolve_after=after, missing_notice_after=notice)
        for n, (condition, after, notice) in enumerate(CONDITIONS)
    ]
    return [every[n] for n in numbers]


# --- the days: percent of the target, None without data, "closed" ---------------------------------------------------


class Books(World):
    """A world with many leaves, whose source can also tell values to date."""

    def people(self, leaves: int) -> Books:
        with writing(self.engine) as connection:
            self._unit(connection, "H", 0, None, "/")
            self._unit(connection, "D1", 1, "H", "/H/")
            for n in range(0, leaves, 8):
                area = f"A{n // 8}"
                self._unit(connection, area, 2, "D1", "/H/D1/")
                self.appoint(connection, f"manager_{area}", "manager", area)
                for m in range(n, min(n + 8, leaves)):
                    self._unit(connection, f"L{m:02}", 3, area, f"/H/D1/{area}/")
            self.appoint(connection, "hq_H", "hq", "H")
            self.appoint(connection, "director_D1", "director", "D1")
        return self

    @property
    def leaves(self) -> list[str]:
        return sorted(code for code in self.units if code[0] == "L")


@dataclass(frozen=True)
class Source:
    """What the engine reads the days from."""

    books: Books

    def __call__(self, *arguments: Any) -> Any:
        self.books.asked.clear()
        return self.books.series(*arguments)

    def to_date(
        self, door: Any, indicator: str, period: str, units: Sequence[int], first: date, last: date
    ) -> dict[int, list[PointToDate]]:
        codes = {key: code for code, key in self.books.units.items()}
        found: dict[int, list[PointToDate]] = {}
        for unit in units:
            found[unit] = []
            for n in range((last - first).days + 1):
                at = first + timedelta(n)
                start = at.replace(day=1) if period == "mtd" else at - timedelta(days=at.weekday())
                cells = [
                    self.books.cells.get((codes[unit], start + timedelta(i)), "closed")
                    for i in range((at - start).days + 1)
                ]
                known = [cell for cell in cells if isinstance(cell, int)]
                due = [cell for cell in cells if cell != "closed"]
                actual = sum(cell * TARGET // 100 for cell in known) if known else None
                found[unit].append(
                    PointToDate(
                        *(at, actual, len(due) * TARGET if due else None),
                        attainment=sum(known) / 100 / len(known) if known else None,
                        expected=len(due),
                        have=len(known),
                        due=int(cells[-1] != "closed"),
                        came=int(isinstance(cells[-1], int)),
                    )
                )
        return found


def drawn(dice: random.Random, days: int) -> list[Any]:
    """A unit's days: mostly fine, now and then a bad spell, gaps, days off."""
    cells: list[Any] = []
    bad = 0
    for _ in range(days):
        if bad == 0 and dice.random() < 0.04:
            bad = dice.randint(1, 9)
        low, bad = bad > 0, max(0, bad - 1)
        chance = dice.random()
        if chance < 0.05:
            cells.append(None)
        elif chance < 0.09:
            cells.append("closed")
        else:
            cells.append(dice.randint(62, 90) if low else dice.choice((85, 90, *range(88, 118))))
    return cells


# --- the second engine ----------------------------------------------------------------------------------------------


@dataclass
class Plain:
    """One unit's final days under one rule, looked at from the first to the last."""

    condition: dict[str, Any]
    resolve_after: int
    notice: int
    cells: list[Any]  # index 0 is day 1
    closed_on: int | None = None  # the day number from which the unit is no more
    incidents: list[tuple[int, int, int | None]] = field(default_factory=list)

    def says(self, at: int) -> str:
        """breach | fine | between | missing | skip, of a day by its index."""
        cell, c = self.cells[at], self.condition
        if cell == "closed":
            return "skip"
        if c["type"] == "no_data":
            return "breach" if cell is None else "fine"
        if cell is None:
            return "missing"
        if c["type"] == "drop":
            if at < 7 or not isinstance(self.cells[at - 7], int):
                return "skip"
            return "breach" if 1 - Fraction(cell, self.cells[at - 7]) > Fraction(str(c["by"])) else "fine"
        if c["type"] in (ROW, SOME):
            line, over, value = c["attainment_below"], c.get("resolve_at", c["attainment_below"]), Fraction(cell, 100)
            above = False
        else:
            line, over, above = c["line"], c.get("resolve_at", c["line"]), c["is"] == "above"
            value = Fraction(cell) * TARGET / 100 / 100 if c["of"] == "value" else Fraction(cell, 100)
            if c.get("period"):
                today = day(at + 1)
                back = today.day - 1 if c["period"] == "mtd" else today.weekday()
                known = [one for one in self.cells[max(0, at - back) : at + 1] if isinstance(one, int)]
                value = Fraction(sum(known), 100 * len(known))
        line, over = Fraction(str(line)), Fraction(str(over))
        if value > line if above else value < line:
            return "breach"
        return "fine" if (value <= over if above else value >= over) else "between"

    def look(self) -> tuple[str, int, int] | None:
        """Fills ``incidents``; the state at the end (None: normal)."""
        n = self.condition.get("days", 1)
        m = self.condition.get("of_days", n)
        hold = self.condition.get("missing", "hold")
        judged: list[tuple[int, str]] = []  # since the last incident ended: (day number, low | fine | other)
        going: tuple[int, int] | None = None
        absent = 0
        for at in range(len(self.cells)):
            if self.closed_on is not None and at + 1 >= self.closed_on:
                break
            said = self.says(at)
            if self.cells[at] != "closed":
                absent = absent + 1 if self.cells[at] is None else 0
            if said == "skip" or (said == "missing" and hold == "hold"):
                continue
            word = {"breach": "low", "fine": "fine", "between": "other"}.get(said) or (
                "low" if hold == "count" else "other"
            )
            judged.append((at + 1, word))
            if going is None:
                lows = [number for number, one in judged[-m:] if one == "low"]
                if word == "low" and len(lows) >= n:
                    going = (lows[0], at + 1)
            elif [one for _, one in judged[-self.resolve_after :]] == ["fine"] * self.resolve_after:
                self.incidents.append((*going, at + 1))
                going, judged = None, []
        if self.closed_on is not None:
            if going is not None:
                self.incidents.append((*going, self.closed_on))
            return None
        if going is not None:
            self.incidents.append((*going, None))
            fine = 0
            while judged[-1 - fine][1] == "fine":
                fine += 1
            count = sum(one == "low" and number >= going[0] for number, one in judged)
            return ("recovering", fine, self.resolve_after) if fine else ("firing", count, n)
        if self.notice and absent >= self.notice and self.condition["type"] != "no_data":
            return ("no_data", absent, self.notice)
        matter = 0
        others = 0
        for _, one in reversed(judged):
            others += one != "low"
            if others > m - n:
                break
            matter += one == "low"
        return ("pending", matter, n) if matter else None

    @property
    def lacks(self) -> bool:
        """Whether the unit is missing data now, so that a notice is open."""
        tail = [cell for cell in self.cells if cell != "closed"]
        return bool(self.notice) and self.closed_on is None and tail[-self.notice :] == [None] * self.notice


# --- both, and what they say ----------------------------------------------------------------------------------------


@dataclass
class Both:
    """The books, the rules, and a year of mornings."""

    books: Books
    rules: list[RuleModel]
    dice: random.Random
    days: int
    closing: dict[str, int] = field(default_factory=dict)

    def morning(self, number: int, corrections: int) -> None:
        """A day comes in with some late corrections; then the rules are evaluated, all of them on the last day."""
        books, dice = self.books, self.dice
        late: set[tuple[str, date]] = set()
        for _ in range(corrections):
            code, which = dice.choice(books.leaves), max(1, number - dice.randint(1, 40))
            if books.cells[code, day(which)] != "closed":
                books.cells[code, day(which)] = dice.choice((None, *range(60, 120, 2), 85, 84, 84, 95, 95, 100, 100))
                late.add((code, day(which)))
        chosen = [rule for rule in self.rules if number in (1, self.days) or dice.random() < 0.93]
        with writing(books.engine) as connection:
            self._note(connection, late)
            for rule in chosen:
                books.rule = rule
                release = books.release
                out = evaluate(connection, release, rule, day(number), now=morning(day(number)), series=Source(books))
                assert out.state == "done", out

    def _note(self, connection: sa.Connection, late: set[tuple[str, date]]) -> None:
        t = tables.touched
        noted = {tuple(row) for row in connection.execute(sa.select(t.c.consumer, t.c.unit_id, t.c.day))}
        rows = [(rule.name, self.books.units[code], at) for rule in self.rules for code, at in sorted(late)]
        fresh = [dict(zip(("consumer", "unit_id", "day"), row, strict=True)) for row in rows if row not in noted]
        if fresh:
            connection.execute(sa.insert(t), fresh)

    def compare(self) -> int:
        """The record against the plain look at the final days: how many incidents agreed."""
        books = self.books
        found: dict[tuple[str, int], set[Any]] = {}
        for row in books.rows(tables.incident):
            if row.state != "retracted" and (":" not in row.rule or row.state == "firing"):
                ended = row.ended_day and (row.ended_day - day(1)).days + 1
                first, fired = ((at - day(1)).days + 1 for at in (row.first_day, row.fired_day))
                found.setdefault((row.rule, row.unit_id), set()).add((first, fired, ended))
        columns = ("rule", "unit_id", "state", "count", "needed")
        states = {(rule, unit): tuple(rest) for rule, unit, *rest in books.rows(tables.rule_state, *columns)}
        agreed = 0
        for rule in self.rules:
            for code in books.leaves:
                unit = books.units[code]
                cells = [books.cells[code, day(n)] for n in range(1, self.days + 1)]
                plain = Plain(
                    dict(rule.condition), rule.resolve_after, rule.missing_notice_after, cells, self.closing.get(code)
                )
                state = plain.look()
                about_data = rule.condition["type"] == "no_data"
                mine = found.get((rule.name + (":no_data" if about_data else ""), unit), set())
                wanted = {one for one in plain.incidents if not about_data or one[2] is None}
                assert mine == wanted, (rule.name, rule.condition, code, mine ^ wanted)
                assert states.get((rule.name, unit)) == state, (rule.name, rule.condition, code, cells[-20:])
                if not about_data:
                    assert bool(found.get((rule.name + ":no_data", unit))) == plain.lacks, (rule.name, code)
                agreed += len(wanted)
        self._chains(states)
        return agreed

    def _chains(self, states: dict[tuple[str, int], Any]) -> None:
        """Every turn begins where the one before ended, and the last one leads to the state on record."""
        at: dict[tuple[str, int], str] = {}
        for row in self.books.rows(tables.rule_transition):
            key = (row.rule, row.unit_id)
            assert row.before == at.get(key, "normal"), row
            at[key] = "normal" if row.after in ("resolved", "retracted") else row.after
        assert {key: name for key, name in at.items() if name != "normal"} == {k: s[0] for k, s in states.items()}


def run(folder: Path, units: int, days: int, which: range, corrections: int, seed: int) -> tuple[int, Both]:
    dice = random.Random(seed)
    database = open_database(f"sqlite:///{folder / 'recompute.sqlite'}")
    metadata.create_all(database)
    books = Books(database).people(units)
    both = Both(books, rules(*which), dice, days)
    for code in books.leaves:
        for n, cell in enumerate(drawn(dice, days), 1):
            books.cells[code, day(n)] = cell
    young, gone = books.leaves[1], books.leaves[2]
    both.closing[gone] = days - 15
    with writing(database) as connection:
        unit = tables.org_unit
        closes = sa.update(unit).where(unit.c.code == gone).values(closed=day(both.closing[gone]))
        connection.execute(closes)
    for n in range(1, days + 1):
        if n < 20:
            books.cells[young, day(n)] = "closed"
        if n >= both.closing[gone]:
            books.cells[gone, day(n)] = "closed"
    left = corrections
    for number in range(1, days + 1):
        batch = left if number == days else min(left, round(2 * dice.random() * left / (days - number)))
        left -= batch
        both.morning(number, batch)
    found = both.compare()
    keys = [key for (key,) in books.rows(tables.outbox, "key")]
    assert len(keys) == len(set(keys))
    before = books.everything()
    both.morning(days, 0)
    assert books.everything() == before  # and the same morning again adds nothing
    database.dispose()
    return found, both


def test_a_quarter_of_eight_units(tmp_path: Path) -> None:
    found, both = run(tmp_path, units=8, days=90, which=range(6), corrections=500, seed=1)
    assert found > 100
    assert {row.after for row in both.books.rows(tables.rule_transition)} >= {
        "pending",
        "firing",
        "resolved",
        "retracted",
    }


@pytest.mark.volume
@pytest.mark.timeout(3600)
def test_a_year_of_fifty_six_units(tmp_path: Path) -> None:
    found, _ = run(tmp_path, units=56, days=365, which=range(20), corrections=10_000, seed=2)
    assert found > 5_000

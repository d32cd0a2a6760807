"""The third evaluator: the browser's TypeScript gives the answers of Python and of SQL, case by case and at random."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.base.issue import IssueError
from engine.expressions import Tree, compile_scalar, evaluate, parse, to_sql
from engine.expressions.functions import FUNCTIONS
from engine.storage.database import reading
from tests.engine.expressions.random_formulas import surprise
from tests.engine.expressions.records import column, from_sql, same
from tests.engine.expressions.test_cases import VALUED, expected_of, name_of, tree_of, values_of
from tests.engine.expressions.test_same_answers import SEEDS, parsed, sqlite

__all__ = ["sqlite"]  # a fixture
WEB = Path(__file__).parents[3] / "admin_ui" / "web"
BUNDLER = WEB / "node_modules" / ".bin" / "rolldown"
ENTRY = """
export { evaluate } from "SOURCES/evaluate";
export { NAMES } from "SOURCES/functions";
"""
Job = tuple[Tree, Mapping[str, Any]]


class Browser:
    """The evaluator in one node process."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self.child = child
        self.names: list[str] = json.loads(self._line())

    def _line(self) -> str:
        assert self.child.stdout is not None
        return self.child.stdout.readline()

    def answers(self, jobs: Sequence[Job]) -> list[Any]:
        """What it says of each formula over its record, days as dates."""
        assert self.child.stdin is not None
        found = []
        for tree, values in jobs:  # line by line: a pipe holds only so much
            given = {name: _as_json(value) for name, value in values.items()}
            self.child.stdin.write(json.dumps({"tree": tree.as_json(), "values": given}) + "\n")
            self.child.stdin.flush()
            answer = json.loads(self._line())
            found.append(date.fromisoformat(answer) if tree.type == "date" and answer is not None else answer)
        return found


def _as_json(value: Any) -> Any:
    if isinstance(value, float) and not isfinite(value):
        return None  # JSON has no such number
    return value.isoformat() if isinstance(value, date) else value


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    node = shutil.which("node")
    if node is None or not BUNDLER.exists():
        pytest.skip("no node, or the web client's packages are not there (./run setup)")
    folder = tmp_path_factory.mktemp("evaluator")
    entry, bundle = folder / "entry.ts", folder / "bundle.mjs"
    entry.write_text(ENTRY.replace("SOURCES", str(WEB / "src" / "expressions")), encoding="utf-8")
    subprocess.run([str(BUNDLER), str(entry), "--file", str(bundle)], cwd=WEB, check=True, capture_output=True)
    script = Path(__file__).with_name("browser_evaluator.mjs")
    with subprocess.Popen(
        [node, str(script), str(bundle)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as child:
        yield Browser(child)
        assert child.stdin is not None
        child.stdin.close()


def test_it_has_every_function_of_the_language(browser: Browser) -> None:
    assert sorted(browser.names) == sorted(FUNCTIONS)


def test_every_case(browser: Browser) -> None:
    cases = [entry for entry in VALUED if not entry[1].get("aggregates")]
    assert len(cases) >= 150
    jobs = [(tree_of(case), values_of(case)) for _, case in cases]
    wrong = [
        (name_of(entry), expected_of(entry[1], tree), found)
        for entry, (tree, _), found in zip(cases, jobs, browser.answers(jobs), strict=True)
        if not same(found, expected_of(entry[1], tree))
    ]
    assert wrong == []


def differences(browser: Browser, sqlite: sa.Engine, seed: int, size: int) -> list[Any]:
    """Where the three differ over that many random formulas, the shortest first."""
    jobs = []
    for tree, types, values in parsed(seed, size + size // 5):  # some nest too deeply for SQL, or cost too much
        with suppress(IssueError):
            columns = {name: column(types[name], values.get(name)) for name in tree.names}
            jobs.append((tree, values, to_sql(tree, columns)))
    jobs = jobs[:size]
    assert len(jobs) == size
    in_sql: list[Any] = []
    with reading(sqlite) as connection:
        for at in range(0, size, 40):
            row = sa.select(*(sql.label(f"r{number}") for number, (_, _, sql) in enumerate(jobs[at : at + 40])))
            in_sql += connection.execute(row, execution_options={"compiled_cache": None}).one()
    wrong = []
    in_browser = browser.answers([(tree, values) for tree, values, _ in jobs])
    for (tree, values, _), database, found in zip(jobs, in_sql, in_browser, strict=True):
        scalar = evaluate(tree, values)
        # The browser computes in the very same floats: equal to the last bit. SQL may differ in the last digits.
        if found != scalar or not same(found, scalar) or not same(from_sql(tree, database), scalar):
            wrong.append((tree.text, {name: values[name] for name in tree.names}, scalar, database, found))
    return sorted(wrong, key=lambda entry: len(entry[0]))


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_random_formulas_on_three_evaluators(browser: Browser, sqlite: sa.Engine, seed: int) -> None:
    assert differences(browser, sqlite, seed, 200) == []


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(SEEDS)
def test_ten_thousand_random_formulas_on_three_evaluators(browser: Browser, sqlite: sa.Engine, seed: int) -> None:
    assert differences(browser, sqlite, seed, 200) == []


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_whatever_comes_in_place_of_the_right_type(browser: Browser, seed: int) -> None:
    """Types known, values of any type: what does not fit is null. (JSON has no days: none for texts.)"""
    random = Random(seed)
    jobs = []
    for tree, types, _ in parsed(seed, 60):
        odd = surprise(random)
        if not any(types[name] == "text" and isinstance(odd[name], date) for name in tree.names):
            jobs.append((tree, {name: odd[name] for name in tree.names if not isinstance(odd[name], bytes)}))
    for (tree, values), found in zip(jobs, browser.answers(jobs), strict=True):
        assert same(found, compile_scalar(tree)(values)), (tree.text, values)


INSTANTS = st.integers(4 * 10**13, 4 * 10**15).map(
    lambda micros: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(0, 0, micros)
)
PLACES = st.sampled_from(["Asia/Shanghai", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"])
WRITTEN = st.sampled_from(
    [
        "2026-11-02T01:30:00+08:00",
        "2026-11-02 01:30",
        "20261102T013000Z",
        "2026-W45-1T03",
        " 2026-11-02 ",
        "x",
        "2026-11-02T24:00",
        "2026-02-29T00:00",
        "2026-11-02T03:59:59.999999",
        "2026-11-02T03:59:59,5+05:30",
        "2026-11-02T",
        "2026-W53-7T01:00",
        "2026-11-02T01:60",
        "0001-01-01T01:00",
    ]
)


@settings(max_examples=60, deadline=None)
@given(INSTANTS, WRITTEN, PLACES, st.sampled_from([0, 4, 5.5]))
def test_business_days(browser: Browser, instant: datetime, written: str, place: str, cutoff: float) -> None:
    tree = parse(f"day_of(at, '{place}', {cutoff})", names={"at": "timestamp"})
    text = parse(f"day_of(at, '{place}', {cutoff})", names={"at": "text"})
    shown = parse("at", names={"at": "timestamp"})
    later = parse("at < b", names={"at": "timestamp", "b": "timestamp"})
    jobs: list[Job] = [(tree, {"at": instant}), (text, {"at": written}), (text, {"at": instant.isoformat()})]
    jobs += [(shown, {"at": instant}), (later, {"at": instant, "b": instant + timedelta(microseconds=1)})]
    for (formula, values), found in zip(jobs, browser.answers(jobs), strict=True):
        assert found == evaluate(formula, values), (formula.text, values)


def test_text_of_ties_and_code_points(browser: Browser) -> None:
    """Six decimals, ties to even (1/128 is exactly 0.0078125); U+FF5E stands before U+1F600, unlike in UTF-16."""
    text = parse("text(a)", names={"a": "number"})
    order = parse("s < t", names={"s": "text", "t": "text"})
    jobs: list[Job] = [(text, {"a": number / 128}) for number in (1, 3, -1, -3, 5, 129, 2)]
    expected: list[Any] = ["0.007812", "0.023438", "-0.007812", "-0.023438", "0.039062", "1.007812", "0.015625"]
    jobs += [(order, {"s": "～", "t": "😀"}), (order, {"s": "😀", "t": "～"}), (order, {"s": "a\ud800", "t": "b"})]
    expected += [True, False, None]
    assert browser.answers(jobs) == expected
    assert [evaluate(tree, values) for tree, values in jobs] == expected

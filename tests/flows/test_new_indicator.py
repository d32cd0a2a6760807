"""A new indicator is a JSON file: once applied it is on the board of the app that runs, with its history.

The command runs in a process of its own, as an operator's would; the app is neither told nor started again.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from admin_ui.app import create_app
from engine.access import accounts
from engine.base import clock
from engine.storage.database import reading, writing
from engine.storage.model import model_of
from plugins.sample_sources import tills
from plugins.sample_sources.trade import World
from tests.flows import record
from tests.flows.by_hand import EIGHT
from tests.flows.conftest import FIRST_DAYS, MORNING, A
from tests.flows.playhouse import House, edit, instant

DAYS = [A - timedelta(days=n) for n in range(FIRST_DAYS - 1, -1, -1)]
KINDS = ("day", "wtd", "mtd", "qtd", "ytd")
PASSWORD = "a right password 1"

#: Over measures that are there already.
AVG_PRICE = {
    "kind": "indicator",
    "name": "avg_price",
    "title": {"zh": "件单价", "en": "Average unit price"},
    "unit_of_measure": {"zh": "元/件", "en": "CNY per unit"},
    "direction": "higher",
    "decimals": 2,
    "display": "money",
    "formula": "sales_amount / unit_count",
    "scale": "standard",
}
#: Over a measure that comes with it.
AVG_DISCOUNT = AVG_PRICE | {
    "name": "avg_discount",
    "title": {"zh": "单均折扣", "en": "Average discount per ticket"},
    "unit_of_measure": {"zh": "元/单", "en": "CNY per ticket"},
    "direction": "lower",
    "formula": "discount_amount / ticket_count",
    "scale": "ceiling",
}
DISCOUNT_AMOUNT = {
    "name": "discount_amount",
    "title": {"zh": "折扣金额", "en": "Discounts"},
    "formula": "sum(discount)",
}


def navmark(at: House, *words: str) -> subprocess.CompletedProcess[str]:
    """The command line on the installation's database."""
    command = [sys.executable, "-m", "engine.cli", "--language", "en", *words]
    variables = {**os.environ, "NAVMARK_DATABASE": at.settings.database, "NAVMARK_DATA": str(at.settings.data)}
    return subprocess.run(command, capture_output=True, text=True, env=variables, timeout=60)


@contextmanager
def signed_in(at: House, login: str) -> Iterator[Callable[[str], Any]]:
    """The app as it runs at 08:30, and a GET of somebody who is signed in: the JSON, or the status of a refusal."""
    now = instant(MORNING, "08:30:00")
    with clock.frozen(now):
        with writing(at.database) as connection:
            account = accounts.find(connection, login)
            assert account is not None
            accounts.set_password(connection, account, PASSWORD, by="test", cost="test")
        client = create_app(at.database, at.settings).test_client()
        answer = client.post("/api/v1/session", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.get_data(as_text=True)

        def get(path: str) -> Any:
            found = client.get(f"/api/v1{path}")
            return found.get_json() if found.status_code == 200 else found.status_code

        yield get


def per_store(world: World) -> dict[str, dict[date, tuple[int, int, int, int]]]:
    """From the tills' own books: cents sold, units sold, tickets and cents of discount, by store and day."""
    found: dict[str, dict[date, tuple[int, int, int, int]]] = {}
    for store in world.stores:
        for day in DAYS:
            books = tills.tickets(world, store, day)
            counted = [ticket for ticket in books if ticket.kind != "return"]
            found.setdefault(store.code, {})[day] = (
                sum(ticket.net for ticket in books),
                sum(line.quantity for ticket in counted for line in ticket.lines),
                len(counted),
                sum(line.discount for ticket in books for line in ticket.lines),
            )
    return found


def total(books: dict[str, dict[date, tuple[int, int, int, int]]], unit: str, *days: date) -> tuple[int, ...]:
    """Sums over the stores at or below a unit (a unit's code begins those of its stores)."""
    below = [book for code, book in books.items() if unit == "HQ" or code.startswith(unit)]
    return tuple(map(sum, zip(*(book[day] for book in below for day in days), strict=True)))


def figures(at: House, names: tuple[str, ...] = EIGHT) -> dict[Any, Any]:
    return {key: record.plain(value) for key, value in record.figures(at, A, KINDS, names).items()}


def add(folder: Path, definition: dict[str, Any]) -> None:
    """A new definition, first on the home page."""
    file = folder / "indicators" / f"{definition['name']}.json"
    file.write_text(json.dumps(definition, ensure_ascii=False, indent=2), encoding="utf-8")
    edit(folder / "app.json", lambda app: app["home_indicators"].insert(0, definition["name"]))


@pytest.fixture
def played(copied: House, tmp_path: Path) -> House:
    """After the first morning, with a package of its own."""
    copied.morning(MORNING)
    copied.package = Path(shutil.copytree(copied.package, tmp_path / "package"))
    return copied


def test_over_measures_that_are_there(played: House) -> None:
    before, sums = figures(played), record.tables(played)
    books = per_store(played.systems.world)
    with signed_in(played, "hq") as get:
        assert get("/indicators/avg_price") == 404
        assert [light["indicator"] for light in get("/units/E102")["lights"]] == list(EIGHT)

        add(played.package, AVG_PRICE)
        applied = navmark(played, "apply", str(played.package), "--reason", "price per unit")
        assert applied.returncode == 0, applied.stderr
        assert "avg_price" in applied.stdout

        card = get("/indicators/avg_price")
        assert card["title"]["zh"] == "件单价"
        for unit in ("HQ", "E", "E1", "E102", "SW103"):
            sales, units, _, _ = total(books, unit, A)
            light = get(f"/units/{unit}?period=day")["lights"][0]
            assert light["indicator"] == "avg_price"
            assert light["actual"] == pytest.approx(float(Fraction(sales, 100 * units)), abs=1e-6)
            # nobody has set a target for it
            assert (light["light"], light["attainment"]) == ("grey", None)
            points = get(f"/units/{unit}/trend?indicator=avg_price&from={DAYS[0]}&to={A}")["points"]
            by_day = [total(books, unit, day) for day in DAYS]
            history = [float(Fraction(s, 100 * n)) for s, n, _, _ in by_day]
            assert [point["actual"] for point in points] == pytest.approx(history, abs=1e-6)
        shown = get("/units/HQ/explain?indicator=avg_price&period=day")
        assert {one["name"] for one in shown["measures"]} == {"sales_amount", "unit_count"}
    # nothing else has changed, and no table was made anew
    assert figures(played) == before
    assert record.tables(played) == sums


def test_with_a_new_measure_and_a_target_and_back_again(played: House) -> None:
    before, sums = figures(played), record.facts_by_key(played)
    books = per_store(played.systems.world)
    with signed_in(played, "am_e1") as get, signed_in(played, "hq") as get_hq:
        assert get("/indicators/avg_discount") == 404
        add(played.package, AVG_DISCOUNT)
        edit(played.package / "datasets/ticket_lines.json", lambda one: one["measures"].append(DISCOUNT_AMOUNT))
        line = {"indicator": "avg_discount", "spread": "rate", "value": {"baseline": 30, "target": 26.5, "stretch": 20}}
        edit(played.package / "plans/plan_2026.json", lambda plan: plan["lines"].append(line))
        applied = navmark(played, "apply", str(played.package), "--json")
        assert applied.returncode == 0, applied.stderr
        answer = json.loads(applied.stdout)
        assert (answer["release"], answer["changed"]) == (2, True)
        assert {(c["kind"], c["name"]) for c in answer["changes"]} == {
            ("app", "retail_board"),
            ("dataset", "ticket_lines"),
            ("indicator", "avg_discount"),
            ("target_plan", "plan_2026"),
        }

        for see, unit in ((get, "E1"), (get, "E102"), (get_hq, "HQ"), (get_hq, "C")):
            _, _, tickets, discount = total(books, unit, A)
            light = next(x for x in see(f"/units/{unit}?period=day")["lights"] if x["indicator"] == "avg_discount")
            actual = Fraction(discount, 100 * tickets)
            attainment = 2 - actual / Fraction("26.5")  # lower is better
            assert light["actual"] == pytest.approx(float(actual), abs=1e-6)
            assert light["targets"]["target"] == 26.5
            assert light["attainment"] == pytest.approx(float(attainment), abs=1e-6)
            expected = "green" if attainment >= 1 else "yellow" if attainment >= Fraction(85, 100) else "red"
            assert light["light"] == expected
            points = see(f"/units/{unit}/trend?indicator=avg_discount&from={DAYS[0]}&to={A}")["points"]
            history = [float(Fraction(d, 100 * n)) for _, _, n, d in (total(books, unit, day) for day in DAYS)]
            assert [point["actual"] for point in points] == pytest.approx(history, abs=1e-6)
        assert get("/units/C102") == 404  # another division stays another division
    assert discount_in_sql(played) == total(books, "HQ", *DAYS)[3]
    # a rebuilt sum says what the sum kept up to date said: of every other indicator, in every period
    assert figures(played) == before

    with signed_in(played, "hq") as get_hq:
        assert get_hq("/indicators/avg_discount") != 404
        back = navmark(played, "rollback", "1", "--reason", "not wanted")
        assert back.returncode == 0, back.stderr
        assert back.stdout == "release 3, with the content of release 1\n"
        assert get_hq("/indicators/avg_discount") == 404
        assert [light["indicator"] for light in get_hq("/units/HQ")["lights"]] == list(EIGHT)
        assert get_hq(f"/units/HQ/trend?indicator=avg_discount&from={DAYS[0]}&to={A}") == 404
    assert figures(played) == before
    facts = {name: rows for name, rows in record.facts_by_key(played).items() if name.endswith("facts")}
    assert facts == {name: rows for name, rows in sums.items() if name.endswith("facts")}


def discount_in_sql(at: House) -> int:
    """Plain SQL over the facts as the database has them."""
    with reading(at.database) as connection:
        facts = model_of(connection, at.release).tables["ticket_lines"].facts
        statement = f"SELECT SUM({facts.c.discount.name}) FROM {facts.name}"  # noqa: S608
        return int(connection.scalar(sa.text(statement)) or 0)

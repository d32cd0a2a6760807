"""The parts of ``./run bench-server``: each measures one thing on a running installation and gives its lines."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from benchmarks.ingest import ingest as ingest_of
from benchmarks.package import LAST
from benchmarks.recompute import names_of
from benchmarks.recompute import recompute as recompute_of
from benchmarks.server import load
from benchmarks.server.app import FORM, values
from benchmarks.server.chain import chain
from benchmarks.server.fill import fill_submissions
from benchmarks.server.installation import CREW, Installation, asked, bare, crew
from benchmarks.server.memory import memory
from benchmarks.server.table import Line
from engine.base import clock
from engine.storage.database import new_public_id, writing
from engine.storage.tables import form_submission, org_link, org_unit

#: Submissions that stand there before the list and the forms are measured.
RECORDS = {"S": 50_000, "M": 500_000, "L": 500_000}
MONTHS = timedelta(days=89)


@dataclass(frozen=True)
class Asked:
    """``seconds`` of each measurement under load."""

    seconds: float


def home(made: Installation, asked_for: Asked) -> Iterator[Line]:
    """50 people look at their home again and again, half of them heads of a branch, half of an area."""
    requests = []
    for login in ("chief", "keeper"):
        headers = made.sign_in(login)
        requests.append(asked(f"/api/v1/home?day={LAST.isoformat()}", {"Cookie": headers["Cookie"]}))
    size = made.world.size.name
    with bare(made, _by_hand(made)) as ports:
        plain = load.run(load.Job(ports, [asked("/row", {})], 50, asked_for.seconds))
    one = load.run(load.Job(made.ports[:1], requests, 1, asked_for.seconds / 2))
    seen = load.run(load.Job(made.ports, requests, 50, asked_for.seconds))
    human = load.run(load.Job(made.ports, requests, 50, asked_for.seconds, pause=1.0))
    p95 = human.percentile(0.95)
    what = "home p95, 50 people, each looking again after a second"
    yield Line(size, what, p95, "ms", None, "≤ 150 ms", p95 <= 150)
    at_once = seen.percentile(0.95)
    what = "home p95, 50 connections without a pause / bare row"
    yield Line(size, what, at_once, "ms", plain.percentile(0.95), "≤ 150 ms", at_once <= 150)
    yield Line(size, "home requests / bare row requests", seen.per_second, "/s", plain.per_second)
    yield Line(size, "home p50, one at a time", one.percentile(0.5), "ms")


def listed(made: Installation, asked_for: Asked) -> Iterator[Line]:
    """A list of 100 submissions by someone who sees one branch, and totals of that branch over 90 days."""
    size = made.world.size.name
    chief = {"Cookie": made.sign_in("chief")["Cookie"]}
    first = max(LAST - MONTHS, made.world.size.first)
    days = f"from={first.isoformat()}&to={LAST.isoformat()}"
    ours = {
        "list": asked("/api/v1/submissions?page_size=100", chief),
        "totals": asked(f"/api/v1/units/b0/trend?indicator=i1&{days}", chief),
    }
    with bare(made, _by_hand(made)) as ports:
        plain = {name: load.run(load.Job(ports, [asked(f"/{name}", {})], 8, asked_for.seconds)) for name in ours}
    seen = {name: load.run(load.Job(made.ports, [request], 8, asked_for.seconds)) for name, request in ours.items()}
    alone = load.run(load.Job(made.ports[:1], [ours["totals"]], 1, asked_for.seconds / 2))
    bare_rate, rate = plain["list"].per_second, seen["list"].per_second
    count = RECORDS[size]
    what = f"list of 100 of {count:,} submissions, one branch, 8 clients / bare"
    yield Line(size, what, rate, "/s", bare_rate, "≥ 150/s", rate >= 150)
    p50 = seen["totals"].percentile(0.5)
    what = "a branch's totals over 90 days, day by day, p50, 8 clients / bare"
    yield Line(size, what, p50, "ms", plain["totals"].percentile(0.5), "", None)
    p50 = alone.percentile(0.5)
    yield Line(size, "the same, one client", p50, "ms", None, "≤ 15 ms", p50 <= 15)


def submit(made: Installation, asked_for: Asked) -> Iterator[Line]:
    """Submissions of a form of eight fields by 8 clients; the workers make data of them meanwhile."""
    world = made.world
    chief = made.sign_in("chief")
    hashed = world.release.definition("form", FORM).hash
    with world.database.connect() as connection:
        branch = sa.select(org_link.c.path).join(org_unit, org_unit.c.id == org_link.c.unit_id)
        path = connection.scalar(branch.where(org_unit.c.code == "b0"))
        inside = sa.select(org_unit.c.code, org_unit.c.id).join(org_link, org_unit.c.id == org_link.c.unit_id)
        below = inside.where(org_unit.c.level == 3, org_link.c.path.startswith(path))
        units = {row.code: row.id for row in connection.execute(below.limit(500))}
    codes = list(units)
    count = int(900 * (asked_for.seconds + 1))

    def body(n: int) -> dict[str, Any]:
        now = clock.now().isoformat()
        wish = {"id": new_public_id(), "form": FORM, "version": hashed, "unit": codes[n % len(codes)]}
        return {**wish, "submitted_at": now, "phone_now": now, "values": values(n)}

    given = _by_hand(made) | {"units": units}
    with bare(made, given) as ports:
        requests = [asked("/submit", {}, body(n)) for n in range(3 * count)]
        plain = load.run(load.Job(ports, requests, 8, asked_for.seconds, once=True))
    requests = [asked("/api/v1/field/submissions", chief, body(n)) for n in range(count)]
    seen = load.run(load.Job(made.ports, requests, 8, asked_for.seconds, once=True))
    rate, size = seen.per_second, world.size.name
    yield Line(size, "form submits, 8 clients / bare insert", rate, "/s", plain.per_second, "≥ 300/s", rate >= 300)
    yield Line(size, "form submit p95, 8 clients / bare", seen.percentile(0.95), "ms", plain.percentile(0.95))


def ingest(made: Installation, asked_for: Asked) -> Iterator[Line]:
    """A day of rows: stage, accept, upsert, roll up, against COPY → staging → upsert by hand."""
    size = made.world.size.name
    put = ingest_of(made.world, {"S": 5, "M": 3, "L": 1}[size])
    what = f"ingest of {put['rows']:,.0f} rows / COPY + upsert"
    yield Line(size, what, put["ours"], "rows/s", put["raw"], "≥ 0.5 ×", put["ours"] >= 0.5 * put["raw"])


def recompute(made: Installation, asked_for: Asked) -> Iterator[Line]:
    """A day rolled up again, all branches × 4 periods × 8 indicators, the rule."""
    size = made.world.size.name
    again = recompute_of(made.world, {"S": 7, "M": 5, "L": 2}[size])
    met = again["ours"] <= 1.3 * again["hand"]
    yield Line(size, "recompute + rule / hand-written SQL", again["ours"], "ms", again["hand"], "≤ 1.3 ×", met)
    for part in ("roll", "read", "rule"):
        yield Line(size, f"  of that: {part}", again[f"ours {part}"], "ms", again[f"hand {part}"])


Part = Callable[[Installation, Asked], Iterator[Line]]
#: In this order: what changes the data comes last.
PARTS: Mapping[str, Part] = {
    "recompute": recompute,
    "ingest": ingest,
    "home": home,
    "list": listed,
    "submit": submit,
    "memory": memory,
    "chain": chain,
}
#: Those that need the processes of the product.
SERVED = ("home", "list", "submit", "memory", "chain")


def prepare(made: Installation, parts: list[str]) -> None:
    """Submissions, for those who look at them."""
    if {"list", "submit"} & set(parts):
        began = clock.monotonic()
        with writing(made.world.database) as connection:
            fill_submissions(connection, made.world.release, RECORDS[made.world.size.name])
        with made.world.database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE form_submission"))
        made.spent["submissions"] = clock.monotonic() - began


def measured(made: Installation, parts: list[str], asked_for: Asked) -> Iterator[Line]:
    """The lines of the parts, as they come."""
    prepare(made, parts)
    for name in PARTS:
        if name in parts and name not in SERVED:
            yield from PARTS[name](made, asked_for)
    if set(parts) & set(SERVED):
        with crew(made, CREW):
            for name in PARTS:
                if name in parts and name in SERVED:
                    yield from PARTS[name](made, asked_for)


def _by_hand(made: Installation) -> dict[str, Any]:
    """The statements of the bare routes."""
    n = names_of(made.world)
    with made.world.database.connect() as connection:
        one = sa.select(org_unit.c.id, org_link.c.path, org_link.c.path_end)
        joined = one.join(org_link, org_link.c.unit_id == org_unit.c.id)
        branch = connection.execute(joined.where(org_unit.c.code == "b0")).one()
    leaf = made.world.leaves[len(made.world.leaves) // 2]
    first = max(LAST - MONTHS, made.world.size.first).toordinal()
    below = f"SELECT unit_id FROM org_link WHERE path >= '{branch.path}' AND path < '{branch.path_end}'"
    columns = [c.name for c in form_submission.c if c.name != "id"]
    row: dict[str, str] = dict.fromkeys(columns, "NULL")
    row |= {"public_id": "%(id)s", "form": "'bare'", "form_hash": f"'{secrets.token_hex(32)}'", "user_id": "1"}
    row |= {"unit_id": "%(unit)s", "day": str(LAST.toordinal()), "flags": "'[]'", "values": "%(values)s"}
    row |= dict.fromkeys(("submitted_at", "received_at", "completed_at"), "%(now)s")
    row |= {"body_hash": "''", "test": "true", "state": "'complete'", "facts": "'none'", "revision": "0"}
    return {
        "row": f"SELECT * FROM {n['facts']} WHERE {n['f_unit']} = {leaf} AND {n['f_day']} = {LAST.toordinal()}",
        "list": (
            "SELECT s.public_id, s.form, s.day, s.submitted_at, s.state, s.values, u.code, u.title, a.login "
            "FROM form_submission s JOIN org_unit u ON u.id = s.unit_id JOIN user_account a ON a.id = s.user_id "
            f"WHERE s.unit_id IN ({below}) ORDER BY s.id DESC LIMIT 100"
        ),
        "totals": (
            f"SELECT day, {n['r_s_v1']} FROM {n['sums']} WHERE unit = {branch.id} "
            f"AND day BETWEEN {first} AND {LAST.toordinal()} ORDER BY day"
        ),
        "submit": (
            f"INSERT INTO form_submission ({', '.join(json.dumps(c) for c in columns)}) "
            f"VALUES ({', '.join(row[c] for c in columns)})"
        ),
    }

"""What a table of posts would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import islice

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.kind import Catalog
from engine.kinds.org.model import POST_COLUMNS
from engine.kinds.org.people import post_issues
from engine.org.register import spelling
from engine.org.register.files import Cells, Register, as_table, write
from engine.org.register.planned import Change, Plan, details, judged
from engine.org.sync import normal_login

MOST_ISSUES = 500
Key = tuple[str, str, str, str]


def plan_posts(
    register: Register,
    catalog: Catalog,
    rows: Sequence[tuple[int, Mapping[str, str]]],
    *,
    day: date,
    end_missing: bool = False,
) -> Plan:
    """``rows`` are (line, column → text). Role, unit and person may be given by name.

    The same role, unit, person and first day (where it is given) is the same post. ``end_missing`` ends those that
    hold on ``day`` and are not in the table, on the day before.
    """
    table = register.table("posts")
    new: list[Cells] = [dict(row.cells) for row in table.rows]
    old = [dict(cells) for cells in new]
    units, users = register.table("units"), register.table("users")
    roles = spelling.Names((d.name, (d.title.get("zh", ""), d.title.get("en", ""))) for d in catalog.all("role"))
    places = spelling.Names((r["code"], (r["zh"], r["en"])) for r in units.rows)
    people = spelling.Names((r["login"], (r["zh"], r["en"])) for r in users.rows)
    changes: list[tuple[int, Change]] = []  # with the position of the row
    seen: dict[Key, int] = {}
    for line, came in rows:
        cells = _spelt(came, roles, places, people)
        key = (cells["role"], cells["unit"], cells["login"], cells["deputy"] if "deputy" in came else "")
        title = " · ".join(part for part in (cells["role"], cells["unit"], cells["login"]) if part)
        at = _same(new, cells, came)
        if at is not None and at in (place for place, _ in changes):
            words = both(f"与第 {seen.get(key, line)} 行重复", f"the same as line {seen.get(key, line)}")
            changes.append((-1, judged(Change("refused", title, title, line), [Issue("N442", words)])))
            continue
        seen[key] = line
        if at is None:
            new.append({**dict.fromkeys(POST_COLUMNS, ""), **cells})
            changes.append((len(new) - 1, Change("added", title, title, line)))
        else:
            before = dict(new[at])
            new[at] = {**new[at], **{name: text for name, text in cells.items() if name in came}}
            found = details(before, new[at])
            changes.append((at, Change("changed" if found else "unchanged", title, title, line, found)))
    issues = _issues(register, catalog, new)
    told = [judged(change, issues.get(at, [])) for at, change in changes]
    if end_missing:
        told += _end(new, old, {at for at, _ in changes}, day)
    return Plan(tuple(told), {"posts": write("posts", table.columns, new)})


def _spelt(came: Mapping[str, str], roles: spelling.Names, places: spelling.Names, people: spelling.Names) -> Cells:
    cells = {name: came.get(name, "").strip() for name in POST_COLUMNS}
    cells["role"] = roles.find(cells["role"]) or cells["role"]
    cells["unit"] = places.find(cells["unit"]) or spelling.plain(cells["unit"])
    cells["login"] = (people.find(cells["login"]) or normal_login(cells["login"])) if cells["login"] else ""
    return {
        **cells,
        "from": spelling.day(cells["from"]),
        "to": spelling.day(cells["to"]),
        "deputy": spelling.yes(cells["deputy"]),
    }


def spelt_by_keys(came: Mapping[str, str]) -> Cells:
    """A row whose role, unit and person are given by their keys, in our spelling."""
    cells = {name: text.strip() for name, text in came.items() if name in POST_COLUMNS}
    if cells.get("login"):
        cells["login"] = normal_login(cells["login"])
    for name in ("from", "to"):
        if name in cells:
            cells[name] = spelling.day(cells[name])
    if "deputy" in cells:
        cells["deputy"] = spelling.yes(cells["deputy"])
    return cells


def _same(new: Sequence[Cells], cells: Cells, came: Mapping[str, str]) -> int | None:
    for i, row in enumerate(new):
        if all(row.get(name, "") == cells[name] for name in ("role", "unit", "login")) and (
            not came.get("from") or row.get("from", "") == cells["from"]
        ):
            return i
    return None


def _issues(register: Register, catalog: Catalog, new: Sequence[Cells]) -> dict[int, list[Issue]]:
    found: dict[int, list[Issue]] = {}
    posts = as_table("posts", POST_COLUMNS, new)
    complaints = post_issues(catalog, posts, register.table("units"), register.table("users"))
    for issue in islice(complaints, MOST_ISSUES):
        found.setdefault((issue.line or 2) - 2, []).append(issue.at(None, None))
    return found


def _end(new: list[Cells], old: Sequence[Cells], named: set[int], day: date) -> list[Change]:
    last = (day - timedelta(days=1)).isoformat()
    told = []
    for i in range(len(old)):
        row = new[i]
        holds = (not row.get("to") or row["to"] > last) and (not row.get("from") or row["from"] <= last)
        if i not in named and holds:
            title = " · ".join(part for part in (row["role"], row["unit"], row["login"]) if part)
            told.append(Change("closed", title, title, None, (("to", row.get("to", ""), last),)))
            row["to"] = last
    return told

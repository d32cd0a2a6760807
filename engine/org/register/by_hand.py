"""Rows of a register changed one by one, by a person in an editor: the same checks, and nothing half done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.kind import Catalog
from engine.definitions.table import Row, Table
from engine.kinds.org.people import post_issues, user_issues
from engine.kinds.org.units import unit_issues
from engine.org.register.files import Cells, Register, What, as_table, write
from engine.org.register.people import spelt as spelt_person
from engine.org.register.planned import Change, Plan, details, judged
from engine.org.register.posts import spelt_by_keys as spelt_post
from engine.org.register.units import plan_units


def put_rows(
    register: Register,
    catalog: Catalog,
    what: What,
    put: Sequence[tuple[int | None, Mapping[str, str]]],
    remove: Collection[int],
    *,
    day: date,
    live: Collection[str] = (),
) -> Plan:
    """``put`` are (line of the file or None for a new row, column → text); ``remove`` lines of the file.

    Units are known by their code, whatever the line. ``live`` are codes of units that serve: these are closed, never
    removed, since they have a history.
    """
    table = register.table(what)
    gone = [row for row in table.rows if row.line in remove]
    if what == "units":
        plan = plan_units(register, [(line or 0, cells) for line, cells in put], day=day) if put else None
        after = register.with_text("units", plan.texts["units"]) if plan else register
        left = [row for row in after.table("units").rows if row["code"] not in {g["code"] for g in gone}]
        changes = [
            *(plan.changes if plan else ()),
            *_removed_units(register, after, gone, [dict(r.cells) for r in left], live),
        ]
        texts = {**(plan.texts if plan else {}), "units": write("units", table.columns, [r.cells for r in left])}
        return Plan(tuple(changes), texts, plan.unknown_levels if plan else ())
    return _rows(register, catalog, what, table, put, {row.line for row in gone})


def _removed_units(
    register: Register,
    after: Register,
    gone: Sequence[Row],
    left: list[Cells],
    live: Collection[str],
) -> list[Change]:
    issues = list(unit_issues(register.model, as_table("units", after.table("units").columns, left)))
    changes = []
    for row in gone:
        code = row["code"]
        found: list[Issue] = []
        if code in live:
            words = both(f"{code} 已在使用，有历史数据", f"{code} is in use and has a history")
            found.append(Issue("N877", words, hint=both("请填写关闭日期", "give it a closing day instead")))
        elif any(post["unit"] == code for post in register.table("posts").rows):
            found.append(Issue("N877", both(f"{code} 还有岗位", f"{code} still has posts")))
        elif any(cells.get("parent") == code for cells in left):
            found.append(Issue("N877", both(f"{code} 还有下级单位", f"{code} still has units below it")))
        elif issues and not left:
            found.append(issues[0].at(None, None))
        changes.append(judged(Change("removed", code, row["zh"]), found))
    return changes


def _rows(
    register: Register,
    catalog: Catalog,
    what: What,
    table: Table,
    put: Sequence[tuple[int | None, Mapping[str, str]]],
    gone: Collection[int],
) -> Plan:
    kept = [row for row in table.rows if row.line not in gone]
    rows = [dict(row.cells) for row in kept]
    places = {row.line: i for i, row in enumerate(kept)}
    columns = list(table.columns)
    changes: list[tuple[int, Change]] = []
    for line, came in put:
        cells = spelt_person(came) if what == "users" else spelt_post(came)
        columns += [name for name in cells if name not in columns]
        at = places.get(line) if line is not None else None
        if at is None:
            rows.append({**dict.fromkeys(columns, ""), **cells})
            at, change = len(rows) - 1, Change("added", _name(what, cells), _name(what, cells), line)
        else:
            before, rows[at] = rows[at], {**rows[at], **cells}
            found = details(before, rows[at])
            name = _name(what, rows[at])
            change = Change("changed" if found else "unchanged", name, name, line, found)
        changes.append((at, change))
    issues: dict[int, list[Issue]] = {}
    now = as_table(what, columns, rows)
    users = register.table("users")
    complaints = user_issues(now) if what == "users" else post_issues(catalog, now, register.table("units"), users)
    for issue in complaints:
        issues.setdefault((issue.line or 2) - 2, []).append(issue.at(None, None))
    removed = []
    for row in table.rows:
        if row.line in gone:
            held = what == "users" and any(p["login"] == row["login"] for p in register.table("posts").rows)
            words = both(f"{row['login']} 还担任岗位", f"{row['login']} still holds posts")
            found_issues = [Issue("N877", words)] if held else []
            removed.append(judged(Change("removed", _name(what, row.cells), "", row.line), found_issues))
    told = [judged(change, issues.get(at, [])) for at, change in changes]
    return Plan((*told, *removed), {what: write(what, columns, rows)})


def _name(what: What, cells: Mapping[str, str]) -> str:
    if what == "users":
        return cells.get("login", "")
    return " · ".join(part for part in (cells.get("role"), cells.get("unit"), cells.get("login")) if part)

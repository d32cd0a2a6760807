"""What a table of units would change: added, changed, moved, closed, unchanged or refused, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice

from engine.base.issue import Issue
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.kinds.org.model import MORE_UNIT_COLUMNS, UNIT_COLUMNS
from engine.kinds.org.units import unit_issues
from engine.org.register import spelling
from engine.org.register.files import Cells, Register, as_table, write
from engine.org.register.planned import Action, Change, Plan, details, judged

#: A blank cell takes away what may be missing; of these it says nothing.
_KEPT = ("zh", "level", "parent", "from")
MOST_ISSUES = 500
_FIRST = 1_000_000  # lines of rows that came in, so that the kind's complaints about them are told apart


def plan_units(
    register: Register,
    rows: Sequence[tuple[int, Mapping[str, str]]],
    *,
    day: date,
    close_missing: bool = False,
) -> Plan:
    """``rows`` are (line, column → text); columns that a row does not have stay as they are.

    ``day`` is when moves and closings hold where a row does not say. A table with another top unit renames the one
    that is there, provided that the rest of the tree comes along.
    """
    table = register.table("units")
    old = {row["code"]: dict(row.cells) for row in table.rows}
    came = [(line, _spelt(cells)) for line, cells in rows]
    renamed = _renamed_root(old, came)
    posts = _renamed_posts(register, renamed) if renamed else None
    known = _rename(old, renamed) if renamed else {code: dict(cells) for code, cells in old.items()}
    names = spelling.Names((code, (c.get("zh", ""), c.get("en", ""))) for code, c in [*known.items(), *_keyed(came)])
    new = {code: dict(cells) for code, cells in known.items()}
    lines: dict[str, int] = {}
    twice: list[Change] = []
    for line, cells in came:
        code = cells.get("code", "")
        if code in lines:
            words = both(f"编码 “{code}” 已在第 {lines[code]} 行", f'code "{code}" is already on line {lines[code]}')
            twice.append(judged(Change("refused", code, spelling.titles(cells), line), [Issue("N442", words)]))
            continue
        lines[code] = line
        new[code] = _merged(new.get(code), cells, names)
    _place(register, new, lines)
    missing = _close_missing(new, lines, day) if close_missing else []
    for code in lines:
        if code in known and known[code].get("parent") != new[code].get("parent"):
            new[code]["from"] = _from(rows, lines[code]) or day.isoformat()
    changes = [
        *(_change(lines[code], code, old, new[code], renamed) for code in lines),
        *(
            Change("closed", code, spelling.titles(new[code]), None, (("closed", "", new[code]["closed"]),))
            for code in missing
        ),
    ]
    found, unknown = _checked(register, new, lines)
    judged_all = [judged(change, found.get(change.key, [])) for change in changes]
    texts = {"units": write("units", table.columns, new.values())}
    if posts is not None:
        texts["posts"] = posts
    return Plan(tuple(sorted([*judged_all, *twice], key=lambda c: c.line or _FIRST)), texts, unknown)


def _spelt(cells: Mapping[str, str]) -> Cells:
    found = {name: text.strip() for name, text in cells.items() if name in (*UNIT_COLUMNS, *MORE_UNIT_COLUMNS)}
    for name in ("opened", "closed", "from"):
        if name in found:
            found[name] = spelling.day(found[name])
    if "groups" in found:
        found["groups"] = spelling.groups(found["groups"])
    for name in {"lat", "lon"} & found.keys():
        found[name] = spelling.plain(found[name])
    if "code" in found:
        found["code"] = spelling.plain(found["code"])
    return found


def _from(rows: Sequence[tuple[int, Mapping[str, str]]], line: int) -> str:
    return next((spelling.day(cells.get("from", "")) for at, cells in rows if at == line), "")


def _keyed(came: Iterable[tuple[int, Cells]]) -> list[tuple[str, Cells]]:
    return [(cells.get("code", ""), cells) for _, cells in came]


def _renamed_root(old: Mapping[str, Cells], came: Sequence[tuple[int, Cells]]) -> tuple[str, str] | None:
    """(old code, new code) where the table brings a whole tree under another top unit."""
    roots = [code for code, cells in old.items() if not cells.get("parent")]
    codes = {cells.get("code", "") for _, cells in came}
    tops = [cells["code"] for _, cells in came if cells.get("code") and not cells.get("parent", "x")]
    others = set(old) - set(roots)
    if len(roots) != 1 or len(tops) != 1 or roots[0] in codes or tops[0] in old or not others <= codes:
        return None
    return (roots[0], tops[0]) if len(came) > 1 or not others else None


def _rename(old: Mapping[str, Cells], renamed: tuple[str, str]) -> dict[str, Cells]:
    was, now = renamed
    return {
        (now if code == was else code): {
            **cells,
            "code": now if code == was else code,
            "parent": now if cells.get("parent") == was else cells.get("parent", ""),
        }
        for code, cells in old.items()
    }


def _renamed_posts(register: Register, renamed: tuple[str, str]) -> str | None:
    posts = register.table("posts")
    if not any(row["unit"] == renamed[0] for row in posts.rows):
        return None
    rows = [{**row.cells, "unit": renamed[1] if row["unit"] == renamed[0] else row["unit"]} for row in posts.rows]
    return write("posts", posts.columns, rows)


def _merged(before: Cells | None, cells: Cells, names: spelling.Names) -> Cells:
    after = dict(before or dict.fromkeys(UNIT_COLUMNS, ""))
    for name, text in cells.items():
        if text or (before is not None and name not in _KEPT):
            after[name] = text
    after["zh"] = after.get("zh") or after.get("en", "")
    if cells.get("parent"):
        after["parent"] = names.find(cells["parent"]) or cells["parent"]
    return after


def _place(register: Register, new: dict[str, Cells], lines: Mapping[str, int]) -> None:
    """Level words become level names; what has no parent goes below the top; what has no level is one below its
    parent."""
    model = register.model
    words = spelling.Names(
        (level.name, (level.title.get("zh", ""), level.title.get("en", ""))) for level in model.levels
    )
    levels = register.levels
    tops = [code for code, cells in new.items() if not cells.get("parent")]
    top = next((code for code in tops if code not in lines), tops[0] if len(tops) == 1 else None)
    for code in lines:
        cells = new[code]
        cells["level"] = words.find(cells.get("level", "")) or cells.get("level", "")
        if not cells.get("parent") and top is not None and code != top:
            cells["parent"] = top
    for code in lines:
        if not new[code].get("level"):
            depth = _depth(new, code)
            new[code]["level"] = levels[depth] if depth is not None and depth < len(levels) else ""


def _depth(new: Mapping[str, Cells], code: str) -> int | None:
    """Steps to the top; None where there is none (a circle, a missing parent)."""
    for depth in range(len(new) + 1):
        if code not in new or depth > 20:
            return None
        if not new[code].get("parent"):
            return depth
        code = new[code]["parent"]
    return None


def _close_missing(new: dict[str, Cells], lines: Mapping[str, int], day: date) -> list[str]:
    found = [c for c, cells in new.items() if c not in lines and cells.get("parent") and not cells.get("closed")]
    for code in found:
        new[code]["closed"] = day.isoformat()
    return found


def _change(line: int, code: str, old: Mapping[str, Cells], after: Cells, renamed: tuple[str, str] | None) -> Change:
    was = renamed[0] if renamed and renamed[1] == code else code
    title = spelling.titles(after)
    if was not in old:
        return Change("added", code, title, line)
    found = details(old[was], after)
    parent = old[was].get("parent")
    moved = after.get("parent") != (renamed[1] if renamed and parent == renamed[0] else parent)
    action: Action = "unchanged"
    if moved:
        action = "moved"
    elif after.get("closed") and not old[was].get("closed"):
        action = "closed"
    elif found:
        action = "changed"
    return Change(action, code, title, line, found)


def _checked(
    register: Register, new: Mapping[str, Cells], lines: Mapping[str, int]
) -> tuple[dict[str, list[Issue]], tuple[str, ...]]:
    """The kind's own complaints by code, and the words for levels that there are not, the highest first."""
    codes = list(new)
    table = as_table("units", (*UNIT_COLUMNS, *MORE_UNIT_COLUMNS), [new[code] for code in codes])
    found: dict[str, list[Issue]] = {}
    for issue in islice(unit_issues(register.model, table), MOST_ISSUES):  # each may look for a near name
        code = codes[(issue.line or 2) - 2] if issue.line and 2 <= issue.line < len(codes) + 2 else ""
        found.setdefault(code if code in lines else next(iter(lines), ""), []).append(issue.at(None, lines.get(code)))
    strange = [c for c in lines if new[c].get("level") not in register.levels]
    depths: dict[str, int] = {}
    for code in strange:
        level, depth = new[code].get("level", ""), _depth(new, code)
        if level:
            depths[level] = min(depths.get(level, 99), 99 if depth is None else depth)
    for code in strange:
        if not new[code].get("level") and not any(i.code == "N443" for i in found.get(code, [])):
            words = both("没有层级，也推不出来", "it has no level, and none can be told from its place")
            hint = did_you_mean("", register.levels)
            found[code] = [i for i in found.get(code, []) if i.code != "N446"] + [Issue("N446", words, hint=hint)]
    return found, tuple(sorted(depths, key=lambda level: depths[level]))

"""What a table of people would change, and who cannot be reached."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from engine.base.issue import Issue
from engine.base.text import both
from engine.kinds.org.model import USER_COLUMNS
from engine.kinds.org.people import user_issues
from engine.org.register import spelling
from engine.org.register.files import Cells, Register, as_table, write
from engine.org.register.planned import Change, Plan, details, judged
from engine.org.sync import normal_login

_CHANNEL = re.compile(r"[a-z][a-z0-9_]{0,47}")
_LANGUAGES = {"中文": "zh", "汉语": "zh", "chinese": "zh", "英文": "en", "英语": "en", "english": "en"}


def plan_people(register: Register, rows: Sequence[tuple[int, Mapping[str, str]]]) -> Plan:
    """``rows`` are (line, column → text); a column beyond login, zh, en and language is a channel's address.

    Nobody is taken away by an import: accounts are closed in the administration.
    """
    table = register.table("users")
    new: list[Cells] = [dict(row.cells) for row in table.rows]
    at_login = {normal_login(cells["login"]): i for i, cells in enumerate(new)}
    columns = list(table.columns)
    changes: list[tuple[int, Change]] = []
    seen: dict[str, int] = {}
    for line, came in rows:
        cells = spelt(came)
        login = cells.get("login", "")
        title = spelling.titles(cells) or login
        columns += [name for name in cells if name not in columns]
        if login in seen:
            words = both(f"登录名 “{login}” 已在第 {seen[login]} 行", f'"{login}" is already on line {seen[login]}')
            changes.append((-1, judged(Change("refused", login, title, line), [Issue("N442", words)])))
            continue
        seen[login] = line
        odd = [_odd(name) for name in cells if name not in USER_COLUMNS and not _CHANNEL.fullmatch(name)]
        at = at_login.get(login)
        if at is None:
            new.append({**dict.fromkeys(USER_COLUMNS, ""), **cells})
            new[-1]["zh"] = new[-1]["zh"] or new[-1]["en"]
            changes.append((len(new) - 1, judged(Change("added", login, title, line), odd)))
            continue
        before = dict(new[at])
        told = {n: text for n, text in cells.items() if n != "login" and (text or n not in ("zh", "language"))}
        new[at] = {**new[at], **told}
        found = details(before, new[at])
        changes.append((at, judged(Change("changed" if found else "unchanged", login, title, line, found), odd)))
    issues: dict[int, list[Issue]] = {}
    for issue in user_issues(as_table("users", columns, new)):
        issues.setdefault((issue.line or 2) - 2, []).append(issue.at(None, None))
    judged_all = tuple(judged(change, issues.get(at, [])) for at, change in changes)
    return Plan(judged_all, {"users": write("users", columns, new)})


def without_address(register: Register) -> list[str]:
    """Logins of people whom no channel reaches."""
    table = register.table("users")
    channels = [name for name in table.columns if name not in USER_COLUMNS]
    return [row["login"] for row in table.rows if not any(row[name] for name in channels)]


def spelt(came: Mapping[str, str]) -> Cells:
    """A row in our spelling."""
    cells = {name: text.strip() for name, text in came.items()}
    if "login" in cells:
        cells["login"] = normal_login(cells["login"])
    if "language" in cells:
        cells["language"] = _LANGUAGES.get(cells["language"].lower(), cells["language"].lower())
    return cells


def _odd(name: str) -> Issue:
    words = both(f"渠道名 “{name}” 不可用", f'"{name}" cannot be the name of a channel')
    return Issue("N872", words, hint=both("如 wecom、email", "such as wecom, email"))

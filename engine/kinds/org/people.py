"""The CSV files of people and of the posts they hold."""

from __future__ import annotations

from collections.abc import Iterable

from engine.base.issue import Issue
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.kind import Catalog
from engine.definitions.table import Table
from engine.kinds.org.units import date_issues

YES_NO = ("", "0", "1", "true", "false", "yes", "no", "是", "否")


def user_issues(users: Table) -> Iterable[Issue]:
    """Logins once, a name, a language we have."""
    seen: dict[str, int] = {}
    for row in users.rows:
        login = row["login"]
        if not login or any(char.isspace() for char in login):
            yield users.issue("N448", row, both("登录名为空或含空格", "the login is empty or holds spaces"))
        elif login in seen:
            first = seen[login]
            words = both(f"登录名 “{login}” 已在第 {first} 行", f'login "{login}" is already on line {first}')
            yield users.issue("N442", row, words)
        seen.setdefault(login, row.line)
        if not row["zh"]:
            yield users.issue("N448", row, both(f"{login} 没有姓名（zh）", f"{login} has no name (zh)"))
        if row["language"] not in ("", "zh", "en"):
            words = both(f"没有语言 “{row['language']}”", f'there is no language "{row["language"]}"')
            yield users.issue("N448", row, words, both("写 zh 或 en", "write zh or en"))


def post_issues(catalog: Catalog, posts: Table, units: Table, users: Table | None) -> Iterable[Issue]:
    """Roles, units and people exist; the unit is of the role's level; dates are sound."""
    levels = {row["code"]: row["level"] for row in units.rows}
    logins = {row["login"] for row in users.rows} if users is not None and not users.issues else None
    for row in posts.rows:
        role = catalog.get("role", row["role"])
        if role is None and not catalog.known("role", row["role"]):
            words = both(f"没有角色 “{row['role']}”", f'there is no role "{row["role"]}"')
            yield posts.issue("N449", row, words, did_you_mean(row["role"], catalog.names("role")))
        if row["unit"] not in levels:
            if not units.issues:
                words = both(f"没有单位 “{row['unit']}”", f'there is no unit "{row["unit"]}"')
                yield posts.issue("N449", row, words, did_you_mean(row["unit"], levels))
        elif role is not None and levels[row["unit"]] != role.model.level:
            level = levels[row["unit"]]
            words = both(
                f"角色 “{role.name}” 在层级 “{role.model.level}”，单位 {row['unit']} 是 “{level}”",
                f'role "{role.name}" is held at level "{role.model.level}", unit {row["unit"]} is of level "{level}"',
            )
            yield posts.issue("N449", row, words)
        if row["login"] and logins is not None and row["login"] not in logins:
            words = both(f"没有人员 “{row['login']}”", f'there is nobody "{row["login"]}"')
            yield posts.issue("N449", row, words, did_you_mean(row["login"], logins))
        if row["deputy"].lower() not in YES_NO:
            words = both(f"deputy：“{row['deputy']}”", f'deputy: "{row["deputy"]}"')
            yield posts.issue("N449", row, words, both("写 true、false 或留空", "write true, false or nothing"))
        yield from date_issues(posts, row, "from", "to")

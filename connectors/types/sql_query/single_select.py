"""Whether a text is one SELECT and nothing else, whatever the database that will read it. Pure.

It is read so narrowly that all databases read it alike: no comments, no back-slashes, no dollar quotes, no second
statement. The databases are asked to refuse writing as well (``dialects``): this is the first of two fences, and the
rights of the account are the third.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.base.text import Text, both

_TOKEN = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | `[^`]*` | \[[^\]]*\] | [^\W\d]\w* | (?P<odd>['"`\[]) | . | \n""",
    re.X | re.S,
)
#: Signs that databases read differently, or that could hide something from a person who reads the query.
_SIGNS = ("--", "/*", "\\", "#", "$", "\0")
#: Words that write, lock or leave the query; as a name of a column they can be put into quotes.
_WRITING = re.compile(
    "insert|update|delete|merge|into|drop|alter|create|truncate|grant|revoke|call|exec|execute|copy|vacuum|attach|"
    "detach|pragma|set|begin|commit|rollback|lock|share|outfile|dumpfile|procedure"
)


def refusal(query: str) -> Text | None:
    """Why it is not one SELECT; None where it is."""
    for sign in _SIGNS:
        if sign in query:
            shown = sign if sign.isprintable() else "NUL"
            return both(f"查询里不能有 {shown}（注释、转义等）", f"a query holds no {shown} (comments, escapes …)")
    words = []
    for token, odd in _tokens(query.strip()):
        if odd or (token.startswith("[") and re.search(r"['\"`;]", token)):
            return both(
                f"有 {token[0]} 没有配对，或方括号里有引号", f"a {token[0]} has no end, or brackets hold quotes"
            )
        if token == ";":
            return both("只能是一条语句，不写分号", "one statement only, without a semicolon")
        if token[0].isalpha() or token[0] == "_":
            words.append(token.lower())
    if not words or words[0] not in ("select", "with"):
        return both("必须以 SELECT 或 WITH 开头", "it must begin with SELECT or WITH")
    writes = next((word for word in words if _WRITING.fullmatch(word)), None)
    if writes:
        name = writes.upper()
        return both(
            f"查询里有 {name}，只能读（若是列名，请加引号）",
            f"it says {name}; queries only read (quote it if it is a name)",
        )
    return None if "select" in words else both("没有 SELECT", "there is no SELECT")


def parameters(query: str) -> set[str]:
    """The names of ``:name`` parameters outside quotes."""
    found, before, name_next = set(), "", False
    for token, _ in _tokens(query):
        if name_next and (token[0].isalpha() or token[0] == "_"):
            found.add(token)
        name_next = token == ":" and not (before == ":" or before[:1].isalnum() or before[:1] == "_")
        before = token
    return found


def colons_in_quotes(query: str) -> bool:
    """Whether quoted text holds what would be taken for a parameter (`` :name``)."""
    quoted = (token for token, _ in _tokens(query) if token[0] in "'\"`[")
    return any(re.search(r"(?<![:\w]):\w+(?!:)", token) for token in quoted)


def _tokens(query: str) -> Iterator[tuple[str, bool]]:
    for match in _TOKEN.finditer(query):
        yield match[0], match["odd"] is not None

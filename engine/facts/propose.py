"""From a few sample rows to the fields of a dataset: types from the values, names and titles from the headers. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from engine.base.text import Text, both

MOST_COLUMNS = 200
MOST_ROWS = 2_000
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST_NAME = 48
_BLANKS = frozenset({"", "-", "—", "null", "none", "n/a", "#n/a", "nan"})
_INTEGER = re.compile(r"[+-]?\d{1,15}")
_DECIMAL = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d{1,15})(\.\d{1,9})?")
_MONEY_MARK = re.compile(r"^[¥￥$€£]\s*|\s*(元|CNY|RMB)$", re.IGNORECASE)
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
_INSTANTS = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M")
_TRUTH = {"true", "false", "yes", "no", "y", "n", "是", "否"}
_MONEY_WORDS = re.compile(r"金额|额$|价|成本|费|amount|price|cost|sales|revenue|fee", re.IGNORECASE)
_DAY_WORDS = re.compile(r"业务日|营业日|^day$|business", re.IGNORECASE)
_CODE_WORDS = re.compile(r"编码|代码|编号|单号|号$|code|(^|_)id$|_no$", re.IGNORECASE)


@dataclass(frozen=True)
class Proposed:
    """One field, as a dataset's ``columns`` hold it; ``why`` in words; ``header`` as it stood in the sample."""

    name: str
    title: Text
    type: str
    required: bool
    header: str
    why: Text
    max_length: int | None = None

    def as_column(self) -> dict[str, Any]:
        """The JSON of the column."""
        found: dict[str, Any] = {"name": self.name, "title": dict(self.title), "type": self.type}
        if not self.required:
            found["required"] = False
        if self.max_length is not None:
            found["max_length"] = self.max_length
        return found


@dataclass(frozen=True)
class Proposal:
    """Fields in the order of the sample, and the shortest run of them that tells its rows apart."""

    columns: tuple[Proposed, ...]
    key: tuple[str, ...]


@dataclass(frozen=True)
class ProposedMeasure:
    """The sum of a column, as a dataset's ``measures`` hold it."""

    column: str
    name: str
    title: Text

    def as_measure(self) -> dict[str, Any]:
        """The JSON of the measure."""
        return {"name": self.name, "title": dict(self.title), "formula": f"sum({self.column})"}


def sums(proposal: Proposal, taken: Collection[str] = ()) -> tuple[ProposedMeasure, ...]:
    """A sum over each column of amounts or whole numbers that does not tell rows apart; ``taken``: names that measures
    and indicators have already, since a name means one thing in the whole app."""
    used, found = set(taken), []
    for column in proposal.columns:
        if column.type not in ("money", "integer") or column.name in proposal.key:
            continue
        base = f"{column.name[: _LONGEST_NAME - 12]}_total"
        name = next(name for name in (base, *(f"{base}_{n}" for n in range(2, len(used) + 3))) if name not in used)
        used.add(name)
        title = both(f"{column.title['zh']}合计", f"{column.title['en']} total")
        found.append(ProposedMeasure(column.name, name, title))
    return tuple(found)


def propose(header: Sequence[Any], rows: Sequence[Sequence[Any]], units: Iterable[str] = ()) -> Proposal:
    """A dataset for rows like these; values may be text, numbers, booleans, days, instants or None. Never raises.

    ``units``: codes of org units; a column of them is the unit column. Rows past ``MOST_ROWS`` and columns past
    ``MOST_COLUMNS`` are not looked at; short rows count as blank at their end.
    """
    headers = [_text(cell) for cell in header[:MOST_COLUMNS]]
    sample = [list(row[: len(headers)]) + [None] * (len(headers) - len(row)) for row in rows[:MOST_ROWS]]
    known = {code.casefold() for code in units}
    names = _names(headers)
    found: list[Proposed] = []
    for place, head in enumerate(headers):
        values = [row[place] for row in sample]
        found.append(_column(names[place], head, place, values, known, {one.type for one in found}))
    found = _plainly_named(_with_day(found))
    return Proposal(tuple(found), _key(found, sample))


def _plainly_named(columns: list[Proposed]) -> list[Proposed]:
    """Unit and business day are called so where their headers gave no name."""
    taken = {one.name for one in columns}
    return [
        replace(one, name=one.type, title=both(one.title["zh"], "Unit" if one.type == "unit" else "Business day"))
        if one.type in ("unit", "day") and one.name.startswith("field_") and one.type not in taken
        else one
        for one in columns
    ]


def _with_day(columns: list[Proposed]) -> list[Proposed]:
    """One column of days is the business day: the one whose header says so, else the first that is always there."""
    days = [one for one in columns if one.type == "date" and one.required]
    chosen = next((one for one in days if _DAY_WORDS.search(one.header)), days[0] if days else None)
    why = both("作业务日：一行属于这一天", "the business day: a row belongs to it")
    return [replace(one, type="day", why=why) if one is chosen else one for one in columns]


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip().strip("\ufeff")


def _blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, float) and cell != cell) or _text(cell).casefold() in _BLANKS


def _names(headers: Sequence[str]) -> list[str]:
    """A plain name per column: the header where it is one (``Net Amount`` → ``net_amount``), else ``field_<n>``."""
    found: list[str] = []
    for place, head in enumerate(headers, 1):
        plain = re.sub(r"[\s./\-]+", "_", head.strip().lower()).strip("_")[:_LONGEST_NAME]
        name = plain if _NAME.fullmatch(plain) else f"field_{place}"
        base, again = name, 2
        while name in found:
            name = f"{base[: _LONGEST_NAME - 4]}_{again}"
            again += 1
        found.append(name)
    return found


def _column(name: str, head: str, place: int, values: Sequence[Any], units: set[str], taken: set[str]) -> Proposed:
    shown = head or str(place + 1)
    title = both(shown, shown if shown.isascii() else name.replace("_", " "))
    there = [value for value in values if not _blank(value)]
    required = bool(there) and len(there) == len(values)
    type, why = _type(head, there, units, taken)
    longest = None
    if type == "text" and there:
        longest = min(4000, max(20, 2 * max(len(_text(value)) for value in there)))
    return Proposed(name, title, type, required, head, why, longest)


def _type(head: str, there: Sequence[Any], units: set[str], taken: set[str]) -> tuple[str, Text]:
    if not there:
        return "text", both("样本里没有值", "the sample has no values")
    if "unit" not in taken and units and all(_text(value).casefold() in units for value in there):
        return "unit", both("每个值都是单位编码", "every value is a unit's code")
    if all(isinstance(value, bool) or _text(value).casefold() in _TRUTH for value in there):
        return "boolean", both("只有是与否", "only yes and no")
    if all(_is_day(value) for value in there) and not (_code_like(head) and all(_is_plain(v) for v in there)):
        return "date", both("都是日期", "all are days")
    if all(_is_instant(value) for value in there):
        return "timestamp", both("都是时刻", "all are instants")
    if _code_like(head) or any(re.fullmatch(r"0\d+", _text(value)) for value in there):
        return "text", both("是编码，不做计算", "a code: nothing is calculated with it")
    marked = [_MONEY_MARK.sub("", _text(value)) for value in there]
    if all(_is_number(value, text) for value, text in zip(there, marked, strict=True)):
        if any(mark != _text(value) for mark, value in zip(marked, there, strict=True)):
            return "money", both("带有货币符号", "it carries a currency sign")
        if _MONEY_WORDS.search(head) and all(_decimals(text) <= 2 for text in marked):
            return "money", both("标题说是金额，最多两位小数", "the header speaks of money, at most two decimals")
        if all(_whole(value, text) for value, text in zip(there, marked, strict=True)):
            return "integer", both("都是整数", "all are whole numbers")
        return "number", both("有小数", "some have decimals")
    return "text", both("有些值不是数字", "some values are not numbers")


def _code_like(head: str) -> bool:
    return bool(_CODE_WORDS.search(head))


def _is_plain(value: Any) -> bool:
    return bool(_INTEGER.fullmatch(_text(value)))


def _is_day(value: Any) -> bool:
    if isinstance(value, datetime):
        return value.time().isoformat() == "00:00:00"
    if isinstance(value, date):
        return True
    return _reads(_text(value), _DAYS)


def _is_instant(value: Any) -> bool:
    if isinstance(value, datetime):
        return True
    text = _text(value)
    if len(text) > 10 and "T" in text:
        try:
            datetime.fromisoformat(text)
            return True
        except ValueError:
            return False
    return _reads(text, _INSTANTS)


def _reads(text: str, formats: Sequence[str]) -> bool:
    for one in formats:
        try:
            found = datetime.strptime(text, one).replace(tzinfo=UTC)
        except ValueError:
            continue
        return 1990 <= found.year <= 2100
    return False


def _is_number(value: Any, text: str) -> bool:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return abs(value) <= 1e15
    return bool(_DECIMAL.fullmatch(text))


def _decimals(text: str) -> int:
    return len(text.rstrip("0").partition(".")[2]) if "." in text else 0


def _whole(value: Any, text: str) -> bool:
    if isinstance(value, float):
        return value.is_integer()
    return "." not in text


def _key(columns: Sequence[Proposed], rows: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    """Unit and day first; only where they do not tell the rows apart, codes from the left, then texts and days, and
    whole numbers last, until no two rows are the same. Numbers with fractions and amounts never tell rows apart."""
    fitting = [i for i, c in enumerate(columns) if c.required and c.type not in ("number", "money", "boolean")]
    first = [i for kind in ("unit", "day") for i in fitting if columns[i].type == kind]
    codes = [i for i in fitting if i not in first and _code_like(columns[i].header or columns[i].name)]
    rest = sorted((i for i in fitting if i not in first and i not in codes), key=lambda i: columns[i].type == "integer")
    chosen: list[int] = list(first)
    for place in [*codes, *rest]:
        if chosen and _apart(chosen, rows):
            break
        chosen.append(place)
    if not _apart(chosen, rows):  # more fields do not help: do not pretend they did
        chosen = first or chosen[:1]
    return tuple(columns[i].name for i in chosen)


def _apart(places: Sequence[int], rows: Sequence[Sequence[Any]]) -> bool:
    return len({tuple(_text(row[i]) for i in places) for row in rows}) == len(rows)

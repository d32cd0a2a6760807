"""The functions of the language: each says itself what it takes, gives and means (the handbook is made from this).

``run`` gets values that are not null (unless ``sees_null``) and gives a value or None; it never raises.
Numbers arrive as floats. How each is written in SQL stands in ``sql_functions.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from engine.base.text import Text, both
from engine.expressions import bodies
from engine.expressions.tree import MAX_ARGUMENTS, Type

Result = Type | Literal["same"]


@dataclass(frozen=True)
class Function:
    """One function. ``takes``: allowed types by place (the last repeats up to ``most`` arguments).

    ``result`` "same": all arguments have one type, and so has the result. ``fixed``: places that must be literals.
    ``scalar_only``: for one record at a time, not over sets of rows.
    """

    name: str
    signature: str
    title: Text
    example: str
    takes: tuple[frozenset[Type], ...]
    least: int
    most: int
    result: Result
    run: Callable[..., Any]
    sees_null: bool = False
    scalar_only: bool = False
    fixed: tuple[int, ...] = ()

    def accepts(self, place: int) -> frozenset[Type]:
        """The types allowed at a place (from 0)."""
        return self.takes[min(place, len(self.takes) - 1)]


_NUMBER: frozenset[Type] = frozenset({"number"})
_AMOUNT: frozenset[Type] = frozenset({"number", "money"})
_TEXT: frozenset[Type] = frozenset({"text"})
_DATE: frozenset[Type] = frozenset({"date"})
_ORDERED: frozenset[Type] = frozenset({"number", "money", "date"})
_ALL: frozenset[Type] = frozenset({"number", "money", "text", "boolean", "date"})


def _one(
    name: str,
    argument: str,
    takes: frozenset[Type],
    result: Result,
    run: Callable[..., Any],
    zh: str,
    en: str,
    example: str,
) -> Function:
    return Function(name, f"{name}({argument})", both(zh, en), example, (takes,), 1, 1, result, run)


def _many(
    name: str, takes: frozenset[Type], result: Result, run: Callable[..., Any], zh: str, en: str, example: str
) -> Function:
    least = 1 if name == "concat" else 2
    return Function(name, f"{name}(a, b, …)", both(zh, en), example, (takes,), least, MAX_ARGUMENTS, result, run)


_LIST = (
    _one("abs", "x", _AMOUNT, "same", bodies.magnitude, "绝对值", "the value without its sign", "abs(-3) == 3"),
    Function(
        "round",
        "round(x, digits=0)",
        both(
            "四舍五入到 0–6 位小数（.5 远离零；金额的位数按元计）",
            "rounds to 0–6 decimals, halves away from zero (for money: decimals of the major unit)",
        ),
        "round(2.345, 2) == 2.35",
        (_AMOUNT, _NUMBER), 1, 2, "same", bodies.rounded, fixed=(1,),
    ),
    _one("floor", "x", _NUMBER, "number", bodies.floor,
        "向下取整", "the whole number at or below x", "floor(-1.5) == -2"),
    _one("ceil", "x", _NUMBER, "number", bodies.ceil, "向上取整", "the whole number at or above x", "ceil(1.2) == 2"),
    _many("min", _ORDERED, "same", bodies.smallest,
        "最小值；有空值则为空", "the least; null if any is null", "min(3, 2) == 2"),
    _many("max", _ORDERED, "same", bodies.largest,
        "最大值；有空值则为空", "the greatest; null if any is null", "max(3, 2) == 3"),
    Function(
        "coalesce", "coalesce(a, b, …)", both("第一个不为空的值", "the first value that is not null"),
        "coalesce(None, 2) == 2", (_ALL,), 2, MAX_ARGUMENTS, "same", bodies.coalesce, sees_null=True,
    ),
    Function(
        "is_null", "is_null(x)", both("是否为空", "whether x is null"), "is_null(None)",
        (_ALL | {"timestamp"},), 1, 1, "boolean", bodies.is_null, sees_null=True,
    ),
    _one(
        "money", "x", _TEXT | _NUMBER, "money", bodies.money,
        "金额：把元（数字或文字）变成金额", "money from major units (a number or text)",
        'money("12.34") == money(12.34)',
    ),
    _one(
        "number", "x", _TEXT | _AMOUNT | {"boolean"}, "number", bodies.number,
        "数字：文字读作数字（读不出为空），是/否为 1/0，金额变成元",
        "a number from text (null if it is none), from a boolean (1/0) or from money (major units)",
        'number("12.5") == 12.5',
    ),
    Function(
        "text", "text(x)", both("写成文字", "the value written as text"), 'text(12) == "12"',
        (_ALL,), 1, 1, "text", bodies.text, scalar_only=True,
    ),
    _many("concat", _TEXT, "text", bodies.concat, "连接文字", "texts joined together", 'concat("A", "-1") == "A-1"'),
    _one("lower", "x", _TEXT, "text", bodies.lower,
        "变小写（只对 A–Z）", "small letters (A–Z only)", 'lower("Ab") == "ab"'),
    _one("upper", "x", _TEXT, "text", bodies.upper,
        "变大写（只对 a–z）", "capital letters (a–z only)", 'upper("Ab") == "AB"'),
    _one("trim", "x", _TEXT, "text", bodies.trim, "去掉首尾空白", "without blanks at both ends", 'trim(" a ") == "a"'),
    _one("length", "x", _TEXT, "number", bodies.length, "字符个数", "number of characters", 'length("单元") == 2'),
    Function(
        "starts_with", "starts_with(x, beginning)", both("是否以某文字开头", "whether x begins so"),
        'starts_with("A-12", "A-")', (_TEXT,), 2, 2, "boolean", bodies.starts_with,
    ),
    Function(
        "contains", "contains(x, part)", both("是否包含某文字", "whether x has the part in it"),
        'contains("红茶 500ml", "茶")', (_TEXT,), 2, 2, "boolean", bodies.contains,
    ),
    Function(
        "date", "date(x)",
        both("日期，写作 “2026-11-01”；读不出为空", "a day from text such as 2026-11-01; null if it is none"),
        'date("2026-11-01")', (_TEXT,), 1, 1, "date", bodies.day, scalar_only=True,
    ),
    _one("year", "d", _DATE, "number", bodies.year, "年", "the year", 'year(date("2026-11-01")) == 2026'),
    _one("month", "d", _DATE, "number", bodies.month,
        "月（1–12）", "the month (1–12)", 'month(date("2026-11-01")) == 11'),
    _one(
        "day_of_month", "d", _DATE, "number", bodies.day_of_month, "日（1–31）", "the day of the month (1–31)",
        'day_of_month(date("2026-11-01")) == 1',
    ),
    _one(
        "weekday", "d", _DATE, "number", bodies.weekday, "星期几（1 = 星期一）", "the day of the week (1 = Monday)",
        'weekday(date("2026-11-01")) == 7',
    ),
    Function(
        "days_between", "days_between(first, last)", both("从 first 到 last 的天数", "days from first to last"),
        'days_between(date("2026-11-01"), date("2026-11-03")) == 2', (_DATE,), 2, 2, "number", bodies.days_between,
    ),
    Function(
        "day_of", "day_of(instant, time_zone, cutoff_hours=0)",
        both(
            "时刻所属的营业日：当地时间减去日切小时数；没有时区的文字按该时区理解",
            "the business day of an instant: local time less the cut-off hours; text without an offset is local time",
        ),
        'day_of("2026-11-02T01:30:00+08:00", "Asia/Shanghai", 4) == date("2026-11-01")',
        (frozenset({"timestamp", "text"}), _TEXT, _NUMBER), 2, 3, "date", bodies.day_of, scalar_only=True, fixed=(1, 2),
    ),
)  # fmt: skip

FUNCTIONS: dict[str, Function] = {function.name: function for function in _LIST}

#: Aggregates stand outside the table: they are not evaluated on a record.
AGGREGATES: dict[str, tuple[str, Text, str]] = {
    "sum": (
        "sum(x, where=…)",
        both(
            "求和；条件为真的行计入，为假计 0，不明则不计", "the sum; rows where the condition holds, 0 for the others"
        ),
        "sum(net_amount, where=kind == 'sale')",
    ),
    "count": ("count(where=…)", both("行数", "number of rows"), "count(where=on_hand == 0)"),
    "count_distinct": (
        "count_distinct(x, where=…)",
        both("不同值的个数", "number of different values"),
        "count_distinct(sku)",
    ),
    "expected": (
        "expected()",
        both("应有数据的单位 × 天数", "unit-days that should have data"),
        "sum(minutes) / expected()",
    ),
}

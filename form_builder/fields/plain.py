"""What many types share: numbers within bounds, one value by the field's own name, text of a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.base.text import both
from engine.expressions import Scalar, Type
from form_builder.fields.contract import Fault, Field, Reading, Refused


def own(type: Type) -> Callable[[Field], Mapping[str, Type]]:
    """Formulas see one value, by the field's name."""
    return lambda field: {field.name: type}


def own_scalar(field: Field, value: Any) -> Mapping[str, Scalar]:
    """The value as it is."""
    return {field.name: value}


def text_of(field: Field, value: Any, language: str) -> str:
    """The value written out."""
    return "" if value is None else str(value)


def a_text(value: Any, most: int) -> str:
    """A text without control characters (line ends are kept). Raises Refused."""
    if not isinstance(value, str):
        raise Refused("须为文字", "this must be text")
    cleaned = value.replace("\r\n", "\n").strip()
    if any((ord(sign) < 32 and sign not in "\n\t") or 0xD800 <= ord(sign) <= 0xDFFF for sign in cleaned):
        raise Refused("含有不可见的控制字符", "there are control characters in it")
    if len(cleaned) > most:
        raise Refused(f"最多 {most} 个字", f"at most {most} characters")
    return cleaned


def a_number(value: Any) -> float | int:
    """A finite number. Raises Refused."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e15 <= value <= 1e15:  # NaN is not either
        raise Refused("须为数字", "this must be a number")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def bounded(field: Field, value: float, shown: Callable[[float], str] = lambda bound: f"{bound:g}") -> None:
    """Raises Refused outside ``min`` and ``max``."""
    low, high = field.option("min"), field.option("max")
    if low is not None and value < low:
        raise Refused(f"不能小于 {shown(low)}", f"at least {shown(low)}")
    if high is not None and value > high:
        raise Refused(f"不能大于 {shown(high)}", f"at most {shown(high)}")


def decimals(value: float, most: int) -> None:
    """Raises Refused for more decimals than ``most``."""
    if abs(round(value, most) - value) > 1e-9 * max(1.0, abs(value)):
        words = (
            ("须为整数", "a whole number, please") if most == 0 else (f"最多 {most} 位小数", f"at most {most} decimals")
        )
        raise Refused(*words)


def bounds_fault(field: Field) -> Iterable[Fault]:
    """``min`` is not above ``max``."""
    low, high = field.option("min"), field.option("max")
    if low is not None and high is not None and low > high:
        yield Fault("N715", both("最小值大于最大值", "min is above max"), ".min")


def count_fault(field: Field) -> Iterable[Fault]:
    """``count`` goes upwards, to 1 at least."""
    found = field.option("count")
    if found and (found[0] > found[1] or found[1] < 1):
        yield Fault("N715", both("数量范围须从小到大", "the count goes from least to most"), ".count")


def within_count(field: Field, found: int, what: tuple[str, str], default: tuple[int, int]) -> None:
    """Raises Refused where there are too few or too many."""
    least, most = field.option("count", default)
    if found > most:
        raise Refused(f"最多 {most} {what[0]}", f"at most {most} {what[1]}")
    if found < least:
        raise Refused(f"至少 {least} {what[0]}", f"at least {least} {what[1]}")


def names_in(value: Any, most: int) -> list[str]:
    """A list of different texts. Raises Refused."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value) or len(value) > most:
        raise Refused("须为文字的列表", "this must be a list of texts")
    if len(set(value)) != len(value):
        raise Refused("有重复", "something is there twice")
    return list(value)


def never(field: Field, value: Any, reading: Reading) -> Any:
    """For what is worked out or only shown."""
    raise Refused("此项不填写", "nothing is filled in here")

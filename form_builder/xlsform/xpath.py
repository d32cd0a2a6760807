"""Expressions of XLSForm (XPath with ${names}) → our formula language, as far as the two can say the same.

Raises ``Untranslatable`` with the reason for everything else: nothing is guessed. An empty answer is null with us, so
``${a} = ''`` becomes ``is_null(a)``; ``today()`` is ``day``, the business day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\s*(?:(?P<ref>\$\{\s*[^}]+?\s*\})|(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<word>[A-Za-z_][\w.-]*)|(?P<sign><=|>=|!=|\.\.|//|[=<>+\-*(),./|]))"
)
_COMPARE = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
DEEPEST = 40


class Untranslatable(Exception):
    """An expression that we cannot say. ``zh`` and ``en``: why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True)
class Known:
    """A field that expressions may name. ``choices``: their name of a choice → ours, where it has choices."""

    name: str
    kind: str  # our type of field
    choices: Mapping[str, str]
    repeat: str | None = None  # the repeat it stands in


@dataclass(frozen=True)
class _Part:
    """A translated part: its text, and what it is where comparisons need to know."""

    text: str
    literal: str | None = None
    field: Known | None = None
    number: bool = False


def translate(
    text: str, fields: Mapping[str, Known], own: str | None = None, columns: Mapping[str, str] | None = None
) -> str:
    """Our formula. ``fields``: by their names; ``own``: what ``.`` means; ``columns``: values of bare words (of a
    choice, in a choice_filter)."""
    parser = _Parser(_tokens(text), fields, own, columns)
    found = parser.any()
    if parser.at < len(parser.tokens):
        raise Untranslatable(
            f"“{parser.tokens[parser.at][1]}” 之后读不懂", f"cannot read on at “{parser.tokens[parser.at][1]}”"
        )
    return found.text


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Untranslatable(f"“{text[at : at + 10]}” 读不懂", f"cannot read “{text[at : at + 10]}”")
        found.append((match.lastgroup or "", match[match.lastgroup or 0]))
        at = match.end()
    return found


@dataclass
class _Parser:
    tokens: list[tuple[str, str]]
    fields: Mapping[str, Known]
    own: str | None
    columns: Mapping[str, str] | None
    at: int = 0
    depth: int = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, *signs: str) -> str | None:
        kind, value = self.peek()
        if kind in ("sign", "word") and value in signs:
            self.at += 1
            return value
        return None

    def need(self, sign: str) -> None:
        if self.take(sign) is None:
            raise Untranslatable(f"缺少 “{sign}”", f"“{sign}” is missing")

    def any(self) -> _Part:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Untranslatable("套得太深", "nested too deeply")
        found = self.joined(self.both, "or")
        self.depth -= 1
        return found

    def both(self) -> _Part:
        return self.joined(self.equal, "and")

    def joined(self, below: Callable[[], _Part], word: str) -> _Part:
        parts = [below()]
        while self.take(word):
            parts.append(below())
        return parts[0] if len(parts) == 1 else _Part("(" + f" {word} ".join(part.text for part in parts) + ")")

    def equal(self) -> _Part:
        left = self.order()
        while (sign := self.take("=", "!=")) is not None:
            left = _compared(left, sign, self.order())
        return left

    def order(self) -> _Part:
        left = self.sum()
        while (sign := self.take("<=", ">=", "<", ">")) is not None:
            left = _compared(left, sign, self.sum())
        return left

    def sum(self) -> _Part:
        left = self.product()
        while (sign := self.take("+", "-")) is not None:
            left = _Part(f"({left.text} {sign} {self.product().text})", number=True)
        return left

    def product(self) -> _Part:
        left = self.signed()
        while (sign := self.take("*", "div", "mod")) is not None:
            ours = {"*": "*", "div": "/", "mod": "%"}[sign]
            left = _Part(f"({left.text} {ours} {self.signed().text})", number=True)
        return left

    def signed(self) -> _Part:
        minus = 0
        while self.take("-"):
            minus += 1
        found = self.plain()
        return _Part(f"-{found.text}", number=True) if minus % 2 else found

    def plain(self) -> _Part:
        kind, value = self.peek()
        self.at += 1
        match kind:
            case "ref":
                return self.named(value[2:-1].strip())
            case "number":
                return _Part(value if not value.startswith(".") else f"0{value}", literal=value, number=True)
            case "text":
                return _text(value[1:-1])
            case "sign" if value == "(":
                found = self.any()
                self.need(")")
                return found
            case "sign" if value == "." and self.own is not None:
                return self.named(self.own)
            case "word" if self.peek() == ("sign", "("):
                self.at += 1
                return self.call(value)
            case "word" if self.columns is not None and value in self.columns:
                return _text(self.columns[value])
        raise Untranslatable(f"“{value}” 读不懂（路径不支持）", f"cannot read “{value}” (paths are not supported)")

    def named(self, name: str) -> _Part:
        found = self.fields.get(name)
        if found is None:
            raise Untranslatable(f"没有问题 “{name}”", f'there is no question "{name}"')
        return _Part(found.name, field=found)

    def call(self, name: str) -> _Part:
        arguments: list[_Part] = []
        if not self.take(")"):
            arguments.append(self.any())
            while self.take(","):
                arguments.append(self.any())
            self.need(")")
        return _call(name, arguments)


def _text(value: str) -> _Part:
    if "\\" in value or ("'" in value and '"' in value):
        raise Untranslatable("文字里有特殊字符", "there are special characters in a text")
    quote = '"' if '"' not in value else "'"
    return _Part(f"{quote}{value}{quote}", literal=value)


def _compared(left: _Part, sign: str, right: _Part) -> _Part:
    if right.field is None and left.field is not None:
        return _against(left, sign, right)
    if left.field is None and right.field is not None:
        turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(sign, sign)
        return _against(right, turned, left)
    return _Part(f"({left.text} {_COMPARE[sign]} {right.text})")


def _against(field: _Part, sign: str, other: _Part) -> _Part:
    """A field beside something fixed: an empty text is "no answer", a choice has our name for it."""
    known = field.field
    assert known is not None
    if other.literal == "" and not other.number and sign in ("=", "!="):
        if known.kind in ("photo", "signature", "repeat"):  # formulas see how many there are
            return _Part(f"({known.name} {_COMPARE[sign]} 0)")
        return _Part(f"is_null({known.name})" if sign == "=" else f"(not is_null({known.name}))")
    if known.choices and other.literal is not None:
        return _Part(f"({known.name} {_COMPARE[sign]} {_choice(known, other.literal)})")
    if known.kind in ("number", "rating", "percent") and other.literal is not None and not other.number:
        try:
            return _Part(f"({known.name} {_COMPARE[sign]} {float(other.literal):g})")
        except ValueError:
            pass
    if known.kind == "date" and other.literal is not None and re.fullmatch(r"\d{4}-\d{2}-\d{2}", other.literal):
        return _Part(f'({known.name} {_COMPARE[sign]} date("{other.literal}"))')
    return _Part(f"({known.name} {_COMPARE[sign]} {other.text})")


def _choice(known: Known, theirs: str) -> str:
    ours = known.choices.get(theirs)
    if ours is None:
        raise Untranslatable(f"“{known.name}” 没有选项 “{theirs}”", f'"{known.name}" has no choice "{theirs}"')
    return f'"{ours}"'


def _call(name: str, given: list[_Part]) -> _Part:
    if name in _ALIKE and len(given) in _ALIKE[name][1]:
        return _Part(f"{_ALIKE[name][0]}({', '.join(part.text for part in given)})", number=name in _NUMBERS)
    special = _SPECIAL.get(name)
    if special is None:
        raise Untranslatable(f"没有与 {name}() 相当的函数", f"there is nothing like {name}() in our formulas")
    try:
        return special(*given)
    except TypeError:
        raise Untranslatable(f"{name}() 的参数个数不对", f"{name}() has the wrong number of arguments") from None


def _selected(which: _Part, value: _Part) -> _Part:
    known = which.field
    if known is None or value.literal is None or not known.choices:
        raise Untranslatable(
            "selected() 只能用于选择题和固定的选项", "selected() needs a question with choices and a fixed choice"
        )
    ours = _choice(known, value.literal)
    if known.kind == "multi_choice":
        return _Part(f"{known.name}__{ours[1:-1]}")
    return _Part(f"({known.name} == {ours})")


def _count_selected(which: _Part) -> _Part:
    if which.field is None or which.field.kind != "multi_choice":
        raise Untranslatable("count-selected() 只能用于多选", "count-selected() needs a question with several choices")
    return _Part(f"{which.field.name}__count", number=True)


def _sum(which: _Part) -> _Part:
    if which.field is None or which.field.repeat is None:
        raise Untranslatable("sum() 只能用于重复组里的问题", "sum() needs a question inside a repeat")
    return _Part(f"{which.field.repeat}__{which.field.name}", number=True)


def _count(which: _Part) -> _Part:
    if which.field is None or which.field.kind != "repeat":
        raise Untranslatable("count() 只能用于重复组", "count() needs a repeat")
    return _Part(which.field.name, number=True)


def _date(value: _Part) -> _Part:
    if value.literal is None or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.literal):
        return _Part(f"date({value.text})")
    return _Part(f'date("{value.literal}")')


#: Their function → ours and how many arguments it may have.
_ALIKE: dict[str, tuple[str, tuple[int, ...]]] = {
    "coalesce": ("coalesce", (2,)),
    "string-length": ("length", (1,)),
    "number": ("number", (1,)),
    "string": ("text", (1,)),
    "round": ("round", (1, 2)),
    "floor": ("floor", (1,)),
    "ceiling": ("ceil", (1,)),
    "abs": ("abs", (1,)),
    "min": ("min", tuple(range(2, 11))),
    "max": ("max", tuple(range(2, 11))),
    "concat": ("concat", tuple(range(1, 11))),
    "contains": ("contains", (2,)),
    "starts-with": ("starts_with", (2,)),
    "upper-case": ("upper", (1,)),
    "lower-case": ("lower", (1,)),
    "normalize-space": ("trim", (1,)),
}
_NUMBERS = frozenset({"string-length", "number", "round", "floor", "ceiling", "abs"})
_SPECIAL: dict[str, Callable[..., _Part]] = {
    "selected": _selected,
    "count-selected": _count_selected,
    "sum": _sum,
    "count": _count,
    "date": _date,
    "not": lambda part: _Part(f"(not {part.text})"),
    "true": lambda: _Part("true"),
    "false": lambda: _Part("false"),
    "today": lambda: _Part("day"),
    "if": lambda test, then, other: _Part(f"({then.text} if {test.text} else {other.text})"),
    "boolean": lambda part: part,
    "int": lambda part: _Part(f"(floor({part.text}) if {part.text} >= 0 else ceil({part.text}))", number=True),
}

"""Bytes → JSON, strictly: what cannot be trusted is a fault of the page, in words, never a guess.

Numbers keep their digits (``Decimal``, ``int``), so that money is exact.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NoReturn

from connectors.call import Answer
from connectors.faults import HttpFault, web_page
from connectors.records import MAX_DEPTH
from engine.base.text import Text, both

LONGEST_NUMBER = 60


class _Unfit(Exception):
    def __init__(self, zh: str, en: str) -> None:
        self.words = both(zh, en)
        super().__init__(en)


class Cut(HttpFault):
    """The JSON ends in the middle: worth asking for once more."""


def read_json(answer: Answer, encoding: str | None = None) -> Any:
    """The body as JSON. Raises HttpFault (N620 no JSON, N621 unfit values, N622 web page, N623 encoding)."""
    text = _text(answer, encoding)
    try:
        body = json.loads(
            text, parse_float=_decimal, parse_int=_integer, parse_constant=_constant, object_pairs_hook=_object
        )
        _measure(body)
    except _Unfit as unfit:
        raise _fault(answer, "N621", unfit.words) from None
    except RecursionError:
        raise _fault(answer, "N621", _too_deep().words) from None
    except json.JSONDecodeError as error:
        page = web_page(answer.headers, answer.body)
        if page is not None:
            words = both(
                f"对方返回的是网页，不是数据，标题“{page}”", f'the server answered with a web page, titled "{page}"'
            )
            hint = both(
                "多半是登录页或错误页：检查地址与登录", "most likely a log-in or error page: check address and log-in"
            )
            raise HttpFault("body", "N622", words, answer.place.plain, answer.status, hint=hint) from None
        if not text.strip():
            raise Cut(
                "body", "N620", both("回答是空的", "the answer is empty"), answer.place.plain, answer.status
            ) from None
        if error.pos >= len(text.rstrip()) or "Unterminated" in error.msg:
            words = both("JSON 在中途断了", "the JSON ends in the middle")
            raise Cut("body", "N620", words, answer.place.plain, answer.status) from None
        where = both(
            f"不是 JSON：第 {error.lineno} 行第 {error.colno} 列",
            f"not JSON: line {error.lineno}, column {error.colno}",
        )
        raise _fault(answer, "N620", where) from None
    return body


def _text(answer: Answer, encoding: str | None) -> str:
    said = re.search(r"charset=[\"']?([\w-]+)", answer.headers.get("content-type", ""), re.I)
    name = encoding or (said[1] if said else "utf-8")
    name = "utf-8-sig" if name.lower().replace("-", "") == "utf8" else name
    try:
        return answer.body.decode(name)
    except LookupError:
        words = both(f"不认识编码 “{name}”", f'unknown encoding "{name}"')
    except UnicodeDecodeError as error:
        words = both(
            f"内容不是 {name} 编码：第 {error.start + 1} 个字节是 0x{answer.body[error.start]:02X}",
            f"the content is not {name}: byte {error.start + 1} is 0x{answer.body[error.start]:02X}",
        )
    raise HttpFault("body", "N623", words, answer.place.plain, answer.status, hint=_guess(answer.body))


def _guess(body: bytes) -> Text | None:
    try:
        body.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return both(
        '看起来是 GB18030：在 request 里写 "encoding": "gb18030"',
        'it looks like GB18030: write "encoding": "gb18030" in request',
    )


def _fault(answer: Answer, code: str, words: Text) -> HttpFault:
    return HttpFault("body", code, words, answer.place.plain, answer.status)


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    if len(text) > LONGEST_NUMBER or abs(value.adjusted()) > 300:
        raise _Unfit(f"数字 {text[:20]}… 过大或过长", f"number {text[:20]}… is too large or too long")
    return value


def _integer(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise _Unfit(f"数字 {text[:20]}… 过长", f"number {text[:20]}… is too long")
    return int(text)


def _constant(text: str) -> NoReturn:
    raise _Unfit(f"{text} 不是数", f"{text} is not a number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise _Unfit(f"字段 “{twin[:60]}” 出现两次", f'field "{twin[:60]}" is there twice')
    return found


def _too_deep() -> _Unfit:
    return _Unfit(f"嵌套超过 {MAX_DEPTH} 层", f"nested more than {MAX_DEPTH} deep")


def _measure(body: Any) -> None:
    level, depth = [body], 0
    while level:
        if depth > MAX_DEPTH:
            raise _too_deep()
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                inner += [part for part in value.values() if isinstance(part, dict | list)]
            elif isinstance(value, list):
                inner += [part for part in value if isinstance(part, dict | list)]
        level, depth = inner, depth + 1


def untag(value: Any, tags: Sequence[Mapping[str, Any]]) -> Any:
    """Replaces tagged scalars (``{"__class__": "Decimal", "value": "1.20"}``) by what they mean.

    Each tag: {"marker": "__class__", "equals": "Decimal", "value": "value", "as": "number" | "text"}.
    """
    if isinstance(value, list):
        return [untag(part, tags) for part in value]
    if not isinstance(value, dict):
        return value
    for tag in tags:
        if value.get(tag["marker"]) == tag["equals"] and not isinstance(value.get(tag["value"]), dict | list):
            return _meant(value.get(tag["value"]), tag.get("as", "text"))
    return {key: untag(part, tags) for key, part in value.items()}


def _meant(inner: Any, kind: str) -> Any:
    if inner is None:
        return None
    if kind == "number" and isinstance(inner, str) and re.fullmatch(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?", inner):
        return Decimal(inner)
    return inner if kind == "number" else str(inner)

"""Which type of field a question of an XLSForm becomes, and its options."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Question = Mapping[str, Any]
#: (type of field, options, what of it could not be carried over: (zh, en))
Made = tuple[str, dict[str, Any], list[tuple[str, str]]]


def type_of(question: Question) -> str | None:
    """Our type for a question; None where there is none."""
    kind = str(question.get("type", ""))
    appearance = _appearance(question)
    if kind in ("photo", "image") and "signature" in appearance:
        return "signature"
    if kind == "range":
        return "rating" if _is_rating(question) else "number"
    return _TYPES.get(kind)


def options_of(question: Question) -> Made:
    """Type and options of a question whose type is known. Raises KeyError for one that is not."""
    found = type_of(question)
    if found is None:
        raise KeyError(str(question.get("type")))
    maker: Callable[[Question], dict[str, Any]] = _OPTIONS.get(found, lambda _: {})
    return found, maker(question), _lost(question, found)


#: Questions that say what every submission keeps anyway.
KEPT_ANYWAY = frozenset(
    {"start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "start-geopoint", "simserial",
     "subscriberid", "instanceID"}
)  # fmt: skip
_TYPES = {
    "integer": "number", "int": "number", "decimal": "number", "text": "text", "string": "text",
    "select one": "choice", "select all that apply": "multi_choice", "date": "date", "time": "time",
    "dateTime": "datetime", "datetime": "datetime", "geopoint": "location", "gps": "location", "location": "location",
    "photo": "photo", "image": "photo", "barcode": "barcode", "note": "note", "calculate": "computed",
    "acknowledge": "yes_no", "trigger": "yes_no", "group": "section", "repeat": "repeat",
}  # fmt: skip
#: Appearances that change nothing we would have to say.
_HARMLESS = {"minimal", "quick", "columns", "new", "multiline", "numbers", "signature", "rating", "field-list", "maps"}


def _appearance(question: Question) -> set[str]:
    return set(str((question.get("control") or {}).get("appearance", "")).split())


def _parameters(question: Question) -> dict[str, str]:
    given = question.get("parameters") or {}
    if isinstance(given, str):
        given = dict(re.findall(r"([\w-]+)\s*=\s*([^\s,;]+)", given))
    return {str(key): str(value) for key, value in given.items()}


def _is_rating(question: Question) -> bool:
    at = _parameters(question)
    whole = at.get("end", "10").isdecimal() and 2 <= int(at.get("end", "10")) <= 10
    return "rating" in _appearance(question) and whole and at.get("start", "1") == "1" and at.get("step", "1") == "1"


def _number(question: Question) -> dict[str, Any]:
    made: dict[str, Any] = {"decimals": 6} if question.get("type") in ("decimal", "range") else {}
    for ours, theirs in (("min", "start"), ("max", "end")):
        value = _parameters(question).get(theirs) if question.get("type") == "range" else None
        if value and re.fullmatch(r"-?\d+(\.\d+)?", value):
            made[ours] = float(value) if "." in value else int(value)
    return made


def _photo(question: Question) -> dict[str, Any]:
    made: dict[str, Any] = {"camera_only": "new" in _appearance(question)}
    pixels = str((question.get("bind") or {}).get("orx:max-pixels", ""))
    if pixels.isdecimal():
        made["longest_side"] = min(4096, max(320, int(pixels)))
    return made


def _location(question: Question) -> dict[str, Any]:
    most = _parameters(question).get("warning-accuracy") or _parameters(question).get("capture-accuracy") or ""
    return {"accuracy": max(1, round(float(most)))} if re.fullmatch(r"\d+(\.\d+)?", most) else {}


def _repeat(question: Question) -> dict[str, Any]:
    fixed = str((question.get("control") or {}).get("jr:count", ""))
    return {"count": [int(fixed), int(fixed)]} if fixed.isdecimal() and 1 <= int(fixed) <= 200 else {}


_OPTIONS: dict[str, Callable[[Question], dict[str, Any]]] = {
    "number": _number,
    "rating": lambda q: {"most": int(_parameters(q).get("end", "5"))},
    "text": lambda q: {"lines": 4} if "multiline" in _appearance(q) else {},
    "photo": _photo,
    "location": _location,
    "repeat": _repeat,
    "section": lambda q: {"page": True} if "field-list" in _appearance(q) else {},
    "choice": lambda q: {"look": "list"} if "minimal" in _appearance(q) else {},
}


def _lost(question: Question, ours: str) -> list[tuple[str, str]]:
    """What we have nothing for, in words."""
    lost: list[tuple[str, str]] = []
    bind, control = question.get("bind") or {}, question.get("control") or {}
    if odd := sorted(_appearance(question) - _HARMLESS):
        lost.append((f"样式 {' '.join(odd)} 不支持", f"the appearance {' '.join(odd)} is not known"))
    if question.get("default") not in (None, ""):
        lost.append(("默认值不支持", "default values are not supported"))
    if question.get("media"):
        lost.append(("题目里的图片或声音没有导入", "pictures or sounds of the question were left out"))
    if bind.get("readonly") not in (None, "", "no", "false()") and ours != "note":
        lost.append(("只读不支持", "read-only is not supported"))
    if bind.get("jr:requiredMsg"):
        lost.append(("必填提示语没有导入", "the message for required was left out"))
    if control.get("jr:count") and ours == "repeat" and not str(control["jr:count"]).isdecimal():
        lost.append(("随答案变化的次数不支持", "a count that depends on answers is not supported"))
    if question.get("type") in ("acknowledge", "trigger"):
        lost.append(("“确认”改为是/否", "acknowledge became yes or no"))
    if _parameters(question).get("randomize") == "true":
        lost.append(("随机顺序不支持", "random order is not supported"))
    if question.get("query") or question.get("external"):
        lost.append(("外部选项不支持", "external choices are not supported"))
    return lost

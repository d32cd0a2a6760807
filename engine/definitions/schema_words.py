"""Says in words, with the nearest right thing, what the schema refuses: one issue per mistake."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from engine.base.issue import Issue
from engine.base.suggest import did_you_mean, nearest
from engine.base.text import both
from engine.definitions.canonical_form import fitness
from engine.definitions.scan import child
from engine.definitions.schema import resolve

#: A ``jsonschema.ValidationError``; its attributes are typed "or unset", which a finished one never is.
_Error = Any

_TYPES = {
    "object": both("对象 {…}", "an object {…}"),
    "array": both("列表 […]", "a list […]"),
    "string": both("文字", "text"),
    "number": both("数字", "a number"),
    "integer": both("整数", "a whole number"),
    "boolean": both("true 或 false", "true or false"),
    "null": both("null", "null"),
}
_PATTERNS = {
    "^[a-z][a-z0-9_]*$": both(
        "只用小写字母、数字和下划线，以字母开头", "use lower-case letters, digits and _, a letter first"
    ),
    "^data/[A-Za-z0-9_./-]+\\.csv$": both("写成 data/….csv", "write it as data/….csv"),
    "^-?[0-9]{1,13}(\\.[0-9]{1,6})?$": both(
        '写成带引号的十进制数，如 "1000.00"', 'write a decimal in quotes, such as "1000.00"'
    ),
    "^[A-Z][A-Z0-9_]*$": both("只用大写字母、数字和下划线", "use capital letters, digits and _ only"),
}


def issues_of(error: _Error, root: Mapping[str, Any], above: str = "$") -> Iterable[Issue]:
    """The issues behind one error of the validator; ``above`` is the path of what it was given."""
    path = above
    for part in error.relative_path:
        path = child(path, part)
    special = _SPECIAL.get(str(error.validator))
    if special is not None:
        yield from special(error, path, root)
    else:
        yield _plain(error, path)


def _unknown_fields(error: _Error, path: str, root: Mapping[str, Any]) -> Iterable[Issue]:
    known = error.schema.get("properties", {})
    missing = [name for name in known if name not in error.instance]
    for name in error.instance:
        if name not in known:
            words = both(f"没有字段 “{_cut(name)}”", f'unknown field "{_cut(name)}"')
            yield Issue(
                "N121", words, child(path, name), hint=did_you_mean(name, missing if nearest(name, missing) else known)
            )


def _missing_field(error: _Error, path: str, root: Mapping[str, Any]) -> Iterable[Issue]:
    # jsonschema reports one error per missing name, but says which only in its message.
    name = next(n for n in error.validator_value if n not in error.instance and f"'{n}' is a required" in error.message)
    known = error.schema.get("properties", {})
    missing = [field for field in known if field not in error.instance]
    if any(key not in known and nearest(key, missing) == name for key in error.instance):
        return  # written, but misspelt: that is the one mistake to tell
    about = resolve(known.get(name, {}), root)
    title = about.get("title", "")
    zh, _, en = title.partition(" / ")
    words = both(
        f"缺少字段 “{name}”" + (f"（{zh}）" if zh else ""), f'field "{name}" is missing' + (f" ({en})" if en else "")
    )
    examples = about.get("examples")
    yield Issue(
        "N122",
        words,
        path,
        hint=both(f"例如 {_show(examples[0])}", f"for example {_show(examples[0])}") if examples else None,
    )


def _alternatives(error: _Error, path: str, root: Mapping[str, Any]) -> Iterable[Issue]:
    """``oneOf``: the issues of the alternative that was meant, never those of the others."""
    options = [resolve(option, root) for option in error.validator_value]
    told = _told(error.instance, options, root)
    if told is not None:
        key, allowed = told
        yield _not_among(error.instance[key], allowed, child(path, key))
        return
    if not error.context:
        yield Issue("N127", both("同时符合多种写法", "fits several forms at once"), path)
        return
    best = max(range(len(options)), key=lambda i: fitness(error.instance, options[i], root))
    if fitness(error.instance, options[best], root)[0] == 0:
        yield _no_form(error.instance, options, path)
        return
    for inner in error.context:
        if inner.relative_schema_path[0] == best:
            yield from issues_of(inner, root, path)


def _told(value: Any, options: list[Mapping[str, Any]], root: Mapping[str, Any]) -> tuple[str, list[Any]] | None:
    """The field that tells alternatives apart and what it may be, where its value agrees with none."""
    if not isinstance(value, Mapping):
        return None
    allowed: dict[str, list[Any]] = {}
    for option in options:
        for key, node in option.get("properties", {}).items():
            if "const" in (about := resolve(node, root)):
                allowed.setdefault(key, []).append(about["const"])
    for key, values in allowed.items():
        if key in value and value[key] not in values:
            return key, values
    return None


def _no_form(value: Any, options: list[Mapping[str, Any]], path: str) -> Issue:
    words = [w for option in options for w in option.get("enum", [option["const"]] if "const" in option else [])]
    kinds = [_TYPES[t] for option in options if isinstance(t := option.get("type"), str)]
    zh = " 或 ".join([_show(w) for w in words] + [k["zh"] for k in kinds])
    en = " or ".join([_show(w) for w in words] + [k["en"] for k in kinds])
    hint = did_you_mean(value, [w for w in words if isinstance(w, str)]) if isinstance(value, str) else None
    return Issue(
        "N123", both(f"此处应为 {zh}，不是 {_show(value)}", f"expected {en}, not {_show(value)}"), path, hint=hint
    )


def _wrong_type(error: _Error, path: str, root: Mapping[str, Any]) -> Iterable[Issue]:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    zh = " 或 ".join(_TYPES[t]["zh"] for t in wanted)
    en = " or ".join(_TYPES[t]["en"] for t in wanted)
    shown = _show(error.instance)
    hint = None
    if "number" in wanted or "integer" in wanted:
        hint = both("去掉引号", "take the quotes away") if isinstance(error.instance, str) else None
    elif wanted == ["string"] and isinstance(error.instance, int | float):
        hint = both(f'写成 "{error.instance}"', f'write "{error.instance}"')
    yield Issue("N123", both(f"此处应为{zh}，不是 {shown}", f"expected {en}, not {shown}"), path, hint=hint)


def _enum(error: _Error, path: str, root: Mapping[str, Any]) -> Iterable[Issue]:
    yield _not_among(error.instance, error.validator_value, path)


def _const(error: _Error, path: str, root: Mapping[str, Any]) -> Iterable[Issue]:
    yield _not_among(error.instance, [error.validator_value], path)


def _not_among(value: Any, allowed: list[Any], path: str) -> Issue:
    words = both(f"{_show(value)} 不在可选值之列", f"{_show(value)} is not one of the choices")
    hint = did_you_mean(str(value), [str(choice) for choice in allowed])
    if hint is None:
        listed = ", ".join(str(choice) for choice in allowed)
        hint = both(f"可选：{listed}", f"choose from: {listed}")
    return Issue("N124", words, path, hint=hint)


def _pattern(error: _Error, path: str, root: Mapping[str, Any]) -> Iterable[Issue]:
    hint = _PATTERNS.get(error.validator_value) or both(
        f"格式：{error.validator_value}", f"pattern: {error.validator_value}"
    )
    yield Issue(
        "N125",
        both(f"{_show(error.instance)} 的写法不对", f"{_show(error.instance)} is not written right"),
        path,
        hint=hint,
    )


def _format(error: _Error, path: str, root: Mapping[str, Any]) -> Iterable[Issue]:
    shown = _show(error.instance)
    words = both(f"{shown} 不是日期", f"{shown} is not a date")
    yield Issue("N125", words, path, hint=both('写成 "2026-11-01"', 'write it as "2026-11-01"'))


def _property_name(error: _Error, path: str, root: Mapping[str, Any]) -> Iterable[Issue]:
    for inner in error.context or [error]:
        yield from issues_of(inner, root, child(path, str(error.instance)))


def _plain(error: _Error, path: str) -> Issue:
    words = _LIMITS.get(str(error.validator))
    if words is None:
        return Issue("N127", both(f"不符合 {error.validator}", f"does not fit {error.validator}"), path)
    zh, en = (word.format(limit=error.validator_value, shown=_show(error.instance)) for word in words)
    return Issue("N126", both(zh, en), path)


#: Keyword → words about ``{shown}`` and ``{limit}``.
_LIMITS = {
    "minimum": ("{shown} 小于最小值 {limit}", "{shown} is less than {limit}"),
    "maximum": ("{shown} 大于最大值 {limit}", "{shown} is more than {limit}"),
    "exclusiveMinimum": ("{shown} 必须大于 {limit}", "{shown} must be more than {limit}"),
    "exclusiveMaximum": ("{shown} 必须小于 {limit}", "{shown} must be less than {limit}"),
    "minLength": ("文字太短，至少 {limit} 个字符", "the text is too short: at least {limit} characters"),
    "maxLength": ("文字超过 {limit} 个字符", "the text is longer than {limit} characters"),
    "minItems": ("至少要有 {limit} 项", "too few: at least {limit}"),
    "maxItems": ("最多 {limit} 项", "too many: at most {limit}"),
    "minProperties": ("至少要有 {limit} 项", "too few: at least {limit}"),
    "maxProperties": ("最多 {limit} 项", "too many: at most {limit}"),
}


_SPECIAL = {
    "additionalProperties": _unknown_fields,
    "required": _missing_field,
    "oneOf": _alternatives,
    "type": _wrong_type,
    "enum": _enum,
    "const": _const,
    "pattern": _pattern,
    "format": _format,
    "propertyNames": _property_name,
}


def _show(value: Any) -> str:
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    if isinstance(value, str):
        return f'"{_cut(value)}"'
    return json.dumps(value)


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"

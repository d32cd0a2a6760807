"""Field type cascade: a choice, then one below it, and so on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.base.text import both, pick
from engine.expressions import Scalar, Type
from form_builder.fields.contract import Fault, Field, FieldType, Reading, Refused
from form_builder.fields.listed import twice
from form_builder.fields.options import NAMED, option, options
from form_builder.fields.plain import names_in

MOST_LEVELS = 5
_TREE = {"type": "object", "maxProperties": 3}


def _read(field: Field, value: Any, reading: Reading) -> list[str]:
    found = value if isinstance(value, list) and all(isinstance(one, str) for one in value) else names_in(value, 5)
    nodes: Sequence[Mapping[str, Any]] = field.option("tree", ())
    for name in found:
        node = next((one for one in nodes if one["name"] == name), None)
        if node is None:
            raise Refused(f"没有 “{name[:60]}”", f'there is no "{name[:60]}" there')
        nodes = node.get("children", ())
    if len(found) != len(field.option("levels", ())):
        raise Refused("要选到最后一级", "choose down to the last level")
    return found


def _names(field: Field) -> Mapping[str, Type]:
    levels: dict[str, Type] = {f"{field.name}__{level['name']}": "text" for level in field.option("levels", ())}
    return {field.name: "text", **levels}


def _scalars(field: Field, value: Any) -> Mapping[str, Scalar]:
    if value is None:
        return {}
    levels = [f"{field.name}__{level['name']}" for level in field.option("levels", ())]
    return {**dict(zip(levels, value, strict=False)), field.name: value[-1]}


def _cell(field: Field, value: Any, language: str) -> str:
    words, nodes = [], field.option("tree", ())
    for name in value or ():
        node = next((one for one in nodes if one["name"] == name), None)
        words.append(pick(node["title"], language) if node else name)
        nodes = node.get("children", ()) if node else ()
    return " / ".join(words)


def _check(field: Field) -> Iterable[Fault]:
    levels = field.option("levels", ())
    yield from twice(levels, ".levels", "N714")
    seen = 0
    waiting: list[tuple[Any, str, int]] = [(field.option("tree", ()), ".tree", 1)]
    while waiting:
        nodes, path, depth = waiting.pop()
        seen += len(nodes)
        if seen > 5000:
            yield Fault("N714", both("最多 5000 个节点", "5,000 nodes at most"), ".tree")
            return
        sound = [isinstance(n, Mapping) and _named(n) for n in nodes]
        if not all(sound):
            at = sound.index(False)
            words = both("节点须有 name 与 title（中、英）", "a node has a name and a title in zh and en")
            yield Fault("N714", words, f"{path}[{at}]")
            return
        yield from twice(nodes, path, "N714")
        for i, node in enumerate(nodes):
            below = node.get("children", ())
            if depth < len(levels) and not below:
                words = both(f"“{node['name']}” 下面没有选项", f'there is nothing below "{node["name"]}"')
                yield Fault("N714", words, f"{path}[{i}]")
            elif depth >= len(levels) and below:
                words = both("比 levels 更深", "deeper than the levels say")
                yield Fault("N714", words, f"{path}[{i}].children")
            elif below:
                waiting.append((below, f"{path}[{i}].children", depth + 1))


def _named(node: Mapping[str, Any]) -> bool:
    name, title = node.get("name"), node.get("title")
    words = isinstance(title, Mapping) and {"zh", "en"} == set(title)
    plain = isinstance(name, str) and 0 < len(name) <= 48
    return (
        plain and words and set(node) <= {"name", "title", "children"} and isinstance(node.get("children", ()), tuple)
    )


_EXAMPLE = [
    {
        "name": "drinks",
        "title": {"zh": "大类", "en": "Group"},
        "children": [{"name": "tea", "title": {"zh": "小类", "en": "Part"}}],
    }
]

FIELD = FieldType(
    name="cascade",
    title=both("级联选择", "Cascading choice"),
    help=both(
        "一级一级往下选。公式里：名称 为最后一级，名称__级 为各级。",
        "Chosen level by level. In formulas name is the last one chosen, name__level each of them.",
    ),
    family="choice",
    schema=options(
        ("levels", "tree"),
        levels=option(
            "各级 / Levels",
            "从上到下的级。",
            "The levels from the top.",
            [{"name": "group", "title": {"zh": "大类", "en": "Group"}}],
            type="array",
            minItems=1,
            maxItems=MOST_LEVELS,
            items=NAMED,
        ),
        tree=option(
            "选项树 / Tree",
            "每个节点：name、title、children。",
            "Each node: name, title, children.",
            _EXAMPLE,
            type="array",
            minItems=1,
            maxItems=500,
            items=_TREE,
        ),
    ),
    read=_read,
    names=_names,
    scalars=_scalars,
    cell=_cell,
    columns=frozenset({"text"}),
    check=_check,
)

"""The header of a table in a file: in which row it stands, and the name of each column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from connectors.arrivals import fault
from connectors.fields import field
from connectors.kinds.source.model import SourceModel
from connectors.mapping import Mapper
from connectors.records import Record

HEADER_WITHIN = 30  # rows in which the header is looked for
ALIASES = field(
    "表头别名 / Header aliases",
    "名称 → 表头可能的写法。",
    "Name → how the header may spell it.",
    {"code": ["编码", "编号"]},
    type="object",
    maxProperties=200,
    propertyNames={"$ref": "#/$defs/name"},
    additionalProperties={
        "type": "array",
        "maxItems": 50,
        "items": {"type": "string", "minLength": 1, "maxLength": 200},
    },
)


def names_in_use(source: SourceModel) -> frozenset[str]:
    """Every name that the source's formulas use."""
    return frozenset().union(*(Mapper.of(into, source.name).names for into in source.into))


def header_at(rows: Sequence[Sequence[str]], used: frozenset[str], aliases: Mapping[str, Iterable[str]]) -> int | None:
    """The first of the rows that has the most of the names in use; the first of all where none has any, None for no
    rows. Titles and dates of export above a header are thus passed over."""
    if not rows:
        return None
    known = _spellings(aliases)
    scores = [len(_formula_names(known.get(cell.strip(), cell.strip()) for cell in row) & used) for row in rows]
    return scores.index(max(scores))


def _formula_names(cells: Iterable[str]) -> set[str]:
    return set(Record.of(dict.fromkeys(cells)).values)


def named(file: str, cells: Sequence[str], aliases: Mapping[str, Iterable[str]]) -> list[str]:
    """The name of each column. Raises IssueError (N665) for equal or empty names."""
    known = _spellings(aliases)
    names = [known.get(cell.strip(), cell.strip()) for cell in cells]
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins or not all(names):
        shown = ", ".join(twins) or "?"
        raise fault(
            "N665", f"{file} 的表头有重名或空名：{shown}", f"the header of {file} has equal or empty names: {shown}"
        )
    return names


def _spellings(aliases: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {other.strip(): name for name, others in aliases.items() for other in others}

"""What a report says to one reader in one language: the sections that the page and the PDF are both made of. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.base.text import Text, both, pick
from rule_builder.report_causes import period_words

Body = Mapping[str, Any]
NOT_SAID = both(
    "列出的是同时出现的情况，只作核查线索，并不断言因果。",
    "What is listed was seen together; it shows where to look and claims no cause.",
)
_TITLE = both("分析简报", "Analysis report")
_WORDS = {
    "evidence": both("证据", "Evidence"),
    "period": both("期间", "Period"),
    "source": both("数据截至", "Data as of"),
    "action": both("建议", "Suggested"),
    "owner": both("跟进", "Owner"),
}
_MORE = both("另有 {n} 行未列出", "{n} more rows not shown")


@dataclass(frozen=True)
class Line:
    """A sentence; ``href``: the page it names."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class Table:
    """``numbers``: which columns stand to the right."""

    title: str
    heads: Sequence[str]
    numbers: Sequence[bool]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True)
class Block:
    """A cause: its name with the confidence word, what is said of it in pairs, its figures and rows."""

    title: str
    mark: str
    pairs: Sequence[tuple[str, str]]
    tables: Sequence[Table]


@dataclass(frozen=True)
class Section:
    title: str
    lines: Sequence[Line] = ()
    blocks: Sequence[Block] = ()


@dataclass(frozen=True)
class Document:
    """``stamp`` stands at the foot of every page."""

    title: str
    subtitle: str
    sections: Sequence[Section]
    stamp: Sequence[str]
    language: str


def document(head: Mapping[str, Any], body: Body, stamp: Sequence[str], language: str) -> Document:
    """``head``: titles of ``unit``, ``indicator`` and ``rule``, and ``first_day`` and ``fired_day``; ``body``: what the
    reader may see."""
    return Document(
        title=f"{pick(_TITLE, language)} · {pick(head['unit'], language)}",
        subtitle=" · ".join(
            [
                pick(head["indicator"], language),
                pick(head["rule"], language),
                pick(period_words({"first": head["first_day"], "last": head["fired_day"]}), language),
            ]
        ),
        sections=[_section(one, body, language) for one in body["sections"]],
        stamp=stamp,
        language=language,
    )


def _section(section: Mapping[str, Any], body: Body, language: str) -> Section:
    title = pick(section["title"], language)
    if section["name"] == "causes" and body["causes"]:
        blocks = [_block(one, language) for one in body["causes"]]
        return Section(title, [Line(pick(NOT_SAID, language))], blocks)
    return Section(title, [Line(one[language], one.get("href")) for one in section["lines"]])


def _block(cause: Mapping[str, Any], language: str) -> Block:
    def said(name: str) -> str:
        return pick(_WORDS[name], language)

    pairs = [(said("evidence"), pick(cause["evidence"], language))]
    if period := cause.get("period"):
        pairs.append((said("period"), pick(period_words(period), language)))
    if at := cause.get("source_time"):
        pairs.append((said("source"), at))
    pairs += [(said(name), pick(cause[name], language)) for name in ("action", "owner") if cause.get(name)]
    numbers = [_number(one, language) for one in cause.get("numbers", ())]
    tables = [_table(cause["rows"], language)] if cause.get("rows") else []
    return Block(pick(cause["title"], language), pick(cause.get("sure"), language) or "", [*pairs, *numbers], tables)


def _number(one: Mapping[str, Any], language: str) -> tuple[str, str]:
    comma = "，" if language == "zh" else ", "
    parts = [f"{pick(part['title'], language)} {part['value']}" for part in one["parts"]]
    return pick(one["title"], language), comma.join([one["value"], *parts])


def _table(rows: Mapping[str, Any], language: str) -> Table:
    columns = rows["columns"]
    note = pick(_MORE, language).replace("{n}", str(rows["more"])) if rows["more"] else ""
    return Table(
        title=pick(rows["title"], language),
        heads=[pick(one["title"], language) for one in columns],
        numbers=[one["number"] for one in columns],
        rows=[[_cell(cell, language) for cell in row] for row in rows["rows"]],
        note=note,
    )


def _cell(cell: str | Text, language: str) -> str:
    return cell if isinstance(cell, str) else pick(cell, language)

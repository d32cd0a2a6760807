"""The report as PDF: the same sections on portrait pages, with the stamp at the foot of each."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, LongTable, SimpleDocTemplate, Spacer, TableStyle

from admin_ui.boards.pdf import FONT, font_ready, paragraph, plain
from admin_ui.reports.document import Block, Document, Section, Table

_LINE, _SOFT, _HEAD = colors.HexColor("#c3ced9"), colors.HexColor("#4a5868"), colors.HexColor("#e6f0f6")
_SIDE = 18 * mm
_WIDTH = A4[0] - 2 * _SIDE


def pdf(document: Document) -> bytes:
    """The document. The same document gives the same bytes."""
    font_ready()
    out = io.BytesIO()
    foot = 14 * mm + 4 * mm * len(document.stamp)
    frame = SimpleDocTemplate(
        out, pagesize=A4, title=document.title, author="Navmark", invariant=1,
        leftMargin=_SIDE, rightMargin=_SIDE, topMargin=16 * mm, bottomMargin=foot,
    )  # fmt: skip
    story: list[Any] = [paragraph(document.title, 18), paragraph(document.subtitle, 10, _SOFT), Spacer(1, 4 * mm)]
    for section in document.sections:
        story += [*_section(section), Spacer(1, 4 * mm)]
    stamped = partial(_stamp, document.stamp)
    frame.build(story, onFirstPage=stamped, onLaterPages=stamped)
    return out.getvalue()


def _section(section: Section) -> Iterator[Any]:
    head = [paragraph(section.title, 13), Spacer(1, 1.5 * mm)]
    if section.blocks:
        yield from head
        for line in section.lines:
            yield paragraph(line.text, 8.5, _SOFT)
        for block in section.blocks:
            yield Spacer(1, 2.5 * mm)
            yield from _block(block)
        return
    lines = [paragraph(f"- {line.text}", 9.5) for line in section.lines]
    yield KeepTogether([*head, *lines[:1]])
    yield from lines[1:]


def _block(block: Block) -> Iterator[Any]:
    title = f"{block.title}（{block.mark}）" if block.mark else block.title
    pairs = LongTable(
        [[paragraph(term, 9, _SOFT), paragraph(said, 9.5)] for term, said in block.pairs],
        colWidths=[34 * mm, _WIDTH - 34 * mm],
    )
    pairs.setStyle(_style([]))
    yield KeepTogether([paragraph(title, 11), pairs])
    for table in block.tables:
        yield Spacer(1, 1.5 * mm)
        yield paragraph(table.title, 9, _SOFT)
        yield _table(table)
        if table.note:
            yield paragraph(table.note, 8, _SOFT)


def _table(table: Table) -> LongTable:
    numbers = table.numbers
    rows = [[paragraph(head, 8.5, _SOFT, right=right) for head, right in zip(table.heads, numbers, strict=True)]]
    rows += [
        [paragraph(cell, 8.5, right=right) for cell, right in zip(row, numbers, strict=True)] for row in table.rows
    ]
    made = LongTable(rows, colWidths=[_WIDTH / len(table.heads)] * len(table.heads), repeatRows=1)
    made.setStyle(_style([("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE), ("BACKGROUND", (0, 0), (-1, 0), _HEAD)]))
    return made


def _style(more: Sequence[Any]) -> TableStyle:
    return TableStyle(
        [*more, ("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 1.5),
         ("BOTTOMPADDING", (0, 0), (-1, -1), 2), ("LEFTPADDING", (0, 0), (-1, -1), 3)]
    )  # fmt: skip


def _stamp(lines: Sequence[str], canvas: Any, frame: Any) -> None:
    canvas.saveState()
    canvas.setFont(FONT, 7.5)
    canvas.setFillColor(_SOFT)
    y = 8 * mm + 3.6 * mm * len(lines)
    canvas.setStrokeColor(_LINE)
    canvas.line(_SIDE, y + 1.5 * mm, A4[0] - _SIDE, y + 1.5 * mm)
    for line in lines:
        y -= 3.6 * mm
        canvas.drawString(_SIDE, y, plain(line))
    canvas.drawRightString(A4[0] - _SIDE, y, str(canvas.getPageNumber()))
    canvas.restoreState()

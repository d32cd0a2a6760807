"""A board as PDF: tables in the order of the board, and the stamp at the foot of every page."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, partial
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from admin_ui.boards.print import Document, Section
from admin_ui.widgets.contract import Cell, Figure
from engine.base.text import pick

#: A font that every PDF reader knows for Chinese, so that none has to be carried along.
FONT = "STSong-Light"
_LINE, _SOFT, _HEAD = colors.HexColor("#c3ced9"), colors.HexColor("#4a5868"), colors.HexColor("#e6f0f6")
_SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}
#: More columns than this do not fit a page; a table is then cut into strips.
_MOST_COLUMNS = 10


def pdf(document: Document) -> bytes:
    """The document. The same document gives the same bytes."""
    font_ready()
    out = io.BytesIO()
    foot = 14 * mm + 4 * mm * len(document.stamp)
    frame = SimpleDocTemplate(
        out, pagesize=landscape(A4), title=document.title, author="Navmark", invariant=1,
        leftMargin=14 * mm, rightMargin=14 * mm, topMargin=14 * mm, bottomMargin=foot,
    )  # fmt: skip
    story: list[Any] = [paragraph(document.title, 18), paragraph(document.subtitle, 10, _SOFT), Spacer(1, 4 * mm)]
    width = landscape(A4)[0] - 28 * mm
    for section in document.sections:
        story += [
            paragraph(section.title, 13),
            Spacer(1, 1.5 * mm),
            *_section(section, document, width),
            Spacer(1, 6 * mm),
        ]
    stamped = partial(_stamp, document.stamp)
    frame.build(story, onFirstPage=stamped, onLaterPages=stamped)
    return out.getvalue()


@cache
def font_ready() -> None:
    """Makes the font known to reportlab, once in a process."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def paragraph(text: str, size: float = 8.5, color: Any = colors.black, *, right: bool = False) -> Paragraph:
    """Text as it is, wrapped between any two Chinese characters; what looks like markup is no markup."""
    style = ParagraphStyle(
        f"s{size}",
        fontName=FONT,
        fontSize=size,
        leading=size * 1.4,
        textColor=color,
        wordWrap="CJK",
        alignment=TA_RIGHT if right else TA_LEFT,
    )
    return Paragraph("<br/>".join(escape(plain(line)) for line in text.splitlines()), style)


#: What the Chinese font has no glyph for.
_SPOKEN = str.maketrans({"·": "|", "−": "-", "–": "-"})


def plain(text: str) -> str:
    """Without what the font's encoding cannot hold."""
    text = text.translate(_SPOKEN)
    return "".join(c if c == "\t" or (ord(c) >= 32 and ord(c) <= 0xFFFF) else "□" for c in text)


def _section(section: Section, document: Document, width: float) -> Iterator[Any]:
    if section.sheet is None:
        yield paragraph(section.words, 10)
        return
    if not section.sheet.rows:
        yield paragraph("没有数据" if document.language == "zh" else "no data", 9, _SOFT)
        return
    heads = [pick(head, document.language) for head in section.sheet.heads]
    rest = list(range(1, len(heads)))
    for start in range(0, max(1, len(rest)), _MOST_COLUMNS - 1):
        columns = [0, *rest[start : start + _MOST_COLUMNS - 1]]
        rows = [[paragraph(heads[c], 8, _SOFT) for c in columns]]
        rows += [[paragraph(written(row[c], document)) for c in columns] for row in section.sheet.rows]
        first = min(60 * mm, width / 3)
        widths = [first, *[(width - first) / max(1, len(columns) - 1)] * (len(columns) - 1)]
        table = LongTable(rows, colWidths=widths, repeatRows=1)
        table.setStyle(
            TableStyle(
                [("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE), ("BACKGROUND", (0, 0), (-1, 0), _HEAD),
                 ("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 2),
                 ("BOTTOMPADDING", (0, 0), (-1, -1), 3)]
            )
        )  # fmt: skip
        yield table
        yield Spacer(1, 2 * mm)


def written(cell: Cell, document: Document) -> str:
    """A cell as people read it."""
    if cell is None:
        return "—"
    if isinstance(cell, Figure):
        if cell.value is None:
            return "—"
        if cell.display == "percent":
            return f"{_cut(cell.value * 100):,.1f} %"
        symbol = _SYMBOLS.get(document.currency, f"{document.currency} ") if cell.display == "money" else ""
        sign = "−" if cell.value < 0 else ""
        return f"{sign}{symbol}{abs(cell.value):,.{cell.decimals}f}"
    if isinstance(cell, date | str):
        return str(cell)
    return pick(cell, document.language)


def _cut(share: float) -> float:
    """Cut to one decimal, never rounded up: 84.99 % must not stand there as 85 % beside a red light."""
    return int(share * 10 + (1e-6 if share >= 0 else -1e-6)) / 10


def _stamp(lines: Sequence[str], canvas: Any, frame: Any) -> None:
    canvas.saveState()
    canvas.setFont(FONT, 7.5)
    canvas.setFillColor(_SOFT)
    y = 8 * mm + 3.6 * mm * len(lines)
    canvas.setStrokeColor(_LINE)
    canvas.line(14 * mm, y + 1.5 * mm, landscape(A4)[0] - 14 * mm, y + 1.5 * mm)
    for line in lines:
        y -= 3.6 * mm
        canvas.drawString(14 * mm, y, plain(line))
    canvas.drawRightString(landscape(A4)[0] - 14 * mm, y, str(canvas.getPageNumber()))
    canvas.restoreState()

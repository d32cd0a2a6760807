"""The report as one page for screen and paper: self-contained, without scripts, every word escaped as it is written."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from admin_ui.reports.document import Block, Document, Line, Section, Table

_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 780px; padding: 28px 20px 40px; background: #fff; color: #16222e;
  font: 15px/1.65 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif; }
h1 { margin: 0; font-size: 24px; line-height: 1.3; }
h2 { margin: 30px 0 8px; padding-bottom: 5px; border-bottom: 1px solid #c3ced9; font-size: 17px; }
h3 { margin: 20px 0 4px; font-size: 15px; }
p { margin: 0 0 6px; }
.soft, footer, dt, caption, .note { color: #4a5868; }
ul { margin: 0; padding-left: 1.2em; }
li { margin: 3px 0; overflow-wrap: anywhere; }
a { color: #0b5cad; }
.cause { break-inside: avoid; margin-bottom: 18px; padding-left: 14px; border-left: 3px solid #7d93a8; }
.mark { display: inline-block; margin-left: 8px; padding: 0 8px; border: 1px solid #7d93a8; border-radius: 10px;
  font-size: 12px; font-weight: 400; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; margin: 6px 0 10px; }
dd { margin: 0; overflow-wrap: anywhere; }
.rows { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
caption { padding: 4px 0; text-align: left; font-size: 13px; }
th, td { padding: 5px 10px 5px 0; border-bottom: 1px solid #dde4eb; text-align: left; vertical-align: top; }
th { background: #eef3f7; font-weight: 600; }
th:first-child, td:first-child { padding-left: 8px; }
.number { text-align: right; white-space: nowrap; }
footer { margin-top: 34px; padding-top: 8px; border-top: 1px solid #c3ced9; font-size: 12px; }
@media (max-width: 480px) { body { padding: 18px 14px 30px; } dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 6px; } }
@page { margin: 16mm; }
@media print { body { max-width: none; padding: 0; font-size: 11pt; } a { color: inherit; text-decoration: none; } }
"""


def html(document: Document) -> bytes:
    """The page in UTF-8. The same document gives the same bytes."""
    root = Element("html", {"lang": "zh-CN" if document.language == "zh" else "en"})
    head = SubElement(root, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    _text(head, "title", document.title)
    _text(head, "style", _STYLE)
    page = SubElement(SubElement(root, "body"), "main")
    _text(page, "h1", document.title)
    _text(page, "p", document.subtitle, "soft")
    for section in document.sections:
        _section(page, section)
    foot = SubElement(page, "footer")
    for line in document.stamp:
        _text(foot, "div", line)
    made: bytes = tostring(root, encoding="utf-8", method="html")
    return b"<!doctype html>\n" + made


def _text(parent: Element, tag: str, text: str, kind: str | None = None) -> Element:
    """An element with text, and nothing of it read as markup."""
    made = SubElement(parent, tag, {"class": kind} if kind else {})
    made.text = "".join(c for c in text if c >= " " or c in "\n\t")
    return made


def _section(page: Element, section: Section) -> None:
    part = SubElement(page, "section")
    _text(part, "h2", section.title)
    if section.blocks:
        for line in section.lines:
            _text(part, "p", line.text, "soft")
        for block in section.blocks:
            _block(part, block)
        return
    listed = SubElement(part, "ul")
    for line in section.lines:
        _line(listed, line)


def _line(listed: Element, line: Line) -> None:
    item = SubElement(listed, "li")
    if line.href is not None and line.href.startswith(("/", "https://", "http://")):
        _text(item, "a", line.text).set("href", line.href)
    else:
        item.text = line.text


def _block(part: Element, block: Block) -> None:
    made = SubElement(part, "article", {"class": "cause"})
    heading = _text(made, "h3", block.title)
    if block.mark:
        _text(heading, "span", block.mark, "mark")
    pairs = SubElement(made, "dl")
    for term, said in block.pairs:
        _text(pairs, "dt", term)
        _text(pairs, "dd", said)
    for table in block.tables:
        _table(made, table)


def _table(part: Element, table: Table) -> None:
    made = SubElement(SubElement(part, "div", {"class": "rows", "tabindex": "0"}), "table")
    _text(made, "caption", table.title)
    kinds = ["number" if number else None for number in table.numbers]
    row = SubElement(SubElement(made, "thead"), "tr")
    for head, kind in zip(table.heads, kinds, strict=True):
        _text(row, "th", head, kind).set("scope", "col")
    body = SubElement(made, "tbody")
    for cells in table.rows:
        row = SubElement(body, "tr")
        for cell, kind in zip(cells, kinds, strict=True):
            _text(row, "td", cell, kind)
    if table.note:
        _text(part, "p", table.note, "note")

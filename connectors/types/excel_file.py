"""Excel workbooks (.xlsx, .xls, .ods) from the inbox folder: one sheet, its header found, each row below it a record.

A workbook is read in a process of its own with bounds on memory and time (``engine.sheets``), which also spreads merged
cells and writes days alike; what it puts right is said in notes. A sheet too long to be read whole fails the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from connectors.arrivals import ONCE, SETTLE, Arrival, Inbox, Parse, fault, file_issues, file_pages, stays_inside
from connectors.contract import Connector, Page, Run
from connectors.fields import field, group
from connectors.headers import ALIASES, named
from connectors.kinds.source.model import SourceModel
from connectors.records import Record
from connectors.window import PLACEHOLDER
from engine.base.issue import Issue
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.sheets import Sheet, read_tables
from engine.sheets.bounded import LARGEST
from engine.sheets.model import MAX_COLUMNS, MAX_ROWS

ROWS = 1000


def pages(run: Run) -> Iterator[Page]:
    """Every row of every workbook that is there. Raises IssueError: N66x, N874–N876 unreadable."""
    yield from file_pages(run, Inbox(run.inbox), parser(run), LARGEST)


def parser(run: Run) -> Parse:
    """Reads the sheet that the source's definition names, else the first that has anything in it."""
    config = run.source.connection

    def parse(arrival: Arrival) -> Iterator[tuple[tuple[Record, ...], tuple[Issue, ...]]]:
        sheet = _sheet(arrival.name, read_tables(arrival.data), config.get("sheet"))
        if len(sheet.rows) >= MAX_ROWS or len(sheet.header) >= MAX_COLUMNS:
            words = (f"{arrival.name} 的表太大，读不全", f"the sheet of {arrival.name} is too large to be read whole")
            zh, en = f"一张表最多 {MAX_ROWS:,} 行；请拆分或改用 CSV", f"fewer than {MAX_ROWS:,} rows, or as CSV"
            raise fault("N664", *words, both(zh, en))
        names = named(arrival.name, sheet.header, config.get("aliases", {}))
        records = (Record.of({n: cell or None for n, cell in zip(names, row, strict=True)}) for row in sheet.rows)
        notes = sheet.notes
        while chunk := tuple(islice(records, ROWS)):
            yield chunk, notes
            notes = ()

    return parse


def _sheet(file: str, sheets: list[Sheet], name: str | None) -> Sheet:
    found = next((sheet for sheet in sheets if name in (None, sheet.name)), None)
    if found is None:
        hint = did_you_mean(str(name), [sheet.name for sheet in sheets])
        raise fault("N666", f"{file} 里没有表 “{name}”", f'{file} has no sheet "{name}"', hint)
    return found


def check(source: SourceModel) -> Iterable[Issue]:
    """The file must stay inside its folder; each row is a record, so there is no place to look for them."""
    file = PLACEHOLDER.sub("", source.connection["file"])
    if not stays_inside(file) or file.startswith("data/"):
        words = both("只能读收件文件夹之内的文件", "only files inside the inbox folder are read")
        yield Issue("N660", words, "$.connection.file", hint=both("例如 erp/*.xlsx", "e.g. erp/*.xlsx"))
    yield from file_issues(source.connection, source.window is not None)
    for i, into in enumerate(source.into):
        if into.records is not None:
            words = both("表的每一行就是一条记录，不写 records", "each row of a sheet is a record: leave out records")
            yield Issue("N481", words, f"$.into[{i}].records")


SHEET = field(
    "表 / Sheet",
    "工作表的名字；不写则取第一张有内容的表。",
    "The name of the sheet; without it the first that has anything in it.",
    "Sheet1",
    type="string",
    minLength=1,
    maxLength=100,
)
CONNECTION = group(
    ["file"],
    file=field(
        "文件 / File",
        "在收件文件夹里，可用 * 和 {window.from:%Y%m%d}。",
        "In the inbox folder; * and {window.from:%Y%m%d} may be used.",
        "erp/*.xlsx",
        type="string",
        minLength=1,
        maxLength=300,
    ),
    sheet=SHEET,
    aliases=ALIASES,
    once=ONCE,
    settle_seconds=SETTLE,
)
CONNECTOR = Connector("excel_file", both("Excel 文件", "Excel file"), pages, check, CONNECTION)

"""Files as they arrive: half written, read before, with titles above the header, as CSV and as workbooks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from connectors.arrivals import Inbox, Seen
from connectors.contract import Page, Run
from connectors.kinds.source.model import SourceModel
from connectors.registry import connectors
from connectors.replay import replay
from connectors.window import Span
from engine.base.issue import IssueError
from engine.definitions.model import build
from engine.storage.database import open_database
from engine.storage.tables import metadata, refused_row
from tests.connectors.server import Box
from tests.connectors.world import World, source

MAP = {"unit": "shop", "day": "day", "no": "no", "amount": "money(amount)"}
INTO = [{"dataset": "tickets", "map": MAP}]
HEADER = "shop,day,no,amount"


def files(kind: str = "csv_file", window: Any = None, **connection: Any) -> dict[str, Any]:
    return source(connector=kind, connection=connection, request=None, window=window, source_time=None, into=INTO)


def read(folder: Path, kind: str = "csv_file", days: tuple[int, ...] = (), **connection: Any) -> list[Page]:
    spans = tuple(Span(date(2026, 11, d), date(2026, 11, d)) for d in days) or (None,)
    made = build(SourceModel, files(kind, {"max_days": 1} if days else None, **connection))
    run = Run(made, spans, lambda **_: None, lambda v: v, {}, folder, "Asia/Shanghai", 4, date(2026, 11, 3))  # type: ignore[arg-type]
    return list(connectors()[kind].pages(run))


def rows(found: list[Page]) -> list[tuple[Any, ...]]:
    return [tuple(record.values.values()) for page in found for record in page.records[0]]


def notes(found: list[Page]) -> list[str]:
    return [note.message["en"] for page in found for note in page.notes]


def book(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        for name, cells in sheets:
            sheet = made.add_worksheet(name)
            for i, row in enumerate(cells):
                sheet.write_row(i, 0, row)
    return stream.getvalue()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    engine = open_database(f"sqlite:///{tmp_path / 'db.sqlite'}")
    metadata.create_all(engine)
    (tmp_path / "inbox").mkdir()
    yield World(engine, Box(9), tmp_path)
    engine.dispose()


def test_a_file_is_read_once_whatever_its_name(world: World) -> None:
    inbox = world.folder / "inbox"
    world.publish(files(file="*.csv", once=True))
    (inbox / "a.csv").write_text(f"{HEADER}\nS1,2026-11-20,T1,1\nS1,2026-11-20,T2,2\n")
    assert (world.pull().error, len(world.facts())) == (None, 2)
    (inbox / "same.csv").write_bytes((inbox / "a.csv").read_bytes())
    for _ in range(3):  # nothing new is no drop in volume
        result = world.pull()
        assert (result.state, result.rows_in) == ("published", 0)
    (inbox / "b.csv").write_text(f"{HEADER}\nS2,2026-11-21,T3,3\n")
    (inbox / "a.csv").write_text(f"{HEADER}\nS1,2026-11-20,T1,9\n")  # corrected
    result = world.pull(accept_drop=True)
    assert (result.rows_in, result.added, result.changed) == (2, 1, 1)
    assert world.facts() == [
        ("S1", "2026-11-20", "T1", 900), ("S1", "2026-11-20", "T2", 200), ("S2", "2026-11-21", "T3", 300),
    ]  # fmt: skip
    (inbox / "c.csv").write_text(f"{HEADER}\nS2,2026-11-21,T4,4\n")
    (inbox / "d.csv").write_text("shop,shop\n1,2\n")
    assert world.pull().state == "failed"
    (inbox / "d.csv").unlink()
    assert world.pull(accept_drop=True).added == 1  # a failed run has read nothing


def test_refused_rows_of_files_read_once_are_written_when_replayed(world: World) -> None:
    """No later file brings them again; but what a later file has put right is not undone."""
    inbox, once = world.folder / "inbox", files(file="*.csv", once=True)
    world.publish(once)
    (inbox / "a.csv").write_text(f"{HEADER}\ns1,2026-11-20,T1,1\ns1,2026-11-20,T2,2\nS1,2026-11-20,T3,3\n")
    assert (world.pull().refused, len(world.facts())) == (2, 1)
    (inbox / "b.csv").write_text(f"{HEADER}\nS1,2026-11-20,T2,9\n")
    assert world.pull(accept_drop=True).added == 1
    release = world.publish({**once, "into": [{"dataset": "tickets", "map": {**MAP, "unit": "upper(shop)"}}]})
    done = replay(world.database, release, "pos")
    assert done is not None
    assert (done.rows_in, done.added, done.changed) == (1, 1, 0)
    assert world.facts() == [("S1", "2026-11-20", f"T{n}", amount) for n, amount in ((1, 100), (2, 900), (3, 300))]
    assert [row.state for row in world.rows(refused_row, "id", "state")] == ["replayed", "replayed"]


def test_what_is_still_being_written_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(f"{HEADER}\n{name},2,3,4\n")

    def grow(seconds: float) -> None:
        with (tmp_path / "b.csv").open("a") as stream:
            stream.write("half")

    monkeypatch.setattr("connectors.arrivals.time.sleep", grow)
    found = read(tmp_path, file="*.csv")
    assert (rows(found), notes(found)) == ([("a", "2", "3", "4")], ["b.csv is still being written"])
    with pytest.raises(IssueError, match=r"N668 b.csv is still being written"):
        read(tmp_path, file="b.csv")
    with pytest.raises(IssueError, match="N668"):  # the window would not come back for it
        read(tmp_path, file="*.csv", days=(1,))
    monkeypatch.setattr("connectors.arrivals.time.sleep", lambda _: None)
    with pytest.raises(IssueError, match="N668"):
        read(tmp_path, file="a.csv", settle_seconds=60)
    os.utime(tmp_path / "a.csv", (1795392000, 1795392000))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("connectors.arrivals.clock.now", lambda: datetime(2026, 11, 23, 0, 1, tzinfo=UTC))
        assert len(rows(read(tmp_path, file="a.csv", settle_seconds=60))) == 1


def test_a_file_that_grows_while_it_is_read_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Seen("a.csv", 3, None, lambda: b"four")
    monkeypatch.setattr(Inbox, "find", lambda self, pattern: [seen])
    with pytest.raises(IssueError, match="N668"):
        read(tmp_path, file="*.csv")


def test_what_programs_leave_beside_a_file_is_no_file(tmp_path: Path) -> None:
    for name in ("a.csv", "~$a.csv", ".a.csv", "b.csv.part"):
        (tmp_path / name).write_text(f"{HEADER}\n{name},2,3,4\n")
    assert rows(read(tmp_path, file="*")) == [("a.csv", "2", "3", "4")]


def test_titles_above_the_header_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("销售日报\n导出,2026-11-23\n\n门店,day,no,amount\nS1,x,1,2\n".encode("gbk"))
    found = read(tmp_path, file="a.csv", aliases={"shop": ["门店"]})
    assert rows(found) == [("S1", "x", "1", "2")]
    assert notes(found) == ["a.csv was read as GB18030", "the header of a.csv is line 4"]


def test_workbooks(tmp_path: Path) -> None:
    table: list[list[Any]] = [
        ["销售日报"],
        [],
        ["门店", "day", "no", "amount"],
        ["S1", "2026-11-20", "007", 12.5],
        ["S2", "", "8", 3],
    ]
    (tmp_path / "a.xlsx").write_bytes(book(("说明", []), ("明细", table), ("x", [["shop"], ["S9"]])))
    found = read(tmp_path, "excel_file", file="*.xlsx", aliases={"shop": ["门店"]})
    assert rows(found) == [("S1", "2026-11-20", "007", "12.5"), ("S2", None, "8", "3")]
    assert "the header is row 3; 1 above" in notes(found)
    assert found[0].source_time is not None
    assert rows(read(tmp_path, "excel_file", file="a.xlsx", sheet="x")) == [("S9",)]
    with pytest.raises(IssueError, match=r'N666 a.xlsx has no sheet "明系"'):
        read(tmp_path, "excel_file", file="a.xlsx", sheet="明系")
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(IssueError, match="N874"):
        read(tmp_path, "excel_file", file="*.xlsx")


def test_a_sheet_that_cannot_be_read_whole_is_not_read_in_part(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(book(("x", [["shop"], *([f"S{i}"] for i in range(20_000))])))
    with pytest.raises(IssueError, match=r"N664 the sheet of a.xlsx is too large"):
        read(tmp_path, "excel_file", file="a.xlsx")


@pytest.mark.parametrize(
    ("kind", "changes", "code", "path"),
    [
        ("excel_file", {"file": "../a.xlsx"}, "N660", "$.connection.file"),
        ("excel_file", {"file": "data/a.xlsx"}, "N660", "$.connection.file"),
        ("excel_file", {"file": "a_{window.from}.xlsx", "once": True}, "N481", "$.connection.once"),
        ("csv_file", {"file": "data/a.csv", "once": True}, "N481", "$.connection.once"),
    ],
)
def test_what_a_definition_may_not_say(kind: str, changes: dict[str, Any], code: str, path: str) -> None:
    made = build(SourceModel, files(kind, {"max_days": 1} if "window" in changes["file"] else None, **changes))
    assert [(issue.code, issue.path) for issue in connectors()[kind].check(made)] == [(code, path)]

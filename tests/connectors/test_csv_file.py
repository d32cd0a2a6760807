"""CSV files: encodings, headers, bad rows, and nothing outside the folder."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import Page, Run
from connectors.types.csv_file import pages
from connectors.window import Span
from engine.base.issue import IssueError
from tests.connectors.world import model

INTO = [{"dataset": "tickets", "map": {"unit": "store"}}]


def read(
    folder: Path, files: dict[str, str] | None = None, days: tuple[int, ...] = (), **connection: Any
) -> list[Page]:
    source = model(connector="csv_file", connection=connection, request=None, window=None, source_time=None, into=INTO)
    spans = tuple(Span(date(2026, 11, d), date(2026, 11, d)) for d in days) or (None,)
    run = Run(source, spans, lambda **_: None, lambda v: v, files or {}, folder, "Asia/Shanghai", 4, date(2026, 11, 3))  # type: ignore[arg-type, return-value]
    return list(pages(run))


def values(found: list[Page]) -> list[dict[str, Any]]:
    return [dict(record.values) for page in found for record in page.records[0]]


TEXT = "store,day,amount\r\nS1,2026-11-01,1.50\r\n\r\n S2 , 2026-11-01 ,\r\n"
ROWS = [{"store": "S1", "day": "2026-11-01", "amount": "1.50"}, {"store": "S2", "day": "2026-11-01", "amount": None}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_are_found_out(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(TEXT.replace("S1", "一店").encode(encoding))
    found = read(tmp_path, file="a.csv")
    assert values(found) == [{**ROWS[0], "store": "一店"}, ROWS[1]]
    notes = [note.message["en"] for page in found for note in page.notes]
    assert notes == (["a.csv was read as GB18030"] if encoding == "gb18030" else [])


def test_an_encoding_that_is_told_is_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("store\n中店\n".encode("gb18030"))
    assert values(read(tmp_path, file="a.csv", encoding="gb18030")) == [{"store": "中店"}]
    with pytest.raises(IssueError, match=r"N662 a.csv is not utf-8-sig: byte 7 is 0xD6"):
        read(tmp_path, file="a.csv", encoding="utf-8")
    (tmp_path / "b.csv").write_bytes(b"store\n\xff\xff\xff\n")
    with pytest.raises(IssueError, match="N662"):
        read(tmp_path, file="b.csv")


def test_many_files_in_order_of_name(tmp_path: Path) -> None:
    (tmp_path / "pos").mkdir()
    for name in ("b", "a"):
        (tmp_path / "pos" / f"{name}.csv").write_text(f"store\n{name}\n")
    os.utime(tmp_path / "pos" / "a.csv", (1795392000, 1795392000))
    found = read(tmp_path, file="pos/*.csv")
    assert [row["store"] for row in values(found)] == ["a", "b"]
    assert found[0].source_time == datetime(2026, 11, 23, tzinfo=UTC)


def test_a_file_for_each_day(tmp_path: Path) -> None:
    (tmp_path / "s_20261101.csv").write_text("store\nS1\n")
    found = read(tmp_path, file="s_{window.from:%Y%m%d}.csv", days=(1, 2))
    assert values(found) == [{"store": "S1"}]
    assert [note.message["en"] for page in found for note in page.notes] == ["there is no file s_20261102.csv"]
    with pytest.raises(IssueError, match="N661"):
        read(tmp_path, file="s_{window.from:%Y%m%d}.csv", days=(2, 3))


def test_a_file_of_the_package_is_read_from_the_release_only(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "t.csv").write_text("store\noutside\n")
    assert values(read(tmp_path, {"data/t.csv": "\ufeffstore\ninside\n"}, file="data/t.csv")) == [{"store": "inside"}]
    with pytest.raises(IssueError, match="N661"):
        read(tmp_path, {}, file="data/t.csv")


@pytest.mark.parametrize(
    "pattern", ["../a.csv", "/etc/passwd", "x/../../a.csv", "~/a.csv", "..\\a.csv", "C:a.csv", "**/a.csv", "a\x00.csv"]
)
def test_nothing_outside_the_folder(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "a.csv").write_text("store\nS1\n")
    (tmp_path / "inbox").mkdir()
    with pytest.raises(IssueError, match="N660"):
        read(tmp_path / "inbox", file=pattern)


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("store\nS1\n")
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "b.csv").symlink_to(tmp_path / "a.csv")
    with pytest.raises(IssueError, match="N660"):
        read(tmp_path / "inbox", file="b.csv")


def test_headers_by_any_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(" 门店编码 ;金额\nS1;1,50\n")
    found = read(tmp_path, file="a.csv", delimiter=";", aliases={"store": ["店号", "门店编码"]})
    assert values(found) == [{"store": "S1", "金额": "1,50"}]


@pytest.mark.parametrize("header", ["store,store", "store,", "store,店号"])
def test_a_header_with_equal_or_empty_names(tmp_path: Path, header: str) -> None:
    (tmp_path / "a.csv").write_text(f"{header}\n1,2\n")
    with pytest.raises(IssueError, match="N665"):
        read(tmp_path, file="a.csv", aliases={"store": ["店号"]})


def test_bad_rows_are_kept_with_their_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('store,day\nS1\nS2,1,2\nS3,"a"b\nS4,ok\n"S5\nS5",two lines\n')
    records = [record for page in read(tmp_path, file="a.csv") for record in page.records[0]]
    bad = {json.loads(r.raw)["text"]: r.issues[0].message["en"] for r in records if r.issues}
    assert set(bad) == {"S1", "S2,1,2", 'S3,"a"b'}
    assert bad["S1"] == "a.csv line 2 has 1 cells, the header has 2"
    assert "line 4" in bad['S3,"a"b']
    assert [r.values["store"] for r in records if not r.issues] == ["S4", "S5\nS5"]


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("")
    assert values(read(tmp_path, file="a.csv")) == []


def test_big_files_come_in_pages(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("store\n" + "".join(f"S{i}\n" for i in range(2500)))
    assert [len(page.records[0]) for page in read(tmp_path, file="a.csv")] == [1000, 1000, 500]

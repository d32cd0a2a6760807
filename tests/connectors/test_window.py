"""Which days a run asks for, worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from connectors.instants import read_instant
from connectors.window import Span, last_whole_day, next_span, said

NOV = lambda day: date(2026, 11, day)  # noqa: E731


@pytest.mark.parametrize(
    ("now", "last"),
    [
        ("2026-11-23T00:00:00+00:00", 22),  # 08:00 in Shanghai
        ("2026-11-22T19:59:00+00:00", 21),  # 03:59: the 22nd still runs
        ("2026-11-22T20:00:00+00:00", 22),  # 04:00: it has ended
        ("2026-11-22T16:30:00+00:00", 21),  # 00:30
    ],
)
def test_a_business_day_ends_at_the_cut_off(now: str, last: int) -> None:
    assert last_whole_day(datetime.fromisoformat(now), "Asia/Shanghai", 4) == NOV(last)


@pytest.mark.parametrize(
    ("up_to", "overlap", "first", "last"),
    [
        (None, 3, date(2026, 9, 22), NOV(22)),  # 62 days
        (NOV(21), 3, NOV(19), NOV(22)),  # 19, 20, 21 again, and 22
        (NOV(21), 0, NOV(22), NOV(22)),
        (NOV(22), 3, NOV(20), NOV(22)),  # run again on the same day
        (NOV(22), 0, NOV(22), NOV(22)),
        (NOV(10), 3, NOV(8), NOV(22)),  # the source was down for days
    ],
)
def test_next_span(up_to: date | None, overlap: int, first: date, last: date) -> None:
    assert next_span(up_to, NOV(22), overlap_days=overlap, first_days=62) == Span(first, last)


def test_chunks() -> None:
    span = Span(NOV(1), NOV(7))
    assert list(span.chunks(3)) == [Span(NOV(1), NOV(3)), Span(NOV(4), NOV(6)), Span(NOV(7), NOV(7))]
    assert list(span.chunks(None)) == [span]
    assert span.days == 7


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{window.from}..{window.to}", "2026-11-01..2026-11-30"),
        ("{window.after}", "2026-12-01"),
        ("{window.from:%Y%m%d}", "20261101"),
        ("{window.from_instant}", "2026-10-31T20:00:00Z"),  # 04:00 in Shanghai
        ("{window.to_instant}", "2026-11-30T20:00:00Z"),
        ("plain {other}", "plain {other}"),
    ],
)
def test_placeholders(text: str, expected: str) -> None:
    span = Span(NOV(1), NOV(30))
    assert said({"a": [text], "n": 5}, span, "Asia/Shanghai", 4) == {"a": [expected], "n": 5}


@pytest.mark.parametrize("text", ["{window.form}", "{window.from:%s}", "{window.from:%n}", "{window.to:x}"])
def test_placeholders_that_mean_nothing(text: str) -> None:
    with pytest.raises(ValueError, match=r"window"):
        said(text, Span(NOV(1), NOV(2)), "Asia/Shanghai", 4)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-23T08:00:00+08:00", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026-11-23 08:00:00", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026-11-23T00:00:00Z", datetime(2026, 11, 23, tzinfo=UTC)),
        (1795392000, datetime(2026, 11, 23, tzinfo=UTC)),
        (1795392000000, datetime(2026, 11, 23, tzinfo=UTC)),
        ("1795392000", datetime(2026, 11, 23, tzinfo=UTC)),
        ("yesterday", None),
        (True, None),
        (None, None),
        (10**30, None),
    ],
)
def test_source_time(value: object, expected: datetime | None) -> None:
    assert read_instant(value, "Asia/Shanghai") == expected

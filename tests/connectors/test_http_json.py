"""Requests, paging and their ends, through the scripted server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import Page, Run
from connectors.paging.link_header import next_link
from connectors.types.http_json import pages
from connectors.window import Span
from engine.base.issue import IssueError
from tests.connectors.server import Asked, Box, Given, as_json
from tests.connectors.world import model

SPAN = Span(date(2026, 11, 1), date(2026, 11, 3))
INTO = [{"dataset": "tickets", "records": "rows[*]", "map": {"unit": "n"}}]


@pytest.fixture
def pulled(box: Box, door: Callable[..., Any]) -> Callable[..., list[Page]]:
    """All pages of a request against the server; keyword arguments are fields of ``request``."""

    def pull(
        into: Any = None, spans: tuple[Span | None, ...] = (SPAN,), source_time: str = "as_of", **request: Any
    ) -> list[Page]:
        source = model(
            connection={"base_url": box.url + "/api/", "retries": 0},
            request={"path": "/rows", **request},
            into=into or INTO,
            source_time=source_time,
        )
        run = Run(source, spans, door, lambda value: value, {}, Path(), "Asia/Shanghai", 4, date(2026, 11, 3))
        return list(pages(run))

    return pull


def numbers(found: list[Page]) -> list[Any]:
    return [record.values["n"] for page in found for record in page.records[0]]


def rows(*n: int) -> dict[str, Any]:
    return {"rows": [{"n": i} for i in n]}


ALL = list(range(1, 8))


def slice_of(first: int, size: int) -> list[dict[str, int]]:
    return [{"n": n} for n in ALL[first : first + size]]


def test_one_answer(box: Box, pulled: Any) -> None:
    box.routes["/api/rows"] = lambda asked: as_json({"as_of": "2026-11-04T01:00:00Z", **rows(1, 2)})
    found = pulled(params={"day": "{window.from:%Y%m%d}", "n": 5, "flag": True}, headers={"Accept-Language": "zh"})
    assert numbers(found) == [1, 2]
    assert found[0].source_time is not None
    assert box.asked[0].query == {"day": "20261101", "n": "5", "flag": "true"}
    assert box.asked[0].headers["accept-language"] == "zh"


def test_a_post_that_asks(box: Box, pulled: Any) -> None:
    box.routes["/api/rows"] = lambda asked: as_json(rows(*([1, 2] if json.loads(asked.body)["page"] == 1 else [])))
    paging = {"type": "page", "page_param": "page", "size": 2}
    found = pulled(method="POST", body={"from": "{window.from}"}, send="body", paging=paging)
    assert numbers(found) == [1, 2]
    assert [json.loads(asked.body) for asked in box.asked] == [{"from": "2026-11-01", "page": n} for n in (1, 2)]
    assert box.asked[0].query == {}


PAGE = {"type": "page", "page_param": "p", "size_param": "s", "size": 3}


def by_page(more: Callable[[int], dict[str, Any]]) -> Callable[[Asked], Given]:
    def answer(asked: Asked) -> Given:
        page = int(asked.query["p"])
        return as_json({"rows": slice_of((page - 1) * 3, 3), **more(page)})

    return answer


@pytest.mark.parametrize(
    ("end", "more", "requests"),
    [
        ({"has_next": "page.more"}, lambda p: {"page": {"more": p < 3}}, 3),
        ({"has_next": "page.more"}, lambda p: {"page": {"more": "true" if p < 3 else "false"}}, 3),
        ({"total": "total"}, lambda p: {"total": 7}, 3),
        ({"total": "meta.total"}, lambda p: {"meta": {"total": "7"}}, 3),
        ({"short_page": True}, lambda p: {}, 3),
        (None, lambda p: {}, 4),
    ],
)
def test_pages_and_their_ends(box: Box, pulled: Any, end: Any, more: Any, requests: int) -> None:
    box.routes["/api/rows"] = by_page(more)
    assert numbers(pulled(paging={**PAGE, **({"end": end} if end else {})})) == ALL
    assert len(box.asked) == requests
    assert box.asked[0].query == {"p": "1", "s": "3"}


def test_pages_counted_from_nought(box: Box, pulled: Any) -> None:
    box.routes["/api/rows"] = lambda asked: as_json({"rows": slice_of(int(asked.query["p"]) * 3, 3)})
    assert numbers(pulled(paging={**PAGE, "start": 0})) == ALL


@pytest.mark.parametrize("status", [204, 416])
def test_a_status_that_means_the_end(box: Box, pulled: Any, status: int) -> None:
    good = by_page(lambda p: {})
    box.routes["/api/rows"] = lambda asked: good(asked) if int(asked.query["p"]) <= 3 else Given(status=status)
    assert numbers(pulled(paging=PAGE)) == ALL


def test_a_source_that_gives_fewer_than_asked_loses_nothing(box: Box, pulled: Any) -> None:
    box.routes["/api/rows"] = lambda asked: as_json({"rows": slice_of(int(asked.query["o"]), 2)})
    paging = {"type": "offset", "offset_param": "o", "limit_param": "l", "limit": 100}
    assert numbers(pulled(paging=paging)) == ALL
    assert [asked.query["o"] for asked in box.asked] == ["0", "2", "4", "6", "7"]


def test_a_total_that_is_not_reached_is_a_fault(box: Box, pulled: Any) -> None:
    box.routes["/api/rows"] = lambda asked: as_json({"rows": slice_of(int(asked.query["o"]), 3), "total": 9})
    with pytest.raises(IssueError, match=r"N642 the source says there are 9 entries and gave 7"):
        pulled(paging={"type": "offset", "offset_param": "o", "limit": 3, "end": {"total": "total"}})


def test_cursor(box: Box, pulled: Any) -> None:
    def answer(asked: Asked) -> Given:
        at = int(asked.query.get("c", "0"))
        return as_json({"rows": slice_of(at, 3), "next": at + 3 if at + 3 < 7 else None})

    box.routes["/api/rows"] = answer
    assert numbers(pulled(params={"x": "1"}, paging={"type": "cursor", "next": "next", "cursor_param": "c"})) == ALL
    assert [asked.query for asked in box.asked] == [{"x": "1"}, {"x": "1", "c": "3"}, {"x": "1", "c": "6"}]


@pytest.mark.parametrize("end", [None, "", False])
def test_a_cursor_ends_by_any_nothing(box: Box, pulled: Any, end: Any) -> None:
    box.routes["/api/rows"] = lambda asked: as_json({**rows(1), "next": end})
    assert numbers(pulled(paging={"type": "cursor", "next": "next", "cursor_param": "c"})) == [1]


def test_the_same_cursor_twice_is_a_fault(box: Box, pulled: Any) -> None:
    box.routes["/api/rows"] = lambda asked: as_json({**rows(len(box.asked)), "next": "abc"})
    with pytest.raises(IssueError, match="N640 the source gave the same cursor twice"):
        pulled(paging={"type": "cursor", "next": "next", "cursor_param": "c"})


def test_cursors_in_a_circle_are_a_fault(box: Box, pulled: Any) -> None:
    box.routes["/api/rows"] = lambda asked: as_json({**rows(len(box.asked)), "next": "ab"[len(box.asked) % 2]})
    with pytest.raises(IssueError, match="N640"):
        pulled(paging={"type": "cursor", "next": "next", "cursor_param": "c"})


def test_a_cursor_that_is_a_link(box: Box, pulled: Any) -> None:
    def answer(asked: Asked) -> Given:
        at = int(asked.query.get("at", "0"))
        return as_json({"rows": slice_of(at, 3), "links": {"next": f"rows?at={at + 3}&q=1" if at < 6 else ""}})

    box.routes["/api/rows"] = answer
    assert numbers(pulled(params={"q": "1"}, paging={"type": "cursor", "next": "links.next"})) == ALL
    assert box.asked[2].query == {"at": "6", "q": "1"}


@pytest.mark.parametrize("paging", [{"type": "cursor", "next": "next"}, {"type": "link_header"}])
def test_a_link_to_another_host_is_not_followed(box: Box, pulled: Any, paging: Any) -> None:
    link = "http://evil.example/rows"
    box.routes["/api/rows"] = lambda asked: as_json({**rows(1), "next": link}, Link=f'<{link}>; rel="next"')
    with pytest.raises(IssueError, match="N644"):
        pulled(paging=paging)


def test_link_header(box: Box, pulled: Any) -> None:
    def answer(asked: Asked) -> Given:
        at = int(asked.query.get("at", "0"))
        links = f'</api/rows?at={at + 3}>; rel="next", </api/rows?at=0>; rel=first' if at < 6 else '</x>; rel="prev"'
        return as_json({"rows": slice_of(at, 3)}, Link=links)

    box.routes["/api/rows"] = answer
    assert numbers(pulled(paging={"type": "link_header"})) == ALL


def test_a_link_to_itself_is_a_fault(box: Box, pulled: Any) -> None:
    box.routes["/api/rows"] = lambda asked: as_json(rows(len(box.asked)), Link='<rows?a=1>; rel="next"')
    with pytest.raises(IssueError, match="N640"):
        pulled(paging={"type": "link_header"})


@pytest.mark.parametrize(
    ("header", "link"),
    [
        ('<a>; rel="next"', "a"),
        ("<a>; rel=next", "a"),
        ('<a>; title="x, y"; rel="last next"', "a"),
        ('<a>; rel="prev", <b,c>; rel="next"', "b,c"),
        ('<a>; rel="nextish"', None),
        ("", None),
        ("next", None),
    ],
)
def test_next_link(header: str, link: str | None) -> None:
    assert next_link(header) == link


RANGE = {"type": "range", "unit": "rows", "size": 3}


def ranged(total: str, past: int = 416, shift: int = 0) -> Callable[[Asked], Given]:
    def answer(asked: Asked) -> Given:
        unit, _, ends = asked.headers["range"].partition("=")
        assert unit == "rows"
        first = int(ends.split("-")[0])
        part = slice_of(first, 3)
        if not part:
            return Given(status=past)
        said = f"rows {first + shift}-{first + shift + len(part) - 1}/{total}"
        return as_json({"rows": part}, 206, Content_Range=said)

    return answer


@pytest.mark.parametrize(("total", "past", "requests"), [("7", 416, 3), ("*", 416, 4), ("*", 204, 4)])
def test_range(box: Box, pulled: Any, total: str, past: int, requests: int) -> None:
    box.routes["/api/rows"] = ranged(total, past)
    assert numbers(pulled(paging=RANGE)) == ALL
    assert len(box.asked) == requests
    assert box.asked[1].headers["range"] == "rows=3-5"


def test_a_source_that_knows_no_ranges_is_asked_once(box: Box, pulled: Any) -> None:
    box.routes["/api/rows"] = lambda asked: as_json({"rows": slice_of(0, 7)})
    assert numbers(pulled(paging=RANGE)) == ALL
    assert len(box.asked) == 1


def test_another_range_than_asked_for_is_a_fault(box: Box, pulled: Any) -> None:
    box.routes["/api/rows"] = ranged("7", shift=1)
    with pytest.raises(IssueError, match="N643"):
        pulled(paging=RANGE)


def test_a_range_total_that_is_not_reached_is_a_fault(box: Box, pulled: Any) -> None:
    def answer(asked: Asked) -> Given:
        first = int(asked.headers["range"].partition("=")[2].split("-")[0])
        return as_json({"rows": slice_of(first, 3)}, 206, Content_Range=f"rows {first}-{first + 2}/9")

    box.routes["/api/rows"] = answer
    with pytest.raises(IssueError, match="N642"):
        pulled(paging=RANGE)


def test_too_many_pages(box: Box, pulled: Any) -> None:
    box.routes["/api/rows"] = lambda asked: as_json({**rows(len(box.asked)), "more": True})
    with pytest.raises(IssueError, match="N641 still not at the end after 5 pages"):
        pulled(paging={**PAGE, "end": {"has_next": "more"}}, max_pages=5)
    assert len(box.asked) == 5


def test_the_same_page_twice(box: Box, pulled: Any) -> None:
    box.routes["/api/rows"] = lambda asked: as_json({**rows(1, 2, 3), "as_of": f"2026-11-0{len(box.asked)}"})
    with pytest.raises(IssueError, match="N640 page 2 is the same"):
        pulled(paging=PAGE)


def test_an_http_200_that_says_no(box: Box, pulled: Any) -> None:
    box.in_turn("/api/rows", as_json({"code": 0, **rows(1)}), as_json({"code": 401, "msg": "签名过期", "rows": None}))
    ok = {"when": "code == 0", "message": "msg"}
    assert numbers(pulled(ok=ok)) == [1]
    with pytest.raises(IssueError, match="N625 the source says that it did not work: 签名过期"):
        pulled(ok=ok)


def test_tagged_values(box: Box, pulled: Any) -> None:
    box.routes["/api/rows"] = lambda asked: as_json({"rows": [{"n": {"__class__": "Decimal", "value": "1.20"}}]})
    tags = [{"marker": "__class__", "equals": "Decimal", "value": "value", "as": "number"}]
    (value,) = numbers(pulled(tagged=tags))
    assert str(value) == "1.20"


def test_records_of_two_places_in_one_answer(box: Box, pulled: Any) -> None:
    body = {"rows": [{"n": 1, "lines": [{"sku": "a"}, {"sku": "b"}]}, {"n": 2, "lines": []}]}
    box.routes["/api/rows"] = lambda asked: as_json(body)
    into = [*INTO, {"dataset": "lines", "records": "rows[*].lines[*]", "map": {"unit": "parent__n"}}]
    (page,) = pulled(into=into)
    assert [len(part) for part in page.records] == [2, 2]
    assert [(r.values["parent__n"], r.values["sku"]) for r in page.records[1]] == [(1, "a"), (1, "b")]


def test_each_span_is_paged_by_itself(box: Box, pulled: Any) -> None:
    box.routes["/api/rows"] = by_page(lambda p: {})
    spans = (Span(date(2026, 11, 1), date(2026, 11, 1)), Span(date(2026, 11, 2), date(2026, 11, 2)))
    found = pulled(spans=spans, params={"d": "{window.from}"}, paging=PAGE)
    assert numbers(found) == ALL + ALL
    assert [asked.query["d"] for asked in box.asked] == ["2026-11-01"] * 4 + ["2026-11-02"] * 4


def test_no_pages_are_read_ahead(box: Box, door: Any, pulled: Any) -> None:
    """Pages are handed on as they come: a run never holds more than one."""
    box.routes["/api/rows"] = by_page(lambda p: {})
    source = model(connection={"base_url": box.url}, request={"path": "/api/rows", "paging": PAGE}, into=INTO)
    run = Run(source, (SPAN,), door, lambda value: value, {}, Path(), "Asia/Shanghai", 4, date(2026, 11, 3))
    turning: Iterator[Page] = pages(run)
    next(turning)
    assert len(box.asked) == 1

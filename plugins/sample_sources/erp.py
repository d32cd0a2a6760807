"""The ERP: an API key (header ``X-Api-Key``) and one manner of paging per list, as old systems have it.

``GET /erp/stock?from=&to=&offset=&limit=``   → {as_of, total, items}
``GET /erp/shifts?from=&to=&cursor=``         → {as_of, next_cursor (null at the end), items}
``GET /erp/display-checks?from=&to=&page=``   → {as_of, items}, header ``Link: <…>; rel="next"``
``GET /erp/products``, ``Range: items=0-49``  → 206 {as_of, items}, header ``Content-Range: items 0-49/83``
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

from plugins.sample_sources import backroom
from plugins.sample_sources.articles import launched_by
from plugins.sample_sources.stores import Store
from plugins.sample_sources.trade import World
from plugins.sample_sources.web import (
    BadRequest,
    Handle,
    ServerClock,
    System,
    days_between,
    joined,
    number,
    say,
    utc,
    window,
)

_CURSOR_PAGE, _LINK_PAGE, _RANGE_PAGE = 500, 400, 50
Rows = Callable[[World, Store, date], Iterable[dict[str, object]]]


def start_erp(world: World, key: str, *, port: int = 0, host: str = "127.0.0.1", now: datetime | None = None) -> Handle:
    """Starts the ERP in a thread (port 0 = any free one). ``now`` stops its clock; None = real time."""
    return Handle(erp_system(world, key, ServerClock(now)), host, port)


def erp_system(world: World, key: str, server_clock: ServerClock) -> System:
    """The ERP as a WSGI application. Raises ValueError for an empty key."""
    if not key:
        raise ValueError("a key is needed")
    desk = _Desk(world, server_clock)
    return System(
        key=key,
        clock=server_clock,
        routes={
            "/erp/stock": desk.stock,
            "/erp/shifts": desk.shifts,
            "/erp/display-checks": desk.checks,
            "/erp/products": desk.products,
        },
        signed_in=lambda request: hmac.compare_digest(request.headers.get("X-Api-Key", "").encode(), key.encode()),
    )


class _Desk:
    def __init__(self, world: World, server_clock: ServerClock) -> None:
        self.world, self.clock = world, server_clock

    def _head(self, **more: object) -> dict[str, object]:
        return {"as_of": self.clock.as_of, "system": "企业资源系统", **more}

    def _rows(self, request: Request, of: Rows) -> Sequence[str]:
        return _listed(self.world, of, *window(request, self.clock.last))

    def stock(self, request: Request) -> Response:
        """Offset and total."""
        rows = self._rows(request, _stock)
        offset, limit = number(request, "offset", 0, 10**8), number(request, "limit", 500, 5000)
        return joined(self._head(total=len(rows)), "items", rows[offset : offset + limit])

    def shifts(self, request: Request) -> Response:
        """An opaque cursor."""
        rows = self._rows(request, _shifts)
        begin = _read_cursor(request.args.get("cursor", ""))
        end = begin + _CURSOR_PAGE
        following = base64.urlsafe_b64encode(f"at:{end}".encode()).decode() if end < len(rows) else None
        return joined(self._head(next_cursor=following), "items", rows[begin:end])

    def checks(self, request: Request) -> Response:
        """A Link header with the next page's address."""
        rows = self._rows(request, _checks)
        page = max(1, number(request, "page", 1, 10**6))
        begin = (page - 1) * _LINK_PAGE
        made = joined(self._head(), "items", rows[begin : begin + _LINK_PAGE])
        if begin + _LINK_PAGE < len(rows):
            query = urlencode({"from": request.args["from"], "to": request.args["to"], "page": page + 1})
            made.headers["Link"] = f'<{request.base_url}?{query}>; rel="next"'
        return made

    def products(self, request: Request) -> Response:
        """Range and Content-Range. All articles launched so far; asks nothing of the window."""
        articles = launched_by(self.clock.now().date())
        asked = re.fullmatch(r"items=(\d{1,9})-(\d{1,9})", request.headers.get("Range", f"items=0-{_RANGE_PAGE - 1}"))
        if not asked or int(asked[2]) < int(asked[1]):
            raise BadRequest("Range must be items=first-last")
        begin, end = int(asked[1]), min(int(asked[2]) + 1, int(asked[1]) + 200, len(articles))
        if begin >= len(articles):
            refused = say(416, "beyond the last article")
            refused.headers["Content-Range"] = f"items */{len(articles)}"
            return refused
        rows = [
            json.dumps(
                {"sku": a.sku, "name": a.name, "category": a.category, "launch_date": a.launched.isoformat()},
                ensure_ascii=False,
            )
            for a in articles[begin:end]
        ]
        made = joined(self._head(), "items", rows, status=206)
        made.headers["Content-Range"] = f"items {begin}-{end - 1}/{len(articles)}"
        return made


def _read_cursor(text: str) -> int:
    if not text:
        return 0
    try:
        word, _, place = base64.urlsafe_b64decode(text.encode()).decode().partition(":")
    except (binascii.Error, UnicodeError):
        raise BadRequest("unknown cursor") from None
    if word != "at" or not place.isdecimal():
        raise BadRequest("unknown cursor")
    return int(place)


@lru_cache(maxsize=16)
def _listed(world: World, of: Rows, first: date, final: date) -> tuple[str, ...]:
    return tuple(
        json.dumps({"store": store.code, "date": day.isoformat(), **row}, ensure_ascii=False)
        for day in days_between(first, final)
        for store in world.stores
        if world.exists(store, day)
        for row in of(world, store, day)
    )


def _stock(world: World, store: Store, day: date) -> Iterable[dict[str, object]]:
    for row in backroom.stock(world, store, day):
        yield {"sku": row.sku, "on_hand": row.on_hand, "listed": row.listed}


def _shifts(world: World, store: Store, day: date) -> Iterable[dict[str, object]]:
    for row in backroom.shifts(world, store, day):
        yield {"slot": row.slot, "required_minutes": row.required, "actual_minutes": row.actual}


def _checks(world: World, store: Store, day: date) -> Iterable[dict[str, object]]:
    for row in backroom.checks(world, store, day):
        yield {"check_no": row.number, "verdict": row.verdict, "checked_at": utc(row.checked_at)}

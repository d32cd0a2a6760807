"""The till system: sign in for a token, tickets with their lines and day closes, page by page.

``POST /api/login`` {user, password} → {token, expires_in}
``GET /api/tickets?from=&to=&page=&size=`` → {as_of, system, page: {number, size, total, has_next}, data: [ticket]}
``GET /api/day-closes?from=&to=&page=&size=`` → the same with data: [close]

Money is text; a discount of a ticket's last line comes as ``{"__class__": "Decimal", "value": "12.30"}``, the way
some systems write it. Instants are UTC; ``from`` and ``to`` are business days (cut-off 04:00 local time).
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from werkzeug.wrappers import Request, Response

from engine.base import clock
from plugins.sample_sources.stores import Store
from plugins.sample_sources.story import State
from plugins.sample_sources.tills import LOCAL, Ticket, first_delivery, tickets
from plugins.sample_sources.trade import World
from plugins.sample_sources.web import (
    Handle,
    ServerClock,
    System,
    answer,
    days_between,
    joined,
    number,
    say,
    utc,
    window,
)

USER = "navmark"


def start_pos(
    world: World,
    password: str,
    *,
    port: int = 0,
    host: str = "127.0.0.1",
    now: datetime | None = None,
    token_seconds: float = 600.0,
) -> Handle:
    """Starts the till system in a thread (port 0 = any free one). ``now`` stops its clock; None = real time."""
    return Handle(pos_system(world, password, ServerClock(now), token_seconds), host, port)


def pos_system(world: World, password: str, server_clock: ServerClock, token_seconds: float) -> System:
    """The till system as a WSGI application. Raises ValueError for an empty password."""
    if not password:
        raise ValueError("a password is needed")
    books, tokens = _Books(world, server_clock), _Tokens(password, token_seconds)
    return System(
        key=password,
        clock=server_clock,
        routes={"/api/tickets": books.tickets, "/api/day-closes": books.closes},
        open_routes={"/api/login": tokens.login},
        signed_in=tokens.good,
    )


class _Tokens:
    def __init__(self, password: str, seconds: float) -> None:
        self._password, self._seconds = password, seconds
        self._until: dict[str, float] = {}

    def login(self, request: Request) -> Response:
        body = request.get_json(silent=True) if request.method == "POST" else None
        given = body if isinstance(body, dict) else {}
        known = given.get("user") == USER
        if not (hmac.compare_digest(str(given.get("password")).encode(), self._password.encode()) and known):
            return say(401, "wrong user or password")
        token = secrets.token_urlsafe(24)
        self._until[token] = clock.monotonic() + self._seconds
        return answer({"token": token, "expires_in": self._seconds})

    def good(self, request: Request) -> bool:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        return kind == "Bearer" and self._until.get(token, 0.0) > clock.monotonic()


class _Books:
    def __init__(self, world: World, server_clock: ServerClock) -> None:
        self.world, self.clock = world, server_clock

    def tickets(self, request: Request) -> Response:
        first, final = window(request, self.clock.last)
        return self._page(request, ticket_rows(self.world, first, final, self.clock.last))

    def closes(self, request: Request) -> Response:
        first, final = window(request, self.clock.last)
        return self._page(request, close_rows(self.world, first, final, self.clock.last))

    def _page(self, request: Request, rows: Sequence[str]) -> Response:
        page, size = number(request, "page", 1, 10**6), number(request, "size", 200, 1000)
        begin = (max(page, 1) - 1) * size
        about = {"number": max(page, 1), "size": size, "total": len(rows), "has_next": begin + size < len(rows)}
        head = {"as_of": self.clock.as_of, "system": "门店收银系统", "page": about}
        return joined(head, "data", rows[begin : begin + size])


@lru_cache(maxsize=8)
def ticket_rows(world: World, first: date, final: date, last: date) -> tuple[str, ...]:
    """The tickets of a window as JSON texts, by day and store."""
    return tuple(
        text
        for day in days_between(first, final)
        for store in world.stores
        for text in _store_tickets(world, store, day, world.story.tills(store.code, day, last))
    )


@lru_cache(maxsize=8)
def close_rows(world: World, first: date, final: date, last: date) -> tuple[str, ...]:
    """The day closes of a window as JSON texts, by day and store."""
    found = []
    for day in days_between(first, final):
        for store in world.stores:
            state = world.story.tills(store.code, day, last)
            if state != "nothing" and world.exists(store, day):
                found.append(_close(world, store, day, state))
    return tuple(found)


@lru_cache(maxsize=20_000)
def _store_tickets(world: World, store: Store, day: date, state: State) -> tuple[str, ...]:
    if state == "nothing" or not world.exists(store, day):
        return ()
    final = tickets(world, store, day)
    delivered = first_delivery(final) if state == "first" and final else final
    return tuple(json.dumps(_ticket(ticket), ensure_ascii=False) for ticket in delivered)


def _close(world: World, store: Store, day: date, state: State) -> str:
    final = tickets(world, store, day)
    late = 1 if state == "first" else 0
    count = len(first_delivery(final)) if late else len(final)
    # A corrected day is closed again later, so that the newer close wins.
    corrected = world.story.tills(store.code, day, day) != "final" and not late
    at = datetime.combine(day + timedelta(days=1), time(2, 50), LOCAL) + timedelta(hours=26 if corrected else 0)
    return json.dumps(
        {
            "shop_code": store.code,
            "business_date": day.isoformat(),
            "tickets": count,
            "closed": world.closed(store, day),
            "closed_at": utc(at),
        }
    )


def _ticket(ticket: Ticket) -> dict[str, object]:
    lines: list[dict[str, object]] = [
        {
            "line_no": line.number,
            "sku": line.sku,
            "qty": line.quantity,
            "list_price": money(line.price),
            "amount": money(line.amount),
            "discount": money(line.discount),
        }
        for line in ticket.lines
    ]
    if len(lines) > 1:
        lines[-1]["discount"] = {"__class__": "Decimal", "value": money(ticket.lines[-1].discount)}
    return {
        "ticket_no": ticket.number,
        "shop_code": ticket.store,
        "kind": ticket.kind,
        "completed_at": utc(ticket.completed_at),
        "total": money(ticket.net),
        "lines": lines,
    }


def money(cents: int) -> str:
    """``-12.30`` for -1230."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"

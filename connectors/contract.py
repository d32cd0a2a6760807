"""What a connector is: a way of getting records out of another system.

A connector is one module in ``connectors/types/`` that exposes ``CONNECTOR`` (or a plugin's
``PLUGIN.provides["connector"] = {"my_type": CONNECTOR}``), and the source definitions then say
``"connector": "my_type"``. It needs two functions:

``check(source)``   looks at a definition before it is published: an ``Issue`` for every mistake the schemas of
    ``connection`` and ``request`` cannot see. It must not call anything.
``pages(run)``      yields ``Page`` after ``Page`` for every span in ``run.spans``, oldest first, each with the records
    as they came. It never maps, filters, repairs or drops anything: that is done outside, alike for all connectors,
    and a record that cannot be read is handed on with its ``issues`` so that it is kept and can be replayed.

A connector raises ``IssueError`` when it cannot get everything: nothing of the run is then published, and the last
good data stay. It calls out only through ``run.http``, takes secrets only through ``run.fill``, and keeps nothing
between runs: where the next run starts is the window's business, what was read before is in ``run.read``. A complete
connector::

    def pages(run: Run) -> Iterator[Page]:
        with run.http() as http:
            for span in run.spans:
                day = span.last if span else run.today
                answer = http.send(Ask(f"{run.fill(run.source.connection['base_url'])}/{day}"))
                yield Page((tuple(Record.of({"line": line}) for line in answer.body.decode().splitlines()),))

    CONNECTOR = Connector("lines", both("文本行", "Lines of text"), pages, connection={"properties": {"base_url": …}})

``auth`` and ``paging`` are smaller doors of the same make, used by ``http_json``: see ``Auth`` and ``Paging``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from connectors.deliveries import Delivery
from connectors.http import Http
from connectors.kinds.source.model import SourceModel
from connectors.records import Record
from connectors.window import Span
from engine.base.issue import Issue
from engine.base.text import Text

#: The fields of one part of a definition, in the form of a kind's schema.json: {"properties": {…}, "required": […]}.
Schema = Mapping[str, Any]
NO_FIELDS: Schema = {"properties": {}}


@dataclass(frozen=True)
class Page:
    """What one answer or file held: the records for each entry of the source's ``into``, in its order.

    ``source_time``: what the source says its data is as of. ``notes``: what a person should know about this page.
    ``read``: marks of what has now come whole; the next run is told them (``Run.read``).
    """

    records: tuple[tuple[Record, ...], ...]
    source_time: datetime | None = None
    notes: tuple[Issue, ...] = ()
    read: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """What a connector is given for one run.

    ``spans`` are the windows to ask for (``None`` once for a source without window). ``http`` makes the outgoing door
    (keyword arguments of ``Http``). ``fill`` replaces ``{"secret": name}`` and ``{NAVMARK_SOURCE_…}`` in a value and
    must be asked anew rather than kept. ``files`` are the data files of the release; ``inbox`` is the one folder
    outside it that may be read. ``read`` are the marks that the pages of published runs carried; ``arrived`` is asked
    with them for what was posted to us and not yet read.
    """

    source: SourceModel
    spans: tuple[Span | None, ...]
    http: Callable[..., Http]
    fill: Callable[[Any], Any]
    files: Mapping[str, str]
    inbox: Path
    zone: str
    cutoff_hours: int
    today: date
    read: tuple[str, ...] = ()
    arrived: Callable[[tuple[str, ...]], Iterator[Delivery]] = lambda read: iter(())


def no_checks(source: SourceModel) -> Iterable[Issue]:
    """For connectors whose schemas say it all."""
    return ()


@dataclass(frozen=True)
class Connector:
    """One type of connector. ``connection`` and ``request`` are the schemas of these two parts of a definition."""

    name: str
    title: Text
    pages: Callable[[Run], Iterator[Page]]
    check: Callable[[SourceModel], Iterable[Issue]] = no_checks
    connection: Schema = field(default_factory=lambda: NO_FIELDS)
    request: Schema = field(default_factory=lambda: NO_FIELDS)
    needs_records: bool = False  # whether every entry of ``into`` must say where its records are


@dataclass(frozen=True)
class Pass:
    """What a request carries to be let in; neither leaves the origin nor enters a log."""

    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)


class Login(Protocol):
    """A log-in during one run."""

    def current(self) -> Pass:
        """What the next request carries."""

    def renew(self) -> bool:
        """Called once after a 401: whether there is something new to try."""


def no_part_checks(config: Mapping[str, Any], path: str) -> Iterable[Issue]:
    """For log-ins and ways of paging whose schema says it all."""
    return ()


@dataclass(frozen=True)
class Auth:
    """One way to log in: a module in ``connectors/auth/`` that exposes ``AUTH``, chosen by ``connection.auth.type``.

    ``start(config, http, base_url)`` gets its part of the definition with the secrets filled in; ``check(config,
    path)`` says what the schema cannot.
    """

    name: str
    title: Text
    schema: Schema
    start: Callable[[Mapping[str, Any], Http, str], Login]
    check: Callable[[Mapping[str, Any], str], Iterable[Issue]] = no_part_checks


@dataclass(frozen=True)
class Next:
    """What the next page is asked by: parameters and headers on top of the request's own, or a whole other URL."""

    params: Mapping[str, str | int] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str | None = None


@dataclass(frozen=True)
class Reply:
    """What a page was: ``items`` counts the entries of its outermost list; ``body`` is None for 204 and 416."""

    status: int
    headers: Mapping[str, str]
    body: Any
    items: int
    url: str


class Pager(Protocol):
    """Turns the pages of one span. None is the end; raises IssueError where the answers contradict themselves."""

    def first(self) -> Next:
        """How the first page is asked for."""

    def after(self, reply: Reply) -> Next | None:
        """How the page after this one is asked for."""


@dataclass(frozen=True)
class Paging:
    """One way to turn pages: a module in ``connectors/paging/`` that exposes ``PAGING``, chosen by ``paging.type``."""

    name: str
    title: Text
    schema: Schema
    start: Callable[[Mapping[str, Any]], Pager]
    check: Callable[[Mapping[str, Any], str], Iterable[Issue]] = no_part_checks

"""What a channel is: the one way by which a message leaves the house.

A channel turns a ``Message`` into a frozen request (plain JSON, the same bytes at every attempt) and hands that
request over. It never decides *whether* to send: claims, retries, order and records belong to ``rule_builder.outbox``.
A plugin offers one as ``Plugin(provides={"channel": {"wecom": MyChannel()}})``; ``rule_builder.channels.suite``
holds the tests it must pass.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, runtime_checkable

import sqlalchemy as sa

from engine.base.issue import Issue
from engine.base.plugin import provided
from engine.base.settings import Settings

Escape = Literal["plain", "text", "markdown", "html"]
Reached = Literal["delivered", "invalid", "unlicensed"]
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Recipient:
    """One person as a channel sees him: his address at the channel's type (for robots of groups: the name of a group in
    the channel's settings), and his language."""

    user_id: int
    login: str
    address: str
    language: str = "zh"


@dataclass(frozen=True)
class Draft:
    """What the rules hand to the sender for one outbox row: templates and the values they may use.

    ``title`` and ``body`` are template sources; ``values`` were read with the *recipient's* scope at send time.
    ``names`` are the names the templates may use (default: those of ``values``). ``url`` is the link to the details.
    ``listed``: the value that is a list which may be named in part, where all of it has no room; ``values["more"]``
    then counts those left out. ``facts`` (label, value), ``severity`` and ``actions`` are for channels that make cards.
    """

    title: str
    body: str
    values: Mapping[str, Any]
    url: str | None = None
    names: tuple[str, ...] | None = None
    listed: str | None = None
    facts: Pairs = ()
    severity: str | None = None
    actions: Pairs = ()


@dataclass(frozen=True)
class Message:
    """A rendered message. ``title``, ``text`` and ``facts`` are already escaped for the channel's ``escape(format)``.

    ``reference`` is the outbox row's public id: a channel puts it into the request, so that two messages that happen
    to read alike are never taken for repeats of one. ``listing``: its text is a list of which nothing may be left out.
    ``facts``: the same in short, as (label, value). ``severity``: info | warning | critical, None where nothing is
    wrong. ``actions``: what its reader may do at once, as (name, label): ``acknowledge`` (see ``Calls``).
    """

    title: str
    text: str
    reference: str
    url: str | None = None
    copy: bool = False  # 抄送
    purpose: str = "fired"
    format: str = "text"
    language: str = "zh"
    listing: bool = False
    facts: Pairs = ()
    severity: str | None = None
    actions: Pairs = ()


@dataclass(frozen=True)
class Outcome:
    """What became of one hand-over.

    ``delivered``: accepted by the service (look at ``per_recipient`` for those it could not reach).
    ``retry``: certainly not delivered; worth another attempt, not before ``retry_after`` seconds where given.
    ``refused``: certainly not delivered, and trying again changes nothing.
    ``unknown``: it may or may not have arrived (time-out, connection lost after sending, "system busy").
    """

    state: Literal["delivered", "retry", "refused", "unknown"]
    per_recipient: Mapping[str, Reached] = field(default_factory=dict)
    code: str = ""
    detail: str = ""  # plain words; never a secret, never a URL with a query
    retry_after: float | None = None  # seconds


class Busy(Exception):
    """Another process has been renewing a remembered value for too long."""


class Memory(Protocol):
    """What a channel remembers between processes, e.g. its access token."""

    def value(self, name: str) -> Any | None:
        """The remembered value, or None where there is none or it has expired."""
        ...

    def renew(self, name: str, stale: Any | None, make: Callable[[], tuple[Any, float]]) -> Any:
        """The remembered value if it is there and is not ``stale``; else ``make()`` (value, seconds it may be used),
        called by one process at a time while the others wait for its result. Raises what ``make`` raises, and
        ``Busy`` where another process does not come to an end."""
        ...


@dataclass(frozen=True)
class ChannelSettings:
    """A channel definition's ``settings`` with the placeholders filled in, and the installation's own settings."""

    values: Mapping[str, Any]
    installation: Settings


@runtime_checkable
class Channel(Protocol):
    """See the module's docstring. A channel keeps no state of its own: it may be used by many threads at once."""

    name: str
    title: Mapping[str, str]
    #: Message formats it knows, the default first.
    formats: tuple[str, ...]
    #: Seconds within which the service itself drops an identical request; 0 = it never does, so an ambiguous
    #: hand-over is never repeated.
    duplicate_window: int
    #: Messages per minute that one person can be sent before the service drops them; 0 = no such limit.
    per_minute: int

    def check(self, settings: Mapping[str, Any]) -> list[Issue]:
        """Complaints about a definition's ``settings`` (paths start at ``$.settings``). No network."""
        ...

    def escape(self, format: str) -> Escape:
        """How values must be escaped for a format."""
        ...

    def render(self, message: Message, recipient: Recipient, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The request to freeze: plain JSON within the service's limits, no secret, the same for the same input.

        ``settings`` are those of the definition, placeholders not filled in."""
        ...

    def send(
        self,
        request: Mapping[str, Any],
        memory: Memory,
        settings: ChannelSettings,
        secrets: Callable[[str], str],
    ) -> Outcome:
        """Hands a frozen request over, once (one more try after renewing a token is allowed). Never raises for what
        the service or the network does; ``secrets`` gives the plain text of a named secret."""
        ...


@runtime_checkable
class Roomy(Protocol):
    """A channel that says whether a message fits: lists that do not are sent in a format of ``roomier`` (in that
    order), or in part."""

    roomier: tuple[str, ...]

    def fits(self, message: Message) -> bool:
        """Whether ``render`` would leave out nothing of the message's text."""
        ...


@runtime_checkable
class Declared(Protocol):
    """A channel whose ``duplicate_window`` is up to the receiver, and so a matter of the definition's settings."""

    def window(self, settings: Mapping[str, Any]) -> int:
        """Seconds, as ``Channel.duplicate_window``."""
        ...


@runtime_checkable
class Shared(Protocol):
    """A channel whose addresses are shared by many people (groups): ``per_minute`` counts by address."""

    shared: Literal[True]


@runtime_checkable
class Local(Protocol):
    """A channel whose messages stay in the house: delivered in the transaction that ends the outbox row, so exactly
    once. Everybody has an address there, his login."""

    def deliver(self, connection: sa.Connection, request: Mapping[str, Any], user_id: int, now: datetime) -> None:
        """Writes a frozen request for a person."""
        ...


def window_of(channel: Channel, settings: Mapping[str, Any]) -> int:
    """Seconds within which a repeat is recognised by the service."""
    return channel.window(settings) if isinstance(channel, Declared) else channel.duplicate_window


def is_local(kind: str) -> bool:
    """Whether messages of a channel type stay in the house."""
    return isinstance(channels().get(kind), Local)


def channels() -> dict[str, Channel]:
    """Every channel type that an installed plugin offers, by name. Raises ValueError for one that is no channel."""
    found: dict[str, Channel] = {}
    for name, member in provided("channel").items():
        if not isinstance(member, Channel) or member.name != name:
            raise ValueError(f"channel {name!r} does not keep the contract of rule_builder.channels.contract")
        found[name] = member
    return found


def wire(request: Mapping[str, Any]) -> str:
    """The body of a frozen request as channels that speak JSON over HTTP hand it over, byte for byte (ASCII)."""
    return json.dumps(request, allow_nan=False)

"""Channels that are called back: the service says that somebody has pressed a button of a message.

The API's route ``/callbacks/<channel>`` hands such a call to the channel, which proves where it comes from and reads
it; what the press does is ``rule_builder.presses``' matter, so that any channel may have buttons.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, runtime_checkable

from rule_builder.channels.contract import ChannelSettings, channels

#: How far a call's own time may be from ours.
WINDOW = timedelta(minutes=5)
Secrets = Callable[[str], str]


@dataclass(frozen=True)
class Pressed:
    """Somebody pressed a button. ``address``: his at the channel; ``reference``: the message's (an outbox row's public
    id); ``action``: the name of one of its actions."""

    address: str
    reference: str
    action: str


@dataclass(frozen=True)
class Heard:
    """A call that is proven. ``once`` tells it from every other call within ``WINDOW``; ``pressed`` is None where it is
    about something else."""

    once: str
    pressed: Pressed | None = None


class NotProven(Exception):
    """A call that does not come from the service, is too old, or cannot be read. Its words hold no secret."""


@runtime_checkable
class Calls(Protocol):
    """What a channel with buttons offers besides ``Channel``."""

    def listens(self, settings: Mapping[str, object]) -> bool:
        """Whether a definition's ``settings`` say how calls are proven."""
        ...

    def verify(self, query: Mapping[str, str], settings: ChannelSettings, secrets: Secrets) -> str:
        """The answer to the service's question whether this is the right address. Raises NotProven."""
        ...

    def read_callback(
        self, body: bytes, query: Mapping[str, str], settings: ChannelSettings, secrets: Secrets
    ) -> Heard:
        """What a call says. Raises NotProven; looks at nothing in it before it is proven."""
        ...

    def answer(self, heard: Heard, words: str, settings: ChannelSettings, secrets: Secrets) -> str:
        """The body of the answer to a press: the button shows ``words`` from then on."""
        ...


def listener(kind: str, settings: Mapping[str, object]) -> Calls | None:
    """The channel of that type, where it is called back under these settings."""
    channel = channels().get(kind)
    return channel if isinstance(channel, Calls) and channel.listens(settings) else None

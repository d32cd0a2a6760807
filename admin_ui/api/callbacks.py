"""Calls from services that carry messages: is this the right address, and somebody has pressed a button.

Nobody signs in here: a call counts only where the channel proves that the service made it, just now and for us.
Whatever cannot be proven is answered like an address that is not there; the reason stands in the log.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from flask import Response, request

from admin_ui.access import public
from admin_ui.call import Call
from admin_ui.resource import Resource
from engine.access.errors import AccessError, not_found
from engine.base import clock
from engine.base.issue import IssueError
from engine.storage import secrets
from rule_builder.channels.calls import Calls, NotProven, listener
from rule_builder.channels.contract import ChannelSettings
from rule_builder.channels.settings import filled
from rule_builder.kinds.channel.model import ChannelModel
from rule_builder.presses import heard_before, press

RESOURCE = Resource("callbacks", "Calls from services that carry messages")
LARGEST = 64_000  # bytes of a call
log = logging.getLogger("navmark.callbacks")


@RESOURCE.route("GET", "/callbacks/<name>")
@public
def verify(call: Call, name: str) -> Any:
    """The service asks whether this is the right address. ``name``: a channel's."""
    found, _, settings = _listener(call, name)
    try:
        return _plain(found.verify(request.args, settings, partial(_secret, call)))
    except NotProven as error:
        raise _refused(name, error) from None


@RESOURCE.route("POST", "/callbacks/<name>", raw=LARGEST)
@public
def hear(call: Call, body: bytes, name: str) -> Any:
    """The service says that something was done with a message. The same call again has no second effect."""
    found, model, settings = _listener(call, name)
    reveal, now = partial(_secret, call), clock.now()
    try:
        heard = found.read_callback(body, request.args, settings, reveal)
    except NotProven as error:
        raise _refused(name, error) from None
    with call.writing() as connection:
        if heard_before(connection, name, heard.once, now) or heard.pressed is None:
            return _plain("")
        words = press(connection, call.release, name, model.type, heard.pressed, now)
    if words is None:
        log.warning("channel %s: a press that belongs to no message of that person", name)
        return _plain("")
    return _plain(found.answer(heard, words, settings, reveal))


def _listener(call: Call, name: str) -> tuple[Calls, ChannelModel, ChannelSettings]:
    """Raises AccessError (404) where there is no such channel, or it is not called back."""
    model: ChannelModel | None = call.release.find("channel", name)
    found = listener(model.type, model.settings) if model is not None else None
    if model is None or found is None:
        raise not_found()
    try:
        return found, model, filled(model.settings, call.settings)
    except IssueError as error:
        log.warning("channel %s: %s", name, error)
        raise not_found() from None


def _secret(call: Call, name: str) -> str:
    return secrets.reveal(call.connection, name, call.settings)


def _plain(text: str) -> Response:
    return Response(text, mimetype="text/plain")


def _refused(name: str, error: NotProven) -> AccessError:
    log.warning("channel %s: a call that is not proven: %s", name, error)
    return not_found()

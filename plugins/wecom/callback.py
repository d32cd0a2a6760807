"""WeCom's calls: the question whether the address is right, and presses of a card's button.

A press is answered with the button's new words in the same breath (passive reply ``update_button``, path/90241): no
call of ours, so nothing that could fail or take long.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from engine.base import clock
from engine.base.issue import IssueError
from plugins.wecom.crypto import Unreadable, is_signed, key_of, opened, sealed, signature
from plugins.wecom.xml import cdata, texts
from rule_builder.channels.calls import WINDOW, Heard, NotProven, Pressed, Secrets
from rule_builder.channels.contract import ChannelSettings

CALLBACK = ("token", "aes_key")
_LONGEST = 64  # characters of a nonce or a signature


@dataclass(frozen=True)
class _Keys:
    token: str
    key: bytes
    corp: str


def listens(settings: Mapping[str, Any]) -> bool:
    """See ``Calls.listens``."""
    return "callback" in settings


def verify(query: Mapping[str, str], settings: ChannelSettings, secrets: Secrets) -> str:
    """See ``Calls.verify``."""
    return _proven(query, query.get("echostr", ""), _keys(settings, secrets)).decode("utf-8", "replace")


def read(body: bytes, query: Mapping[str, str], settings: ChannelSettings, secrets: Secrets) -> Heard:
    """See ``Calls.read_callback``."""
    keys = _keys(settings, secrets)
    try:
        outer = texts(body)
    except ValueError as error:
        raise NotProven(str(error)) from None
    plain = _proven(query, outer.get("Encrypt", ""), keys)
    try:
        said = texts(plain)
    except ValueError as error:
        raise NotProven(str(error)) from None
    if said.get("ToUserName") != keys.corp:
        raise NotProven("meant for another corp")
    once = f"{query['timestamp']} {query['nonce']}"
    agent = settings.values["agent_id"]
    if said.get("Event") != "template_card_event" or said.get("AgentID", str(agent)) != str(agent):
        return Heard(once)
    return Heard(once, Pressed(said.get("FromUserName", ""), said.get("TaskId", ""), said.get("EventKey", "")))


def reply(heard: Heard, words: str, settings: ChannelSettings, secrets: Secrets) -> str:
    """See ``Calls.answer``."""
    if heard.pressed is None:
        return ""
    keys, now = _keys(settings, secrets), str(int(clock.now().timestamp()))
    inside = (
        f"<xml><ToUserName>{cdata(heard.pressed.address)}</ToUserName><FromUserName>{cdata(keys.corp)}</FromUserName>"
        f"<CreateTime>{now}</CreateTime><MsgType>{cdata('update_button')}</MsgType>"
        f"<Button><ReplaceName>{cdata(words)}</ReplaceName></Button></xml>"
    )
    encrypted, nonce = sealed(inside.encode(), keys.key, keys.corp), os.urandom(8).hex()
    signed = signature(keys.token, now, nonce, encrypted)
    return (
        f"<xml><Encrypt>{cdata(encrypted)}</Encrypt><MsgSignature>{cdata(signed)}</MsgSignature>"
        f"<TimeStamp>{now}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
    )


def _keys(settings: ChannelSettings, secrets: Secrets) -> _Keys:
    given = settings.values["callback"]
    try:
        token, key = (secrets(given[name]["secret"]) for name in CALLBACK)
        return _Keys(token, key_of(key), str(settings.values["corp_id"]))
    except (IssueError, Unreadable) as error:
        raise NotProven(f"calls cannot be proven: {error}") from None


def _proven(query: Mapping[str, str], encrypted: str, keys: _Keys) -> bytes:
    """The text of a call that WeCom has signed just now. The signature is looked at before anything else."""
    given, timestamp, nonce = (query.get(name, "") for name in ("msg_signature", "timestamp", "nonce"))
    if not encrypted or max(map(len, (given, timestamp, nonce))) > _LONGEST:
        raise NotProven("a part of the call is missing or too long")
    if not is_signed(given, keys.token, timestamp, nonce, encrypted):
        raise NotProven("the signature is wrong")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 11):
        raise NotProven("no time")
    if abs(clock.now() - datetime.fromtimestamp(int(timestamp), UTC)) > WINDOW:
        raise NotProven("the call is too old, or this machine's clock is wrong")
    try:
        return opened(encrypted, keys.key, keys.corp)
    except Unreadable as error:
        raise NotProven(str(error)) from None

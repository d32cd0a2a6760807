"""The local WeCom calls back, as WeCom does: encrypted, signed, and it reads the answer the same way."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from connectors.call import Ask
from connectors.http import Http
from engine.base.issue import IssueError
from plugins.wecom.crypto import Unreadable, is_signed, key_of, opened, sealed, signature
from plugins.wecom.xml import cdata, texts

#: Hands a body to an address and gives the body of the answer back. Raises IssueError where there is none.
Post = Callable[[str, bytes], bytes]


def _post(url: str, body: bytes) -> bytes:
    with Http(allow={urlsplit(url).netloc}, timeout=5.0, deadline=5.0, retries=0) as http:  # WeCom waits 5 seconds
        return http.send(Ask(url, "POST", headers={"Content-Type": "text/xml"}, data=body, repeat=False)).body


@dataclass(frozen=True)
class Calling:
    """Where the application wants to be called (接收消息服务器配置): address, Token, EncodingAESKey."""

    url: str
    token: str
    aes_key: str
    post: Post = _post

    def press(self, corp: str, agent: int, user: str, card: Mapping[str, Any], key: str, now: int) -> str | None:
        """A member presses a button of a card; what the button shows from then on, None where nothing was answered."""
        inside = (
            f"<xml><ToUserName>{cdata(corp)}</ToUserName><FromUserName>{cdata(user)}</FromUserName>"
            f"<CreateTime>{now}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
            f"<Event><![CDATA[template_card_event]]></Event><EventKey>{cdata(key)}</EventKey>"
            f"<TaskId>{cdata(card['task_id'])}</TaskId><CardType>{cdata(card['card_type'])}</CardType>"
            f"<ResponseCode>{cdata(os.urandom(16).hex())}</ResponseCode><AgentID>{agent}</AgentID></xml>"
        )
        address, body = self.call(corp, inside, str(now), os.urandom(8).hex())
        try:
            return self._read(corp, self.post(address, body))
        except (IssueError, Unreadable, ValueError):
            return None

    def call(self, corp: str, inside: str, timestamp: str, nonce: str) -> tuple[str, bytes]:
        """Address and body of a call that says ``inside``."""
        encrypted = sealed(inside.encode(), key_of(self.aes_key), corp)
        query = {
            "msg_signature": signature(self.token, timestamp, nonce, encrypted),
            "timestamp": timestamp,
            "nonce": nonce,
        }
        body = f"<xml><ToUserName>{cdata(corp)}</ToUserName><Encrypt>{cdata(encrypted)}</Encrypt></xml>"
        return f"{self.url}?{urlencode(query)}", body.encode()

    def _read(self, corp: str, answer: bytes) -> str | None:
        if not answer:
            return None
        outer = texts(answer)
        encrypted = outer.get("Encrypt", "")
        given = (outer.get(name, "") for name in ("MsgSignature", "TimeStamp", "Nonce"))
        signed, timestamp, nonce = given
        if not is_signed(signed, self.token, timestamp, nonce, encrypted):
            raise ValueError("the answer's signature is wrong")
        inside = opened(encrypted, key_of(self.aes_key), corp)
        if texts(inside).get("MsgType") != "update_button":
            return None
        return texts(inside[inside.index(b"<Button>") : inside.index(b"</Button>") + 9]).get("ReplaceName")

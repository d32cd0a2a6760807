"""Channel webhook: one POST of JSON a message, signed over time and body; the status says what became of it.

``X-Navmark-Signature: t=<seconds>,v1=<hex of HMAC-SHA256(secret, "<seconds>.<body>")>`` and ``Idempotency-Key: <id>``.
2xx: taken · 422: nobody of that address is known · other 4xx: refused · 429, 503: later · anything else: unclear.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

from connectors.addresses import allow_list, read_url
from connectors.call import Ask
from connectors.faults import HttpFault
from connectors.http import Http
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import Text, both
from rule_builder.channels.contract import ChannelSettings, Escape, Memory, Message, Outcome, Recipient
from rule_builder.templates.filters import cut

TITLE, TEXT, LONGEST_WINDOW = 400, 20_000, 7 * 86_400
SETUP_WAIT, LATER_WAIT = 300.0, 60.0
_SETTINGS = ("url", "secret", "duplicate_window")
#: Faults after which the request has certainly not been worked on.
_NEVER_SENT = frozenset({"unreachable", "tls", "redirect", "busy"})


class Webhook:
    """An address of one's own, e.g. a bus or another messenger. A person's address is what the receiver calls him."""

    name = "webhook"
    title = both("签名回调", "Signed webhook")
    formats = ("json",)
    duplicate_window = 0
    per_minute = 0

    def window(self, settings: Mapping[str, Any]) -> int:
        """See ``Declared.window``."""
        return int(settings.get("duplicate_window", 0))

    def check(self, settings: Mapping[str, Any]) -> list[Issue]:
        """See ``Channel.check``: N840."""
        issues = [
            _issue(name, both(f"未知设置 {name}", f'unknown setting "{name}"'), did_you_mean(name, _SETTINGS))
            for name in settings
            if name not in _SETTINGS
        ]
        url = settings.get("url")
        if not isinstance(url, str) or not url.startswith(("http://", "https://", "{")):
            issues.append(_issue("url", both("缺少 http(s) 网址", "the http(s) address is missing")))
        secret = settings.get("secret")
        if not (isinstance(secret, Mapping) and set(secret) == {"secret"} and isinstance(secret["secret"], str)):
            hint = both(
                '存入密钥库后写 {"secret": "名字"}', 'put it into the secret store, write {"secret": "its_name"}'
            )
            issues.append(_issue("secret", both("secret 只能写密钥的名字", "secret must name a stored secret"), hint))
        window = settings.get("duplicate_window", 0)
        if not isinstance(window, int) or isinstance(window, bool) or not 0 <= window <= LONGEST_WINDOW:
            words = both("秒数须为 0 到 604800 的整数", "the seconds must be a whole number from 0 to 604800")
            issues.append(_issue("duplicate_window", words))
        return issues

    def escape(self, format: str) -> Escape:
        """The receiver may show it anywhere: nothing in it becomes a link or a mention."""
        return "text"

    def render(self, message: Message, recipient: Recipient, settings: Mapping[str, Any]) -> dict[str, Any]:
        """See ``Channel.render``."""
        copy = ("[Copy] " if message.language == "en" else "【抄送】") if message.copy else ""
        return {
            "id": message.reference,
            "to": recipient.address,
            "purpose": message.purpose,
            "severity": message.severity,
            "copy": message.copy,
            "title": cut((copy + message.title) or "—", TITLE),
            "text": cut(message.text, TEXT),
            "facts": [{"label": label, "value": value} for label, value in message.facts],
            "url": message.url,
            "language": message.language,
        }

    def send(
        self, request: Mapping[str, Any], memory: Memory, settings: ChannelSettings, secrets: Callable[[str], str]
    ) -> Outcome:
        """See ``Channel.send``. Raises IssueError only before anything was sent (a secret is missing)."""
        body = json.dumps(dict(request), ensure_ascii=False, allow_nan=False).encode()
        signed = signature(secrets(settings.values["secret"]["secret"]), int(clock.now().timestamp()), body)
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": str(request["id"])}
        ask = Ask(
            str(settings.values["url"]), "POST", headers=headers, credentials={"X-Navmark-Signature": signed},
            data=body, repeat=False, accept=(422,),
        )  # fmt: skip
        to = str(request["to"])
        try:
            allowed = settings.installation.allow_hosts
            asked = read_url(ask.url, allow_list(",".join(allowed)))
            with Http(allow=allowed, timeout=10.0, deadline=25.0, max_bytes=1_000_000, retries=0) as http:
                answer = http.send(ask)
        except HttpFault as fault:
            code = str(fault.status or fault.issues[0].code)
            if fault.kind in _NEVER_SENT:
                return Outcome("retry", code=code, detail=str(fault)[:300], retry_after=fault.retry_after or LATER_WAIT)
            return Outcome("refused" if fault.kind == "refused" else "unknown", code=code, detail=str(fault)[:300])
        except IssueError as error:  # an address this installation may not call
            return Outcome("retry", code=error.issues[0].code, detail=str(error)[:300], retry_after=SETUP_WAIT)
        if answer.place.url != asked.url:  # a page to log in at, say: that it can be read says nothing
            words = f"the receiver sends on to {answer.place.plain}: write the address that takes messages"
            return Outcome("refused", code="redirect", detail=words[:300])
        if answer.status == 422:
            return Outcome("refused", {to: "invalid"}, "422", "422: the receiver knows nobody of that address")
        return Outcome("delivered", {to: "delivered"}, str(answer.status))


def signature(secret: str, seconds: int, body: bytes) -> str:
    """The value of ``X-Navmark-Signature``."""
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def _issue(name: str, message: Text, hint: Text | None = None) -> Issue:
    return Issue("N840", message, f"$.settings.{name}", hint=hint)

"""Channel hook: messages as JSON to one address of the house, which knows its people by their number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from connectors.call import Ask
from connectors.faults import HttpFault
from connectors.http import Http
from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both
from rule_builder.channels.contract import ChannelSettings, Escape, Memory, Message, Outcome, Recipient

_SETTINGS = ("url", "token")
#: Nothing of the request has been worked on.
_NEVER_ARRIVED = frozenset({"unreachable", "tls", "refused", "redirect", "busy"})


class Hook:
    """POST {"to", "id", "text"}: 404 = nobody of that number; the same id again within a day is dropped there."""

    name = "hook"
    title = both("内部接口", "In-house hook")
    formats = ("text",)
    duplicate_window = 86_400
    per_minute = 0

    def check(self, settings: Mapping[str, Any]) -> list[Issue]:
        """Both settings, and no other."""
        unknown = [
            Issue("N735", both(f"未知设置 {name}", f'unknown setting "{name}"'), f"$.settings.{name}",
                  hint=did_you_mean(name, _SETTINGS))
            for name in settings if name not in _SETTINGS
        ]  # fmt: skip
        missing = [
            Issue("N735", both(f"缺少 {name}", f"{name} is missing"), f"$.settings.{name}")
            for name in _SETTINGS if name not in settings
        ]  # fmt: skip
        return unknown + missing

    def escape(self, format: str) -> Escape:
        """The phone makes links of addresses, as WeCom does."""
        return "text"

    def render(self, message: Message, recipient: Recipient, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Frozen before the first try; the reference keeps two messages that read alike apart."""
        copy = ("[Copy] " if message.language == "en" else "【抄送】") if message.copy else ""
        text = "\n".join(part for part in (copy + message.title, message.text, message.url) if part)
        return {"to": recipient.address, "id": message.reference, "text": text}

    def send(
        self, request: Mapping[str, Any], memory: Memory, settings: ChannelSettings, secrets: Callable[[str], str]
    ) -> Outcome:
        """Once. Where the answer is lost the outbox asks again, with the same bytes."""
        to, values = str(request["to"]), settings.values
        bearer = {"Authorization": f"Bearer {secrets(values['token']['secret'])}"}
        ask = Ask(values["url"], "POST", credentials=bearer, json=dict(request), accept=(404,), repeat=False)
        try:
            with Http(allow=settings.installation.allow_hosts, timeout=10.0, deadline=25.0) as http:
                answer = http.send(ask)
        except HttpFault as fault:
            never = fault.kind in _NEVER_ARRIVED
            return Outcome(
                "retry" if never else "unknown", detail=str(fault)[:300], retry_after=fault.retry_after or 60
            )
        except IssueError as error:  # an address that this installation may not call
            return Outcome("retry", detail=str(error)[:300], retry_after=600)
        if answer.status == 404:
            return Outcome("refused", {to: "invalid"}, "404", "nobody has this number")
        return Outcome("delivered", {to: "delivered"})

"""What the robots of the three houses have in common: groups by name, one POST, a code in the answer.

HTTP 200 says nothing: a message has arrived where the answer's code is 0. None of them recognises a repeat, so a
hand-over whose answer was lost becomes "unknown" and is never repeated blindly.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

from connectors.call import Ask
from connectors.faults import HttpFault
from connectors.http import Http
from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import Text, both
from rule_builder.channels.contract import ChannelSettings, Escape, Memory, Message, Outcome, Recipient
from rule_builder.templates.filters import cut

#: Faults after which the request has certainly not been worked on.
_NEVER_SENT = frozenset({"unreachable", "tls", "refused", "redirect", "busy"})
_SETTINGS = ("base_url", "groups")
_GROUP = ("key", "sign")
_WORDS = {
    "zh": {"copy": "【抄送】", "more": "查看详情"},
    "en": {"copy": "[Copy] ", "more": "Details"},
}
SETUP_WAIT, LATER_WAIT = 300.0, 60.0


@dataclass(frozen=True)
class Said:
    """What an answer's code means: ``state`` as in ``Outcome``; ``words`` without a secret."""

    state: str
    words: str
    retry_after: float | None = None


class Robot(ABC):
    """A channel of group robots. Subclasses say where to, in which shape, and what the codes mean."""

    name: ClassVar[str]
    title: ClassVar[Mapping[str, str]]
    formats: ClassVar[tuple[str, ...]]
    signs: ClassVar[bool]  # whether a group may have a secret to sign with
    base_url: ClassVar[str]
    codes: ClassVar[Mapping[int, Said]]
    duplicate_window = 0
    per_minute = 20  # of one robot, whoever is told
    shared: Literal[True] = True

    @abstractmethod
    def content(self, form: str, title: str, text: str, link: tuple[str, str] | None, mark: str) -> dict[str, Any]:
        """The body, within the limits. ``link``: words and URL; ``mark`` tells messages apart that read alike."""

    @abstractmethod
    def ask(self, base: str, key: str, sign: str | None, body: dict[str, Any]) -> Ask:
        """The call that hands a body over."""

    def check(self, settings: Mapping[str, Any]) -> list[Issue]:
        """See ``Channel.check``: N836."""
        issues = [_unknown(f"$.settings.{name}", name, _SETTINGS) for name in settings if name not in _SETTINGS]
        if not isinstance(settings.get("base_url", ""), str):
            issues.append(_issue("$.settings.base_url", both("base_url 必须是文本", "base_url must be a text")))
        groups = settings.get("groups")
        if not isinstance(groups, Mapping) or not groups:
            words = both("至少写一个群：名字 → 密钥的名字", "at least one group: its name → the name of a secret")
            return [*issues, _issue("$.settings.groups", words, _EXAMPLE)]
        known = _GROUP if self.signs else _GROUP[:1]
        for group, parts in groups.items():
            at = f"$.settings.groups.{group}"
            if not isinstance(parts, Mapping) or "key" not in parts:
                issues.append(_issue(at, both("缺少 key", "key is missing"), _EXAMPLE))
                continue
            for part, value in parts.items():
                if part not in known:
                    issues.append(_unknown(f"{at}.{part}", part, known))
                elif not (isinstance(value, Mapping) and set(value) == {"secret"} and isinstance(value["secret"], str)):
                    words = both(f"{part} 只能写密钥的名字", f"{part} must name a stored secret")
                    issues.append(_issue(f"{at}.{part}", words, _EXAMPLE))
        return issues

    def escape(self, format: str) -> Escape:
        """See ``Channel.escape``."""
        return "markdown" if format == "markdown" else "text"

    def render(self, message: Message, recipient: Recipient, settings: Mapping[str, Any]) -> dict[str, Any]:
        """See ``Channel.render``."""
        words = _WORDS["en" if message.language == "en" else "zh"]
        title = mute((words["copy"] if message.copy else "") + message.title)
        link = (words["more"], message.url) if message.url else None
        form = message.format if message.format in self.formats else self.formats[0]
        body = self.content(form, title, mute(message.text), link, f"〔{message.reference[-12:]}〕")
        return {"group": recipient.address, "body": body}

    def send(
        self, request: Mapping[str, Any], memory: Memory, settings: ChannelSettings, secrets: Callable[[str], str]
    ) -> Outcome:
        """See ``Channel.send``. Raises IssueError only before anything was sent (a secret is missing)."""
        group = str(request["group"])
        parts = settings.values["groups"].get(group)
        if parts is None:
            return Outcome("refused", {group: "invalid"}, "group", f"the channel has no group called {group}")
        key = secrets(parts["key"]["secret"])
        sign = secrets(parts["sign"]["secret"]) if "sign" in parts else None
        base = str(settings.values.get("base_url") or self.base_url).rstrip("/")
        outcome = self._call(settings, self.ask(base, key, sign, dict(request["body"])), group)
        hidden = outcome.detail.replace(key, "…").replace(sign or key, "…")
        return replace(outcome, detail=hidden[:300])

    def _call(self, settings: ChannelSettings, ask: Ask, group: str) -> Outcome:
        try:
            allowed = settings.installation.allow_hosts
            with Http(allow=allowed, timeout=10.0, deadline=25.0, max_bytes=1_000_000, retries=0) as http:
                answer = http.send(ask)
        except HttpFault as fault:
            if fault.kind in _NEVER_SENT:
                return Outcome("retry", detail=str(fault), retry_after=fault.retry_after or LATER_WAIT)
            return Outcome("unknown", detail=str(fault))
        except IssueError as error:  # an address this installation may not call
            return Outcome("retry", code=error.issues[0].code, detail=str(error), retry_after=SETUP_WAIT)
        return self._outcome(answer.body, group)

    def _outcome(self, body: bytes, group: str) -> Outcome:
        try:
            found = json.loads(body)
        except ValueError:
            found = None
        code = self.code(found) if isinstance(found, dict) else None
        if code is None:
            return Outcome("unknown", detail="the answer holds no code")
        if code == 0:
            return Outcome("delivered", {group: "delivered"}, "0")
        said = self.codes.get(code)
        if said is None:
            return Outcome("refused", code=str(code), detail=f"{code}: the robot refused it")
        if said.state == "retry":
            return Outcome("retry", code=str(code), detail=f"{code}: {said.words}", retry_after=said.retry_after)
        return Outcome("refused", {group: "invalid"}, str(code), f"{code}: {said.words}")

    def code(self, answer: Mapping[str, Any]) -> int | None:
        """The code of an answer."""
        return number(answer.get("errcode"))


def posted(url: str, body: Mapping[str, Any], **secret_params: str) -> Ask:
    """The POST of a body, in UTF-8: the limits count bytes."""
    data = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    return Ask(url, "POST", headers=headers, secret_params=secret_params, data=data, repeat=False)


def number(value: Any) -> int | None:
    """A whole number, or None."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def mute(text: str) -> str:
    """Nothing in a message mentions anybody: not the author's text either."""
    return text.replace("<@", "＜@").replace("@all", "＠all").replace("@所有人", "＠所有人")


def fitted(text: str, tail: str, limit: int) -> str:
    """The text cut so that it and the tail are at most ``limit`` bytes."""
    return cut(text, limit - len(tail.encode())) + tail


_EXAMPLE = both(
    '例如 {"east": {"key": {"secret": "robot_east"}}}', 'for example {"east": {"key": {"secret": "robot_east"}}}'
)


def _issue(path: str, message: Text, hint: Text | None = None) -> Issue:
    return Issue("N836", message, path, hint=hint)


def _unknown(path: str, name: str, known: tuple[str, ...]) -> Issue:
    return _issue(path, both(f"未知设置 {name}", f'unknown setting "{name}"'), did_you_mean(name, known))

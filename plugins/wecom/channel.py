"""Channel wecom: ``gettoken`` once for all processes, then ``message/send`` to one member at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

from connectors.call import Answer, Ask
from connectors.faults import HttpFault
from connectors.http import Http
from engine.base.issue import Issue, IssueError
from engine.base.settings import Settings
from engine.base.suggest import did_you_mean
from engine.base.text import both
from plugins.wecom import callback
from plugins.wecom.answers import LATER_WAIT, SETUP, SETUP_WAIT, TOKEN, outcome_of
from plugins.wecom.body import DUPLICATE_WINDOW, body, fits
from rule_builder.channels.calls import Heard, Secrets
from rule_builder.channels.contract import Busy, ChannelSettings, Escape, Memory, Message, Outcome, Recipient

TOKEN_NAME = "access_token"
EARLY = 300  # seconds before its end at which a token is renewed
#: Faults after which the request has certainly not been worked on.
_NEVER_SENT = frozenset({"unreachable", "tls", "refused", "redirect"})
_SETTINGS = ("base_url", "corp_id", "agent_id", "secret", "callback")

OpenHttp = Callable[[Settings], Http]


def _open(settings: Settings) -> Http:
    return Http(allow=settings.allow_hosts, timeout=10.0, deadline=25.0, max_bytes=1_000_000, retries=1)


class _NoToken(Exception):
    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


class WeCom:
    """Messages of one WeCom application. There is no cc in WeCom: a copy is a message of its own, marked 抄送."""

    name = "wecom"
    title = both("企业微信应用消息", "WeCom application message")
    formats = ("textcard", "template_card", "markdown", "text")
    duplicate_window = DUPLICATE_WINDOW
    roomier = ("text",)
    per_minute = 25  # WeCom drops the 31st message to a member within a minute without a word

    def __init__(self, open_http: OpenHttp = _open) -> None:
        self._open = open_http

    def check(self, settings: Mapping[str, Any]) -> list[Issue]:
        """See ``Channel.check``: N735."""
        issues = [
            _issue(name, both(f"未知设置 {name}", f'unknown setting "{name}"'), did_you_mean(name, _SETTINGS))
            for name in settings
            if name not in _SETTINGS
        ]
        for name in ("base_url", "corp_id"):
            if not isinstance(settings.get(name), str) or not settings[name].strip():
                issues.append(_issue(name, both(f"{name} 必须是文本", f"{name} must be a text")))
        agent = settings.get("agent_id")
        if not isinstance(agent, int) or isinstance(agent, bool) or agent <= 0:
            issues.append(_issue("agent_id", both("agent_id 必须是正整数", "agent_id must be a positive integer")))
        if not _names_secret(settings.get("secret")):
            words = both("secret 只能写密钥的名字", "secret must name a stored secret")
            issues.append(_issue("secret", words, _SECRET))
        if "callback" in settings:
            issues += _callback_issues(settings["callback"])
        return issues

    def escape(self, format: str) -> Escape:
        """See ``Channel.escape``."""
        return "markdown" if format == "markdown" else "text"

    def render(self, message: Message, recipient: Recipient, settings: Mapping[str, Any]) -> dict[str, Any]:
        """See ``Channel.render``."""
        buttons = callback.listens(settings)
        return body(message, recipient.address, int(settings["agent_id"]), buttons=buttons)

    def listens(self, settings: Mapping[str, Any]) -> bool:
        """See ``Calls.listens``."""
        return callback.listens(settings)

    def verify(self, query: Mapping[str, str], settings: ChannelSettings, secrets: Secrets) -> str:
        """See ``Calls.verify``."""
        return callback.verify(query, settings, secrets)

    def read_callback(
        self, body: bytes, query: Mapping[str, str], settings: ChannelSettings, secrets: Secrets
    ) -> Heard:
        """See ``Calls.read_callback``."""
        return callback.read(body, query, settings, secrets)

    def answer(self, heard: Heard, words: str, settings: ChannelSettings, secrets: Secrets) -> str:
        """See ``Calls.answer``."""
        return callback.reply(heard, words, settings, secrets)

    def fits(self, message: Message) -> bool:
        """See ``Roomy.fits``."""
        return fits(message)

    def send(
        self,
        request: Mapping[str, Any],
        memory: Memory,
        settings: ChannelSettings,
        secrets: Callable[[str], str],
    ) -> Outcome:
        """See ``Channel.send``. Raises IssueError only before anything was sent (a secret is missing)."""
        base = str(settings.values["base_url"]).rstrip("/")
        corp = str(settings.values["corp_id"])
        secret = secrets(settings.values["secret"]["secret"])
        with self._open(settings.installation) as http:
            try:
                token = memory.renew(TOKEN_NAME, None, lambda: _fetch(http, base, corp, secret))
                answer = _post(http, base, token, request)
                if answer.get("errcode") in TOKEN:
                    token = memory.renew(TOKEN_NAME, token, lambda: _fetch(http, base, corp, secret))
                    answer = _post(http, base, token, request)
            except _NoToken as stop:
                return stop.outcome
            except Busy:
                return Outcome("retry", detail="another process is fetching the token", retry_after=LATER_WAIT)
            except HttpFault as fault:
                surely = fault.kind in _NEVER_SENT
                state: Literal["retry", "unknown"] = "retry" if surely else "unknown"
                return Outcome(state, detail=str(fault)[:300], retry_after=fault.retry_after)
            except IssueError as error:  # an address this installation may not call
                return Outcome("retry", code=error.issues[0].code, detail=str(error)[:300], retry_after=SETUP_WAIT)
        return outcome_of(answer, str(request["touser"]))


def _post(http: Http, base: str, token: str, request: Mapping[str, Any]) -> dict[str, Any]:
    url = f"{base}/cgi-bin/message/send"
    ask = Ask(url, "POST", secret_params={"access_token": token}, json=dict(request), repeat=False)
    return _read(http.send(ask))


def _fetch(http: Http, base: str, corp: str, secret: str) -> tuple[str, float]:
    """A new token and the seconds it may be used. Raises _NoToken: nothing has been sent then."""
    try:
        answer = _read(http.send(Ask(f"{base}/cgi-bin/gettoken", secret_params={"corpid": corp, "corpsecret": secret})))
    except HttpFault as fault:
        raise _NoToken(Outcome("retry", detail=str(fault)[:300], retry_after=fault.retry_after or LATER_WAIT))
    code, token = answer.get("errcode"), answer.get("access_token")
    if code == 0 and isinstance(token, str) and token:
        lifetime = answer.get("expires_in")
        return token, max(60.0, float(lifetime if isinstance(lifetime, int) else 7200) - EARLY)
    words = SETUP.get(code) if isinstance(code, int) else None
    detail = f"{code}: {words}" if words else f"WeCom gave no token (errcode {code})"
    raise _NoToken(Outcome("retry", code=str(code), detail=detail, retry_after=SETUP_WAIT if words else LATER_WAIT))


def _read(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


_SECRET = both('存入密钥库后写 {"secret": "名字"}', 'put it into the secret store, write {"secret": "its_name"}')


def _names_secret(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {"secret"} and isinstance(value["secret"], str)


def _callback_issues(given: Any) -> list[Issue]:
    known = callback.CALLBACK
    if not isinstance(given, Mapping):
        words = both("callback 须写 token 和 aes_key", "callback needs token and aes_key")
        return [_issue("callback", words)]
    issues = [
        _issue(f"callback.{name}", both(f"未知设置 {name}", f'unknown setting "{name}"'), did_you_mean(name, known))
        for name in given
        if name not in known
    ]
    return issues + [
        _issue(f"callback.{name}", both(f"{name} 只能写密钥的名字", f"{name} must name a stored secret"), _SECRET)
        for name in known
        if not _names_secret(given.get(name))
    ]


def _issue(name: str, message: Any, hint: Any = None) -> Issue:
    return Issue("N735", message, f"$.settings.{name}", hint=hint)

"""Channel email: one mail to one person by a mail server, over STARTTLS or TLS."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Mapping
from typing import Any

from engine.base.issue import Issue
from engine.base.suggest import did_you_mean
from engine.base.text import Text, both
from plugins.smtp.mail import bytes_of, frozen, is_address
from plugins.smtp.submit import SECURITY, Server, submit
from rule_builder.channels.contract import ChannelSettings, Escape, Memory, Message, Outcome, Recipient

_SETTINGS = ("host", "port", "security", "from", "from_name", "login")
_USUAL = {"starttls": 587, "tls": 465, "none": 25}
_PLACE = re.compile(r"\{[A-Z][A-Z0-9_]*\}")


class Smtp:
    """E-mail. A mail server knows no repeats: a hand-over whose answer was lost is never repeated."""

    name = "email"
    title = both("邮件", "E-mail")
    formats = ("html",)
    duplicate_window = 0
    per_minute = 0

    def __init__(self, trust: Callable[[], ssl.SSLContext] = ssl.create_default_context) -> None:
        self._trust = trust

    def check(self, settings: Mapping[str, Any]) -> list[Issue]:
        """See ``Channel.check``: N839."""
        issues = [
            _issue(name, both(f"未知设置 {name}", f'unknown setting "{name}"'), did_you_mean(name, _SETTINGS))
            for name in settings
            if name not in _SETTINGS
        ]
        if not isinstance(settings.get("host"), str) or not settings["host"].strip():
            issues.append(_issue("host", both("缺少邮件服务器的主机名", "the mail server's host is missing")))
        port = settings.get("port", 587)
        if isinstance(port, bool) or not isinstance(port, int | str) or not str(port).strip():
            issues.append(_issue("port", both("端口须为数字", "the port must be a number")))
        security = settings.get("security", "starttls")
        if security not in SECURITY:
            words = both("可选：starttls、tls、none", "one of: starttls, tls, none")
            issues.append(_issue("security", both("不认识的加密方式", "unknown security"), words))
        sender = settings.get("from")
        if not (is_address(sender) or (isinstance(sender, str) and _PLACE.fullmatch(sender))):
            issues.append(_issue("from", both("from 须为一个邮箱地址", "from must be one mail address")))
        if not isinstance(settings.get("from_name", ""), str):
            issues.append(_issue("from_name", both("from_name 必须是文本", "from_name must be a text")))
        if "login" in settings:
            issues += _login_issues(settings["login"])
            if security == "none":
                words = both(
                    "不加密时不能登录：密码会被看到", "no login without encryption: the password would be seen"
                )
                issues.append(_issue("security", words))
        return issues

    def escape(self, format: str) -> Escape:
        """Mail programs make links of addresses by themselves; it is escaped for HTML when the mail is made."""
        return "text"

    def render(self, message: Message, recipient: Recipient, settings: Mapping[str, Any]) -> dict[str, Any]:
        """See ``Channel.render``."""
        return frozen(message, recipient.address, str(settings["from"]), str(settings.get("from_name", "")))

    def send(
        self, request: Mapping[str, Any], memory: Memory, settings: ChannelSettings, secrets: Callable[[str], str]
    ) -> Outcome:
        """See ``Channel.send``. Raises IssueError only before anything was sent (a secret is missing)."""
        values = settings.values
        login = values.get("login")
        security = str(values.get("security", "starttls"))
        port = str(values.get("port", _USUAL[security]))
        if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            return Outcome("retry", detail="the port is not a number from 1 to 65535", retry_after=300.0)
        sender = str(values["from"])
        if not is_address(sender):
            return Outcome("retry", detail="the sender is not one mail address", retry_after=300.0)
        server = Server(
            host=str(values["host"]),
            port=int(port),
            security=security,
            user=str(login["user"]) if login else None,
            password=secrets(login["password"]["secret"]) if login else None,
            allow=settings.installation.allow_hosts,
            context=self._trust(),
        )
        return submit(server, sender, str(request["to"]), bytes_of({**request, "from": sender}))


def _login_issues(login: Any) -> list[Issue]:
    if not isinstance(login, Mapping):
        return [_issue("login", both("login 须写 user 和 password", "login needs user and password"))]
    issues = [
        _issue(f"login.{name}", both(f"未知设置 {name}", f'unknown setting "{name}"'))
        for name in login
        if name not in ("user", "password")
    ]
    if not isinstance(login.get("user"), str) or not login["user"]:
        issues.append(_issue("login.user", both("缺少用户名", "the user is missing")))
    password = login.get("password")
    if not (isinstance(password, Mapping) and set(password) == {"secret"} and isinstance(password["secret"], str)):
        hint = both('存入密钥库后写 {"secret": "名字"}', 'put it into the secret store, write {"secret": "its_name"}')
        words = both("password 只能写密钥的名字", "password must name a stored secret")
        issues.append(_issue("login.password", words, hint))
    return issues


def _issue(name: str, message: Text, hint: Text | None = None) -> Issue:
    return Issue("N839", message, f"$.settings.{name}", hint=hint)

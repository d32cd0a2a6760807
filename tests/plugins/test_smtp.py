"""Channel email against a mail server: the suite for channels, then encryption, log-in, headers, answers."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from connectors.tcp import check_place
from engine.base.issue import IssueError
from engine.base.settings import Settings
from plugins.smtp import PLUGIN
from plugins.smtp.channel import Smtp
from plugins.smtp.mail import bytes_of
from rule_builder.channels.contract import ChannelSettings, Message, Outcome, Recipient, channels
from rule_builder.channels.suite import Bench, ChannelSuite, DictMemory, Fault
from tests.plugins.mail_server import MailServer, certificate, mail_server

REFERENCE = "01900000-0000-7000-8000-00000000000a"
TO = Recipient(1, "a", "a@firma.example")
SECRET = "a-mail-password-4711"


def settings_for(server: MailServer, allowed: bool = True, **more: Any) -> ChannelSettings:
    values = {"host": "127.0.0.1", "port": server.port, "security": "none", "from": "alerts@firma.example", **more}
    hosts = frozenset({f"127.0.0.1:{server.port}"} if allowed else ())
    return ChannelSettings(values, Settings(data=Path("."), database="sqlite://", allow_hosts=hosts))


@contextmanager
def bench() -> Iterator[Bench]:
    with mail_server() as server:

        def arrived(address: str) -> list[str]:
            return [mail.decode() for _, to, mail, _ in server.mails if to == address]

        def break_next(fault: Fault) -> None:
            if fault != "expired":
                server.faults.append(fault)

        settings = settings_for(server)
        yield Bench(
            channels()["email"], settings, {"pw": SECRET}, TO.address, "nobody@firma.example", arrived, break_next
        )


class TestSmtp(ChannelSuite):
    def open_bench(self) -> Any:
        return bench()


def message(**more: Any) -> Message:
    given: dict[str, Any] = {"title": "销售额连续3天低于目标", "text": "上海一店\n84.0%", "reference": REFERENCE}
    return Message(**(given | {"url": "https://navmark.example/incidents/1?a=1&b=2", "format": "html"} | more))


def send(server: MailServer, channel: Smtp | None = None, **more: Any) -> Outcome:
    settings = settings_for(server, **more)
    channel = channel or Smtp()
    request = channel.render(message(), TO, settings.values)
    return channel.send(request, DictMemory(), settings, {"pw": SECRET}.__getitem__)


def test_the_mail_is_what_people_and_programs_can_read() -> None:
    request = Smtp().render(
        message(facts=(("单元", "上海<b>一店"),)), TO, {"from": "alerts@firma.example", "from_name": "航标"}
    )
    raw = bytes_of(request)
    assert raw == bytes_of(request)
    assert raw.isascii()
    mail = message_from_bytes(raw, policy=default)
    assert str(mail["Subject"]) == "销售额连续3天低于目标"
    assert str(mail["From"]) == "航标 <alerts@firma.example>"
    assert mail["To"] == "a@firma.example"
    assert mail["Message-ID"] == f"<{REFERENCE}@firma.example>"
    # a UUID of version 7 begins with its milliseconds
    assert mail["Date"].datetime.timestamp() == int("019000000000", 16) // 1000
    text, page = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert text.replace("\r\n", "\n") == (
        "销售额连续3天低于目标\n\n单元：上海<b>一店\n上海一店\n84.0%\n\n查看详情：https://navmark.example/incidents/1?a=1&b=2\n"
    )
    assert "<td>上海&lt;b&gt;一店</td>" in page
    assert '<a href="https://navmark.example/incidents/1?a=1&amp;b=2">' in page
    assert "上海一店<br>84.0%" in page


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@b\r\nBcc: all@x.example",
        "a@x.example, b@x.example",
        "A <a@x.example>",
        "a b@x.example",
        "店@x.example",
    ],
)
def test_one_mailbox_and_no_header_more(address: str) -> None:
    with pytest.raises(IssueError, match="N838"):
        Smtp().render(message(), Recipient(1, "a", address), {"from": "alerts@firma.example"})


def test_titles_start_no_header() -> None:
    wild = message(title="标题\r\nBcc: all@x.example\n\n正文", reference="r1\r\nX: y")
    mail = message_from_bytes(
        bytes_of(Smtp().render(wild, TO, {"from": "a@x.example", "from_name": "a\r\nX: y"})), policy=default
    )
    assert not {"Bcc", "X"} & set(mail.keys())
    assert str(mail["Subject"]) == "标题 Bcc: all@x.example 正文"


def test_encrypted_with_a_log_in(tmp_path: Path) -> None:
    own, trusting = certificate(tmp_path)
    login = {"user": "navmark", "password": {"secret": "pw"}}
    for security in ("starttls", "tls"):
        with mail_server(tls=own, tls_at_once=security == "tls", login=("navmark", SECRET)) as server:
            outcome = send(server, Smtp(lambda: trusting), security=security, login=login)
            assert (outcome.state, outcome.per_recipient) == ("delivered", {TO.address: "delivered"}), outcome
            assert [over_tls for *_, over_tls in server.mails] == [True]
            assert not any("AUTH" in line or "DATA" in line for line in server.lines)
            wrong = send(server, Smtp(lambda: trusting), security=security, login=login | {"user": "other"})
            assert (wrong.state, wrong.code) == ("retry", "535")
            assert SECRET not in wrong.detail
            stranger = send(server, Smtp(), security=security, login=login)  # a certificate of nobody we know
            assert (stranger.state, stranger.code) == ("retry", "tls")
            assert len(server.mails) == 1


def test_a_server_without_encryption_gets_nothing() -> None:
    with mail_server() as server:
        outcome = send(server, security="starttls")
        assert (outcome.state, outcome.code) == ("retry", "tls")
        assert server.lines == ["ehlo navmark"]


@pytest.mark.parametrize(("fault", "state"), [("limited", "retry"), ("full", "refused"), ("lost", "unknown")])
def test_answers_to_a_mail(fault: str, state: str) -> None:
    with mail_server() as server:
        server.faults.append(fault)
        assert send(server).state == state


def test_what_speaks_another_tongue_is_no_mail_server() -> None:
    with mail_server(tls=None, tls_at_once=False) as server:
        outcome = send(server, Smtp(), security="tls")
        assert (outcome.state, outcome.code) == ("retry", "tls")


def test_only_where_the_installation_may_call() -> None:
    with mail_server() as server:
        outcome = send(server, allowed=False)
        assert (outcome.state, outcome.code) == ("retry", "N604")  # neither the port nor the address is open
        assert server.lines == []
    for host, port, code in (
        ("10.0.0.5", 25, "N605"),
        ("169.254.169.254", 25, "N605"),
        ("mail.example", 6379, "N604"),
        ("mail.example/x", 25, "N601"),
        ("a@mail.example", 25, "N603"),
        ("xn--80ak6aa92e.com", 25, "N604"),
    ):
        with pytest.raises(IssueError, match=code):
            check_place(host, port, ports={25}, resolver=lambda host, port: [host])
    with pytest.raises(IssueError, match="N605"):
        check_place("mail.example", 25, ports={25}, resolver=lambda host, port: ["93.184.216.34", "10.0.0.5"])
    _, addresses = check_place("mail.example", 25, ports={25}, resolver=lambda host, port: ["93.184.216.34"])
    assert addresses == ["93.184.216.34"]


def test_settings() -> None:
    good = {"host": "mail.firma.example", "from": "a@firma.example"}
    check = channels()["email"].check
    assert channels()["email"] is PLUGIN.provides["channel"]["email"]
    assert check(good) == []
    assert (
        check(good | {"host": "{NAVMARK_MAIL_HOST}", "port": "{NAVMARK_MAIL_PORT}", "from": "{NAVMARK_MAIL_FROM}"})
        == []
    )
    for more, path in (
        ({"host": ""}, "host"),
        ({"port": True}, "port"),
        ({"security": "ssl3"}, "security"),
        ({"from": "A <a@x.example>"}, "from"),
        ({"from_name": 1}, "from_name"),
        ({"login": {"user": "u", "password": "in the open"}}, "login.password"),
        ({"login": {"password": {"secret": "x"}}}, "login.user"),
        ({"login": {"user": "u", "password": {"secret": "x"}}, "security": "none"}, "security"),
    ):
        assert [issue.path for issue in check(good | more)] == [f"$.settings.{path}"], more


def test_the_usual_trust_is_the_systems() -> None:
    context = ssl.create_default_context()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)

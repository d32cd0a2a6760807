"""The conversation with a mail server, and what its answers mean.

Until the last line of the mail has been sent, nothing has arrived; from there to the server's answer nobody knows.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from connectors.faults import HttpFault
from connectors.tcp import connect
from engine.base.issue import IssueError
from rule_builder.channels.contract import Outcome, Reached

PORTS = frozenset({25, 465, 587, 2525})
SECURITY = ("starttls", "tls", "none")
TIMEOUT, DEADLINE = 15.0, 60.0  # seconds: of one answer, of all
SETUP_WAIT, LATER_WAIT = 300.0, 120.0


@dataclass(frozen=True)
class Server:
    """Where to, and as whom. ``context``: how certificates are judged."""

    host: str
    port: int
    context: ssl.SSLContext
    security: str = "starttls"
    user: str | None = None
    password: str | None = None
    allow: Collection[str] = frozenset()


class _Stop(Exception):
    """The conversation is over."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


def submit(server: Server, sender: str, to: str, mail: bytes) -> Outcome:
    """Hands one mail over. Raises nothing."""
    try:
        connection = connect(server.host, server.port, ports=PORTS, allow=server.allow, timeout=TIMEOUT)
    except HttpFault as fault:
        return Outcome("retry", code=fault.issues[0].code, detail=str(fault), retry_after=LATER_WAIT)
    except IssueError as error:  # a place this installation may not call
        return Outcome("retry", code=error.issues[0].code, detail=str(error), retry_after=SETUP_WAIT)
    smtp = _Smtp(server, connection)
    alarm = threading.Timer(DEADLINE, smtp.cut)  # a server may drip its answers for ever
    alarm.daemon = True
    alarm.start()
    try:
        return _converse(server, smtp, sender, to, mail)
    except _Stop as stop:
        return stop.outcome
    except ssl.SSLError:
        words = "the mail server's certificate is not trusted, or it speaks no TLS"
        return Outcome("retry", code="tls", detail=words, retry_after=SETUP_WAIT)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        if smtp.handed_over:
            return Outcome("unknown", detail="the mail server did not answer to the mail")
        detail = f"the conversation with the mail server broke off ({type(error).__name__})"
        return Outcome("retry", detail=detail, retry_after=LATER_WAIT)
    finally:
        alarm.cancel()
        smtp.close()


def _converse(server: Server, smtp: _Smtp, sender: str, to: str, mail: bytes) -> Outcome:
    _expect(smtp.connect(server.host, server.port), 220, to, "the connection")
    smtp.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        if not smtp.has_extn("starttls"):
            words = "the mail server offers no STARTTLS: the mail would be read on its way"
            raise _Stop(Outcome("retry", code="tls", detail=words, retry_after=SETUP_WAIT))
        smtp.starttls(context=smtp.context)
        smtp.ehlo_or_helo_if_needed()
    if server.user is not None:
        _log_in(smtp, server.user, server.password or "")
    _expect(smtp.mail(sender), 250, to, "the sender")
    _expect(smtp.rcpt(to), 250, to, "the recipient", invalid=True)
    _expect(smtp.docmd("data"), 354, to, "the mail")
    smtp.handed_over = True
    smtp.send(_dotted(mail))
    answer = smtp.getreply()
    if not 200 <= answer[0] < 600:
        raise _Stop(Outcome("unknown", detail="the mail server's answer to the mail makes no sense"))
    _expect(answer, 250, to, "the mail")
    with suppress(smtplib.SMTPException, OSError):  # it has the mail
        smtp.quit()
    return Outcome("delivered", {to: "delivered"}, str(answer[0]), _words(answer[1]))


def _log_in(smtp: smtplib.SMTP, user: str, password: str) -> None:
    try:
        smtp.login(user, password)
    except smtplib.SMTPAuthenticationError as error:
        words = "the mail server does not accept user and password"
        raise _Stop(Outcome("retry", code=str(error.smtp_code), detail=words, retry_after=SETUP_WAIT)) from None
    except smtplib.SMTPNotSupportedError:
        words = "the mail server offers no way to log in"
        raise _Stop(Outcome("retry", code="login", detail=words, retry_after=SETUP_WAIT)) from None


def _expect(answer: tuple[int, bytes], code: int, to: str, what: str, invalid: bool = False) -> None:
    """Goes on where the server says ``code``; else the conversation is over: 4xx later, 5xx never."""
    given, words = answer
    if given == code or (code == 250 and given == 251):
        return
    detail = f"{given}: the mail server refused {what}: {_words(words)}"[:300]
    if 400 <= given < 500:
        raise _Stop(Outcome("retry", code=str(given), detail=detail, retry_after=LATER_WAIT))
    if not 500 <= given < 600:
        raise _Stop(Outcome("retry", code=str(given), detail="no mail server answers there", retry_after=SETUP_WAIT))
    reached: dict[str, Reached] = {to: "invalid"} if invalid else {}
    raise _Stop(Outcome("refused", reached, str(given), detail))


def _words(said: bytes) -> str:
    return "".join(char if char.isprintable() else " " for char in said.decode("utf-8", "replace"))[:200]


def _dotted(mail: bytes) -> bytes:
    """The mail as it goes over the wire: lines that begin with a dot get another, and the end is a lone dot."""
    lines = mail.replace(b"\r\n", b"\n").split(b"\n")
    body = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


class _Smtp(smtplib.SMTP):
    """``smtplib`` over a connection that has been made already, to a tested address. ``handed_over``: the mail has been
    sent, or begun to be."""

    def __init__(self, server: Server, connection: socket.socket) -> None:
        self.context = server.context
        self.handed_over = False
        self._connection = connection
        self._tls = server.security == "tls"
        super().__init__(local_hostname="navmark", timeout=TIMEOUT)
        self._host = server.host  # whose name the certificate must bear

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        if self._tls:
            secure = self.context.wrap_socket(self._connection, server_hostname=host, do_handshake_on_connect=False)
            self._connection = secure  # from here on it can be cut
            secure.do_handshake()
        return self._connection

    def cut(self) -> None:
        """Ends the conversation from another thread: whatever is being read fails at once."""
        for line in (self.sock, self._connection):
            if isinstance(line, socket.socket):
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Closes whatever is open."""
        super().close()
        self._connection.close()

"""A mail server on loopback (aiosmtpd) that keeps what it is sent, and answers wrongly where a test asks for it."""

from __future__ import annotations

import ssl
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from plugins.demo.state import any_free

_ANSWERS = {"limited": "451 later", "full": "552 too much", "senseless": "<html>"}


@dataclass
class MailServer:
    """``faults``, one per mail: "lost" takes it and hangs up, "limited" says 451, "full" 552, "senseless" noise."""

    port: int = 0
    login: tuple[str, str] | None = None
    tls: ssl.SSLContext | None = None
    tls_at_once: bool = False
    mails: list[tuple[str, str, bytes, bool]] = field(default_factory=list)  # sender, recipient, mail, over TLS
    faults: deque[str] = field(default_factory=deque)
    lines: list[str] = field(default_factory=list)  # every command, to see what went over the wire in the open

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, sender: str, options: list[str]
    ) -> str:
        if self.login is not None and not session.authenticated:
            return "530 log in first"
        envelope.mail_from = sender
        return "250 ok"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, to: str, options: list[str]) -> str:
        if to.startswith("nobody@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(to)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fault = self.faults.popleft() if self.faults else ""
        if fault in ("", "lost"):
            mail, secure = bytes(envelope.original_content or b""), session.ssl is not None or self.tls_at_once
            self.mails += [(str(envelope.mail_from), to, mail, secure) for to in envelope.rcpt_tos]
        if fault == "lost":
            server.transport.abort()
        return _ANSWERS.get(fault, "250 taken")

    def admits(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        """Log-in by name and password."""
        given = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else None
        return AuthResult(success=given == self.login, handled=False)


class _Heard(SMTP):
    """Keeps every command that comes in the open."""

    async def _handle_client(self) -> None:
        found: MailServer = self.event_handler
        if not found.tls_at_once:
            read = self._reader.readuntil

            async def heard(separator: bytes = b"\n") -> bytes:
                line = await read(separator)
                if self.session.ssl is None:
                    found.lines.append(line.decode(errors="replace").strip())
                return line

            self._reader.readuntil = heard
        await super()._handle_client()


class _Controller(Controller):
    def factory(self) -> SMTP:
        found: MailServer = self.handler
        return _Heard(
            found,
            hostname="here",
            tls_context=None if found.tls_at_once else found.tls,
            auth_require_tls=not found.tls_at_once,  # it does not see that all of the connection is encrypted
            authenticator=found.admits,
        )


@contextmanager
def mail_server(**more: object) -> Iterator[MailServer]:
    found = MailServer(**more)  # type: ignore[arg-type]
    at_once = found.tls if found.tls_at_once else None
    controller = _Controller(found, hostname="127.0.0.1", port=any_free(), ssl_context=at_once, ready_timeout=10)
    controller.start()
    found.port = controller.port
    try:
        yield found
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """(the server's, one that trusts it): a certificate for 127.0.0.1, made now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "server.pem"
    file.write_bytes(pem + secret)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cadata=pem.decode())

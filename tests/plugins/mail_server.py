"""A small mail server on loopback (EHLO, STARTTLS, AUTH PLAIN, MAIL, RCPT, DATA) that keeps what it is sent."""

from __future__ import annotations

import base64
import socket
import ssl
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


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


@contextmanager
def mail_server(**more: object) -> Iterator[MailServer]:
    found = MailServer(**more)  # type: ignore[arg-type]
    listener = socket.create_server(("127.0.0.1", 0))
    found.port = listener.getsockname()[1]

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with suppress(OSError, ValueError, IndexError):
                _talk(found, line)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _talk(server: MailServer, line: socket.socket) -> None:
    secure = server.tls_at_once
    if secure and server.tls:
        line = server.tls.wrap_socket(line, server_side=True)
    line.settimeout(5)
    reader = line.makefile("rb")
    try:
        line.sendall(b"220 here\r\n")
        sender = to = ""
        admitted = server.login is None
        while raw := reader.readline():
            command = raw.decode().strip()
            if not secure:
                server.lines.append(command)
            word = command.upper()
            answer = "250 ok"
            if word.startswith("EHLO"):
                more = (["STARTTLS"] if server.tls and not secure else []) + (["AUTH PLAIN"] if server.login else [])
                answer = "\r\n".join([*("250-" + one for one in ("here", *more)), "250 SIZE 100000"])
            elif word == "STARTTLS" and server.tls:
                line.sendall(b"220 go on\r\n")
                reader.close()
                line = server.tls.wrap_socket(line, server_side=True)
                reader, secure = line.makefile("rb"), True
                continue
            elif word.startswith("AUTH PLAIN"):
                _, user, password = base64.b64decode(command.split()[2]).decode().split("\0")
                admitted = (user, password) == server.login
                answer = "235 welcome" if admitted else "535 no"
            elif word.startswith("MAIL FROM:"):
                sender = command[10:].split(">")[0].strip("< ")
                answer = "250 ok" if admitted else "530 log in first"
            elif word.startswith("RCPT TO:"):
                to = command[8:].strip("<> ")
                answer = "550 no such mailbox" if to.startswith("nobody@") else "250 ok"
            elif word == "DATA":
                line.sendall(b"354 go on\r\n")
                mail = b""
                while (part := reader.readline()) != b".\r\n":
                    mail += part[1:] if part.startswith(b".") else part
                fault = server.faults.popleft() if server.faults else ""
                if fault in ("", "lost"):
                    server.mails.append((sender, to, mail, secure))
                if fault == "lost":
                    return
                answer = {"limited": "451 later", "full": "552 too much", "senseless": "<html>"}.get(fault, "250 taken")
            elif word == "QUIT":
                line.sendall(b"221 bye\r\n")
                return
            line.sendall(answer.encode() + b"\r\n")
    finally:
        reader.close()
        line.close()


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

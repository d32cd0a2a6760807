"""Files of an SFTP server, over a connection to a tested address, from the server whose key was given and no other."""

from __future__ import annotations

import hmac
import logging
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from io import StringIO
from typing import Any

import paramiko

from connectors.arrivals import Seen, fault, is_whole
from connectors.contract import Run
from connectors.faults import HttpFault
from connectors.fields import SECRET, field
from connectors.http import Http
from connectors.kinds.source.model import SourceModel
from connectors.tcp import connect
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both

PORT = 22
SECONDS, DEADLINE = 30.0, 1800.0  # of one answer, of a whole run
PIECE = 1_000_000
logging.getLogger("paramiko").setLevel(logging.CRITICAL)  # what fails is said in our own words
_KEYS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


@dataclass(frozen=True)
class Remote:
    """One folder of a server, as ``connectors.arrivals.Folder``; links are not followed."""

    client: paramiko.SFTPClient
    folder: str
    place: str
    end: float

    def find(self, pattern: str) -> list[Seen]:
        """The files by name. Raises IssueError: N660 for a pattern with a folder in it, N661 no such folder."""
        if "/" in pattern:
            raise fault("N660", "file 只写文件名", '"file" is a name without folders')
        try:
            entries = sorted(self.client.listdir_attr(self.folder), key=lambda entry: entry.filename)
        except FileNotFoundError:
            words = f"{self.place} 上没有文件夹 {self.folder}", f"{self.place} has no folder {self.folder}"
            raise fault("N661", *words) from None
        found = []
        for entry in entries:
            name = entry.filename
            if "/" in name or not stat.S_ISREG(entry.st_mode or 0) or not fnmatchcase(name, pattern):
                continue
            if is_whole(name, pattern):
                changed = datetime.fromtimestamp(entry.st_mtime, UTC) if entry.st_mtime else None
                size = entry.st_size or 0
                found.append(Seen(name, size, changed, lambda name=name, size=size: self._read(name, size)))  # type: ignore[misc]
        return found

    def _read(self, name: str, size: int) -> bytes:
        """At most one byte more than the size that was listed: more means that it grows."""
        data = bytearray()
        with self.client.open(f"{self.folder.rstrip('/')}/{name}", "rb") as stream:
            stream.prefetch(size, max_concurrent_requests=64)
            while len(data) <= size and (piece := stream.read(min(PIECE, size + 1 - len(data)))):
                data += piece
                if clock.monotonic() > self.end:
                    words = both("整次读取超过总时限", "the whole run took longer than its deadline")
                    raise HttpFault("deadline", "N612", words, self.place)
        return bytes(data)


@contextmanager
def remote(run: Run) -> Iterator[Remote]:
    """The folder that the source names. Raises IssueError: N601–N606 its address, N608 another key than the one given,
    N610–N616 the connection and the log-in."""
    config = run.source.connection
    with run.http(deadline=float(config.get("deadline_seconds", DEADLINE))) as door:
        host, port = run.fill(config["host"]), int(config.get("port", PORT))
        place, end = f"{host}:{port}", clock.monotonic() + door.deadline
        transport = _transport(host, port, door, config["host_key"])
        try:
            with _in_words(place):
                _log_in(transport, run.fill(dict(config)), place)
                client = paramiko.SFTPClient.from_transport(transport)
                if client is None:
                    raise paramiko.SSHException("no SFTP")
                channel = client.get_channel()
                if channel is not None:
                    channel.settimeout(SECONDS)
                yield Remote(client, config.get("folder", "."), place, end)
        finally:
            transport.close()


@contextmanager
def _in_words(place: str) -> Iterator[None]:
    try:
        yield
    except (paramiko.SSHException, EOFError, OSError) as error:
        words = both(
            f"连接中断（{type(error).__name__}）", f"the connection broke off ({type(error).__name__}: {error})"
        )
        raise HttpFault("broken", "N614", words, place) from None


def _transport(host: str, port: int, door: Http, given: str) -> paramiko.Transport:
    """Connected to the server with the given key; nothing has been told it yet."""
    place = f"{host}:{port}"
    link = connect(host, port, ports={PORT}, allow=door.allow, timeout=10.0, resolver=door.resolver)
    transport: paramiko.Transport | None = None
    try:
        with _in_words(place):
            transport = paramiko.Transport(link)
            if " " in given:  # a server has keys of several types: ask for the one that is known
                kinds = transport.get_security_options()
                wanted = [
                    k for k in kinds.key_types if k == given.split()[0] or (k[:3] == "rsa" and "rsa" in given[:8])
                ]
                kinds.key_types = wanted or kinds.key_types
            transport.start_client(timeout=SECONDS)
            key = transport.get_remote_server_key()
        shown = f"{key.get_name()} {key.fingerprint}"
        same = f"{key.get_name()} {key.get_base64()}" if " " in given else key.fingerprint
        if not hmac.compare_digest(" ".join(given.split()[:2]).encode(), same.encode()):
            words = both(f"服务器的密钥是 {shown}，不是写明的那个", f"the server's key is {shown}, not the one given")
            hint = both("向对方核对后再改 host_key；也可能有人冒充", "ask its owner before you change host_key")
            raise HttpFault("tls", "N608", words, place, hint=hint)
    except BaseException:
        if transport is not None:
            transport.close()
        link.close()
        raise
    return transport


def _log_in(transport: paramiko.Transport, config: Mapping[str, Any], place: str) -> None:
    try:
        if "private_key" in config:
            transport.auth_publickey(config["user"], _key(config["private_key"]))
        else:
            transport.auth_password(config["user"], config["password"])
    except paramiko.AuthenticationException:
        words = both("对方拒绝了登录", "the server refused the log-in")
        raise HttpFault("refused", "N616", words, place) from None


def _key(text: str) -> paramiko.PKey:
    for kind in _KEYS:
        with suppress(paramiko.SSHException, ValueError, IndexError):
            return kind.from_private_key(StringIO(text))
    words = both("private_key 里不是没有口令的私钥", "private_key holds no private key without a passphrase")
    raise IssueError([Issue("N616", words, hint=both("OpenSSH 格式，Ed25519、ECDSA 或 RSA", "OpenSSH format"))])


_HOST_KEY = (
    r"^(SHA256:[A-Za-z0-9+/]{43}|(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/=]{40,3000}( .*)?)$"
)
#: The fields that say where and as whom.
REMOTE: dict[str, Any] = {
    "host": field(
        "主机 / Host", "SFTP 服务器；内网主机见 NAVMARK_ALLOW_HOSTS。",
        "The SFTP server; private hosts: see NAVMARK_ALLOW_HOSTS.", "sftp.example.com",
        type="string", minLength=1, maxLength=255,
    ),
    "port": field(
        "端口 / Port", "默认 22。", "22 unless it says otherwise.", 22, type="integer", minimum=1, maximum=65535
    ),
    "host_key": field(
        "服务器密钥 / Host key", "向对方索取：指纹 SHA256:… 或公钥 ssh-ed25519 AAAA…；不符就不连接。",
        "Ask its owner: the fingerprint SHA256:… or the public key; another key is never spoken to.",
        "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU", type="string", pattern=_HOST_KEY, maxLength=3100,
    ),
    "user": field(
        "账号 / User", "登录用的账号。", "Whom to log in as.", "navmark", type="string", minLength=1, maxLength=100
    ),
    "password": field("密码 / Password", "密钥。", "A secret.", {"secret": "sftp_password"}, **SECRET),
    "private_key": field(
        "私钥 / Private key", "密钥，OpenSSH 私钥；与 password 二选一。",
        "A secret that holds an OpenSSH private key; instead of a password.", {"secret": "sftp_key"}, **SECRET,
    ),
    "folder": field(
        "文件夹 / Folder", "服务器上的文件夹。", "The folder on the server.", "/out",
        type="string", minLength=1, maxLength=500,
    ),
    "deadline_seconds": field(
        "总时限（秒） / Deadline", "整次运行最多多久。", "The longest a whole run may take.", 1800,
        type="number", minimum=1, maximum=21600,
    ),
}  # fmt: skip
REQUIRED = ("host", "host_key", "user", "file")


def remote_issues(source: SourceModel) -> Iterator[Issue]:
    """What the schema cannot say: one way to log in, and a file without folders."""
    config = source.connection
    if ("password" in config) == ("private_key" in config):
        words = both("password 与 private_key 要写一个且只写一个", "either a password or a private_key is needed")
        yield Issue("N482", words, "$.connection")
    if "/" in config["file"] or "\\" in config["file"]:
        words = both("file 只写文件名，文件夹写在 folder", '"file" is a name; the folder goes into "folder"')
        yield Issue("N660", words, "$.connection.file")


def rows_issues(source: SourceModel) -> Iterator[Issue]:
    """Each row is a record: there is no place to look for them."""
    for i, into in enumerate(source.into):
        if into.records is not None:
            words = both("每一行就是一条记录，不写 records", "each row is a record: leave out records")
            yield Issue("N481", words, f"$.into[{i}].records")

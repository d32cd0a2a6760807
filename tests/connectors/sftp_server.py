"""A real SFTP server in the test process, over one folder: paramiko's own, with a password and a key that it knows."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import paramiko

USER, PASSWORD = "navmark", "sftp-pass-1"


@dataclass
class Sftp:
    """``host_key`` is the server's own, ``client_key`` one that it lets in. ``tried``: what was offered to log in."""

    port: int
    home: Path
    host_key: paramiko.PKey
    client_key: paramiko.PKey
    tried: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"127.0.0.1:{self.port}"


class _Doorman(paramiko.ServerInterface):  # type: ignore[misc]
    def __init__(self, sftp: Sftp) -> None:
        self.sftp = sftp

    def check_auth_password(self, username: str, password: str) -> Any:
        self.sftp.tried.append(f"{username}:{password}")
        return paramiko.AUTH_SUCCESSFUL if (username, password) == (USER, PASSWORD) else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> Any:
        self.sftp.tried.append(f"{username}:{key.fingerprint}")
        return paramiko.AUTH_SUCCESSFUL if key == self.sftp.client_key else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username: str) -> str:
        return "password,publickey"

    def check_channel_request(self, kind: str, chanid: int) -> Any:
        return paramiko.OPEN_SUCCEEDED


class _Files(paramiko.SFTPServerInterface):  # type: ignore[misc]
    def __init__(self, server: Any, home: Path) -> None:
        self.home = home

    def list_folder(self, path: str) -> Any:
        folder = self.home / path.lstrip("/")
        if not folder.is_dir():
            return paramiko.SFTP_NO_SUCH_FILE
        return [paramiko.SFTPAttributes.from_stat(os.lstat(folder / name), name) for name in os.listdir(folder)]

    def stat(self, path: str) -> Any:
        return paramiko.SFTPAttributes.from_stat((self.home / path.lstrip("/")).stat())

    lstat = stat

    def open(self, path: str, flags: int, attr: Any) -> Any:
        handle = paramiko.SFTPHandle(flags)
        handle.readfile = (self.home / path.lstrip("/")).open("rb")
        return handle


@contextmanager
def running(home: Path) -> Iterator[Sftp]:
    listener = socket.create_server(("127.0.0.1", 0))
    sftp = Sftp(listener.getsockname()[1], home, paramiko.ECDSAKey.generate(), paramiko.ECDSAKey.generate())
    transports: list[paramiko.Transport] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                transport = paramiko.Transport(near)
                transports.append(transport)
                transport.add_server_key(sftp.host_key)
                transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files, sftp.home)
                with suppress(paramiko.SSHException, EOFError):
                    transport.start_server(server=_Doorman(sftp))

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield sftp
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)
    for transport in transports:
        transport.close()

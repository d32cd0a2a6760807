"""What a demonstration must remember between two starts: its anchor, ports and the secrets it made."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from engine.base import clock

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = time(8)
PORTS = {"web": 8700, "pos": 8701, "erp": 8702, "wecom": 8703}


@dataclass
class State:
    """``anchor`` is the last day of data when it first ran; ``done``: both mornings have been played."""

    anchor: str
    ports: dict[str, int]
    key: str
    pos_password: str
    erp_key: str
    wecom_secret: str
    password: str
    done: bool = False

    @property
    def last_day(self) -> date:
        return date.fromisoformat(self.anchor)

    def morning(self, after: int) -> datetime:
        """08:00 (plus a few seconds) of the anchor's next morning; ``after`` −1 is the morning before that."""
        day = self.last_day + timedelta(days=1 + after)
        return datetime.combine(day, MORNING, ZONE) + timedelta(seconds=20)

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"


class Running(Exception):
    """Another process plays the demonstration in this folder; the text tells which one."""


@contextmanager
def held(folder: Path) -> Iterator[int]:
    """The folder for this process alone; a child that inherits the descriptor holds it on. Raises Running."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder.parent / f"{folder.name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Running(os.read(handle, 200).decode(errors="replace")) from None
        note(handle, f"kill {os.getpid()}")
        yield handle
    finally:
        os.close(handle)


def note(handle: int, words: str) -> None:
    """What the next one that finds the folder held is told."""
    os.ftruncate(handle, 0)
    os.pwrite(handle, words.encode(), 0)


def clean(folder: Path, even_finished: bool) -> None:
    """Removes a demonstration whose mornings were cut off (half a story cannot be told on), or any if so wished;
    never a folder that is not one."""
    file = folder / "demo.json"
    if file.is_file():
        if even_finished or not json.loads(file.read_text(encoding="utf-8"))["done"]:
            shutil.rmtree(folder)
    elif folder.is_dir() and any(folder.iterdir()):
        raise OSError(f"不是演示文件夹 / not a folder of the demo: {folder}")


def open_state(folder: Path, web_port: int | None) -> State:
    """The remembered state, or a new one whose story ends with the last morning that has passed. Ports that other
    programs have taken since are replaced by free ones; a port that was asked for is not."""
    if web_port and not _free(web_port):
        raise OSError(f"端口 {web_port} 被占用 / port {web_port} is taken")
    file = folder / "demo.json"
    if file.is_file():
        state = State(**json.loads(file.read_text(encoding="utf-8")))
        state.ports = {name: port if _free(port) else any_free() for name, port in state.ports.items()}
        if web_port:
            state.ports["web"] = web_port
        return state
    now = clock.now().astimezone(ZONE)
    morning = now.date() if now.time() >= time(8, 1) else now.date() - timedelta(days=1)
    ports = {name: port if _free(port) else any_free() for name, port in PORTS.items()}
    if web_port:
        ports["web"] = web_port
    state = State(
        anchor=(morning - timedelta(days=1)).isoformat(),
        ports=ports,
        key=secrets.token_urlsafe(48),
        pos_password=secrets.token_urlsafe(18),
        erp_key=secrets.token_urlsafe(18),
        wecom_secret=secrets.token_urlsafe(18),
        password=f"nm-{secrets.token_hex(5)}",
    )
    save(folder, state)
    return state


def save(folder: Path, state: State) -> None:
    """Writes the state, readable by its owner alone."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "demo.json"
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(asdict(state), out, indent=2)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def any_free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether an HTTP server on this machine answers there."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as probe:
            probe.sendall(f"GET / HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            return probe.recv(5) == b"HTTP/"
    except OSError:
        return False

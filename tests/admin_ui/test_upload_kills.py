"""Uploads cut at any byte, with the server killed in the middle of them, end whole; and the server stays small."""

from __future__ import annotations

import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from engine.storage.database import open_database, reading
from engine.storage.photos import Photos
from engine.storage.tables import attachment
from form_builder.photos.clean import remake
from tests import field as forms
from tests import small_app
from tests.admin_ui.conftest import PASSWORD

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """Below those that outgoing connections are given: while the server is down, one of these may connect to itself
    at such a port, and the server could not have it back."""
    for port in random.sample(range(15_000, 32_000), 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


@dataclass
class House:
    """A server that may be killed and comes again at the same port."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Starts it and waits until it answers."""
        command = [sys.executable, "-m", "tests.admin_ui.upload_server", str(self.folder), str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            assert self.process.poll() is None, "the server ended by itself"
            time.sleep(0.05)
        raise AssertionError("the server did not come up")

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def memory(self) -> float:
        """Resident megabytes."""
        assert self.process is not None
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * 4096 / 1e6


@dataclass
class Sender:
    """A phone on a bad line."""

    house: House
    session: requests.Session
    dice: random.Random

    @classmethod
    def sign_in(cls, house: House, seed: int = 0) -> Sender:
        session = requests.Session()
        found = session.post(f"{cls.at(house)}/session", json={"login": "keep_n11", "password": PASSWORD}, timeout=60)
        assert found.status_code == 200, found.text
        session.headers["X-CSRF-Token"] = found.json()["csrf"]
        return cls(house, session, random.Random(seed))

    @staticmethod
    def at(house: House) -> str:
        return f"http://127.0.0.1:{house.port}/api/v1"

    def begin(self, name: str, data: bytes, submission: str) -> dict[str, Any]:
        """Begins, or goes on."""
        wish = {
            "id": name, "submission": submission, "form": "visit", "field": "shelf", "sha256": forms.sha(data),
            "size": len(data), "media_type": "image/jpeg",
        }  # fmt: skip
        answer = self.session.post(f"{self.at(self.house)}/field/attachments", json=wish, timeout=60)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def piece(self, token: str, data: bytes, offset: int) -> requests.Response:
        """One piece."""
        path = f"{self.at(self.house)}/field/attachments/{token}?offset={offset}&sha256={forms.sha(data)}"
        return self.session.patch(path, files={"file": ("p", data, "image/jpeg")}, timeout=60)

    def cut(self, token: str, data: bytes, offset: int) -> None:
        """A piece whose connection breaks at some byte."""
        path = f"{self.at(self.house)}/field/attachments/{token}?offset={offset}&sha256={forms.sha(data)}"
        request = self.session.prepare_request(requests.Request("PATCH", path, files={"file": ("p", data, "x/x")}))
        head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
        text = f"PATCH {request.path_url} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n".encode()
        assert isinstance(request.body, bytes)
        whole = text + request.body
        with socket.create_connection(("127.0.0.1", self.house.port), timeout=5) as line:
            line.sendall(whole[: self.dice.randrange(len(text), len(whole))])

    def send(self, name: str, data: bytes, submission: str) -> dict[str, Any]:
        """Until the receipt names the hash, whatever breaks."""
        end = time.monotonic() + 300
        while time.monotonic() < end:
            try:
                found = self.begin(name, data, submission)
                while found["state"] == "coming":
                    at = found["received"]
                    part = data[at : at + self.dice.randrange(1, 30_000)]
                    if self.dice.random() < 0.2:
                        self.cut(found["token"], part, at)
                    answer = self.piece(found["token"], part, at)
                    assert answer.status_code in (200, 409), answer.text
                    if answer.status_code == 409:
                        found = self.begin(name, data, submission)
                    else:
                        found = {**found, **answer.json()}
                return found
            except (requests.ConnectionError, requests.Timeout, OSError):
                time.sleep(0.05)
        raise AssertionError("it has never arrived")


@pytest.fixture
def house(prepared_forms: Path, tmp_path: Path) -> Iterator[House]:
    """The small app with the form of visits, served."""
    (tmp_path / "navmark.sqlite").write_bytes(prepared_forms.read_bytes())
    made = House(tmp_path, free_port())
    made.start()
    yield made
    made.kill()


def storm(house: House, count: int, kills: int, senders: int) -> None:
    pictures = [forms.jpeg(500 + 7 * n, 400, seed=n) for n in range(12)]
    wanted = [forms.sha(remake(data, longest_side=800).data) for data in pictures]
    photos = [(forms.new_id(), n % len(pictures)) for n in range(count)]
    waiting, told, faults = list(photos), {}, list[BaseException]()
    lock = threading.Lock()

    def run(sender: Sender) -> None:
        while True:
            with lock:
                if not waiting or faults:
                    return
                name, n = waiting.pop()
            try:
                told[name] = sender.send(name, pictures[n], forms.new_id())["sha256"]
            except BaseException as fault:
                faults.append(fault)

    threads = [threading.Thread(target=run, args=(Sender.sign_in(house, seed),)) for seed in range(senders)]
    for thread in threads:
        thread.start()
    dice, left = random.Random(count), kills
    while any(thread.is_alive() for thread in threads):
        time.sleep(dice.uniform(0.2, 1.2))
        if left and not faults:
            house.kill()
            house.start()
            left -= 1
    assert faults == []
    assert told == {name: forms.sha(pictures[n]) for name, n in photos}
    settings = small_app.settings_in(house.folder)
    store, database = Photos.of(settings), open_database(settings.database)
    with reading(database) as connection:
        rows = {row.public_id: row for row in connection.execute(sa.select(attachment))}
    database.dispose()
    assert len(rows) == count
    assert {row.state for row in rows.values()} == {"stored"}
    assert [forms.sha(store.get(rows[name].key)) for name, _ in photos] == [wanted[n] for _, n in photos]


def test_uploads_cut_anywhere_and_a_server_killed_in_between(house: House) -> None:
    """A small part of the story of 500."""
    storm(house, 8, kills=2, senders=2)


@pytest.mark.volume
@pytest.mark.timeout(1_200)
def test_five_hundred_uploads_end_with_five_hundred_equal_hashes(house: House) -> None:
    storm(house, 500, kills=25, senders=4)


@pytest.mark.parametrize("count", [24, pytest.param(200, marks=pytest.mark.slow)])
def test_the_web_process_stays_small_whatever_is_sent(house: House, count: int) -> None:
    """Bombs and large pictures among small ones: less than 50 MB more."""
    sender = Sender.sign_in(house)
    small, large = forms.jpeg(400, 300), forms.jpeg(4_000, 3_000)
    bomb, rows = forms.png(20_000, 20_000), forms.png(6_300, 6_300)
    assert sender.send(forms.new_id(), small, forms.new_id())["state"] == "stored"
    before = house.memory()
    for n in range(count):
        data = (bomb, rows, large)[n // 4 % 3] if n % 4 == 0 else small
        found = sender.begin(forms.new_id(), data, forms.new_id())
        while found["state"] == "coming":
            at = found["received"]
            found = sender.piece(found["token"], data[at : at + 500_000], at).json() | {"token": found["token"]}
        assert found["state"] == ("stored" if data in (small, large) else "refused")
    assert house.memory() - before < 50

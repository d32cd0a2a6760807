"""People who fill forms while everything around them breaks: each submission is sent until its receipt has come."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle

import requests
import sqlalchemy as sa

from engine.base import clock
from engine.storage.database import new_public_id
from engine.storage.tables import form_submission

PASSWORD = "a right password 1"
_PAUSE = 0.05  # seconds between two tries, and between two submissions


@dataclass
class Phone:
    """One person with a session. ``ports``: where the web processes answer, tried in turn."""

    login: str
    unit: str
    version: str
    ports: list[int]
    sent: list[str] = field(default_factory=list)
    tries: int = 0

    def __post_init__(self) -> None:
        self._session = requests.Session()
        self._turn = cycle(self.ports)
        self._signed_in = False

    def send_on(self, over: threading.Event) -> None:
        """Sends one submission after the other; the last one is brought to its end, whatever breaks."""
        while not over.is_set():
            name = new_public_id()
            body, end = self._body(name), clock.monotonic() + 300
            while not self._try(body):
                if clock.monotonic() > end:
                    return  # it is counted as lost
                over.wait(_PAUSE)
            over.wait(_PAUSE)

    def _body(self, name: str) -> dict[str, object]:
        now = clock.now()
        self.sent.append(name)
        return {
            "id": name, "form": "visit", "version": self.version, "unit": self.unit,
            "begun_at": (now - timedelta(minutes=5)).isoformat(), "submitted_at": now.isoformat(),
            "phone_now": now.isoformat(), "values": {"facings": 1 + len(self.sent) % 40},
        }  # fmt: skip

    def _try(self, body: dict[str, object]) -> bool:
        """Whether a receipt came. Raises AssertionError for an answer that no phone could live with."""
        self.tries += 1
        at = f"http://127.0.0.1:{next(self._turn)}/api/v1"
        try:
            if not self._signed_in:
                words = {"login": self.login, "password": PASSWORD}
                found = self._session.post(f"{at}/session", json=words, timeout=30)
                if found.status_code != 200:
                    return False
                self._session.headers["X-CSRF-Token"] = found.json()["csrf"]
                self._signed_in = True
            answer = self._session.post(f"{at}/field/submissions", json=body, timeout=30)
        except (requests.RequestException, ValueError):
            return False
        assert answer.status_code not in (400, 403, 404, 409, 422), answer.text
        return answer.status_code in (200, 201)


def amiss(connection: sa.Connection, names: list[str]) -> tuple[int, int]:
    """How many of the submissions are not there, whole and made into data; and how many rows there are too many."""
    s = form_submission.c
    rows = connection.execute(sa.select(s.public_id, s.state, s.facts)).all()
    whole = {row.public_id for row in rows if row.state == "complete" and row.facts == "done"}
    return len(set(names) - whole), len(rows) - len({row.public_id for row in rows} & set(names))

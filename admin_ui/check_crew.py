"""The crew that has photos checked, with the things that only this side knows: the door to the net, the store, the
bell."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa

from connectors.call import Ask
from connectors.http import Http
from engine.base.issue import Issue, IssueError
from engine.base.settings import Settings
from engine.base.text import both
from engine.storage import secrets
from engine.storage.database import reading
from engine.storage.photos import Photos
from form_builder.checks.contract import PhotoCheck, photo_checks
from form_builder.checks.crew import WORKERS, Crew
from form_builder.checks.looking import Bench

SETTING = "NAVMARK_CHECK_WORKERS"
LARGEST = 5_000_000  # bytes of a provider's answer
_PLACE = re.compile(r"\{(NAVMARK_[A-Z0-9_]+)\}")


def crew_of(database: sa.Engine, settings: Settings, ring: Callable[[], None]) -> Crew:
    """The crew of this process. ``NAVMARK_CHECK_WORKERS``: how many photos it looks at at once (0: none here)."""
    wished = settings.values.get(SETTING, "")
    workers = min(16, int(wished)) if wished.isdecimal() else WORKERS
    bench = Bench(database, Photos.of(settings), photo_checks)
    threads = max(1, (os.cpu_count() or 1) // max(1, workers))
    return Crew(bench, doors=partial(_door, database, settings), ring=ring, workers=workers, threads=threads)


@contextmanager
def _door(database: sa.Engine, settings: Settings, check: PhotoCheck) -> Iterator[RemoteDoor]:
    with Http(
        settings.allow_hosts, timeout=check.seconds, deadline=check.seconds, max_bytes=LARGEST, retries=1
    ) as http:
        yield RemoteDoor(http, database, settings)


@dataclass(frozen=True)
class RemoteDoor:
    """What a remote check reaches the world by, for one look."""

    http: Http
    database: sa.Engine
    settings: Settings

    def post(self, url: str, json: Any, headers: Mapping[str, str] | None = None) -> Any:
        """The JSON that a provider answers. Raises IssueError: HttpFault, or N750 for what is no JSON."""
        answer = self.http.send(Ask(url, "POST", json=json, credentials=dict(headers or {})))
        return _json(answer.body)

    def fill(self, value: Any) -> Any:
        """``{"secret": name}`` and ``{NAVMARK_…}`` inside texts replaced, at any depth. Raises IssueError (N902 no such
        secret, N734 no such setting)."""
        if isinstance(value, str):
            return _PLACE.sub(self._setting, value)
        if isinstance(value, Mapping):
            if set(value) == {"secret"}:
                with reading(self.database) as connection:
                    return secrets.reveal(connection, value["secret"], self.settings)
            return {key: self.fill(one) for key, one in value.items()}
        return [self.fill(one) for one in value] if isinstance(value, list | tuple) else value

    def _setting(self, found: re.Match[str]) -> str:
        if found[1] not in self.settings.values:
            raise IssueError([Issue("N734", both(f"部署设置 {found[1]} 缺失", f"the setting {found[1]} is missing"))])
        return self.settings.values[found[1]]


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        raise IssueError([Issue("N750", both("对方的回答不是 JSON", "the provider's answer is no JSON"))]) from None

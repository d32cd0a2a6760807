"""The work of an installation: a schedule's steps in the same process, and an outbox that can be held back."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest
import sqlalchemy as sa

from admin_ui import work
from engine.base import clock
from engine.storage.backup import pause_outbox, resume_outbox
from engine.storage.database import writing
from engine.storage.tables import load, schedule_slot
from tests import small_app
from tests.admin_ui.conftest import World
from tests.admin_ui.test_data import TILL


def test_the_morning_run_pulls_and_evaluates_once(world: World) -> None:
    """08:00 in Shanghai is midnight UTC."""
    (world.folder / "inbox").mkdir()
    (world.folder / "inbox" / "till.csv").write_text(TILL, encoding="utf-8")
    os.utime(world.folder / "inbox" / "till.csv", (0, 0))  # whole for long
    runner = work.runner_of(world.database, world.settings)
    with clock.frozen(datetime(2026, 11, 23, 23, 59, tzinfo=UTC)):
        runner.run_once()
    with clock.frozen(datetime(2026, 11, 24, 0, 0, 1, tzinfo=UTC)):
        runner.run_once()
        runner.run_once()
        work.runner_of(world.database, world.settings).run_once()  # a rival
    with world.database.connect() as connection:
        slots = connection.execute(sa.select(schedule_slot).where(schedule_slot.c.state != "skipped")).all()
        loads = connection.execute(sa.select(load).order_by(load.c.id)).all()
    (slot,) = slots
    assert (slot.schedule, slot.state, slot.due_at) == ("morning", "done", datetime(2026, 11, 24, tzinfo=UTC))
    assert [step["step"] for step in slot.detail["steps"]] == ["pull", "evaluate"]
    assert [(row.reason, row.state) for row in loads] == [("manual", "published"), ("schedule", "published")]


def test_a_paused_outbox_sends_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []
    monkeypatch.setattr(work, "send_waiting", lambda *given: calls.append(given))
    with writing(world.database) as connection:
        pause_outbox(connection)
    work.send(world.database, world.settings)
    assert calls == []
    with writing(world.database) as connection:
        resume_outbox(connection)
    work.send(world.database, world.settings)
    assert len(calls) == 1


def test_the_server_starts_answers_and_stops(world: World) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"NAVMARK_DATA": str(world.folder), "NAVMARK_KEY": small_app.KEY}
    environment.pop("NAVMARK_DATABASE", None)
    navmark = Path(sys.executable).with_name("navmark")
    log = world.folder / "log.txt"
    with log.open("w") as stream:
        server = subprocess.Popen(
            [navmark, "serve", "--port", str(port)], env=environment, stdout=stream, stderr=stream
        )
        try:
            assert _answer(f"http://127.0.0.1:{port}/api/v1/health") == b'{"ok":true,"release":1}'
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=40) == 0, log.read_text()
    said = log.read_text()
    assert "Traceback" not in said
    assert small_app.KEY not in said


def _answer(url: str) -> bytes:
    for _ in range(100):
        try:
            with urlopen(url, timeout=5) as answer:
                return answer.read().strip()  # type: ignore[no-any-return]
        except OSError:
            time.sleep(0.2)
    raise AssertionError("no answer")

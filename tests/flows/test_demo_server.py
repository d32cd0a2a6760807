"""``./run demo-server --once``: the same morning by many processes on PostgreSQL and by one on SQLite."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.demo.databases import Missing, postgres_programs, valkey_program

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(900)]


def test_server_mode_shows_what_one_process_shows(tmp_path: Path) -> None:
    try:
        postgres_programs(), valkey_program()
    except Missing as reason:
        pytest.skip(str(reason))
    command = [sys.executable, "-m", "plugins.demo.server", "--once"]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=850)
    assert done.returncode == 0, done.stdout + done.stderr
    many, one = re.findall(r"done, [\d.]+ s, (.*)", done.stdout)
    assert many == one
    assert " 0 个异常" not in many
    assert len(re.findall(r"worker \d+", done.stdout)) == 2
    assert len(re.findall(r"scheduler \d+", done.stdout)) == 1

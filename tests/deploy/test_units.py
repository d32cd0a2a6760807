"""The systemd units: sound for systemd itself, without secrets; their commands run against PostgreSQL and Valkey."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.jobs.presence import present
from engine.storage.database import open_database, reading
from plugins.demo.databases import Missing, both
from plugins.demo.state import any_free

UNITS = Path(__file__).parents[2] / "deploy" / "systemd"
NAVMARK = "/opt/navmark/.venv/bin/navmark"


def command(unit: str) -> list[str]:
    """What a unit starts, by this Python."""
    (line,) = [line for line in (UNITS / unit).read_text().splitlines() if line.startswith("ExecStart=")]
    program, *words = shlex.split(line.removeprefix("ExecStart="))
    assert program == NAVMARK
    return [sys.executable, "-m", "engine.cli", *words]


def test_systemd_finds_no_fault(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze")
    for unit in UNITS.iterdir():
        text = unit.read_text().replace(NAVMARK, shutil.which("true") or "/bin/true")
        (tmp_path / unit.name.replace("@.", "@1.")).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if "navmark" in line]) == (0, [])


def test_no_unit_runs_as_root_or_holds_a_secret() -> None:
    for unit in UNITS.glob("*.service"):
        text = unit.read_text()
        assert "User=navmark" in text
        assert "ProtectSystem=strict" in text
        assert "Environment=" not in text


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    folder = Path(tempfile.mkdtemp(prefix="navmark-units-", dir="/tmp"))
    folder.chmod(0o755)  # PostgreSQL may run as another user
    try:
        context = both(folder)
        postgres, valkey = context.__enter__()
    except Missing as reason:
        pytest.skip(str(reason))
    yield {
        **os.environ,
        "NAVMARK_DATA": str(folder / "data"),
        "NAVMARK_DATABASE": postgres.url,
        "NAVMARK_REDIS_URL": valkey.url,
    }
    context.__exit__(None, None, None)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.postgres
def test_what_the_units_start_runs_and_stops_when_told(environment: dict[str, str], tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "engine.cli", "init"], env=environment, check=True)
    port = str(any_free())
    web = [port if word == "8700" else word for word in command("navmark-web.service")]
    commands = [web, command("navmark-worker@.service"), command("navmark-scheduler.service")]
    logs = [tmp_path / f"{n}.log" for n in range(3)]
    crew = []
    for words, log in zip(commands, logs, strict=True):
        with log.open("wb") as out:
            crew.append(subprocess.Popen(words, env=environment, stdout=out, stderr=out))
    try:
        end = time.monotonic() + 90
        while not ready(port):
            assert time.monotonic() < end, [log.read_text()[-1000:] for log in logs]
            time.sleep(0.2)
        while not {"worker", "scheduler"} <= at_work(environment["NAVMARK_DATABASE"]):
            assert time.monotonic() < end, [log.read_text()[-1000:] for log in logs]
            time.sleep(0.2)
        subprocess.run(command("navmark-backup.service"), env=environment, check=True)
        assert [one.poll() for one in crew] == [None, None, None]
        for one in crew:
            one.terminate()
        assert [one.wait(90) for one in crew] == [0, 0, 0], [log.read_text()[-1000:] for log in logs]
    finally:
        for one in crew:
            one.kill()
            one.wait()
    assert len(list((Path(environment["NAVMARK_DATA"]) / "backups").glob("navmark-*.zip"))) == 1


def ready(port: str) -> bool:
    """Whether the web process says that it may get requests."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def at_work(url: str) -> set[str]:
    """The roles that say that they are there."""
    database = open_database(url)
    with reading(database) as connection:
        found = {str(one["role"]) for one in present(connection)}
    database.dispose()
    return found

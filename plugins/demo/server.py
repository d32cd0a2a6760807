"""``./run demo-server``: the retail morning in server mode on this machine — PostgreSQL, Valkey, two web processes, two
workers, one scheduler — and the same morning in one process on SQLite: what both show must have the same hash."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import FrameType

import click
import sqlalchemy as sa

from admin_ui.work import runner_of
from engine.base import clock
from engine.base.issue import IssueError
from engine.base.settings import Settings
from engine.definitions.release import current_release
from engine.jobs.by_hand import run_now
from engine.jobs.presence import present
from engine.jobs.queue import door
from engine.storage.database import reading, writing
from engine.storage.installation import opened
from engine.storage.tables import schedule_slot
from plugins.demo.databases import Missing, both
from plugins.demo.digest import Shown, shown
from plugins.demo.play import Systems, environment, prepare, settings_of
from plugins.demo.state import ZONE, State, answers, any_free
from plugins.demo.stories import STORIES, Story

#: What is started, beside the two databases.
CREW = ("web", "web", "worker", "worker", "scheduler")
PATIENCE = 600.0  # seconds for the morning


@click.command()
@click.option("--once", is_flag=True, help="Stop after the morning and the comparison.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Keep its files here (a new folder).")
def main(once: bool, folder: Path | None) -> None:
    """Starts everything, runs the morning, compares, prints where to look. Ends with Ctrl+C or SIGTERM."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        with _folder(folder) as place, ExitStack() as running:
            same = _run(place, running, once)
    except KeyboardInterrupt:
        return
    except Missing as error:
        raise click.ClickException(str(error)) from None
    except IssueError as error:
        raise click.ClickException("\n".join(issue.line_of_text("zh") for issue in error.issues)) from None
    if not same:
        raise click.ClickException("两种方式的结果不同 / the two ways differ")


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


@contextmanager
def _folder(asked: Path | None) -> Iterator[Path]:
    if asked is not None:
        asked.mkdir(parents=True)
        yield asked.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="navmark-server-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o755)  # PostgreSQL may run as another user
        yield Path(made)


def _run(folder: Path, running: ExitStack, once: bool) -> bool:
    """Whether both ways show the same."""
    story, state = STORIES["retail"], _state()
    systems = Systems(story, state, folder, running)
    for system in systems.sources:
        system.clock.set(state.morning(0))
    postgres, valkey = running.enter_context(both(folder))
    server = folder / "server"
    server.mkdir()
    settings = replace(settings_of(state, server), database=postgres.url, redis_url=valkey.url)
    database = opened(settings)
    running.callback(database.dispose)
    _say("发布 examples/retail … / publishing the example")
    prepare(database, story, state, settings)
    webs = _begin(folder, settings, state, running)
    began = clock.monotonic()
    slot_state = _morning(database, settings)
    seconds = clock.monotonic() - began
    found = _shown(database, state)
    with reading(database) as connection:
        crew = [f"{one['role']} {one['pid']}" for one in present(connection)]
    _say(f"服务器方式 / server mode      {slot_state}, {seconds:.1f} s, {_line(found)}")
    embedded, took = _embedded(folder, story, state)
    _say(f"单进程 / one process           done, {took:.1f} s, {_line(embedded)}")
    same = slot_state == "done" and found == embedded
    _say("相同 / equal" if same else "不同 / DIFFERENT")
    for port in webs:
        _say(f"看板 / board        http://127.0.0.1:{port}")
    _say(f"进程 / processes    {', '.join(crew)}")
    _say(f"NAVMARK_DATABASE={postgres.url}\nNAVMARK_REDIS_URL={valkey.url}")
    _say(f"密码 / password     {state.password}  ({', '.join(story.logins)})")
    if not once:
        _say("\nCtrl+C 结束 / ends")
        while True:
            time.sleep(3600)
    return same


def _state() -> State:
    """Ports that are free, and a story that ended yesterday: the workers' clocks cannot be set."""
    day = clock.now().astimezone(ZONE).date() - timedelta(days=1)
    return State(
        anchor=day.isoformat(),
        ports={name: any_free() for name in ("web", "pos", "erp", "wecom")},
        key=secrets.token_urlsafe(48),
        pos_password=secrets.token_urlsafe(18),
        erp_key=secrets.token_urlsafe(18),
        wecom_secret=secrets.token_urlsafe(18),
        password=f"nm-{secrets.token_hex(5)}",
    )


def _begin(folder: Path, settings: Settings, state: State, running: ExitStack) -> list[int]:
    """Starts the crew; the ports of the web processes, which answer by then."""
    ports = [state.ports["web"], any_free()]
    extra = {**environment(settings, state), "NAVMARK_REDIS_URL": settings.redis_url or ""}
    left, children = list(ports), list[subprocess.Popen[bytes]]()
    for number, role in enumerate(CREW):
        words = ["serve", "--no-jobs", "--port", str(left.pop(0))] if role == "web" else [role]
        with (folder / f"{role}-{number}.log").open("wb") as out:
            child = subprocess.Popen(
                [sys.executable, "-m", "engine.cli", *words],
                env={**os.environ, **extra},
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        children.append(child)
    running.callback(_end, children)
    end = clock.monotonic() + 90
    while not all(answers(port) for port in ports):
        for role, child in zip(CREW, children, strict=True):
            if child.poll() is not None:
                raise Missing(f"{role}: {child.returncode} ({folder})")
        if clock.monotonic() > end:
            raise Missing(f"网页没有应答 / the web processes do not answer ({folder})")
        time.sleep(0.1)
    return ports


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(40)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _morning(database: sa.Engine, settings: Settings) -> str:
    """Makes the morning due, rings, and waits for what the workers make of it: the state of its slot."""
    _due(database)
    door(settings).ring("schedules")
    end = clock.monotonic() + PATIENCE
    while clock.monotonic() < end:
        with reading(database) as connection:
            states = set(connection.scalars(sa.select(schedule_slot.c.state)))
        if not states & {"due", "running"}:
            return "failed" if "failed" in states else "done"
        time.sleep(0.1)
    return "unfinished"


def _due(database: sa.Engine) -> None:
    with writing(database) as connection:
        release = current_release(connection)
        assert release is not None
        for one in release.app.schedules:
            if any(step.pull for step in one.steps):
                run_now(connection, one.name)


def _embedded(folder: Path, story: Story, state: State) -> tuple[Shown, float]:
    """The same morning in this process, on SQLite; its messages are not sent."""
    alone = folder / "one-process"
    alone.mkdir()
    settings = settings_of(state, alone)
    database = opened(settings)
    try:
        prepare(database, story, state, settings)
        _due(database)
        began = clock.monotonic()
        runner_of(database, settings).run_due()
        return _shown(database, state), clock.monotonic() - began
    finally:
        database.dispose()


def _shown(database: sa.Engine, state: State) -> Shown:
    with reading(database) as connection:
        release = current_release(connection)
    assert release is not None
    return shown(database, release, state.last_day)


def _line(found: Shown) -> str:
    counts = (
        f"{found.figures:,} 个值 / values, {found.incidents} 个异常 / incidents, {found.messages} 条消息 / messages"
    )
    return f"{counts}, sha256 {found.digest[:16]}"


def _say(words: str) -> None:
    click.echo(words)


if __name__ == "__main__":
    main()

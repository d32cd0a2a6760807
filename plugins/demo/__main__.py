"""``./run demo [retail|beverage]``: everything a visitor needs to see an example at work, on one bare machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

import click
import sqlalchemy as sa

from engine.base import clock
from engine.base.issue import IssueError
from engine.storage.database import reading
from engine.storage.installation import opened
from engine.storage.tables import incident, load, outbox
from plugins.demo.play import Systems, environment, morning, prepare, settings_of
from plugins.demo.state import Running, State, answers, clean, held, note, open_state, save
from plugins.demo.stories import STORIES, Story


@click.command()
@click.argument("example", type=click.Choice(sorted(STORIES)), default="retail")
@click.option("--fresh", is_flag=True, help="Begin with an empty folder.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=None, help="Port of the board (else 8700 or a free one)."
)
@click.option("--once", is_flag=True, help="Stop after the morning job.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=None)
def main(example: str, fresh: bool, port: int | None, once: bool, folder: Path | None) -> None:
    """Loads an example, starts the sample systems it has, runs the morning job, serves the board."""
    story = STORIES[example]
    folder = folder or story.state
    for number in (signal.SIGTERM, signal.SIGHUP):  # as Ctrl+C: what was started is stopped
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
            signal.signal(number, _leave)
    try:
        with held(folder) as lock:
            clean(folder, even_finished=fresh)
            _run(story, folder, port, once, lock)
    except Running as other:
        raise click.ClickException(f"演示正在此文件夹中运行 / the demo is running in {folder} ({other})") from None
    except IssueError as error:
        raise click.ClickException("\n".join(issue.line_of_text("zh") for issue in error.issues)) from None
    except OSError as error:
        raise click.ClickException(str(error)) from error


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _run(story: Story, folder: Path, port: int | None, once: bool, lock: int) -> None:
    begun = clock.monotonic()
    state = open_state(folder, port)
    settings = settings_of(state, folder)
    with ExitStack() as running:
        systems = Systems(story, state, folder, running)
        database = opened(settings)
        _play(database, story, systems, state, folder)
        seconds = clock.monotonic() - begun
        if once:
            _tell(database, story, state, seconds)
        else:
            _serve(database, story, state, folder, lock, seconds)


def _play(database: sa.Engine, story: Story, systems: Systems, state: State, folder: Path) -> None:
    settings = settings_of(state, folder)
    _say(f"发布 examples/{story.name} … / publishing the example")
    prepare(database, story, state, settings)
    if state.done:
        return
    for after in story.mornings:
        _say(f"{state.morning(after):%m-%d} 08:00 早间任务 … / morning job")
        morning(database, settings, systems, state, after)
    state.done = True
    save(folder, state)


def _tell(database: sa.Engine, story: Story, state: State, seconds: float) -> None:
    with reading(database) as connection:
        rows = connection.execute(
            sa.select(load.c.source, load.c.state, load.c.rows_in, load.c.rows_refused).order_by(load.c.id)
        ).all()
        incidents = {
            row[0]: row[1]
            for row in connection.execute(sa.select(incident.c.state, sa.func.count()).group_by(incident.c.state))
        }
        messages = connection.scalar(sa.select(sa.func.count()).where(outbox.c.state == "sent")) or 0
    failed = [row.source for row in rows if row.state != "published"]
    _say("")
    _say(f"数据 / rows: {sum(row.rows_in for row in rows):,} in, {sum(row.rows_refused for row in rows):,} refused")
    if failed:
        _say(f"失败 / failed: {', '.join(failed)}")
    _say(f"异常 / incidents: {incidents}    企业微信 / WeCom messages sent: {messages}")
    _say(f"用时 / took {seconds:.0f} s, 数据截至 / data as of {state.anchor}")
    _say("")
    _say(f"看板 / board        {state.url('web')}")
    _say(f"企业微信 / WeCom    {state.url('wecom')}")
    for path, (what, who) in story.paths.items():
        _say(f"{what:<19} {state.url('web')}{path}  {who}")
    _say(f"账号 / logins (密码 / password: {state.password})")
    for login, (zh, en) in story.logins.items():
        _say(f"  {login:<10} {zh} / {en}")


def _serve(database: sa.Engine, story: Story, state: State, folder: Path, lock: int, seconds: float) -> None:
    """The board in a process of its own; the sample systems go on in this one. Ends with Ctrl+C or SIGTERM."""
    command = [sys.executable, "-m", "engine.cli", "serve", "--port", str(state.ports["web"])]
    extra = environment(settings_of(state, folder), state)
    log = folder / "board.log"
    with log.open("wb") as out:
        board = subprocess.Popen(
            command, env={**os.environ, **extra}, stdout=out, stderr=out, pass_fds=[lock], start_new_session=True
        )
    note(lock, f"{state.url('web')}, kill {board.pid}")
    try:
        while board.poll() is None and not answers(state.ports["web"]):
            time.sleep(0.1)
        if board.poll() is None:
            _tell(database, story, state, seconds)
            database.dispose()
            _say("\nCtrl+C 结束 / ends")
        if board.wait() > 0:
            raise click.ClickException(f"{log}:\n{log.read_text(errors='replace')[-4000:]}")
    except KeyboardInterrupt:
        _say("")
    finally:
        board.terminate()
        board.wait(40)


def _say(words: str) -> None:
    click.echo(words)


if __name__ == "__main__":
    main()

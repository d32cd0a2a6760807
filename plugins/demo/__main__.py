"""``./run demo``: everything a visitor needs to see the morning of a retail chain, on one bare machine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import click
import sqlalchemy as sa

from engine.base import clock
from engine.base.issue import IssueError
from engine.storage.database import reading
from engine.storage.installation import opened
from engine.storage.tables import incident, load, outbox
from plugins.demo.play import ROOT, Systems, environment, morning, prepare, settings_of
from plugins.demo.state import State, open_state, save

#: login → who that is, for the visitor.
LOGINS = {
    "hq": ("总部", "head office: sees everything"),
    "dir_east": ("华东大区总监", "director of East China"),
    "am_e1": ("区域经理，门店 E102 缺货", "area manager; his store E102 is out of stock"),
    "sm_e102": ("店长，仅见本店", "store manager of E102: sees one store"),
}


@click.command()
@click.option("--fresh", is_flag=True, help="Begin with an empty folder.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=None, help="Port of the board (else 8700 or a free one)."
)
@click.option("--once", is_flag=True, help="Stop after the morning job.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=ROOT / ".navmark/demo")
def main(fresh: bool, port: int | None, once: bool, folder: Path) -> None:
    """Loads the retail example, starts its sample POS and ERP, runs the morning job, serves the board."""
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    begun = clock.monotonic()
    state = open_state(folder, port)
    settings = settings_of(state, folder)
    with ExitStack() as running:
        try:
            systems = Systems(state, folder, running)
            database = opened(settings)
            _play(database, systems, state, folder)
        except IssueError as error:
            raise click.ClickException("\n".join(issue.line_of_text("zh") for issue in error.issues)) from None
        except OSError as error:
            raise click.ClickException(f"{error} — 端口被占用？/ is a demo running already?") from error
        _tell(database, state, clock.monotonic() - begun)
        database.dispose()
        if not once:
            _serve(state, environment(settings, state))


def _play(database: sa.Engine, systems: Systems, state: State, folder: Path) -> None:
    settings = settings_of(state, folder)
    _say("发布 examples/retail … / publishing the example")
    prepare(database, state, settings)
    if state.done:
        return
    _say(f"{state.morning(-1):%m-%d} 08:00 早间任务：拉取两个月数据 … / first morning: two months of data")
    morning(database, settings, systems, state, -1)
    _say(f"{state.morning(0):%m-%d} 08:00 早间任务 … / second morning")
    morning(database, settings, systems, state, 0)
    state.done = True
    save(folder, state)


def _tell(database: sa.Engine, state: State, seconds: float) -> None:
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
    _say(f"账号 / logins (密码 / password: {state.password})")
    for login, (zh, en) in LOGINS.items():
        _say(f"  {login:<10} {zh} / {en}")


def _serve(state: State, extra: dict[str, str]) -> None:
    """The board in a process of its own; the sample systems go on in this one. Ends with Ctrl+C or SIGTERM."""
    command = [sys.executable, "-m", "engine.cli", "serve", "--port", str(state.ports["web"])]
    child = subprocess.Popen(command, env={**os.environ, **extra}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    _say("\nCtrl+C 结束 / ends")
    try:
        _, errors = child.communicate()
        if child.returncode not in (0, -signal.SIGTERM, -signal.SIGINT):
            sys.stderr.write(errors.decode(errors="replace")[-4000:])
            raise SystemExit(child.returncode)
    except KeyboardInterrupt:
        child.terminate()
        child.wait(30)


def _say(words: str) -> None:
    click.echo(words)


if __name__ == "__main__":
    main()

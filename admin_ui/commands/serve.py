"""Serves the web application."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import tempfile
from importlib import import_module
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.glogging import Logger as GunicornLogger  # type: ignore[import-untyped]

from admin_ui import metrics
from engine.base import logs, tracing
from engine.base.issue import IssueError
from engine.base.settings import Settings, current
from engine.facts import sweep_broken_loads
from engine.storage.database import writing
from engine.storage.installation import opened


@click.command("serve", help="Serve the API and the web client, and run the jobs in the same process.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8700, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="processes")
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True, help="threads per process")
@click.option("--no-jobs", is_flag=True, help="leave schedules and messages to another process")
def COMMAND(host: str, port: int, workers: int, threads: int, no_jobs: bool) -> None:
    """Refuses to start without a proper NAVMARK_KEY."""
    settings = current()
    try:
        settings.require_key()
        database = opened(settings)
        if database.dialect.name == "sqlite":  # one machine, and nothing runs yet: what is "running" was cut off
            with writing(database) as connection:
                sweep_broken_loads(connection)
        database.dispose()
    except IssueError as error:
        raise click.ClickException(error.issues[0].line_of_text("en")) from None
    logs.install(settings)
    if workers > 1:  # the processes share what their parent has read; a single one keeps the parent small
        import_module("admin_ui.app")
    shared = tempfile.mkdtemp(prefix="navmark-metrics-") if workers > 1 else None
    if shared:
        os.environ[metrics.SHARED] = shared
        atexit.register(_forget, shared, os.getpid())
    options = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "timeout": 120,
        "graceful_timeout": 30,
        "forwarded_allow_ips": "127.0.0.1",
        "control_socket_disable": True,
        "logger_class": _HouseLog,
        "child_exit": _forget_figures if shared else None,
        "limit_request_line": 8190,
        "post_worker_init": None if no_jobs else _start_jobs,
        "worker_exit": None if no_jobs else _stop_jobs,
    }
    click.echo(f"http://{host}:{port}")
    _Server(settings, {name: value for name, value in options.items() if value is not None}).run()


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn without a configuration file. The database is opened in each worker, never before the fork."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings, self._options = settings, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        from admin_ui.app import create_app  # see COMMAND

        tracing.install(self._settings, "navmark-web")
        database = opened(self._settings)
        tracing.watch(database)
        app = create_app(database, self._settings)
        app.extensions["navmark_database"] = database
        return app


class _HouseLog(GunicornLogger):  # type: ignore[misc]
    """gunicorn's own words go to the log of the house: one shape, one mask."""

    def setup(self, cfg: Any) -> None:
        self.error_log.propagate = True
        self.error_log.setLevel(logging.INFO)


def _forget_figures(server: Any, worker: Any) -> None:
    metrics.process_gone(worker.pid)


def _forget(folder: str, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def _start_jobs(worker: Any) -> None:
    """One runner per process; the ledger in the database sees to it that each slot is run by one of them."""
    from admin_ui.work import runner_of  # only where jobs are run

    app: Flask = worker.wsgi
    runner = runner_of(app.extensions["navmark_database"], current())
    app.extensions["navmark_runner"] = runner
    runner.start()


def _stop_jobs(server: Any, worker: Any) -> None:
    runner = worker.wsgi.extensions.get("navmark_runner") if getattr(worker, "wsgi", None) else None
    if runner is not None:
        runner.stop()

"""``python -m plugins.wecom_local --port 8703 --corp-id … --agent 1000002 --store messages.jsonl``"""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import click

from plugins.wecom_local.server import start


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8703, show_default=True, type=click.IntRange(1, 65535))
@click.option("--corp-id", required=True, envvar="WECOM_LOCAL_CORP_ID", help="What clients must say they are.")
@click.option("--agent", required=True, type=int, envvar="WECOM_LOCAL_AGENT", help="The application's agent id.")
@click.option("--secret-file", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Holds the secret.")
@click.option("--store", type=click.Path(path_type=Path, dir_okay=False), help="Keeps received messages (JSON lines).")
@click.option("--member", "members", multiple=True, help="A member's account; several times. Default: everybody.")
def main(
    host: str,
    port: int,
    corp_id: str,
    agent: int,
    secret_file: Path | None,
    store: Path | None,
    members: tuple[str, ...],
) -> None:
    """A WeCom on this machine. The secret comes from --secret-file or WECOM_LOCAL_SECRET; there is no default."""
    secret = (
        secret_file.read_text(encoding="utf-8").strip() if secret_file else os.environ.get("WECOM_LOCAL_SECRET", "")
    )
    if not secret:
        raise click.UsageError("give the secret by --secret-file or WECOM_LOCAL_SECRET")
    over = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: over.set())
    with start(
        corp_id=corp_id, agents={agent: secret}, host=host, port=port, members=members or None, store=store
    ) as server:
        click.echo(f"本地企业微信 / local WeCom: {server.url}")
        over.wait()


if __name__ == "__main__":
    main()

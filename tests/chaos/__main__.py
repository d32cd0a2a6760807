"""``./run chaos``: plays the story, prints what it found, and exits with 1 where something was lost or came twice."""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from engine.storage.backup_file import Where
from engine.storage.installation import opened
from tests import small_app
from tests.chaos import backups, server
from tests.chaos.story import play
from tests.postgres import PostgresMissing, running


def main() -> int:
    """Parses and prints."""
    asked = argparse.ArgumentParser(prog="./run chaos", description=__doc__)
    asked.add_argument("what", nargs="?", choices=("messages", "server", "backup"), default="messages")
    asked.add_argument("--kills", type=int, default=1000)
    asked.add_argument("--messages", type=int, default=10_000)
    asked.add_argument("--jobs", type=int, default=10_000, help="server: slots and forms, at least")
    asked.add_argument("--flushes", type=int, default=20, help="server: how often Redis is emptied")
    asked.add_argument("--minutes", type=float, help="no fault comes later (default: 8; server: 60)")
    asked.add_argument("--backups", type=int, default=50)
    asked.add_argument("--seed", type=int, default=20261125)
    asked.add_argument("--database", help="URL of an empty database (default: SQLite in a folder of its own)")
    given = asked.parse_args()
    if given.what == "backup":
        return _backups(given.backups)
    if given.what == "server":
        with tempfile.TemporaryDirectory(prefix="navmark-chaos-", ignore_cleanup_errors=True) as folder:
            Path(folder).chmod(0o755)  # PostgreSQL may run as another user
            wish = server.Wish(given.kills, given.jobs, given.flushes, seconds=(given.minutes or 60) * 60)
            table = server.play(Path(folder), wish, seed=given.seed)
        print("\n".join(table.lines()))
        if not table.reached:
            print("the time was over before as much had happened as was asked for")
        print("0 lost, 0 twice" if table.whole else "NOT WHOLE")
        return 0 if table.whole else 1
    with tempfile.TemporaryDirectory(prefix="navmark-chaos-") as folder:
        url = given.database or f"sqlite:///{Path(folder) / 'navmark.sqlite'}"
        found = play(
            url, messages=given.messages, kills=given.kills, seconds=(given.minutes or 8) * 60, seed=given.seed
        )
    print("\n".join(found.lines()))
    print("0 lost, 0 twice" if found.whole else "NOT WHOLE")
    return 0 if found.whole else 1


def _backups(rounds: int) -> int:
    """SQLite with photos inside the zip, PostgreSQL with photos beside it."""
    with tempfile.TemporaryDirectory(prefix="navmark-chaos-") as folder, ExitStack() as stack:
        kinds: list[tuple[str, list[str], Where]] = [("SQLite", [], "inside")]
        try:
            server_of = stack.enter_context(running())
            kinds.append(("PostgreSQL", [server_of.url(server_of.create()) for _ in range(2)], "beside"))
        except PostgresMissing as reason:
            print(f"SKIPPED: PostgreSQL: {reason}")
        whole = True
        for name, urls, where in kinds:
            home = Path(folder) / name
            one, two = (small_app.settings_in(home / part) for part in ("one", "two"))
            if urls:
                one, two = (replace(part, database=url) for part, url in zip((one, two), urls, strict=True))
            for part in (one, two):
                part.data.mkdir(parents=True)
            (home / "made").mkdir()
            database = opened(one)
            small_app.fill(database, small_app.publish_app(database))
            database.dispose()
            found = backups.play(one, two, home / "made", rounds, where, partial(backups.emptied, two))
            print(f"{name}, photos {where}\n" + "\n".join(found.lines()))
            whole = whole and found.whole
    print("all equal" if whole else "NOT EQUAL")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())

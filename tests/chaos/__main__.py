"""``./run chaos``: plays the story, prints what it found, and exits with 1 where something was lost or came twice."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.chaos import server
from tests.chaos.story import play


def main() -> int:
    """Parses and prints."""
    asked = argparse.ArgumentParser(prog="./run chaos", description=__doc__)
    asked.add_argument("what", nargs="?", choices=("messages", "server"), default="messages")
    asked.add_argument("--kills", type=int, default=1000)
    asked.add_argument("--messages", type=int, default=10_000)
    asked.add_argument("--minutes", type=float, default=8.0, help="no kill comes later than this")
    asked.add_argument("--seed", type=int, default=20261125)
    asked.add_argument("--database", help="URL of an empty database (default: SQLite in a folder of its own)")
    given = asked.parse_args()
    if given.what == "server":
        with tempfile.TemporaryDirectory(prefix="navmark-chaos-", ignore_cleanup_errors=True) as folder:
            Path(folder).chmod(0o755)  # PostgreSQL may run as another user
            table = server.play(Path(folder), seconds=given.minutes * 60, seed=given.seed)
        print("\n".join(table.lines()))
        print("0 lost, 0 twice" if table.whole else "NOT WHOLE")
        return 0 if table.whole else 1
    with tempfile.TemporaryDirectory(prefix="navmark-chaos-") as folder:
        url = given.database or f"sqlite:///{Path(folder) / 'navmark.sqlite'}"
        found = play(url, messages=given.messages, kills=given.kills, seconds=given.minutes * 60, seed=given.seed)
    print("\n".join(found.lines()))
    print("0 lost, 0 twice" if found.whole else "NOT WHOLE")
    return 0 if found.whole else 1


if __name__ == "__main__":
    sys.exit(main())

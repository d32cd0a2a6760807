"""The real server (gunicorn) with its clock stopped: ``python -m tests.browser.served PORT INSTANT``; settings as
always in ``NAVMARK_*``. The data of a fixed past morning is then that morning's, whenever the tests run."""

from __future__ import annotations

import sys
from datetime import datetime

from admin_ui.commands.serve import COMMAND
from engine.base import clock


def main(port: str, at: str) -> None:
    """Serves until it is told to end."""
    with clock.frozen(datetime.fromisoformat(at)):
        COMMAND(["--no-jobs", "--port", port], standalone_mode=False)


if __name__ == "__main__":
    main(*sys.argv[1:])

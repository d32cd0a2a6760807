"""A web server in a process of its own, over a folder with an installation: ``python -m … FOLDER PORT``."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from werkzeug.serving import make_server

from admin_ui.app import create_app
from engine.storage.database import open_database
from tests import small_app


def main(folder: Path, port: int) -> None:
    """Serves until it is killed."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    settings = small_app.settings_in(folder)
    database = open_database(settings.database, pool_size=40)
    make_server("127.0.0.1", port, create_app(database, settings), threaded=True).serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

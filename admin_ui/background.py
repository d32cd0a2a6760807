"""Work that a person starts by hand and that may take longer than a person waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from typing import Any

log = logging.getLogger("navmark.api")
PATIENCE = 5.0  # seconds
_pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="navmark-by-hand")


def in_background(work: Callable[..., Any], *arguments: Any, patience: float = PATIENCE, **named: Any) -> bool:
    """Whether the work was over within ``patience`` seconds; else it goes on. What it raises in time is raised here."""
    future = _pool.submit(work, *arguments, **named)
    try:
        future.result(timeout=patience)
    except NotYet:
        future.add_done_callback(_note)
        return False
    return True


def _note(future: Any) -> None:
    if (fault := future.exception()) is not None:
        log.error("work begun by hand failed", exc_info=fault)

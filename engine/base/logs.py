"""The log: ``NAVMARK_LOG=text`` (default) or ``json``, one line per record on standard error, secrets masked in both.

What is bound (``with bound(request_id=…)``) is on every line that is written inside the block, by this thread.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from engine.base import masking
from engine.base.issue import Issue, IssueError
from engine.base.settings import Settings
from engine.base.text import both

_bound: ContextVar[dict[str, Any] | None] = ContextVar("navmark_log", default=None)
#: ``logger.info(words, extra={FIELDS: {…}})``: plain values that stand beside the words.
FIELDS = "navmark"
_TELLING = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD|PASSWD)$")


@contextmanager
def bound(**fields: Any) -> Iterator[None]:
    """Puts fields on every line written in the block."""
    before = _bound.set({**(_bound.get() or {}), **fields})
    try:
        yield
    finally:
        _bound.reset(before)


def bind(**fields: Any) -> None:
    """The same without a block: what is bound later replaces it; ``bind()`` alone forgets all."""
    _bound.set({**(_bound.get() or {}), **fields} if fields else None)


class JsonLines(logging.Formatter):
    """One JSON object per record: at, level, logger, words, what is bound, the record's own fields, error."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "words": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            line["error"] = record.exc_text
        # before it becomes JSON: escaped, a secret with a quotation mark would no longer be recognised
        return json.dumps({key: _masked(value) for key, value in line.items()}, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """The same for people: ``time LEVEL logger: words key=value …``."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        more = " ".join(f"{key}={value}" for key, value in _fields(record).items() if value is not None)
        words = super().formatMessage(record)
        return masking.masked(f"{words} {more}" if more else words)


def install(settings: Settings, *, level: int = logging.INFO) -> None:
    """Sets up the root logger for a process that serves or works, and teaches the mask the installation's secrets.

    Raises IssueError (N975) where NAVMARK_LOG is neither text nor json.
    """
    shape = settings.values.get("NAVMARK_LOG", "text")
    if shape not in ("text", "json"):
        words = both("NAVMARK_LOG 只能是 text 或 json", "NAVMARK_LOG must be text or json")
        raise IssueError([Issue("N975", words)])
    learn(settings)
    masking.install()
    root = logging.getLogger()
    root.setLevel(level)
    for handler in root.handlers:
        if type(handler) is logging.StreamHandler:  # not those that somebody else has put there
            handler.setFormatter(JsonLines() if shape == "json" else TextLines())


def learn(settings: Settings) -> None:
    """What must never stand in a log: the key, passwords in addresses, settings whose names say what they are."""
    named = [value for name, value in settings.values.items() if _TELLING.search(name)]
    for value in (settings.key, settings.metrics_token, *named):
        if value:
            masking.learn(value)
    for url in (settings.database, settings.redis_url, *settings.values.values()):
        try:
            password = urlsplit(url).password if url and "://" in url else None
        except ValueError:
            continue
        if password:
            masking.learn(password)
            masking.learn(unquote(password))


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    own = getattr(record, FIELDS, None)
    return {**(_bound.get() or {}), **(own if isinstance(own, dict) else {})}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return masking.masked(value)
    return value if value is None or isinstance(value, bool | int | float) else masking.masked(str(value))

"""Keeps secrets out of the log: every value that was ever put or revealed in this process becomes ``•••``."""

from __future__ import annotations

import logging
import re
import traceback
from urllib.parse import quote

MASK = "•••"
#: Our own bearer tokens and other people's are recognised by shape too.
_SHAPES = re.compile(r"nmk_[A-Za-z0-9_-]{16,}|(?<=Bearer )[A-Za-z0-9._~+/=-]{8,}|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")
_known: set[str] = set()


def learn(value: str) -> None:
    """From now on this value is masked, as it is and as it stands in a URL. Too short values would mask plain words."""
    if len(value) >= 6:
        _known.update({value, quote(value, safe="")})


def masked(text: str) -> str:
    """The text without any known secret."""
    for value in sorted(_known, key=len, reverse=True):
        if value in text:
            text = text.replace(value, MASK)
    return _SHAPES.sub(MASK, text)


class MaskSecrets(logging.Filter):
    """For handlers: masks message, arguments and traceback of every record that passes."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), None
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = masked("".join(traceback.format_exception(*record.exc_info)).rstrip())
        if record.stack_info:
            record.stack_info = masked(record.stack_info)
        return True


def install() -> None:
    """Puts the filter on the root logger's handlers (making one that writes to stderr if there is none)."""
    root = logging.getLogger()
    if not root.handlers:
        logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for handler in [*root.handlers, *([logging.lastResort] if logging.lastResort else [])]:
        if not any(isinstance(known, MaskSecrets) for known in handler.filters):
            handler.addFilter(MaskSecrets())

"""A picture made anew in a process of its own, with limits on memory and time: what was hidden in the old bytes is
gone, and a hostile picture harms nobody else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from form_builder.photos.sniff import broken, look

SECONDS, MEMORY = 10, 512_000_000
#: So many pictures are made at a time in one web process; the others wait their turn, up to this long.
AT_ONCE, PATIENCE = 2, 30.0
_ROOT = Path(__file__).parents[2]
_turns = threading.BoundedSemaphore(AT_ONCE)


class BusyError(Exception):
    """No turn came in time: nothing is wrong with the picture."""


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept. ``came``: width and height of what came in, the way it was stored.

    ``exif_at``: local time without a zone as the camera wrote it ("2026:11:23 09:15:00"); ``exif_place``: {"lat",
    "lon"}: both were in the file that came, and are not in this one.
    """

    data: bytes
    small: bytes
    media_type: str
    width: int
    height: int
    came: tuple[int, int]
    exif_at: str | None
    exif_place: dict[str, float] | None


def remake(
    data: bytes, *, longest_side: int, drawing: bool = False, seconds: float = SECONDS, memory: int = MEMORY
) -> Picture:
    """The picture right way up, at most ``longest_side`` pixels long, as JPEG (``drawing``: as PNG), with a thumbnail.

    Raises IssueError (N560–N563 as ``look``, N565 it took too much), and BusyError.
    """
    look(data)
    wish = json.dumps({"longest_side": longest_side, "keep_lines": drawing})
    environment = {key: os.environ[key] for key in ("PATH", "LANG", "SYSTEMROOT") if key in os.environ}
    command = [sys.executable, "-m", "form_builder.photos.child", str(memory), str(int(seconds) + 1), wish]
    if not _turns.acquire(timeout=PATIENCE):
        raise BusyError
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=seconds,
            cwd=_ROOT,
            env=environment | {"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    finally:
        _turns.release()
    if done.returncode != 0:
        raise _too_much()
    line, _, rest = done.stdout.partition(b"\n")
    head: dict[str, Any] = json.loads(line)
    if "refused" in head:
        raise _too_much() if head["refused"] == "memory" else broken()
    first, second = head["sizes"]
    return Picture(
        rest[:first],
        rest[first : first + second],
        head["media_type"],
        head["width"],
        head["height"],
        (head["came"][0], head["came"][1]),
        head["exif_at"],
        head["location"],
    )


def _too_much() -> IssueError:
    words = both("图片太大或太复杂，处理已中止", "the picture is too large or too intricate; it was given up")
    return IssueError([Issue("N565", words, hint=both("请重新拍一张", "please take it again"))])

"""Reads a file of tables in a process of its own, with limits on memory and time: a hostile file harms nobody else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.sheets.model import Sheet

SECONDS, MEMORY = 20, 1_500_000_000
LARGEST = 10_000_000
_ROOT = Path(__file__).parents[2]


def read_tables(data: bytes, *, seconds: float = SECONDS, memory: int = MEMORY) -> list[Sheet]:
    """The tables of a CSV or Excel file (bytes). Raises IssueError: N874 unreadable, N875 too much, N876 protected.

    ``seconds`` and ``memory`` (bytes) bound the process that reads.
    """
    if len(data) > LARGEST:
        words = both(f"文件超过 {LARGEST // 1_000_000} MB", f"the file is over {LARGEST // 1_000_000} MB")
        raise IssueError([Issue("N875", words)])
    environment = {key: os.environ[key] for key in ("PATH", "LANG", "SYSTEMROOT") if key in os.environ}
    command = [sys.executable, "-m", "engine.sheets.child", str(memory), str(int(seconds) + 1)]
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
    if done.returncode != 0:
        raise _too_much()
    answer: dict[str, Any] = json.loads(done.stdout)
    if "refused" in answer:
        raise IssueError([_issue(refused) for refused in answer["refused"]])
    return [Sheet.of(sheet) for sheet in answer["sheets"]]


def _issue(found: dict[str, Any]) -> Issue:
    hint = found.get("hint")
    return Issue(found["code"], both(**found["message"]), hint=both(**hint) if hint else None)


def _too_much() -> IssueError:
    words = both("文件太大或太复杂，读取已中止", "the file is too large or too intricate; reading was stopped")
    hint = both("只保留要用的表，另存后再上传", "keep only the sheets that are needed and save it again")
    return IssueError([Issue("N875", words, hint=hint)])

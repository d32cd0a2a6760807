"""The process that reads: a file on standard input, JSON on standard output. Arguments: memory (bytes), CPU seconds."""

from __future__ import annotations

import json
import sys

from engine.base.issue import IssueError
from engine.sheets.tables import tables_in


def main(memory: int, seconds: int) -> None:
    """Lowers its own limits for good, then reads."""
    try:
        import resource
    except ImportError:  # Windows: the time limit of the parent and the size check of the archive remain
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = {"sheets": [sheet.as_json() for sheet in tables_in(sys.stdin.buffer.read())]}
    except IssueError as error:
        answer = {"refused": [issue.as_json() for issue in error.issues]}
    json.dump(answer, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

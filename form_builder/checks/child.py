"""The process that looks: it loads one check once, bounds itself for good, and then looks at picture after picture.

Arguments: the check's name, memory (bytes) and where checks are found (``module:function``; the tests have their own).
Frames come on standard input and go to what was standard output; what a check prints goes to standard error. It ends
when the other side closes, and kills itself where a look takes far too long and nobody is left to do it.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from datetime import datetime
from typing import Any

from engine.base import clock
from engine.base.issue import IssueError
from form_builder.checks.contract import Ask, Earlier, PhotoCheck
from form_builder.checks.frames import BrokenPipeline, Pipe, pack
from form_builder.checks.spoken import spoken

FOREVER = 10.0**9
MARGIN = 30  # seconds past its time after which a look ends itself
LARGEST_FILE = 2_000_000  # bytes: of what is written, standard error alone


def main(name: str, memory: int, source: str) -> None:
    """Serves until the other side closes."""
    _bound(memory)
    pipe = Pipe(0, os.dup(1))
    os.dup2(2, 1)
    try:
        check = _check(name, source)
    except Exception as error:
        _say(pipe, {"missing": _words(error)})
        return
    _say(pipe, {"ready": True})
    while True:
        try:
            head, blobs = pipe.receive(clock.monotonic() + FOREVER, _nothing)
        except BrokenPipeline:
            return
        signal.alarm(int(head["seconds"]) + MARGIN)
        try:
            verdict = check.look(_ask(pipe, head, blobs))
            answer, marked = {"verdict": spoken(verdict)}, verdict.marked
            frame = pack(answer, [] if marked is None else [marked])
        except IssueError as error:
            frame = pack({"issue": error.issues[0].as_json()})
        except BrokenPipeline:
            return
        except BaseException as error:  # whatever a check does, the other side is told
            frame = pack({"raised": _words(error)})
        signal.alarm(0)
        pipe.send(frame, clock.monotonic() + FOREVER, _nothing)


def _bound(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the time limit of the other side remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))


def _check(name: str, source: str) -> PhotoCheck:
    module, _, function = source.partition(":")
    found = getattr(importlib.import_module(module), function)()
    check: PhotoCheck = found[name]
    return check


def _ask(pipe: Pipe, head: dict[str, Any], blobs: list[bytes]) -> Ask:
    def picture_of(photo: str) -> bytes | None:
        _say(pipe, {"picture_of": photo})
        _, found = pipe.receive(clock.monotonic() + FOREVER, _nothing)
        return found[0] if found else None

    earlier = [
        Earlier(one["photo"], one["remembered"], _instant(one["taken_at"]), one["same_unit"]) for one in head["earlier"]
    ]
    taken_at = _instant(head["taken_at"])
    return Ask(blobs[0], head["standard"], head["options"], taken_at, earlier, picture_of)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _say(pipe: Pipe, head: dict[str, Any]) -> None:
    pipe.send(pack(head), clock.monotonic() + FOREVER, _nothing)


def _words(error: BaseException) -> dict[str, str]:
    return {"type": type(error).__name__, "text": str(error)[:500]}


def _nothing() -> None:
    """Nobody is to be told that time passes."""


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])

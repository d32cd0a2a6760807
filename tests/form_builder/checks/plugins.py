"""Small checks for the tests: each does one thing. The picture's bytes say what is seen in it."""

from __future__ import annotations

import os
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from form_builder.checks.contract import Ask, Finding, PhotoCheck, Reason, Verdict

HERE = f"{__name__}:photo_checks"
JPEG = b"\xff\xd8\xff marked"


def says(outcome: Any, score: float | None, **more: Any) -> Verdict:
    """A verdict with one reason."""
    words = both(f"看到 {outcome}", f"saw {outcome}")
    return Verdict(outcome, score, (Reason(f"saw_{outcome}", words, outcome, {"n": 1}),), f"pid {os.getpid()}", **more)


def _by_picture(ask: Ask) -> Verdict:
    """The first word of the picture is the outcome, the second the score."""
    print("a check that talks on standard output")
    outcome, score = ask.picture.decode().split()[:2]
    return says(outcome, float(score), findings=(Finding("x", (0.1, 0.2, 0.3, 0.4), 0.9),), marked=JPEG)


def _slowly(ask: Ask) -> Verdict:
    """Leaves its process id in the file that the options name, then takes its time."""
    if path := ask.options.get("tell"):
        Path(path).write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(float(ask.options.get("seconds", 600)))
    return says("pass", 1.0)


def _raising(ask: Ask) -> Verdict:
    raise RuntimeError("cannot see")


def _telling(ask: Ask) -> Verdict:
    raise IssueError([Issue("N799", both("模型没有安装", "the model is not installed"))])


def _hungry(ask: Ask) -> Verdict:
    kept = [bytearray(10_000_000) for _ in range(1_000)]
    return says("pass", float(len(kept)))


def _quitting(ask: Ask) -> Verdict:
    os._exit(137)


def _once_dead(ask: Ask) -> Verdict:
    """Dies the first time it sees a picture, and not the second."""
    flag = Path(ask.options["flag"] + sha256(ask.picture).hexdigest()[:8])
    if not flag.exists():
        flag.touch()
        os.kill(os.getpid(), 9)
    return says("pass", 0.8)


def _lying(ask: Ask) -> Any:
    return {"outcome": "pass"}


def _bending(ask: Ask) -> Verdict:
    return says("certainly", 1.0)


def _remembering(ask: Ask) -> Verdict:
    """Fails a picture that it has seen, as its bytes of that time show; counts what it was shown."""
    digest = sha256(ask.picture).hexdigest()
    same = [one for one in ask.earlier if one.remembered == digest and ask.picture_of(one.photo) == ask.picture]
    reason = Reason("seen", both("见过", "seen"), "fail" if same else "pass", {
        "earlier": len(ask.earlier), "same": [one.photo for one in same], "unit": [one.same_unit for one in same],
    })  # fmt: skip
    return Verdict("fail" if same else "pass", None, (reason,), "m", remember=digest)


def _outside(ask: Ask, door: Any) -> Verdict:
    answer = door.post(door.fill("{NAVMARK_VISION}/look"), {"key": door.fill({"secret": "vision"})})
    return says(answer["outcome"], answer["score"], cost={"amount": 0.02, "currency": "CNY"})


def _outside_slowly(ask: Ask, door: Any) -> Verdict:
    time.sleep(30)
    return says("pass", 1.0)


def photo_checks() -> dict[str, PhotoCheck]:
    """All of them by name."""
    title = both("试", "Try")
    local = {
        "sees": _by_picture, "raises": _raising, "tells": _telling, "eats": _hungry, "quits": _quitting,
        "dies_once": _once_dead, "lies": _lying, "bends": _bending, "remembers": _remembering,
    }  # fmt: skip
    found = {name: PhotoCheck(name, title, look, seconds=20, megabytes=400) for name, look in local.items()}
    found["sleeps"] = PhotoCheck("sleeps", title, _slowly, seconds=0.5, megabytes=400)
    found["takes"] = PhotoCheck("takes", title, _slowly, seconds=60, megabytes=400)
    found["outside"] = PhotoCheck("outside", title, _outside, remote=True, seconds=5)
    found["outside_slow"] = PhotoCheck("outside_slow", title, _outside_slowly, remote=True, seconds=0.3)
    return found

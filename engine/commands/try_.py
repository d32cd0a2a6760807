"""``navmark try``: one line of JSON in, one line of JSON out, for each of the product's small languages."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from typing import IO, Any

import click

from engine.base.discover import packages
from engine.base.issue import Issue
from engine.base.suggest import did_you_mean
from engine.base.text import both

Playground = Callable[[Any], dict[str, Any]]
LONGEST = 1_000_000  # bytes of a line


def playgrounds() -> dict[str, Playground]:
    """Everything that can be tried, by name: the ``try_<name>`` functions of the modules ``playground`` in the
    packages behind the entry-point group ``navmark.playgrounds``."""
    found: dict[str, Playground] = {}
    for package in packages("navmark.playgrounds"):
        if find_spec(f"{package}.playground") is not None:
            module = importlib.import_module(f"{package}.playground")
            found |= {name[4:]: member for name, member in vars(module).items() if name.startswith("try_")}
    return found


@click.command("try")
@click.argument("what")
def command(what: str) -> None:
    """Try an expression, template, schedule or url: reads JSON objects, one a line, and answers each with a line.

    An answer is {"value": …} or {"refused": {code, message, position, hint}}. Nothing is stored, sent or connected to.
    """
    known = playgrounds()
    if what not in known:
        hint = did_you_mean(what, known)
        raise click.UsageError(f'there is nothing to try called "{what}"' + (f" — {hint['en']}" if hint else ""))
    converse(known[what], sys.stdin.buffer, sys.stdout.buffer)


def converse(playground: Playground, lines: Iterable[bytes], answers: IO[bytes]) -> None:
    """Answers each line until the input ends; a broken line is refused and the next one is read."""
    for line in lines:
        if line.strip():
            # a lone surrogate cannot be written as UTF-8, but as the JSON escape it came in as
            answers.write(_line(_answer(playground, line)).encode("utf-8", "backslashreplace") + b"\n")
            answers.flush()


def _line(answer: dict[str, Any]) -> str:
    try:
        return json.dumps(answer, ensure_ascii=False, allow_nan=False, default=str)
    except (ValueError, RecursionError):
        return json.dumps(_refused(both("结果不能写成 JSON", "the result cannot be written as JSON")))


def _answer(playground: Playground, line: bytes) -> dict[str, Any]:
    if len(line) > LONGEST:
        return _refused(both("这一行太长", "the line is too long"))
    try:
        request = json.loads(line.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return _refused(both("这一行不是 JSON", "the line is not JSON"))
    if not isinstance(request, dict):
        return _refused(both("这一行不是 JSON 对象", "the line is not a JSON object"))
    try:
        return playground(request)
    except Exception as error:  # a playground never raises; if one does, the stream still goes on
        kind = type(error).__name__
        return _refused(both(f"无法处理（{kind}）", f"cannot be handled ({kind})"))


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _refused(message: Any) -> dict[str, Any]:
    issue = Issue("N101", message)
    return {"refused": {"code": issue.code, "message": dict(issue.message), "position": 0, "hint": None}}


COMMAND = command

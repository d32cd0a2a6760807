"""A verdict as JSON, and back: what comes from a check is looked at before it is believed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from engine.base import canonical
from engine.base.text import both
from form_builder.checks.contract import Finding, Reason, Verdict

OUTCOMES = ("pass", "fail", "uncertain")
REASONS, FINDINGS, REMEMBERED = 100, 1_000, 500_000  # at most; the last in characters of JSON
JPEG = b"\xff\xd8\xff"


class BrokenContract(ValueError):
    """What a check gave back is no verdict."""


def spoken(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON, without the marked picture. Raises BrokenContract for what is none."""
    if not isinstance(verdict, Verdict):
        raise BrokenContract(f"a {type(verdict).__name__} and no Verdict")
    found = {name: getattr(verdict, name) for name in ("outcome", "score", "model", "remember", "cost")}
    found["reasons"] = [asdict(reason) for reason in verdict.reasons]
    found["findings"] = [asdict(finding) for finding in verdict.findings]
    return found


def heard(said: Mapping[str, Any], marked: bytes | None) -> Verdict:
    """The verdict of that JSON. Raises BrokenContract."""
    try:
        return _heard(said, marked)
    except BrokenContract:
        raise
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise BrokenContract(f"{type(error).__name__}: {error}") from None


def _heard(said: Mapping[str, Any], marked: bytes | None) -> Verdict:
    remember = said["remember"]
    if remember is not None and len(canonical.compact(remember)) > REMEMBERED:
        raise BrokenContract("remembers too much")
    if marked is not None and not marked.startswith(JPEG):
        raise BrokenContract("the marked picture is no JPEG")
    cost = said["cost"]
    if cost is not None:
        cost = {"amount": _number(cost["amount"]), "currency": _text(cost["currency"], 8)}
    reasons = [_reason(one) for one in _few(said["reasons"], REASONS)]
    findings = [_finding(one) for one in _few(said["findings"], FINDINGS)]
    score = said["score"]
    return Verdict(
        outcome=_outcome(said["outcome"]),
        score=None if score is None else min(1.0, max(0.0, _number(score))),
        reasons=tuple(reasons),
        model=_text(said["model"], 200),
        findings=tuple(findings),
        marked=marked,
        remember=remember,
        cost=cost,
    )


def _reason(one: Mapping[str, Any]) -> Reason:
    words = both(_text(one["text"]["zh"], 1_000), _text(one["text"]["en"], 1_000))
    data = one["data"]
    if not isinstance(data, Mapping) or len(canonical.compact(data)) > 20_000:
        raise BrokenContract("the data of a reason")
    return Reason(_text(one["code"], 100), words, _outcome(one["outcome"]), dict(data))


def _finding(one: Mapping[str, Any]) -> Finding:
    x, y, width, height = (_number(part) for part in one["box"])
    return Finding(_text(one["label"], 200), (x, y, width, height), _number(one["confidence"]))


def _outcome(value: Any) -> Any:
    if value not in OUTCOMES:
        raise BrokenContract(f"the outcome {str(value)[:50]!r}")
    return value


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str):
        raise BrokenContract(f"a {type(value).__name__} where a text is due")
    return value[:most]


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BrokenContract(f"{str(value)[:50]!r} where a number is due")
    return float(value)


def _few(value: Any, most: int) -> Sequence[Any]:
    if not isinstance(value, list | tuple) or len(value) > most:
        raise BrokenContract("a list that is none, or too long")
    return value

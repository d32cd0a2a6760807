"""Makes a verdict of what a model says; what cannot be used is a verdict too: people have to look."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.base.text import both
from engine.definitions.schema import validator
from form_builder.checks.contract import Ask, Finding, Outcome, Reason, Verdict
from plugins.vision_openai.question import ANSWER

_MOST_REASONS, _MOST_BOXES, _MOST_LETTERS = 20, 200, 150


def verdict_of(answer: Any, ask: Ask) -> Verdict:
    """The verdict in a provider's answer to ``/chat/completions``."""
    name = _name(answer, ask)
    cost = _cost(answer, ask.options)
    said = _said(answer)
    if said is None or not validator(ANSWER).is_valid(said):
        text = both("模型的回答无法使用，请人工查看", "the model's answer cannot be used: people have to look")
        return Verdict("uncertain", None, (Reason("no_answer", text, "uncertain"),), name, cost=cost)
    outcome: Outcome = said["verdict"]
    reasons = [
        Reason("model", both(_cut(one["zh"]), _cut(one["en"])), one["verdict"])
        for one in said["reasons"][:_MOST_REASONS]
        if one["zh"].strip() or one["en"].strip()
    ]
    limit = (ask.standard or {}).get("uncertain_below", 0.6)
    if outcome != "uncertain" and said["confidence"] < limit:
        outcome = "uncertain"
        share = f"{said['confidence']:.0%}"
        unsure = both(f"模型只有 {share} 的把握", f"the model is only {share} sure")
        reasons.append(Reason("unsure", unsure, "uncertain", {"confidence": said["confidence"], "limit": limit}))
    if not reasons:
        reasons = [Reason("model", both("模型没有说明理由", "the model gave no reason"), outcome)]
    findings = tuple(_finding(box) for box in said["boxes"][:_MOST_BOXES])
    return Verdict(outcome, float(said["score"]), tuple(reasons), name, findings, cost=cost)


def _said(answer: Any) -> Any:
    """The JSON that the model wrote, out of its fences; None where there is none."""
    try:
        content = answer["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        return None
    if isinstance(content, list):  # some providers give it in parts
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, Mapping))
    if not isinstance(content, str):
        return None
    text = content.strip()
    if text.startswith("```"):
        text = text.partition("\n")[2].rpartition("```")[0]
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _finding(box: Mapping[str, Any]) -> Finding:
    x, y = float(box["x"]), float(box["y"])
    width, height = min(float(box["width"]), 1 - x), min(float(box["height"]), 1 - y)
    return Finding(_cut(box["label"]), (x, y, width, height), float(box["confidence"]))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 1] + "…"


def _name(answer: Any, ask: Ask) -> str:
    used = answer.get("model") if isinstance(answer, Mapping) else None
    return f"vision_openai 0.1.0 ({_cut(used) if isinstance(used, str) and used else ask.options['model']})"


def _cost(answer: Any, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """Tokens times prices, where both are known."""
    usage = answer.get("usage") if isinstance(answer, Mapping) else None
    prices = options.get("price")
    if not isinstance(usage, Mapping) or not isinstance(prices, Mapping):
        return None
    counts = [usage.get("prompt_tokens"), usage.get("completion_tokens")]
    tokens = [count for count in counts if isinstance(count, int) and not isinstance(count, bool) and count >= 0]
    if len(tokens) != 2:
        return None
    each = [Decimal(str(prices["input"])), Decimal(str(prices["output"]))]
    amount = sum((Decimal(count) * price for count, price in zip(tokens, each, strict=True)), Decimal()) / 1_000_000
    return {"amount": float(round(amount, 9)), "currency": prices["currency"]}

"""Check vision_openai: one call to a model; what it says is checked before it counts."""

from __future__ import annotations

from typing import Any

from connectors.faults import HttpFault
from engine.base.text import both
from form_builder.checks.contract import Ask, PhotoCheck, Verdict
from form_builder.photo_rules.contract import setting
from plugins.vision_openai.question import body
from plugins.vision_openai.reply import verdict_of


def look(ask: Ask, door: Any) -> Verdict:
    """The model's verdict.

    A provider that does not know ``json_schema`` (it answers 400) is asked once more for any JSON. Raises IssueError
    where it does not answer (busy, broken, too slow): the photo is tried again and then goes to people.
    """
    url = str(door.fill(ask.options["base_url"])).rstrip("/") + "/chat/completions"
    key = door.fill(ask.options["key"]) if "key" in ask.options else None
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        answer = door.post(url, body(ask, by_schema=True), headers)
    except HttpFault as fault:
        if fault.status not in (400, 422):
            raise
        answer = door.post(url, body(ask, by_schema=False), headers)
    return verdict_of(answer, ask)


def _price(title: str, zh: str, en: str) -> dict[str, Any]:
    return setting(title, zh, en, 2.5, type="number", minimum=0, maximum=100_000)


CHECK = PhotoCheck(
    name="vision_openai",
    title=both("远程看图模型", "Remote vision model"),
    look=look,
    remote=True,
    compares=False,
    seconds=60.0,
    schema={
        "properties": {
            "base_url": setting(
                "地址 / Address", "兼容 OpenAI 的接口地址，到 /v1 为止；可含 {NAVMARK_…} 部署设置。",
                "Of the OpenAI-compatible API, up to /v1; may hold {NAVMARK_…}.", "https://api.example.com/v1",
                type="string", minLength=8, maxLength=300,
            ),
            "model": setting(
                "模型 / Model", "能看图的模型名。", "Name of a model that sees pictures.", "qwen-vl-max",
                type="string", minLength=1, maxLength=100,
            ),
            "key": setting(
                "密钥 / Key", "密钥库中的名字。", "Its name in the secret store.", {"secret": "vision_key"},
                **{"$ref": "#/$defs/secret"},
            ),
            "instructions": setting(
                "要看什么 / Instructions", "标准之外的话，写给模型。", "More words to the model.", "只看最上两层。",
                type="string", maxLength=2000,
            ),
            "max_tokens": setting(
                "回答长度 / Length", "回答最多多少 token，不写为 1200。", "The most tokens of an answer; 1200.", 1200,
                type="integer", minimum=100, maximum=8000,
            ),
            "price": setting(
                "价格 / Price", "每百万 token 的价格，记费用用。", "Per million tokens, for the record of costs.",
                {"input": 2.5, "output": 10, "currency": "CNY"},
                type="object", additionalProperties=False, required=["input", "output", "currency"],
                properties={
                    "input": _price("输入 / Input", "输入每百万 token。", "A million tokens in."),
                    "output": _price("输出 / Output", "输出每百万 token。", "A million tokens out."),
                    "currency": setting(
                        "货币 / Currency", "三个字母。", "Three letters.", "CNY", type="string", pattern="^[A-Z]{3}$",
                        maxLength=3,
                    ),
                },
            ),
        },
        "required": ["base_url", "model"],
    },
)  # fmt: skip

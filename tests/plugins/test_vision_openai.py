"""The remote check against a real server on this machine: what it sends, and what becomes of every kind of answer."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from admin_ui.check_crew import RemoteDoor
from connectors.faults import HttpFault
from connectors.http import Http
from engine.base.issue import IssueError
from engine.base.text import both
from engine.storage import secrets
from engine.storage.database import open_database, writing
from engine.storage.tables import metadata
from form_builder.checks.contract import Ask, Verdict
from form_builder.checks.spoken import heard, spoken
from plugins.vision_openai.check import CHECK
from tests import small_app
from tests.connectors.server import Box, Given, as_json, running

PASS = {
    "verdict": "pass", "confidence": 0.93, "score": 1,
    "reasons": [{"zh": "看到 6 个排面", "en": "6 facings", "verdict": "pass"}],
    "boxes": [{"label": "可乐", "x": 0.9, "y": 0.1, "width": 0.3, "height": 0.2, "confidence": 0.9}],
}  # fmt: skip
FAIL = {**PASS, "verdict": "fail", "score": 0.2, "boxes": []}
OPTIONS = {
    "base_url": "{NAVMARK_VISION}/v1/",
    "model": "eyes",
    "key": {"secret": "vision_key"},
    "price": {"input": 2.5, "output": 10, "currency": "CNY"},
}


def picture(width: int = 2000, height: int = 1000) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(buffer, "JPEG")
    return buffer.getvalue()


STANDARD = {
    "kind": "photo_standard", "name": "shelf", "title": both("陈列", "Display"),
    "references": [{"name": "red", "title": both("红盒", "Red box"), "images": ["data:image/jpeg;base64,/9j/AA=="]}],
    "rules": [{"type": "facings", "product": "red", "at_least": 6}], "uncertain_below": 0.7,
}  # fmt: skip


def said(content: Any, **more: Any) -> Given:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    usage = {"prompt_tokens": 1200, "completion_tokens": 80}
    return as_json({"model": "eyes-2026", "choices": [{"message": {"content": text}}], "usage": usage, **more})


@dataclass
class Provider:
    """The fake provider, and a look at a photo through the real door to it."""

    box: Box
    door: RemoteDoor

    def answers(self, *given: Given) -> None:
        self.box.in_turn("/v1/chat/completions", *given)

    def look(self, **options: Any) -> Verdict:
        verdict: Verdict = CHECK.look(Ask(picture(), STANDARD, {**OPTIONS, **options}), self.door)
        assert heard(spoken(verdict), None).outcome == verdict.outcome  # what the queue will believe
        return verdict


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    folder: Path = tmp_path_factory.mktemp("vision")
    database = open_database(f"sqlite:///{folder / 'db.sqlite'}")
    metadata.create_all(database)
    with running() as box:
        settings = small_app.settings_in(folder, values={"NAVMARK_VISION": box.url}, allow_hosts=frozenset({box.key}))
        with writing(database) as connection:
            secrets.put(connection, "vision_key", "sk-of-this-test-only", settings)
        with Http(settings.allow_hosts, timeout=0.4, deadline=60, retries=0) as http:
            yield Provider(box, RemoteDoor(http, database, settings))
    database.dispose()


@pytest.fixture
def provider(served: Provider) -> Provider:
    served.box.asked.clear()
    return served


def test_a_pass_with_boxes_and_cost(provider: Provider) -> None:
    provider.answers(said(PASS))
    verdict = provider.look()
    assert (verdict.outcome, verdict.score, verdict.model) == ("pass", 1.0, "vision_openai 0.1.0 (eyes-2026)")
    assert verdict.cost == {"amount": 0.0038, "currency": "CNY"}  # 1200 × 2.5 + 80 × 10, a million
    assert verdict.reasons[0].text == both("看到 6 个排面", "6 facings")
    assert verdict.findings[0].box == pytest.approx((0.9, 0.1, 0.1, 0.2))  # cut at the edge of the photo


def test_what_is_sent(provider: Provider) -> None:
    provider.answers(said(PASS))
    provider.look(instructions="只看最上两层。")
    (asked,) = provider.box.asked
    body = json.loads(asked.body)
    assert asked.headers["authorization"] == "Bearer sk-of-this-test-only"
    assert (body["model"], body["temperature"], body["response_format"]["type"]) == ("eyes", 0, "json_schema")
    parts = body["messages"][1]["content"]
    words = "\n".join(part["text"] for part in parts if part["type"] == "text")
    assert '"at_least": 6' in words
    assert "只看最上两层。" in words
    assert "base64" not in words  # pictures go as pictures
    sent = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
    assert sent[0] == STANDARD["references"][0]["images"][0]  # type: ignore[index]
    with Image.open(io.BytesIO(base64.b64decode(sent[1].partition(",")[2]))) as shown:
        assert shown.size == (1280, 640)


@pytest.mark.parametrize(
    ("content", "outcome", "code"),
    [
        (FAIL, "fail", "model"),
        ({**FAIL, "verdict": "uncertain"}, "uncertain", "model"),
        ({**PASS, "confidence": 0.69}, "uncertain", "unsure"),  # the standard wants 0.7
        (f"```json\n{json.dumps(PASS)}\n```", "pass", "model"),
        ("I think it is fine.", "uncertain", "no_answer"),
        ('{"verdict": "pass"}', "uncertain", "no_answer"),
        ({**PASS, "verdict": "approved"}, "uncertain", "no_answer"),
        ({**PASS, "score": 7}, "uncertain", "no_answer"),
        (json.dumps(PASS).replace("0.93", "NaN"), "uncertain", "no_answer"),
        ("[" * 5_000, "uncertain", "no_answer"),
        ("", "uncertain", "no_answer"),
    ],
)
def test_what_becomes_of_an_answer(provider: Provider, content: Any, outcome: str, code: str) -> None:
    provider.answers(said(content))
    verdict = provider.look()
    assert (verdict.outcome, verdict.reasons[-1].code) == (outcome, code)


@pytest.mark.parametrize("answer", [[], {}, {"choices": []}, {"choices": [{"message": None}]}, "text", None, 7])
def test_an_answer_of_another_shape_is_for_people(provider: Provider, answer: Any) -> None:
    provider.answers(as_json(answer))
    assert provider.look().outcome == "uncertain"


def test_an_answer_in_parts(provider: Provider) -> None:
    parts = [{"type": "text", "text": json.dumps(FAIL)}]
    provider.answers(as_json({"choices": [{"message": {"content": parts}}]}))
    verdict = provider.look()
    assert (verdict.outcome, verdict.model, verdict.cost) == ("fail", "vision_openai 0.1.0 (eyes)", None)


def test_a_provider_without_json_schema_is_asked_for_any_json(provider: Provider) -> None:
    provider.answers(as_json({"error": "response_format"}, 400), said(PASS))
    assert provider.look().outcome == "pass"
    formats = [json.loads(asked.body)["response_format"]["type"] for asked in provider.box.asked]
    assert formats == ["json_schema", "json_object"]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (Given(status=429, headers={"Retry-After": "7"}), "busy"),
        (Given(status=500), "server"),
        (Given(status=401), "refused"),
        (Given(b"{}", wait=1.5), "timeout"),
        (Given(b'{"choices"', cut=4), "broken"),
    ],
)
def test_a_provider_that_does_not_answer_is_a_fault(provider: Provider, given: Given, kind: str) -> None:
    """The queue tries again and then asks people: it is never a verdict."""
    provider.answers(given)
    with pytest.raises(HttpFault) as raised:
        provider.look()
    assert raised.value.kind == kind
    assert "sk-of-this-test-only" not in str(raised.value)


def test_a_damaged_picture_is_never_sent(provider: Provider) -> None:
    with pytest.raises(IssueError, match="damaged"):
        CHECK.look(Ask(picture()[:300], STANDARD, OPTIONS), provider.door)
    assert provider.box.asked == []

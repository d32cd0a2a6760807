"""The examples of docs/engineers.md, run as a site would run them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from connectors import registry
from engine.base import plugin
from engine.base.issue import IssueError
from engine.base.settings import Settings
from engine.definitions.schema import schema_of, validator_of
from engine.storage.database import open_database
from engine.storage.tables import metadata
from form_builder.checks.contract import Ask, photo_checks
from form_builder.photo_rules import photo_rules
from form_builder.photo_rules.contract import Scene, Seen
from rule_builder.channels.contract import ChannelSettings, channels
from rule_builder.channels.suite import Bench, ChannelSuite, Fault
from tests.connectors.server import Asked, Given, running
from tests.connectors.world import World, title
from tests.docs.morning import PLUGIN


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if its package were named under ``navmark.plugins``."""
    found = {**plugin.plugins(), PLUGIN.name: PLUGIN}
    monkeypatch.setattr(plugin, "plugins", lambda: found)
    caches = (registry.connectors, photo_rules, schema_of, validator_of)
    for one in caches:
        one.cache_clear()
    yield
    for one in caches:
        one.cache_clear()


TILL = {
    "kind": "source", "name": "till", "title": title("till"), "connector": "json_lines",
    "connection": {
        "base_url": "{NAVMARK_SOURCE_POS_URL}", "file": "/{window.from:%Y%m%d}.jsonl", "key": {"secret": "till_key"},
    },
    "window": {"overlap_days": 1, "first_days": 2},
    "into": [{"dataset": "tickets", "map": {"unit": "shop", "day": "day", "no": "no", "amount": "money(amount)"}}],
}  # fmt: skip


def test_the_connector_pulls_and_keeps_what_it_cannot_read(tmp_path: Path) -> None:
    lines = ['{"shop": "S1", "day": "2026-11-22", "no": "1", "amount": "12.50"}', "not json", "[1]", ""]
    with running() as box:
        box.routes["/20261121.jsonl"] = lambda asked: Given(b"")
        box.routes["/20261122.jsonl"] = lambda asked: Given("\n".join(lines).encode())
        database = open_database(f"sqlite:///{tmp_path / 'db.sqlite'}")
        metadata.create_all(database)
        world = World(database, box, tmp_path)
        world.publish(TILL)
        world.keep(till_key="k-of-this-test-only")
        done = world.pull("till")
        assert (done.state, done.added, done.refused) == ("published", 1, 2)
        assert world.facts() == [("S1", "2026-11-22", "1", 1250)]
        assert [row.issues[0]["message"]["en"] for row in world.refused()] == [
            "line 2 is no JSON object",
            "line 3 is no JSON object",
        ]
        assert {asked.headers["x-key"] for asked in box.asked} == {"k-of-this-test-only"}
        del box.routes["/20261122.jsonl"]  # a fault on any day: nothing of the run is published, the rows stay
        assert world.pull("till").state == "failed"
        assert len(world.facts()) == 1
        database.dispose()


@contextmanager
def bench() -> Iterator[Bench]:
    phones: dict[str, dict[str, str]] = {"1001": {}}
    faults: list[Fault] = []

    def post(asked: Asked) -> Given:
        fault = faults.pop() if faults else None
        if fault == "limited":
            return Given(status=429, headers={"Retry-After": "7"})
        if fault == "senseless":
            return Given(status=502)
        message = json.loads(asked.body)
        if message["to"] not in phones:
            return Given(status=404)
        phones[message["to"]].setdefault(message["id"], message["text"])
        return Given(b"{}", cut=1) if fault == "lost" else Given(b"{}")

    with running() as box:
        box.routes["/messages"] = post
        values = {"url": f"{box.url}/messages", "token": {"secret": "hook_token"}}
        settings = ChannelSettings(values, Settings(Path("."), "sqlite://", allow_hosts=frozenset({box.key})))
        secret = {"hook_token": "a-token-of-this-test"}
        yield Bench(
            channels()["hook"], settings, secret, "1001", "9999", lambda who: list(phones[who].values()), faults.append
        )


def _photo(*, covered: bool) -> bytes:
    image = Image.new("RGB", (640, 480), (150, 90, 70))
    pen = ImageDraw.Draw(image)
    for at in range(0 if covered else 24):
        pen.rectangle((at * 26, 0, at * 26 + 26, 480), fill=(at * 10, 255 - at * 10, (at * 37) % 255))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG")
    return buffer.getvalue()


def test_the_photo_check_is_offered_and_judges() -> None:
    check = photo_checks()["covered"]
    clear, covered = check.look(Ask(_photo(covered=False))), check.look(Ask(_photo(covered=True)))
    assert (clear.outcome, covered.outcome) == ("pass", "fail")
    assert "镜头" in covered.reasons[0].text["zh"]
    assert check.look(Ask(_photo(covered=True), options={"most": 1})).outcome == "pass"
    with pytest.raises(IssueError):
        check.look(Ask(b"no picture"))


def test_the_photo_rule_is_in_the_schema_and_judges() -> None:
    branches = schema_of("photo_standard")["properties"]["rules"]["items"]["oneOf"]
    assert "apart" in [branch["properties"]["type"]["const"] for branch in branches]
    ours, sure, doubtful = (
        Seen(n, (x, 0.4, 0.1, 0.2), c) for n, x, c in [("a", 0.1, 0.9), ("b", 0.2, 0.9), ("b", 0.2, 0.5)]
    )
    rule, far = {"product": "a", "not_beside": "b"}, Seen("b", (0.6, 0.4, 0.1, 0.2), 0.9)
    judge = photo_rules()["apart"].judge
    said = [judge(rule, Scene((ours, other))).outcome for other in (sure, doubtful, far)]
    assert said == ["fail", "uncertain", "pass"]


class TestHook(ChannelSuite):
    def open_bench(self) -> Any:
        return bench()

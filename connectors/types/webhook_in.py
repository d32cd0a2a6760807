"""JSON that another system posts to us, signed: ``POST /api/v1/deliveries/<source>`` (see ``connectors.deliveries``).

What was posted waits until the source is pulled like any other, by its schedule or by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from connectors.addresses import Place
from connectors.call import Answer
from connectors.contract import Connector, Page, Run
from connectors.fields import SECRET, field, group
from connectors.instants import read_instant
from connectors.kinds.source.model import SourceModel
from connectors.payload import read_json
from connectors.records import items, look, records
from engine.base.issue import Issue
from engine.base.text import both

MINUTES, MAX_BYTES, LARGEST = 5, 1_000_000, 5_000_000
_HERE = Place("https", "delivery", 443, "/")


def pages(run: Run) -> Iterator[Page]:
    """One page for every delivery that no published run has read. Raises IssueError: N62x, N630."""
    for delivery in run.arrived(run.read):
        body = read_body(run.source, delivery.body)
        path = run.source.source_time
        time = read_instant(look(body, path), run.zone) if path else delivery.sent_at
        found = tuple(tuple(records(body, into.records or "[*]")) for into in run.source.into)
        yield Page(found, time, read=(delivery.mark,))


def read_body(source: SourceModel, data: bytes) -> Any:
    """A body as JSON that holds the source's records. Raises IssueError: N62x, N630."""
    body = read_json(Answer(200, {}, data, _HERE))
    for into in source.into:
        items(body, into.records or "[*]")
    return body


def check(source: SourceModel) -> Iterable[Issue]:
    """The sender decides what comes when: nothing can be asked for by days."""
    if source.window is not None:
        yield Issue("N481", both("由对方推送的来源没有 window", "what is posted to us has no window"), "$.window")


CONNECTION = group(
    ["secret"],
    secret=field(
        "签名密钥 / Secret",
        "与对方约定的密钥。",
        "The secret agreed with the sender.",
        {"secret": "till_hook"},
        **SECRET,
    ),
    minutes=field(
        "时间窗（分钟） / Minutes",
        "签名时间与现在最多相差几分钟。",
        "How far the time of a signature may be from now.",
        MINUTES,
        type="integer",
        minimum=1,
        maximum=60,
    ),
    max_bytes=field(
        "最大字节数 / Largest",
        "一次投递最多多少字节。",
        "The most bytes of one delivery.",
        MAX_BYTES,
        type="integer",
        minimum=1_000,
        maximum=LARGEST,
    ),
)
CONNECTOR = Connector("webhook_in", both("接收推送", "Posted to us"), pages, check, CONNECTION, needs_records=True)

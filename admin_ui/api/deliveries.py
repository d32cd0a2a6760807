"""Rows that other systems post to us.

Nobody signs in here: a call counts only where its signature shows that the sender of that source made it, just now and
for the first time. Who cannot show that is not told whether there is such a source.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from flask import request
from marshmallow import Schema, fields

from admin_ui.access import public
from admin_ui.call import Call
from admin_ui.problems import problem
from admin_ui.resource import Answer, Resource
from connectors.deliveries import Full, NotProven, Proof, prove, take, unknown_sender
from connectors.kinds.source.model import SourceModel
from connectors.types.webhook_in import LARGEST, MAX_BYTES, MINUTES, read_body
from engine.base import clock
from engine.base.issue import IssueError
from engine.base.text import both
from engine.storage import secrets

RESOURCE = Resource("deliveries", "Rows that other systems post to us")
log = logging.getLogger("navmark.deliveries")


class Taken(Schema):
    """``state``: taken, or known where the same delivery had come before."""

    delivery = fields.String()
    state = fields.String()


@RESOURCE.route("POST", "/deliveries/<name>", raw=LARGEST, answer=Taken, status=202)
@public
def deliver(call: Call, body: bytes, name: str) -> Any:
    """Keep rows for the next run of a source: 202. The same delivery again: 200, and nothing is done."""
    now, delivery = clock.now(), request.headers.get("Idempotency-Key", "")
    try:
        model, proof = _proven(call, body, name)
        largest = model.connection.get("max_bytes", MAX_BYTES)
        if len(body) > largest:
            return problem(413, both(f"最多 {largest:,} 字节", f"at most {largest:,} bytes"))
        read_body(model, body)
        with call.writing() as connection:
            state = take(connection, name, delivery, body, proof, now)
    except NotProven as error:
        log.warning("source %.48s: a delivery that is not proven: %s", name, error)
        return problem(401, error.words)
    except Full:
        words = both("等待处理的投递太多", "too many deliveries wait to be read")
        return problem(429, words, headers={"Retry-After": "300"})
    return Answer({"delivery": delivery, "state": state}, 202 if state == "taken" else 200)


def _proven(call: Call, body: bytes, name: str) -> tuple[SourceModel, Proof]:
    """Raises NotProven."""
    model: SourceModel | None = call.release.find("source", name)
    if model is None or model.connector != "webhook_in":
        raise unknown_sender()
    try:
        secret = secrets.reveal(call.connection, model.connection["secret"]["secret"], call.settings)
    except IssueError as error:
        log.warning("source %s: %s", name, error)
        raise unknown_sender() from None
    window = timedelta(minutes=model.connection.get("minutes", MINUTES))
    signature = request.headers.get("X-Navmark-Signature", "")
    return model, prove(signature, body, secret, clock.now(), window)

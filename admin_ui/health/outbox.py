"""Do messages leave."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from admin_ui.call import Call
from admin_ui.health.contract import Check, Finding
from engine.base import clock
from engine.base.text import both
from engine.storage.backup import outbox_paused
from engine.storage.tables import outbox

SLOW = timedelta(minutes=30)


def _run(call: Call) -> Finding:
    o = outbox.c
    rows = call.connection.execute(sa.select(o.state, sa.func.count(), sa.func.min(o.not_before)).group_by(o.state))
    found = {row[0]: (row[1], row[2]) for row in rows}
    counts = {state: count for state, (count, _) in sorted(found.items())}
    waiting, oldest = found.get("waiting", (0, None))
    if outbox_paused(call.connection):
        return Finding("warn", both("发送已暂停", "sending is paused"), counts)
    if oldest is not None and clock.now() - oldest > SLOW:
        minutes = int((clock.now() - oldest).total_seconds() // 60)
        words = both(
            f"{waiting} 条消息在等待，最早的已 {minutes} 分钟", f"{waiting} messages wait, the oldest {minutes} minutes"
        )
        return Finding("bad", words, counts)
    if unknown := counts.get("unknown", 0):
        words = both(
            f"{unknown} 条消息不知是否送达，请核对", f"of {unknown} messages it is not known whether they arrived"
        )
        return Finding("warn", words, counts)
    return Finding("ok", both("消息正常送出", "messages leave"), counts)


CHECK = Check(both("消息发件箱", "Outbox"), 60, _run)

"""Do scores keep up with what comes in."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from admin_ui.call import Call
from admin_ui.health.contract import Check, Finding
from engine.base import clock
from engine.base.text import both
from engine.storage.tables import score_change, score_due

#: A load notes what is due as of its own beginning, and may itself have taken a while.
SLOW = timedelta(minutes=30)
#: The latest changes that loads have made, over which the delay is told.
LATEST = 1_000


def _run(call: Call) -> Finding:
    waiting, oldest = call.connection.execute(sa.select(sa.func.count(), sa.func.min(score_due.c.at))).one()
    c = score_change.c
    rows = call.connection.execute(
        sa.select(c.at, c.caused_at, c.cause)
        .where(c.caused_at.is_not(None), c.at >= clock.now() - timedelta(days=1))
        .order_by(c.id.desc())
        .limit(LATEST)
    )
    delays = sorted((row.at - row.caused_at).total_seconds() for row in rows if row.cause.get("loads"))
    p95 = delays[min(len(delays) - 1, int(len(delays) * 0.95))] if delays else None
    figures = {"waiting": waiting, "changes": len(delays), "p95_seconds": p95}
    if oldest is not None and clock.now() - oldest > SLOW:
        minutes = int((clock.now() - oldest).total_seconds() // 60)
        words = both(
            f"{waiting} 处得分在等待，最早的已 {minutes} 分钟", f"{waiting} scores wait, the oldest {minutes} minutes"
        )
        return Finding("bad", words, figures)
    if p95 is None:
        return Finding("ok", both("近一天没有数据带来的得分变动", "no load has moved a score within a day"), figures)
    words = both(
        f"数据到达后 {p95:.0f} 秒内计入得分（近一天的 95 %）",
        f"within {p95:.0f} s of coming in (95 % of the last day's)",
    )
    return Finding("ok", words, figures)


CHECK = Check(both("得分", "Scores"), 65, _run)

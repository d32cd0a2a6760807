"""Do scheduled jobs run in time."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from admin_ui.call import Call
from admin_ui.health.contract import Check, Finding
from engine.base import clock
from engine.base.text import both
from engine.storage.tables import schedule_slot

LATE = timedelta(minutes=5)


def _run(call: Call) -> Finding:
    s, now = schedule_slot.c, clock.now()
    waiting = call.connection.scalar(sa.select(sa.func.min(s.due_at)).where(s.state == "due", s.attempts == 0))
    recent = sa.select(sa.func.count()).where(s.state == "failed", s.due_at > now - timedelta(days=1))
    failed = call.connection.scalar(recent) or 0
    running = call.connection.scalar(sa.select(sa.func.count()).where(s.state == "running")) or 0
    lag = max(timedelta(0), now - waiting) if waiting else timedelta(0)
    minutes = int(lag.total_seconds() // 60)
    figures = {"running": running, "failed_last_day": failed, "lag_minutes": minutes}
    if lag > LATE:
        words = both(f"有任务已等待 {minutes} 分钟未开始", f"a job has waited for {minutes} minutes")
        return Finding("bad", words, figures)
    if failed:
        words = both(f"最近一天有 {failed} 次任务失败", f"{failed} runs failed in the last day")
        return Finding("warn", words, figures)
    return Finding("ok", both("任务按时运行", "jobs run in time"), figures)


CHECK = Check(both("定时任务", "Scheduled jobs"), 30, _run)

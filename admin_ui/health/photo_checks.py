"""Are photos looked at in time."""

from __future__ import annotations

from datetime import timedelta

from admin_ui.call import Call
from admin_ui.health.contract import Check, Finding
from engine.base import clock
from engine.base.text import both
from form_builder.checks.queue import broken_since, waiting

SLOW = timedelta(minutes=5)


def _run(call: Call) -> Finding:
    count, oldest = waiting(call.connection)
    broken = broken_since(call.connection, clock.now() - timedelta(days=1))
    age = max(timedelta(0), clock.now() - oldest) if oldest is not None else timedelta(0)
    seconds = int(age.total_seconds())
    figures = {"waiting": count, "oldest_seconds": seconds, "broken_last_day": broken}
    if age > SLOW:
        minutes = seconds // 60
        words = both(
            f"{count} 张照片待判定，最早的已等 {minutes} 分钟", f"{count} checks wait, the oldest {minutes} minutes"
        )
        return Finding("bad", words, figures)
    if broken:
        words = both(
            f"最近一天有 {broken} 次判定失败，已转人工", f"{broken} checks broke down in the last day: people look"
        )
        return Finding("warn", words, figures)
    return Finding("ok", both(f"待判定 {count}", f"{count} checks wait"), figures)


CHECK = Check(both("照片判定", "Photo checks"), 65, _run)

"""Does the bell between machines ring (Redis), where there is one."""

from __future__ import annotations

from admin_ui.call import Call
from admin_ui.health.contract import Check, Finding
from engine.base.text import both
from engine.jobs.queue import answers


def _run(call: Call) -> Finding:
    if not call.settings.redis_url:
        return Finding("ok", both("单进程，不需要 Redis", "one process: no Redis is needed"))
    if answers(call.settings):
        return Finding("ok", both("Redis 应答正常", "Redis answers"))
    words = both(
        "Redis 没有应答，任务改为每 15 秒查看一次", "Redis does not answer; jobs are looked for every 15 seconds"
    )
    return Finding("warn", words)


CHECK = Check(both("任务铃", "Queue bell"), 40, _run)

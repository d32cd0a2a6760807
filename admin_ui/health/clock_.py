"""Does the machine's clock run forward, and which time is it for the app."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import sqlalchemy as sa

from admin_ui.call import Call
from admin_ui.health.contract import Check, Finding
from engine.base import clock
from engine.base.text import both
from engine.storage.tables import audit


def _run(call: Call) -> Finding:
    now = clock.now()
    zone = call.release.app.time_zone
    local = now.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
    newest = call.connection.scalar(sa.select(sa.func.max(audit.c.at)))
    figures = {"local": local, "time_zone": zone}
    if newest is not None and newest > now:
        words = both("时钟走在最后一条审计记录之前，可能被拨回", "the clock is behind the last line of the audit log")
        return Finding("bad", words, figures)
    return Finding("ok", both(f"{local}（{zone}）", f"{local} ({zone})"), figures)


CHECK = Check(both("时钟", "Clock"), 70, _run)

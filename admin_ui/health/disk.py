"""Is there room where the data lies."""

from __future__ import annotations

import shutil

from admin_ui.call import Call
from admin_ui.health.contract import Check, Finding, State
from engine.base.text import both


def _run(call: Call) -> Finding:
    usage = shutil.disk_usage(call.settings.data)
    free, share = usage.free / 1e9, usage.free / usage.total
    state: State = "bad" if free < 0.5 else "warn" if share < 0.1 or free < 2 else "ok"
    words = both(f"剩余 {free:.1f} GB（{share:.0%}）", f"{free:.1f} GB free ({share:.0%})")
    return Finding(state, words, {"free_gb": round(free, 1), "total_gb": round(usage.total / 1e9, 1)})


CHECK = Check(both("磁盘", "Disk"), 20, _run)

"""Is there a fresh backup in the backup folder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from admin_ui.call import Call
from admin_ui.health.contract import Check, Finding
from engine.base import clock
from engine.base.text import both

FRESH, OLD = timedelta(days=1, hours=2), timedelta(days=7)


def _run(call: Call) -> Finding:
    folder = call.settings.data / "backups"
    times = [file.stat().st_mtime for file in folder.glob("*.zip")] if folder.is_dir() else []
    if not times:
        return Finding(
            "warn", both("没有找到备份，请定期运行 navmark backup", "no backup was found: run navmark backup")
        )
    last = datetime.fromtimestamp(max(times), UTC)
    age = clock.now() - last
    hours = max(0, int(age.total_seconds() // 3600))
    words = both(f"最近一次备份在 {hours} 小时前", f"the last backup is {hours} hours old")
    figures = {"last": last.isoformat(timespec="seconds"), "count": len(times)}
    return Finding("ok" if age < FRESH else "warn" if age < OLD else "bad", words, figures)


CHECK = Check(both("备份", "Backup"), 50, _run)
